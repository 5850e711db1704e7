import { ImapFlow } from 'imapflow';
import { PASSWORD } from './installation.ts';

const SILENCE_MS = 10_000;

/** Signs an account in with a client that is not ours, and closes it when `use` is done. Rejects as soon as the connection breaks. */
export async function withImap<T>(
  port: number,
  account: string,
  use: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: account, pass: PASSWORD },
    logger: false,
    disableAutoIdle: true,
    // An answer that never ends is a fault to be told, not a test that hangs.
    socketTimeout: SILENCE_MS,
  });
  // imapflow leaves some commands pending when the connection goes: APPEND between its literal and the answer, for one.
  const broken = new Promise<never>((_resolve, reject) => {
    client.on('error', reject);
    client.on('close', () => reject(new Error('the IMAP connection closed')));
  });
  try {
    return await Promise.race([broken, client.connect().then(() => use(client))]);
  } finally {
    client.close();
  }
}
