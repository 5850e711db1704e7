/** Random input in every state: nothing breaks, nothing hangs, and the next command works (or the session was ended properly). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import type { LineClient } from '../../testing/line-client.ts';
import { mutate, pick, seededRandom } from '../../testing/mutation.ts';
import { PASSWORD, startSmtpServer } from '../../testing/smtp-test-server.ts';

const SEED = 5321;
const ROUNDS = 150;
const SIGN_IN = `AUTH PLAIN ${Buffer.from(`\0tomo@example.com\0${PASSWORD}`).toString('base64')}`;

const CORPUS = [
  'EHLO client.example\r\n',
  'HELO [192.0.2.1]\r\n',
  'MAIL FROM:<tomo@example.com> SIZE=1000 BODY=8BITMIME SMTPUTF8\r\n',
  'MAIL FROM:<"a b"@[IPv6:2001:db8::1]>\r\n',
  'RCPT TO:<@relay.example:tomo@example.com>\r\n',
  'RCPT TO:<"to\\"mo"@example.com>\r\nRCPT TO:<tomo@example.com>\r\n',
  'RCPT TO:<tomo@example.com>\r\nDATA\r\nSubject: x\r\n\r\n..\r\nbody\r\n.\r\n',
  'Subject: x\r\nDate: y\r\n\r\nbody\r\n.\r\n',
  'RSET\r\nNOOP x\r\nVRFY tomo\r\nEXPN staff\r\n',
  'AUTH PLAIN AHRvbW8AeA==\r\n',
  'AUTH LOGIN\r\ndG9tbw==\r\neA==\r\n',
  'AUTH SCRAM-SHA-256 biwsbj10b21vLHI9YWJj\r\nYz1iaXdzLHI9YWJjLHA9eA==\r\n',
];

/** What brings a connection into each state. */
const STATES: Readonly<Record<string, { kind: 'receive' | 'submission'; commands: readonly string[] }>> = {
  connected: { kind: 'receive', commands: [] },
  greeted: { kind: 'receive', commands: ['EHLO x'] },
  'in a transaction': { kind: 'receive', commands: ['EHLO x', 'MAIL FROM:<>'] },
  'with a recipient': { kind: 'receive', commands: ['EHLO x', 'MAIL FROM:<>', 'RCPT TO:<tomo@example.com>'] },
  'in a message': {
    kind: 'receive',
    commands: ['EHLO x', 'MAIL FROM:<>', 'RCPT TO:<tomo@example.com>', 'DATA'],
  },
  'before sign-in': { kind: 'submission', commands: ['EHLO x'] },
  'in an exchange': { kind: 'submission', commands: ['EHLO x', 'AUTH PLAIN'] },
  'in a submitted message': {
    kind: 'submission',
    commands: ['EHLO x', SIGN_IN, 'MAIL FROM:<tomo@example.com>', 'RCPT TO:<tomo@example.com>', 'DATA'],
  },
};

for (const [name, { kind, commands }] of Object.entries(STATES)) {
  test(`random input ${name}`, async (t) => {
    const errors: string[] = [];
    const logger = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) });
    const server = await startSmtpServer(t, { allowPlainOnLoopback: true, logger });
    await server.addUser('tomo@example.com');
    const random = seededRandom(SEED);
    for (let round = 0; round < ROUNDS; round++) {
      const client = await server.dial(kind);
      for (const command of commands) await client.ask(command);
      const input = mutate(CORPUS[pick(random, CORPUS.length)] ?? '', random);
      sendInPieces(client, input, random);
      const outcome = await outcomeOf(client);
      assert.match(outcome, /^(?:214|221|421) /, `seed ${SEED}, round ${round}: ${JSON.stringify(input)}`);
      client.close();
    }
    assert.deepEqual(errors, []);
  });
}

function sendInPieces(client: LineClient, input: string, random: () => number): void {
  const cut = pick(random, input.length + 1);
  client.send(Buffer.from(input.slice(0, cut), 'latin1'));
  client.send(Buffer.from(input.slice(cut), 'latin1'));
}

/** Ends whatever the input has begun, then asks for help: the last line of the answer to that, or what the session ended with. */
async function outcomeOf(client: LineClient): Promise<string> {
  client.send('\r\n.\r\nRSET\r\nHELP\r\n');
  let last = '';
  for (;;) {
    const line = await client.lineOrEnd();
    if (line === null) return last;
    last = line;
    if (line.startsWith('214 2.0.0')) return line;
  }
}
