import { createHash } from 'node:crypto';
import { pick, seededRandom } from '../../mailcore/testing/mutation.ts';

/** Larger than this has a file of its own in the data folder. */
const OWN_FILE_BYTES = 1_100_000;
const ID_HEADER = 'X-Crash-Id';
const ID_LINE = /^X-Crash-Id: (\d+)\r\n/m;
/** What our server puts before a message it received. RFC 5321 §4.4. */
const TRACE_ONLY = /^(?:Received: [^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n)?$/;

/** A message that names its number in its first line; the same number gives the same bytes. One in sixty is larger than a megabyte. */
export function composeMessage(id: number): Buffer {
  const random = seededRandom(id);
  const sizeBytes =
    pick(random, 60) === 0 ? OWN_FILE_BYTES + pick(random, 300_000) : 200 + pick(random, 12_000);
  const lines = [
    `${ID_HEADER}: ${id}`,
    'From: sender@example.org',
    'To: user@crash.test',
    `Subject: message ${id}`,
    `Message-ID: <${id}@example.org>`,
    '',
  ];
  for (let length = 0; length < sizeBytes; length += lines.at(-1)!.length + 2) lines.push(bodyLine(random));
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}

/** One in eight begins with dots, as those are what transparency is about. RFC 5321 §4.5.2. */
function bodyLine(random: () => number): string {
  const dots = '.'.repeat(Math.max(0, pick(random, 16) - 13));
  return (dots + random().toString(36).slice(2).repeat(7)).slice(0, 76);
}

export function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Which message a stored one is, and the digest of what follows our Received header. `id` 0: none of ours. */
export function identify(stored: Buffer): { id: number; sha256: string } {
  const head = stored.toString('latin1', 0, 2_000);
  const match = ID_LINE.exec(head);
  const start = match && TRACE_ONLY.test(head.slice(0, match.index)) ? match.index : 0;
  return { id: Number(match?.[1] ?? 0), sha256: digest(stored.subarray(start)) };
}
