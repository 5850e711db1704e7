import type { StoreEvent } from '../model/change.ts';
import type { SessionHandler } from '../net/connection.ts';
import { CommandLoop } from './command-loop.ts';
import { Pop3Session, type Pop3Deps } from './session-state.ts';

export type { Pop3Deps } from './session-state.ts';

/** Serves POP3 over the inbox. One handler serves all connections of a thread. RFC 1939, RFC 2449, RFC 2595, RFC 5034. */
export function pop3Server(deps: Pop3Deps): SessionHandler {
  const open = new Set<CommandLoop>();
  deps.bus.subscribe((event: StoreEvent) => {
    if (event.kind !== 'directory') return;
    for (const loop of open) loop.noteDirectoryChange(event.accountId);
  });
  return async (connection) => {
    const loop = new CommandLoop(new Pop3Session(deps, connection));
    open.add(loop);
    try {
      await loop.run();
    } finally {
      open.delete(loop);
    }
  };
}
