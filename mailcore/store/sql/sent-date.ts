/** The Date header as its two columns. */
export interface SentDate {
  /** Milliseconds UTC; null when the header is missing or no date. */
  readonly at: number | null;
  /** Of the zone it was written in, minutes east of UTC. */
  readonly offsetMinutes: number;
}

/** Splits what a message's summary says (`2026-11-24T10:00:00+09:00`). */
export function sentDateOf(iso: string | null): SentDate {
  if (iso === null) return { at: null, offsetMinutes: 0 };
  const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})$/.exec(iso) ?? [];
  const offsetMinutes = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return { at: Date.parse(iso), offsetMinutes: sign === '-' ? -offsetMinutes : offsetMinutes };
}
