/** Peers that stop talking in the middle leave nothing behind, and others are served. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestStorage } from '../../../testing/test-storage.ts';
import { assertNextCommandWorks, beginData, startAttack } from '../../../testing/smtp-attack.ts';

test('commands before the end of the stream are answered', async (t) => {
  const { client } = await startAttack(t);
  client.send('NOOP\r\nMAIL FROM:<>\r\nNOOP');
  client.end();
  assert.equal(await client.line(), '250 2.0.0 ok');
  assert.equal(await client.line(), '250 2.1.0 sender ok');
  assert.equal(await client.lineOrEnd(), null);
});

for (const [how, leave] of [
  ['closes', 'end'],
  ['resets', 'reset'],
] as const) {
  test(`a client that ${how} in the middle of a large message`, async (t) => {
    const { server, client, arrived } = await startAttack(t);
    await beginData(client);
    client.send(`Subject: x\r\n\r\n${'y'.repeat(70)}\r\n`.repeat(40_000));
    client[leave]();
    assert.equal(await client.lineOrEnd(), null);
    await server.receive.close({ drainMs: 60_000 });
    assert.deepEqual(await arrived(), []);
    assert.deepEqual(filesIn((server.storage as TestStorage).dataDir), []);
  });
}

test('others are served meanwhile', async (t) => {
  const { server, client } = await startAttack(t);
  await beginData(client);
  const other = await server.dial();
  await assertNextCommandWorks(other);
});

/** Bodies on their way or left behind. */
function filesIn(dataDir: string): string[] {
  return readdirSync(dataDir, { recursive: true })
    .map((name) => join('', String(name)))
    .filter((name) => /(?:^|\/)[0-9a-f]{24}$/.test(name));
}
