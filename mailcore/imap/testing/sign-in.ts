import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { LineClient } from '../../testing/line-client.ts';
import { PASSWORD, USER } from './imap-test-server.ts';
import type { ImapTestServer } from './imap-test-server.ts';

/** A bare connection, greeted; closed when the test ends. */
export async function connectTo(context: TestContext, { host, port }: ImapTestServer): Promise<LineClient> {
  const client = await LineClient.open({ host, port });
  context.after(() => client.close());
  assert.match(await client.line(), /^\* OK /);
  return client;
}

/** A bare connection, signed in. */
export async function signInTo(
  context: TestContext,
  server: ImapTestServer,
  user = USER,
): Promise<LineClient> {
  const client = await connectTo(context, server);
  assert.match(await ask(client, `in LOGIN "${user}" "${PASSWORD}"`), /^in OK /);
  return client;
}

/** Sends a command and returns its tagged reply, untagged responses passed over. */
export async function ask(client: LineClient, command: string): Promise<string> {
  client.send(`${command}\r\n`);
  return untilTagged(client, command.slice(0, command.indexOf(' ')));
}

export async function untilTagged(client: LineClient, tag: string): Promise<string> {
  for (;;) {
    const line = await client.line();
    if (line.startsWith(`${tag} `)) return line;
  }
}
