import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { serialize } from 'node:v8';
import { addTestAccount, append, inboxOf, nextEvent } from '../contract/fixtures.ts';
import { attachSqliteStorage, openOrAttach } from './attach.ts';
import { openSqliteStorage } from './open.ts';

function temporary(context: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

for (const writer of ['inline', 'thread'] as const) {
  test(`writer ${writer}: what one attached side writes, all others read and hear of`, async (context) => {
    const dataDir = temporary(context);
    const owner = await openSqliteStorage({ dataDir, writer });
    const thread = await attachSqliteStorage(dataDir, owner.share());
    const other = await openOrAttach(dataDir);
    const { id } = await addTestAccount(other.store);
    const sides = [owner, thread, other];
    for (const [index, side] of sides.entries()) {
      const heard = sides.map(({ bus }) => nextEvent(bus, ({ kind }) => kind === 'account'));
      const { emailId } = await append(side.store, id, (await inboxOf(side.store, id)).id, {
        body: `from ${index}`,
      });
      for (const event of await Promise.all(heard))
        assert.equal(event.kind === 'account' && event.accountId, id);
      for (const { store } of sides) assert.equal((await store.getEmails(id, [emailId])).length, 1);
    }
    await assert.rejects(other.store.addDomain('sample.com'), { code: 'alreadyExists', temporary: false });
    await other.close();
    const [account] = await Promise.all([owner.store.getAccount(id), owner.close()]);
    assert.equal(account?.emailCount, 3);
    await assert.rejects(thread.store.addDomain('late.org'), { code: 'unavailable' });
    await thread.close();
  });
}

test('a data directory has one owner, and a killed one blocks nobody', async (context) => {
  const dataDir = temporary(context);
  const owner = await openSqliteStorage({ dataDir });
  await assert.rejects(openSqliteStorage({ dataDir, writer: 'thread' }), { code: 'inUse' });
  await owner.close();
  const program = `
    import { openSqliteStorage } from ${JSON.stringify(new URL('./open.ts', import.meta.url).href)};
    await openSqliteStorage({ dataDir: ${JSON.stringify(dataDir)} });
    process.stdout.write('open');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  await assert.rejects(openSqliteStorage({ dataDir }), { code: 'inUse' });
  const through = await openOrAttach(dataDir);
  await through.store.addDomain('sample.com');
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
  await assert.rejects(through.store.addDomain('late.org'), { code: 'unavailable' });
  await through.close();
  const next = await openOrAttach(dataDir);
  assert.equal((await next.store.listDomains()).length, 1);
  await next.close();
});

test('the control socket is for its owner alone and survives nonsense', async (context) => {
  const dataDir = temporary(context);
  const owner = await openSqliteStorage({ dataDir });
  const path = join(dataDir, 'control.sock');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const garbage = [
    Buffer.from([0xff, 0xff, 0xff, 0xff]),
    Buffer.from([0, 0, 0, 4, 1, 2, 3, 4]),
    frame('not a batch'),
    frame({ requests: [{ id: 1, name: 'constructor', args: [], bodies: [] }], bytes: new Uint8Array() }),
    frame({ requests: [{ id: 1, name: 'deliver', args: [null], bodies: [] }], bytes: new Uint8Array() }),
    frame({
      requests: [{ id: 1, name: 'addAlias', args: [undefined, {}], bodies: [] }],
      bytes: new Uint8Array(),
    }),
  ];
  for (const bytes of garbage) {
    const socket = connect(path);
    socket.write(bytes);
    await new Promise((resolve) => socket.once('data', resolve).once('close', resolve));
    socket.destroy();
  }
  await owner.store.addDomain('sample.com');
  await owner.close();
});

function frame(message: unknown): Buffer {
  const body = serialize(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

test('a place that takes no directory is refused at once', async (context) => {
  const file = join(temporary(context), 'file');
  writeFileSync(file, '');
  for (const dataDir of [file, join(file, 'data'), '/proc/tegami/data']) {
    await assert.rejects(openSqliteStorage({ dataDir }), { code: 'unavailable' }, dataDir);
  }
});

test('nobody to attach to', async (context) => {
  await assert.rejects(attachSqliteStorage(temporary(context)), { code: 'unavailable' });
});

test('a maildrop is locked over threads and processes, and a holder that goes frees what it had', async (context) => {
  const dataDir = temporary(context);
  const owner = await openSqliteStorage({ dataDir, writer: 'thread' });
  const port = owner.share();
  const thread = await attachSqliteStorage(dataDir, port);
  const other = await openOrAttach(dataDir);
  const { id } = await addTestAccount(owner.store);
  await thread.store.lockMaildrop(id);
  for (const { store } of [owner, thread, other])
    await assert.rejects(store.lockMaildrop(id), { code: 'inUse' });
  const closed = new Promise((resolve) => port.once('close', resolve));
  port.close();
  await closed;
  // The owner hears of it in a turn of its own.
  const lock = await untilFree(() => other.store.lockMaildrop(id));
  await assert.rejects(owner.store.lockMaildrop(id), { code: 'inUse' });
  await lock.release();
  await (await owner.store.lockMaildrop(id)).release();
  await other.close();
  await thread.close();
  await owner.close();
});

async function untilFree<T>(take: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await take();
    } catch (error) {
      if ((error as { code?: string }).code !== 'inUse') throw error;
    }
  }
}
