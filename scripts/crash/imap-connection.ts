import { ImapFlow } from 'imapflow';
import { PASSWORD } from './installation.ts';

/** An account signed in, by a client that is not ours. */
export async function openImap(port: number, account: string): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: account, pass: PASSWORD },
    logger: false,
    disableAutoIdle: true,
  });
  // The command that was under way rejects; this event only repeats it.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
