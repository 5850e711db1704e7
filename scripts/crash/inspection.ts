import { withImap } from './imap-connection.ts';
import { ACCOUNTS } from './installation.ts';
import type { Found } from './ledger.ts';
import { identify } from './message.ts';
import type { UidHistory } from './uid-history.ts';

/** Fetches every message of every mailbox of every account. Rejects when one cannot be fetched. */
export async function readEverything(port: number, history: UidHistory): Promise<Found[]> {
  const found: Found[] = [];
  for (const account of ACCOUNTS) found.push(...(await readAccount(port, account, history)));
  return found;
}

function readAccount(port: number, account: string, history: UidHistory): Promise<Found[]> {
  return withImap(port, account, async (client) => {
    const found: Found[] = [];
    for (const { path } of await client.list()) {
      const { uidValidity, exists } = await client.mailboxOpen(path, { readOnly: true });
      if (exists === 0) continue;
      for await (const { uid, source } of client.fetch('1:*', { uid: true, source: true })) {
        const { id, sha256 } = identify(source ?? Buffer.alloc(0));
        found.push({ account, mailbox: path, uid, id, sha256 });
        history.note({ account, mailbox: path, uidValidity: Number(uidValidity), uid, id });
      }
    }
    return found;
  });
}
