import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { test } from 'node:test';
import { PASSWORD, startPop3TestServer, USER } from './testing/pop3-test-server.ts';
import { ask, connectTo } from './testing/sign-in.ts';

const BARE = `n=${USER},r=rOprNGfwEbeRWgbNEkqO`;
const encode = (text: string): string => Buffer.from(text).toString('base64');
const decode = (line: string): string => Buffer.from(line.replace(/^\+ /, ''), 'base64').toString();
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The client's last message and the server's answer to it. RFC 5802 §3. */
function prove(password: string, serverFirst: string): { final: string; serverFinal: string } {
  const [nonce = '', salt = '', iterations = ''] = serverFirst.split(',').map((part) => part.slice(2));
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
  const clientKey = hmac(salted, 'Client Key');
  const withoutProof = `c=biws,r=${nonce}`;
  const authMessage = `${BARE},${serverFirst},${withoutProof}`;
  const signature = hmac(createHash('sha256').update(clientKey).digest(), authMessage);
  const proof = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] as number)));
  const serverSignature = hmac(hmac(salted, 'Server Key'), authMessage).toString('base64');
  return { final: `${withoutProof},p=${proof.toString('base64')}`, serverFinal: `v=${serverSignature}` };
}

for (const hasInitial of [true, false]) {
  test(`the server proves itself too, ${hasInitial ? 'with' : 'without'} an initial response`, async (context) => {
    const client = await connectTo(context, await startPop3TestServer(context));
    const first = encode(`n,,${BARE}`);
    const started = await ask(client, `AUTH SCRAM-SHA-256${hasInitial ? ` ${first}` : ''}`);
    if (!hasInitial) assert.equal(started, '+ ');
    const { final, serverFinal } = prove(PASSWORD, decode(hasInitial ? started : await ask(client, first)));
    assert.equal(decode(await ask(client, encode(final))), serverFinal);
    // RFC 5034 §4: nobody is signed in before the empty answer.
    assert.match(await ask(client, ''), /^\+OK 0 /);
    assert.match(await ask(client, 'STAT'), /^\+OK 0 0/);
  });
}

for (const [answer, what] of [
  ['*', 'cancelled'],
  ['eA==', 'answered with something'],
] as const) {
  test(`the server's proof ${what}: not signed in, and the next command works`, async (context) => {
    const client = await connectTo(context, await startPop3TestServer(context));
    const serverFirst = decode(await ask(client, `AUTH SCRAM-SHA-256 ${encode(`n,,${BARE}`)}`));
    assert.match(await ask(client, encode(prove(PASSWORD, serverFirst).final)), /^\+ /);
    assert.match(await ask(client, answer), /^-ERR /);
    assert.match(await ask(client, 'STAT'), /^-ERR sign in/);
    assert.match(await ask(client, `USER ${USER}`), /^\+OK/);
  });
}

test('a wrong password is refused without a word of proof', async (context) => {
  const client = await connectTo(context, await startPop3TestServer(context));
  const serverFirst = decode(await ask(client, `AUTH SCRAM-SHA-256 ${encode(`n,,${BARE}`)}`));
  assert.match(await ask(client, encode(prove('wrong', serverFirst).final)), /^-ERR \[AUTH\] /);
});
