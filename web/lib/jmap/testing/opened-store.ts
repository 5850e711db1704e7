import './rune-loader.ts';
import type { MailboxList } from '../mailbox-list.svelte.ts';
import { JmapServer } from './jmap-server.ts';

const { MailStore } = await import('../mail-store.svelte.ts');
const { Sync } = await import('../sync.ts');

/** A store over a server in memory, with `sync` in place of the push channel. */
export async function openedStore(prepare: (server: JmapServer) => void = () => undefined) {
  const server = new JmapServer();
  prepare(server);
  const store = new MailStore({ fetch: server.fetch, wait: () => Promise.resolve() });
  await store.client.connect();
  const sync = new Sync(store);
  await sync.load();
  return { server, store, sync };
}

/** Until nothing that was asked for is on the way: every answer of the server comes within one turn of the event loop. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
}

/** Email ids of the rows as shown; `undefined` where the page is not there. */
export function shownIds(list: MailboxList, first = 0, count = list.total): (string | undefined)[] {
  return Array.from({ length: count }, (_, offset) => list.itemAt(first + offset)?.email.id);
}
