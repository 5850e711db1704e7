/** Guessing is slowed down over all connections, told apart from a wrong password, and ends the connection in the long run. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD, startPop3TestServer, USER } from '../testing/pop3-test-server.ts';
import { ask, connectTo } from '../testing/sign-in.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

test('guesses are throttled across connections and ways to sign in', async (context) => {
  const server = await startPop3TestServer(context);
  for (let guess = 0; guess < 5; guess++) {
    const client = await connectTo(context, server);
    assert.match(await ask(client, `USER ${USER}`), /^\+OK/);
    assert.match(await ask(client, `PASS guess ${guess}`), /^-ERR \[AUTH\] /);
    client.close();
  }
  const client = await connectTo(context, server);
  assert.match(await ask(client, `USER ${USER}`), /^\+OK/);
  // RFC 3206 §4: not the password is at fault now.
  assert.match(await ask(client, `PASS ${PASSWORD}`), /^-ERR \[SYS\/TEMP\] /);
  assert.match(await ask(client, `AUTH PLAIN ${base64(`\0${USER}\0${PASSWORD}`)}`), /^-ERR \[SYS\/TEMP\] /);
  const scram = `AUTH SCRAM-SHA-256 ${base64(`n,,n=${USER},r=abc`)}`;
  assert.match(await ask(client, scram), /^-ERR \[SYS\/TEMP\] /);
});

test('parallel guesses are throttled too', async (context) => {
  const server = await startPop3TestServer(context);
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const client = await connectTo(context, server);
      client.send(`USER ${USER}\r\nPASS guess ${index}\r\n`);
      await client.line();
      return client.line();
    }),
  );
  const judged = answers.filter((line) => line.startsWith('-ERR [AUTH]')).length;
  assert.ok(judged >= 1 && judged <= 6, `${judged} guesses were judged`);
  assert.equal(answers.filter((line) => line.startsWith('-ERR [SYS/TEMP]')).length, 20 - judged);
});

test('one answer for a name that exists and one that does not', async (context) => {
  const client = await connectTo(context, await startPop3TestServer(context));
  const answers = new Set<string>();
  for (const name of [USER, 'nobody@example.com', 'nobody', '@', 'x'.repeat(500)]) {
    answers.add(await ask(client, `USER ${name}`));
    answers.add(await ask(client, 'PASS wrong'));
  }
  assert.equal(answers.size, 2);
});

test('a connection that only fails to sign in is ended', async (context) => {
  const client = await connectTo(context, await startPop3TestServer(context));
  client.send(Array.from({ length: 30 }, (_, i) => `USER u${i}@example.com\r\nPASS x\r\n`).join(''));
  for (let count = 0; count < 21; count++) {
    assert.match(await client.line(), /^\+OK/);
    assert.match(await client.line(), /^-ERR \[AUTH\]/);
  }
  assert.match(await client.line(), /^-ERR too many errors/);
  assert.equal(await client.lineOrEnd(), null);
});
