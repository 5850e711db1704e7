/** An independent client: curl, over TLS from the first byte and over STLS. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { messageOfSize, PASSWORD, startPop3TestServer, USER } from './testing/pop3-test-server.ts';

const DOTTED = 'Subject: dots\r\n\r\n.one\r\n..two\r\n.\r\nthree\r\n';

async function curl(...args: string[]): Promise<string> {
  const options = ['--silent', '--show-error', '--insecure', '--user', `${USER}:${PASSWORD}`];
  return (await promisify(execFile)('curl', [...options, ...args], { timeout: 20_000 })).stdout;
}

for (const [scheme, tls, more] of [
  ['pop3s', 'implicit', []],
  ['pop3', 'starttls', ['--ssl-reqd']],
] as const) {
  test(`curl ${scheme}:// lists, fetches and removes`, async (context) => {
    const server = await startPop3TestServer(context, { tls, allowPlainOnLoopback: false });
    for (const message of [messageOfSize(100), DOTTED]) await server.deliver(message);
    const url = `${scheme}://127.0.0.1:${server.port}/`;
    assert.equal(await curl(...more, url), `1 100\r\n2 ${DOTTED.length}\r\n`);
    assert.equal(await curl(...more, `${url}2`), DOTTED);
    assert.equal(await curl(...more, '--login-options', 'AUTH=LOGIN', `${url}2`), DOTTED);
    assert.equal(await curl(...more, '--request', 'TOP 2 1', `${url}`), 'Subject: dots\r\n\r\n.one\r\n');
    await curl(...more, '--request', 'DELE', '--head', `${url}1`);
    assert.deepEqual(await server.uids(), [2]);
  });
}
