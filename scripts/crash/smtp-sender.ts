import { LineClient } from '../../mailcore/testing/line-client.ts';
import { pick } from '../../mailcore/testing/mutation.ts';
import { ACCOUNTS } from './installation.ts';
import type { Ledger } from './ledger.ts';
import { composeMessage, digest } from './message.ts';
import type { Tally } from './tally.ts';

export interface SenderContext {
  readonly port: number;
  readonly ledger: Ledger;
  readonly tally: Tally;
  readonly random: () => number;
  readonly nextId: () => number;
}

/** Sends one message after the other over one connection, to one or two accounts, until the connection breaks: then it rejects. */
export async function sendUntilCut({ port, ledger, tally, random, nextId }: SenderContext): Promise<never> {
  const client = await LineClient.open({ host: '127.0.0.1', port });
  try {
    expect(await client.reply(), '220');
    expect(await client.ask('EHLO client.example.org'), '250');
    for (;;) {
      const id = nextId();
      const message = composeMessage(id);
      const recipients = chooseRecipients(random);
      const entries = recipients.map((account) => ledger.add(account, id, digest(message), 'INBOX'));
      tally.sent += 1;
      await transaction(client, recipients, message);
      for (const entry of entries) entry.isStored = 'yes';
      tally.received += 1;
    }
  } finally {
    client.close();
  }
}

function chooseRecipients(random: () => number): string[] {
  const first = pick(random, ACCOUNTS.length);
  const chosen = pick(random, 4) === 0 ? [first, (first + 1) % ACCOUNTS.length] : [first];
  return chosen.map((index) => ACCOUNTS[index]!);
}

async function transaction(
  client: LineClient,
  recipients: readonly string[],
  message: Buffer,
): Promise<void> {
  const envelope = recipients.map((account) => `RCPT TO:<${account}>\r\n`).join('');
  client.send(`MAIL FROM:<sender@example.org>\r\n${envelope}DATA\r\n`);
  for (let replies = 0; replies <= recipients.length; replies++) expect(await client.reply(), '250');
  expect(await client.reply(), '354');
  const stuffed = message.toString('latin1').replace(/(^|\r\n)\./g, '$1..');
  client.send(Buffer.from(`${stuffed}.\r\n`, 'latin1'));
  expect(await client.reply(), '250');
}

function expect(reply: string, code: string): void {
  if (!reply.startsWith(code)) throw new Error(`SMTP ${code} expected: ${reply}`);
}
