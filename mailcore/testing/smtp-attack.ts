import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { LineClient } from './line-client.ts';
import { startSmtpServer, type SmtpTestOptions, type SmtpTestServer } from './smtp-test-server.ts';

export interface Attack {
  readonly server: SmtpTestServer;
  readonly client: LineClient;
  /** Texts of what has arrived for the victim. */
  arrived(): Promise<string[]>;
}

/** A receiving server with one user, tomo@example.com, and an attacker who has said EHLO. */
export async function startAttack(t: TestContext, options: SmtpTestOptions = {}): Promise<Attack> {
  const server = await startSmtpServer(t, options);
  const victim = await server.addUser('tomo@example.com');
  const client = await server.dial();
  await client.ask('EHLO attacker.example');
  return {
    server,
    client,
    arrived: async () => (await server.mail(victim)).map(({ text }) => text),
  };
}

/** Up to the 354. */
export async function beginData(client: LineClient): Promise<void> {
  await client.ask('MAIL FROM:<ann@remote.example>');
  await client.ask('RCPT TO:<tomo@example.com>');
  assert.match(await client.ask('DATA'), /^354/);
}

/** The session still does its work. */
export async function assertNextCommandWorks(client: LineClient): Promise<void> {
  assert.equal(await client.ask('NOOP'), '250 2.0.0 ok');
}
