import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message, startImapTestServer } from './testing/imap-test-server.ts';
import { ask, signInTo, untilTagged } from './testing/sign-in.ts';

test('a search that takes long says so until it is done', async (context) => {
  const gate = Promise.withResolvers<void>();
  const server = await startImapTestServer(context, {
    deps: ({ search }) => ({
      progressIntervalMs: 1,
      search: {
        match: async (...query) => {
          await gate.promise;
          return search.match(...query);
        },
      },
    }),
  });
  await server.deliver(message('found'));
  const client = await signInTo(context, server);
  await ask(client, 's SELECT INBOX');
  client.send('A001 SEARCH SUBJECT found\r\n');
  for (let told = 0; told < 2; told++)
    assert.match(await client.line(), /^\* OK \[INPROGRESS \("A001" NIL NIL\)\] /);
  gate.resolve();
  let line = await client.line();
  while (line.startsWith('* OK [INPROGRESS ')) line = await client.line();
  assert.equal(line, '* SEARCH 1');
  assert.match(await untilTagged(client, 'A001'), /^A001 OK/);
  assert.match(await ask(client, 'A002 NOOP'), /^A002 OK/);
});
