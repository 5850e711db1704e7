import type { StoreEvent } from '../../model/change.ts';
import type { WriterConnection } from './writer-connection.ts';

export const CHANNEL = 'tegami';

/** What travels with NOTIFY: the events, or the announcement that holds them. */
export type Payload =
  | { readonly origin: string; readonly events: readonly StoreEvent[] }
  | { readonly origin: string; readonly announcementId: number };

/** NOTIFY takes less than 8,000 bytes. https://www.postgresql.org/docs/15/sql-notify.html */
const MAX_PAYLOAD_BYTES = 7_900;

const ANNOUNCE = `WITH announcement AS (
    INSERT INTO announcements (origin, announced_at, events)
    VALUES (?1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint, ?2) RETURNING id)
  SELECT pg_notify('${CHANNEL}', CASE WHEN octet_length(?3) <= ${MAX_PAYLOAD_BYTES} THEN ?3
    ELSE json_build_object('origin', ?1::text, 'announcementId', id)::text END) FROM announcement`;

/** Within the transaction that made the events: they go out with its commit or not at all. */
export async function announce(
  sql: WriterConnection,
  origin: string,
  events: readonly StoreEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const payload: Payload = { origin, events };
  await sql.send(ANNOUNCE, [origin, JSON.stringify(events), JSON.stringify(payload)]);
}
