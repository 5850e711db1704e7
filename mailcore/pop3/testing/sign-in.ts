import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { LineClient } from '../../testing/line-client.ts';
import { PASSWORD, USER } from './pop3-test-server.ts';

interface Address {
  readonly host: string;
  readonly port: number;
}

/** A bare connection, greeted; closed when the test ends. */
export async function connectTo(context: TestContext, { host, port }: Address): Promise<LineClient> {
  const client = await LineClient.open({ host, port });
  context.after(() => client.close());
  assert.match(await client.line(), /^\+OK /);
  return client;
}

/** A bare connection in the transaction state. */
export async function signInTo(context: TestContext, server: Address): Promise<LineClient> {
  const client = await connectTo(context, server);
  assert.match(await ask(client, `USER ${USER}`), /^\+OK/);
  assert.match(await ask(client, `PASS ${PASSWORD}`), /^\+OK/);
  return client;
}

/** As {@link signInTo}, once the session before has been found to be gone. RFC 1939 §4. */
export async function signInWhenFree(context: TestContext, server: Address): Promise<LineClient> {
  for (;;) {
    const client = await connectTo(context, server);
    await ask(client, `USER ${USER}`);
    const answer = await ask(client, `PASS ${PASSWORD}`);
    if (!answer.startsWith('-ERR [IN-USE]')) {
      assert.match(answer, /^\+OK/);
      return client;
    }
    client.close();
  }
}

/** Sends a command and returns the first line of its answer. */
export function ask(client: LineClient, command: string): Promise<string> {
  client.send(`${command}\r\n`);
  return client.line();
}

/** The lines of a multi-line response after its first, byte-stuffing undone. */
export async function listing(client: LineClient): Promise<string[]> {
  const lines: string[] = [];
  for (let line = await client.line(); line !== '.'; line = await client.line())
    lines.push(line.startsWith('.') ? line.slice(1) : line);
  return lines;
}
