const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DATE =
  /([A-Z][a-z]{2})\s+(\d{1,2})\s+(\d{1,2}):(\d\d)(?::(\d\d))?(?:\s+[A-Z]{2,5})?(?:\s+([+-])(\d\d)(\d\d))?\s+(\d{4})/;

/** "From tomo@sample.com Tue Nov 24 08:00:00 2026" and a line feed, in UTC. RFC 4155 §2. */
export function mboxFromLine(sender: string | null, receivedAt: Date): string {
  const name = sender !== null && /^[\x21-\x7e]{1,254}$/.test(sender) ? sender : 'MAILER-DAEMON';
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${DAYS[receivedAt.getUTCDay()]} ${MONTHS[receivedAt.getUTCMonth()]} ${String(receivedAt.getUTCDate()).padStart(2)}`;
  const time = [receivedAt.getUTCHours(), receivedAt.getUTCMinutes(), receivedAt.getUTCSeconds()]
    .map(two)
    .join(':');
  return `From ${name} ${day} ${time} ${receivedAt.getUTCFullYear()}\n`;
}

/** When the message came in, by its separator line; null when it does not say. A time without a zone is taken for UTC. */
export function mboxFromDate(line: string): Date | null {
  const match = DATE.exec(line);
  if (!match) return null;
  const [, monthName = '', day, hour, minute, second = '0', sign, zoneHours = '0', zoneMinutes = '0', year] =
    match;
  const month = MONTHS.indexOf(monthName);
  if (month < 0) return null;
  const offsetMinutes = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === '-' ? -1 : 1);
  const minutes = Number(minute) - offsetMinutes;
  const date = new Date(Date.UTC(Number(year), month, Number(day), Number(hour), minutes, Number(second)));
  return Number.isFinite(date.getTime()) ? date : null;
}
