import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { MailError, type MailErrorCode } from '../errors.ts';
import { createAuthenticator } from '../sasl/authenticator.ts';
import { openTestStorage } from '../testing/test-storage.ts';
import { SILENT_LOGGER } from '../testing/silent-logger.ts';
import { addUser, removeUser, setPassword } from './accounts.ts';
import { addAppPassword } from './app-passwords.ts';
import { bootstrap } from './bootstrap.ts';
import { addDomain, removeDomain } from './domains.ts';
import { importUsers, type ImportedUser } from './import-users.ts';

async function open(context: TestContext) {
  const storage = await openTestStorage();
  const clock = () => new Date();
  const authenticator = createAuthenticator({ ...storage, clock, logger: SILENT_LOGGER });
  context.after(async () => {
    authenticator.close();
    await storage.close();
  });
  const signIn = (login: string, password: string) => {
    return authenticator.verifyPassword(login, password, { protocol: 'imap', remoteAddress: '127.0.0.1' });
  };
  return { store: storage.store, signIn };
}

function failsWith(code: MailErrorCode) {
  return (error: unknown) => error instanceof MailError && error.code === code;
}

test('the first start makes an administrator, once', async (context) => {
  const { store, signIn } = await open(context);
  const first = await bootstrap(store);
  assert.equal(first?.address, 'admin@localhost');
  const account = await signIn('admin@localhost', first?.password ?? '');
  assert.equal(account.isAdmin, true);
  assert.equal(await bootstrap(store), null);
});

test('a first start that broke off is taken up again', async (context) => {
  const { store } = await open(context);
  await store.addDomain('localhost');
  assert.notEqual(await bootstrap(store), null);
});

test('domains', async (context) => {
  const { store } = await open(context);
  assert.equal((await addDomain(store, ' 例え.JP. ')).name, 'xn--r8jz45g.jp');
  for (const name of ['', 'a b', '[192.0.2.1]', '-x.example', 'a..b']) {
    await assert.rejects(addDomain(store, name), failsWith('invalidArgument'), name);
  }
  await assert.rejects(addDomain(store, '例え.jp'), failsWith('alreadyExists'));
  await addUser(store, { address: 'a@例え.jp', password: 'long enough' });
  await assert.rejects(removeDomain(store, '例え.jp'), failsWith('domainNotEmpty'));
  await removeUser(store, 'a@例え.jp');
  await removeDomain(store, '例え.jp');
  assert.deepEqual(await store.listDomains(), []);
});

test('passwords must be good enough', async (context) => {
  const { store } = await open(context);
  await addDomain(store, 'sample.com');
  const bad = [
    '',
    'short',
    '友友友友友友友友',
    'longenough\0',
    'somebody@sample.com',
    'SomeBody',
    'aaaaaaaaaa',
  ];
  for (const password of bad) {
    const user = { address: 'somebody@sample.com', password };
    await assert.rejects(addUser(store, user), failsWith('invalidArgument'), password);
  }
  await assert.rejects(
    addUser(store, { address: 'x', password: 'long enough' }),
    failsWith('invalidArgument'),
  );
  await assert.rejects(
    addUser(store, { address: 'x@y.org', password: 'long enough' }),
    failsWith('domainNotFound'),
  );
});

test('a new password replaces the old one and keeps app passwords', async (context) => {
  const { store, signIn } = await open(context);
  await addDomain(store, 'sample.com');
  const { id } = await addUser(store, { address: 'a@sample.com', password: 'the old one' });
  const app = await addAppPassword(store, id, { label: 'phone' });
  const session = {
    accountId: id,
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + 60_000),
    lastSeenAt: new Date(),
  };
  await store.addSession({ ...session, idHash: 'a', userAgent: '', remoteAddress: '' });
  await store.addSession({ ...session, idHash: 'b', userAgent: '', remoteAddress: '' });
  await setPassword(store, 'A@sample.com', 'the new one', { keepSessionIdHash: 'b' });
  await assert.rejects(signIn('a@sample.com', 'the old one'), failsWith('authFailed'));
  await signIn('a@sample.com', 'the new one');
  await signIn('a@sample.com', app.password);
  assert.deepEqual(
    (await store.listSessions(id)).map(({ idHash }) => idHash),
    ['b'],
  );
  const salts = (await store.listCredentials(id)).map(({ verifiers }) => verifiers.scramSha256?.salt);
  assert.equal(new Set(salts).size, 1);
  await assert.rejects(setPassword(store, 'b@sample.com', 'the new one'), failsWith('accountNotFound'));
  for (const label of ['', ' ', 'x'.repeat(101), 'a\nb']) {
    await assert.rejects(addAppPassword(store, id, { label }), failsWith('invalidArgument'));
  }
});

test('the last administrator stays', async (context) => {
  const { store } = await open(context);
  await addDomain(store, 'sample.com');
  await addUser(store, { address: 'a@sample.com', password: 'long enough', isAdmin: true });
  await assert.rejects(removeUser(store, 'a@sample.com'), failsWith('forbidden'));
  await addUser(store, { address: 'b@sample.com', password: 'long enough', isAdmin: true });
  await removeUser(store, 'a@sample.com');
  await assert.rejects(removeUser(store, 'a@sample.com'), failsWith('accountNotFound'));
});

async function importAll(store: Parameters<typeof importUsers>[0], text: string): Promise<ImportedUser[]> {
  async function* source() {
    yield Buffer.from(text);
  }
  const results: ImportedUser[] = [];
  for await (const result of importUsers(store, source(), { quotaBytes: 5_000 })) results.push(result);
  return results;
}

test('imports users and reports each faulty line', async (context) => {
  const { store, signIn } = await open(context);
  await addDomain(store, 'sample.com');
  const results = await importAll(
    store,
    [
      '\ufeffEmail,Password,Name,Locale,Quota,Admin',
      'tomo@sample.com,long enough,"友子, 鈴木",ja,1.5G,no',
      'ken@sample.com,long enough,"鈴木, 健",ja,2 GB,yes',
      'drawn@sample.com,,,,,',
      'ken@sample.com,long enough,,,,',
      'x@elsewhere.org,long enough,,,,',
      'weak@sample.com,weak,,,,',
      'nonsense,long enough,,,,',
      'many@sample.com,long enough,,,,,,',
      'fr@sample.com,long enough,,fr,,',
    ].join('\r\n'),
  );
  assert.deepEqual(
    results.map(({ line, error }) => [line, error === null]),
    [
      [2, false],
      [3, true],
      [4, true],
      [5, false],
      [6, false],
      [7, false],
      [8, false],
      [9, false],
      [10, false],
    ],
  );
  const ken = await store.findAccount('ken@sample.com');
  assert.deepEqual(
    [ken?.displayName, ken?.locale, ken?.quotaBytes, ken?.isAdmin],
    ['鈴木, 健', 'ja', 2 * 1024 ** 3, true],
  );
  assert.equal((await store.findAccount('drawn@sample.com'))?.quotaBytes, 5_000);
  await signIn('drawn@sample.com', results[2]?.generatedPassword ?? '');
});

test('refuses a file it cannot use', async (context) => {
  const { store } = await open(context);
  for (const text of ['', 'name\nx\n', 'address,colour\n', 'address,email\n', 'address\n"x']) {
    await assert.rejects(importAll(store, text), failsWith('invalidArgument'), text);
  }
});
