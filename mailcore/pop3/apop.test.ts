import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { addAppPassword } from '../admin/app-passwords.ts';
import { createPasswordSealer } from '../sasl/sealed-password.ts';
import { LineClient } from '../testing/line-client.ts';
import { PASSWORD, startPop3TestServer, USER } from './testing/pop3-test-server.ts';
import { ask } from './testing/sign-in.ts';

const sealer = createPasswordSealer(Buffer.from('secret'));

test('with a legacy app password, also where plain text is refused', async (context) => {
  const server = await startPop3TestServer(context, { sealer, allowPlainOnLoopback: false });
  const { password } = await addAppPassword(
    server.storage.store,
    server.account.id,
    { label: 'fax' },
    sealer,
  );
  const client = await LineClient.open(server);
  context.after(() => client.close());
  const [timestamp = ''] = /<[^@ ]+@localhost>$/.exec(await client.line()) ?? [];
  assert.notEqual(timestamp, '');
  const digest = (secret: string) =>
    createHash('md5')
      .update(timestamp + secret)
      .digest('hex');
  assert.match(await ask(client, `USER ${USER}`), /^-ERR use STLS/);
  assert.match(await ask(client, 'APOP'), /^-ERR /);
  assert.match(await ask(client, `APOP ${USER} ${digest(PASSWORD)}`), /^-ERR \[AUTH\]/);
  assert.match(await ask(client, `APOP nobody@example.com ${digest(password)}`), /^-ERR \[AUTH\]/);
  assert.match(await ask(client, `APOP ${USER} ${digest(password)}`), /^\+OK 0 /);
});

test('the greeting says nothing of it where it is not offered', async (context) => {
  const server = await startPop3TestServer(context);
  const client = await LineClient.open(server);
  context.after(() => client.close());
  assert.doesNotMatch(await client.line(), /[<>]/);
  assert.equal(await ask(client, `APOP ${USER} ${'a'.repeat(32)}`), '-ERR unknown command');
});
