/** The process that crash.test.ts kills: delivers without end and writes the name of each message once it is acknowledged. */
import { writeSync } from 'node:fs';
import { scanMessage } from '../../message/scan.ts';
import { addTestAccount, delivery, local } from '../contract/fixtures.ts';
import type { Storage } from '../storage.ts';
import { openSqliteStorage } from './open.ts';

const CALLERS = 20;
const LARGE_EVERY = 40;
const SMALL_LINES = 50;
const LARGE_LINES = 20_000;

export const CRASH_ADDRESSES = ['a@sample.com', 'b@sample.com', 'c@sample.com'] as const;

/** The bytes of a message, from its name alone; every so often one too large for a segment. */
export function crashMessage(name: string): Buffer {
  const number = Number(name.split('.').at(-1));
  const lines = number % LARGE_EVERY === 0 ? LARGE_LINES : SMALL_LINES;
  const line = `${name} ${'x'.repeat(60)}\r\n`;
  return Buffer.from(`Message-ID: <${name}@test.org>\r\nSubject: ${name}\r\n\r\n${line.repeat(lines)}`);
}

async function deliverOne({ store, blobs }: Storage, name: string): Promise<void> {
  const bytes = crashMessage(name);
  const content = scanMessage(bytes);
  const writer = blobs.create();
  await writer.write(bytes);
  const accounts = await Promise.all(CRASH_ADDRESSES.map((address) => store.findAccount(address)));
  const to = accounts.flatMap((account) => (account ? [local(account.id)] : []));
  await store.deliver(delivery({ traceId: name, blob: await writer.finish(), content, local: to }));
  writeSync(1, `${name}\n`);
}

async function load(dataDir: string, round: string): Promise<void> {
  const storage = await openSqliteStorage({ dataDir, writer: 'thread', segmentBytes: 1024 * 1024 });
  for (const address of CRASH_ADDRESSES) {
    if (!(await storage.store.findAccount(address))) await addTestAccount(storage.store, address);
  }
  let next = 1;
  const caller = async (): Promise<never> => {
    for (;;) await deliverOne(storage, `${round}.${next++}`);
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

const [dataDir, round] = process.argv.slice(2);
if (import.meta.main && dataDir && round) await load(dataDir, round);
