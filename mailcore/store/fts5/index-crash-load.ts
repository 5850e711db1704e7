/** The process that index-crash.test.ts kills: mails come and go, and each is indexed. Writes a line once one is acknowledged. */
import { writeSync } from 'node:fs';
import { addTestAccount, append, inboxOf } from '../contract/fixtures.ts';
import { openSqliteStorage } from '../sqlite/open.ts';

const DESTROY_EVERY = 7;

export const INDEX_CRASH_ADDRESS = 'a@sample.com';

async function load(dataDir: string, round: string): Promise<void> {
  const onFault = (error: Error): void => {
    throw error;
  };
  const { store } = await openSqliteStorage({ dataDir, writer: 'thread', indexing: { onFault } });
  const { id } =
    (await store.findAccount(INDEX_CRASH_ADDRESS)) ?? (await addTestAccount(store, INDEX_CRASH_ADDRESS));
  const inbox = await inboxOf(store, id);
  for (let index = 0; ; index++) {
    const words = Array.from({ length: 40 }, (_, at) => `w${(index * 7 + at) % 500}x`).join(' ');
    const { emailId } = await append(store, id, inbox.id, {
      body: `round${round} ${words} 会議${index % 10}`,
    });
    if (index % DESTROY_EVERY === 0) await store.destroyEmails(id, [emailId]);
    writeSync(1, `${index}\n`);
  }
}

const [dataDir, round] = process.argv.slice(2);
if (import.meta.main && dataDir && round) await load(dataDir, round);
