import { ImapFlow } from 'imapflow';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { PASSWORD, type TestServer } from './server.ts';

/** Sends as the outside world does: by SMTP to the receiving port, without signing in. */
export async function sendFromOutside(server: TestServer, mail: SendMailOptions): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port: server.port('smtp'), ignoreTLS: true });
  try {
    const { response } = await transport.sendMail({ from: 'Hanako Sato <hanako@outside.test>', ...mail });
    return response;
  } finally {
    transport.close();
  }
}

/** A signed-in imapflow client, the independent witness of every story. */
export async function openImap(server: TestServer, address: string): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: server.port('imaps'),
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user: address, pass: PASSWORD },
    logger: false,
  });
  client.on('error', () => client.close());
  await client.connect();
  return client;
}

/** Subjects of a mailbox as IMAP has them, oldest first. */
export async function imapSubjects(client: ImapFlow, mailbox: string): Promise<string[]> {
  const lock = await client.getMailboxLock(mailbox);
  try {
    const subjects: string[] = [];
    if (client.mailbox && client.mailbox.exists > 0) {
      for await (const message of client.fetch('1:*', { envelope: true }))
        subjects.push(message.envelope?.subject ?? '');
    }
    return subjects;
  } finally {
    lock.release();
  }
}
