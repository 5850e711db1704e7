import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { test } from 'node:test';
import { PASSWORD, startImapTestServer, USER } from './testing/imap-test-server.ts';
import { connectTo } from './testing/sign-in.ts';

const encode = (text: string): string => Buffer.from(text).toString('base64');
const decode = (line: string): string => Buffer.from(line.replace(/^\+ /, ''), 'base64').toString();
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The client's last message and the server's answer to it. RFC 5802 §3. */
function prove(
  password: string,
  clientFirstBare: string,
  serverFirst: string,
): { final: string; serverFinal: string } {
  const [nonce, salt, iterations] = serverFirst.split(',').map((part) => part.slice(2)) as [
    string,
    string,
    string,
  ];
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
  const clientKey = hmac(salted, 'Client Key');
  const withoutProof = `c=biws,r=${nonce}`;
  const authMessage = `${clientFirstBare},${serverFirst},${withoutProof}`;
  const signature = hmac(createHash('sha256').update(clientKey).digest(), authMessage);
  const proof = Buffer.from(clientKey.map((byte, index) => byte ^ (signature[index] as number)));
  const serverSignature = hmac(hmac(salted, 'Server Key'), authMessage).toString('base64');
  return { final: `${withoutProof},p=${proof.toString('base64')}`, serverFinal: `v=${serverSignature}` };
}

for (const [password, isRight] of [
  [PASSWORD, true],
  ['wrong', false],
] as const) {
  test(`SCRAM-SHA-256 ${isRight ? 'signs in, and proves the server too' : 'refuses a wrong password'}`, async (context) => {
    const client = await connectTo(context, await startImapTestServer(context));
    const clientFirstBare = `n=${USER},r=rOprNGfwEbeRWgbNEkqO`;
    client.send(`a AUTHENTICATE SCRAM-SHA-256 ${encode(`n,,${clientFirstBare}`)}\r\n`);
    const { final, serverFinal } = prove(password, clientFirstBare, decode(await client.line()));
    client.send(`${encode(final)}\r\n`);
    if (!isRight) return assert.match(await client.line(), /^a NO \[AUTHENTICATIONFAILED\]/);
    assert.equal(decode(await client.line()), serverFinal);
    // RFC 5802 §5, RFC 4422 §3.6: the server's word came as a challenge; its answer is empty.
    client.send('\r\n');
    assert.match(await client.line(), /^a OK \[CAPABILITY /);
  });
}
