import { createHash } from 'node:crypto';
import { ImapFlow } from 'imapflow';
import type { LiveServer } from './live-server.ts';

/** Letters as people write them: plain, Japanese, with an attachment; each with its own number and size. */
export function letter(index: number): string {
  const subject = index % 3 === 0 ? `=?ISO-2022-JP?B?GyRCPGo7ZhsoQg==?= ${index}` : `Letter ${index}`;
  const body =
    index % 3 === 1
      ? `手紙 ${index}\r\n${'本文です。\r\n'.repeat(index % 50)}`
      : `Letter ${index}\r\n${'.dots and text\r\n'.repeat(index % 70)}`;
  return [
    `From: Aoi <aoi@example.org>`,
    `To: tomo@localhost`,
    `Subject: ${subject}`,
    `Message-ID: <letter-${index}@example.org>`,
    `Date: Tue, 24 Nov 2026 10:${String(index % 60).padStart(2, '0')}:00 +0900`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    body,
  ].join('\r\n');
}

/** Of a message whatever its line ends are, and without what synchronising programs add. */
export function fingerprint(message: string | Buffer): string {
  const text = Buffer.from(message)
    .toString('latin1')
    .replaceAll('\r\n', '\n')
    .replace(/^(?:X-TUID|X-OfflineIMAP):.*\n/gim, '');
  return createHash('sha256').update(text, 'latin1').digest('hex');
}

/** A second, independent client that looks at what the first did. */
export async function signedIn<T>(server: LiveServer, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: server.ports.imap,
    secure: false,
    doSTARTTLS: false,
    auth: { user: server.address, pass: server.password },
    logger: false,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

/** Fingerprint -> flags of every message of a mailbox. */
export function contents(server: LiveServer, mailbox: string): Promise<Map<string, string[]>> {
  return signedIn(server, async (client) => {
    const lock = await client.getMailboxLock(mailbox);
    const found = new Map<string, string[]>();
    for await (const { source, flags } of client.fetch('1:*', { source: true, flags: true }))
      found.set(fingerprint(source!), [...flags!].filter((flag) => flag !== '\\Recent').sort());
    lock.release();
    return found;
  });
}
