import { LineClient } from './line-client.ts';

export interface SmtpLoad {
  readonly port: number;
  readonly connections: number;
  readonly messages: number;
  readonly recipients: (index: number) => readonly string[];
  readonly message: Buffer;
}

/** Sends messages over parallel connections, one transaction after the other on each; returns when the last `250` is in. */
export async function sendMail(load: SmtpLoad): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: load.connections }, async () => {
      const client = await LineClient.open(load.port);
      await client.until('220 ');
      client.send('EHLO bench.test\r\n');
      await client.until('250 ');
      while (next < load.messages) await transaction(client, load.recipients(next++), load.message);
      client.send('QUIT\r\n');
      client.close();
    }),
  );
}

async function transaction(
  client: LineClient,
  recipients: readonly string[],
  message: Buffer,
): Promise<void> {
  const envelope = recipients.map((address) => `RCPT TO:<${address}>\r\n`).join('');
  client.send(`MAIL FROM:<sender@example.org>\r\n${envelope}DATA\r\n`);
  const replies = await client.until('354');
  if (/^[45]/m.test(replies)) throw new Error(`refused: ${replies.slice(0, 200)}`);
  client.send(message);
  await client.until('250 ');
}

/** A message of about `sizeBytes` with the end of data: plain headers and base64-like lines, no line starts with a dot. */
export function makeMessage(sizeBytes: number): Buffer {
  const header =
    'From: Sender <sender@example.org>\r\nTo: User <user@bench.test>\r\nSubject: Measured message\r\n' +
    'Date: Tue, 24 Nov 2026 10:00:00 +0900\r\nMessage-ID: <bench@example.org>\r\nMIME-Version: 1.0\r\n' +
    'Content-Type: text/plain; charset=utf-8\r\n\r\n';
  const line = `${'The quick brown fox jumps over the lazy dog, and back again 012345.'.padEnd(76, 'x')}\r\n`;
  const lines = Math.max(1, Math.floor((sizeBytes - header.length) / line.length));
  return Buffer.from(`${header}${line.repeat(lines)}.\r\n`);
}
