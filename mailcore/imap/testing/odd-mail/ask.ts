import { LineClient } from '../../../testing/line-client.ts';
import { parseFetch, readResponses } from '../../../testing/imap-response.ts';
import type { ImapValue } from '../../../testing/imap-response.ts';
import type { OddMessage } from './odd-message.ts';

const PARTS = ['1', '2', '1.1', '2.1', '1.2', '1.1.1'];
const SECTIONS = [
  'BODY.PEEK[]',
  'BODY.PEEK[HEADER]',
  'BODY.PEEK[TEXT]',
  'BODY.PEEK[HEADER.FIELDS (From Subject X-Last Content-Type)]',
  'BODY.PEEK[HEADER.FIELDS.NOT (Subject From)]',
  ...PARTS.flatMap((part) => ['', '.MIME', '.HEADER', '.TEXT'].map((text) => `BODY.PEEK[${part}${text}]`)),
  'BODY.PEEK[]<10.20>',
  'BODY.PEEK[HEADER]<5.9>',
  'BODY.PEEK[TEXT]<3.7>',
  'BODY.PEEK[1]<1.4>',
];

/** What is asked of each message. */
export const ITEMS = ['RFC822.SIZE', 'ENVELOPE', 'BODY', 'BODYSTRUCTURE', ...SECTIONS];

export type Answers = ReadonlyMap<string, ImapValue>;

/** Appends the messages to an empty INBOX and asks all of each. In the order of the messages. */
export async function askAbout(
  server: { host: string; port: number; user: string; password: string },
  messages: readonly OddMessage[],
): Promise<Answers[]> {
  const client = await LineClient.open(server);
  try {
    await client.line();
    client.send(`a LOGIN "${server.user}" "${server.password}"\r\n`);
    await readResponses(client, 'a');
    for (const { bytes } of messages) {
      client.send(`b APPEND INBOX {${bytes.length}+}\r\n`);
      client.send(bytes);
      client.send('\r\n');
      await readResponses(client, 'b');
    }
    client.send('c SELECT INBOX\r\n');
    await readResponses(client, 'c');
    client.send(`d FETCH 1:* (${ITEMS.join(' ')})\r\n`);
    const responses = await readResponses(client, 'd');
    return responses.filter((response) => / FETCH \(/.test(response.slice(0, 30))).map(parseFetch);
  } finally {
    client.close();
  }
}
