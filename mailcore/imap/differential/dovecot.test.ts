/** The same messages and the same questions to Debian's Dovecot and to us. Needs dovecot-imapd and root. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDovecot } from '../../testing/dovecot.ts';
import { LineClient } from '../../testing/line-client.ts';
import { PASSWORD, startImapTestServer, USER } from '../testing/imap-test-server.ts';
import { CASES } from './cases.ts';
import { CORPUS } from './corpus.ts';

interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** Signs in, stores the corpus, selects it. */
async function open({ host, port, user, password }: Server): Promise<LineClient> {
  const client = await LineClient.open({ host, port });
  assert.match(await client.line(), /^\* OK /);
  await answer(client, `LOGIN "${user}" "${password}"`);
  for (const { flags, internalDate, bytes } of CORPUS) {
    client.send(`t APPEND INBOX ${flags} ${internalDate} {${bytes.length}+}\r\n`);
    client.send(bytes);
    await answerTo(client, '');
  }
  await answer(client, 'SELECT INBOX');
  return client;
}

function answer(client: LineClient, command: string): Promise<string> {
  return answerTo(client, `t ${command}`);
}

/** The untagged results of a command; the status instead when it is not OK. */
async function answerTo(client: LineClient, line: string): Promise<string> {
  client.send(`${line}\r\n`);
  const results: string[] = [];
  for (;;) {
    const received = await client.line();
    if (received.startsWith('t OK')) return results.join('\n');
    if (received.startsWith('t ')) return received.slice(2, 5).trim();
    if (/^\* (?:SEARCH|SORT|THREAD|ESEARCH)/.test(received)) results.push(received.trim());
  }
}

test('Dovecot and we agree', async (context) => {
  const dovecot = await startDovecot(context);
  const { host, port } = await startImapTestServer(context);
  const theirs = await open(dovecot);
  const ours = await open({ host, port, user: USER, password: PASSWORD });
  context.after(() => [theirs, ours].forEach((client) => client.close()));
  for (const each of CASES) {
    const { command, like } = typeof each === 'string' ? { command: each, like: each } : each;
    await context.test(command.replaceAll('\r\n', ' '), async () =>
      assert.equal(await answer(ours, command), await answer(theirs, like)),
    );
  }
});
