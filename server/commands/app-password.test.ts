import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { addDomain, addUser, DEFAULT_CONFIG } from '../../mailcore/index.ts';
import { CliContext } from './context.ts';
import { COMMANDS } from './index.ts';

test('app passwords and tokens from the command line', async (context) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  context.after(() => rmSync(dataDir, { recursive: true }));
  const printed: unknown[] = [];
  context.mock.method(CliContext.prototype, 'print', (data: unknown) => printed.push(data));
  const config = { ...DEFAULT_CONFIG, dataDir, auth: { legacy: true } };
  const run = async (name: string, operands: string[], options: Record<string, unknown> = {}) => {
    await using cli = new CliContext(() => config, options);
    await COMMANDS.get(`user app-password ${name}`)?.run(cli, operands);
    return printed.splice(0)[0];
  };
  {
    await using cli = new CliContext(() => config, {});
    const { store } = await cli.mailcore();
    await addDomain(store, 'sample.com');
    await addUser(store, { address: 'a@sample.com', password: 'long enough' });
  }
  const token = (await run('add', ['a@sample.com', 'script'], { token: true, scope: 'imap, smtp' })) as {
    id: number;
    secret: string;
  };
  assert.match(token.secret, /^tgm_/);
  await run('add', ['a@sample.com', 'fax'], { legacy: true, days: '30' });
  await assert.rejects(run('add', ['a@sample.com', 'x'], { scope: 'ftp' }), { code: 'invalidArgument' });
  await assert.rejects(run('add', ['a@sample.com', 'x'], { days: '0' }), { code: 'invalidArgument' });
  const all = (await run('list', ['a@sample.com'])) as Record<string, unknown>[];
  assert.deepEqual(
    all.map(({ kind, label, scopes, isLegacy }) => [kind, label, scopes, isLegacy]),
    [
      ['token', 'script', ['imap', 'smtp'], false],
      ['app', 'fax', null, true],
    ],
  );
  await run('remove', ['a@sample.com', String(token.id)]);
  assert.equal(((await run('list', ['a@sample.com'])) as unknown[]).length, 1);
  await assert.rejects(run('remove', ['a@sample.com', String(token.id)]), { code: 'invalidArgument' });
});
