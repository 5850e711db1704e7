import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { MailError, WireError, type MailErrorCode } from '../errors.ts';
import type { Account } from '../model/account.ts';
import type { AccountId } from '../model/ids.ts';
import type { Bus } from '../store/bus.ts';
import { openTestStorage } from '../testing/test-storage.ts';
import { SILENT_LOGGER } from '../testing/silent-logger.ts';
import { createAuthenticator } from './authenticator.ts';
import { makeAppPassword, makeVerifiers } from './credentials.ts';
import type { Authenticator, SaslContext } from './sasl.ts';

const CHEAP = { memoryKib: 64, passes: 1, lanes: 1 };
const PASSWORD = 'correct horse';
const PHONE = { kind: 'app', label: 'phone', scopes: null, expiresAt: null } as const;
const LOGIN = 'tomo@sample.com';
const FROM: SaslContext = {
  protocol: 'imap',
  remoteAddress: '192.0.2.7',
  channel: { isPrivate: true, channelBinding: () => null },
};

async function open(context: TestContext) {
  let nowMs = Date.UTC(2026, 10, 24);
  const clock = () => new Date(nowMs);
  const storage = await openTestStorage({ clock });
  const { store, bus } = storage;
  await store.addDomain('sample.com');
  const verifiers = await makeVerifiers(PASSWORD, { argon2Cost: CHEAP });
  const account = await store.addAccount({
    address: LOGIN,
    displayName: 'Tomo',
    locale: 'ja',
    isAdmin: false,
    quotaBytes: 0,
    verifiers,
  });
  await nextDirectoryEvent(bus, account.id);
  const options = {
    store,
    bus,
    clock,
    logger: SILENT_LOGGER,
    argon2Cost: CHEAP,
    secret: Buffer.from('stable'),
  };
  const authenticator = createAuthenticator(options);
  context.after(async () => {
    authenticator.close();
    await storage.close();
  });
  const advance = (seconds: number) => {
    nowMs += seconds * 1_000;
  };
  return { store, bus, account, authenticator, advance, options };
}

function failsWith(code: MailErrorCode) {
  return (error: unknown) => error instanceof MailError && error.code === code;
}

/** Changes reach listeners in a later turn than their commit. */
function nextDirectoryEvent(bus: Bus, accountId: AccountId): Promise<void> {
  return new Promise((resolve) => {
    const stop = bus.subscribe((event) => {
      if (event.kind !== 'directory' || event.accountId !== accountId) return;
      stop();
      resolve();
    });
  });
}

test('the full address in any spelling, with the password', async (context) => {
  const { authenticator, account } = await open(context);
  for (const login of [LOGIN, 'Tomo@SAMPLE.com', ` ${LOGIN} `]) {
    assert.equal((await authenticator.verifyPassword(login, PASSWORD, FROM)).id, account.id);
  }
});

test('one answer for whatever is wrong', async (context) => {
  const { authenticator, store, account } = await open(context);
  const rows: [string, string][] = [
    [LOGIN, 'wrong'],
    [LOGIN, ''],
    [LOGIN, 'contr\0ol'],
    ['nobody@sample.com', PASSWORD],
    ['no address', PASSWORD],
    ['', PASSWORD],
  ];
  const texts = new Set<string>();
  for (const [i, [login, password]] of rows.entries()) {
    const from = { ...FROM, remoteAddress: `198.51.${i}.1` };
    await assert.rejects(authenticator.verifyPassword(login, password, from), (error) => {
      texts.add((error as Error).message);
      return failsWith('authFailed')(error);
    });
  }
  await store.updateAccount(account.id, { isDisabled: true });
  const elsewhere = { ...FROM, remoteAddress: '203.0.113.1' };
  await assert.rejects(authenticator.verifyPassword(LOGIN, PASSWORD, elsewhere), (error) => {
    texts.add((error as Error).message);
    return failsWith('authFailed')(error);
  });
  assert.equal(texts.size, 1);
});

test('guessing is slowed down, also in parallel, and for the whole network', async (context) => {
  const { authenticator, advance } = await open(context);
  const guesses = Array.from({ length: 30 }, (_, i) =>
    authenticator.verifyPassword(LOGIN, `guess ${i}`, FROM),
  );
  const codes = (await Promise.allSettled(guesses)).map((result) => {
    return result.status === 'rejected' ? (result.reason as MailError).code : 'in';
  });
  const checked = codes.filter((code) => code === 'authFailed').length;
  assert.ok(checked <= 6, `${checked} guesses were checked`);
  assert.equal(codes.filter((code) => code === 'tooManyAttempts').length, 30 - checked);

  await assert.rejects(authenticator.verifyPassword(LOGIN, PASSWORD, FROM), (error) => {
    return (
      failsWith('tooManyAttempts')(error) && Number((error as MailError).detail['retryAfterSeconds']) >= 1
    );
  });
  const neighbour = { ...FROM, remoteAddress: '192.0.2.200' };
  await assert.rejects(
    authenticator.verifyPassword('other@sample.com', 'x', neighbour),
    failsWith('tooManyAttempts'),
  );
  advance(16 * 60);
  await authenticator.verifyPassword(LOGIN, PASSWORD, FROM);
});

test('loopback counts for the account only', async (context) => {
  const { authenticator, store } = await open(context);
  const local = { ...FROM, remoteAddress: '127.0.0.1' };
  for (let i = 0; i < 8; i += 1) {
    await assert.rejects(authenticator.verifyPassword('nobody@sample.com', 'x', local));
  }
  await authenticator.verifyPassword(LOGIN, PASSWORD, local);
  assert.equal(await store.loginBlockedUntil(['address:127.0.0.0/24'], new Date()), null);
});

test('a client that signed in keeps its way in while others guess', async (context) => {
  const { authenticator } = await open(context);
  await authenticator.verifyPassword(LOGIN, PASSWORD, FROM);
  const stranger = { ...FROM, remoteAddress: '203.0.113.5' };
  for (let i = 0; i < 8; i += 1)
    await assert.rejects(authenticator.verifyPassword(LOGIN, `guess ${i}`, stranger));
  await authenticator.verifyPassword(LOGIN, PASSWORD, FROM);
  await assert.rejects(authenticator.verifyPassword(LOGIN, PASSWORD, stranger), failsWith('tooManyAttempts'));
});

test('a changed password and a disabled account end what was remembered', async (context) => {
  const { authenticator, store, bus, account } = await open(context);
  await authenticator.verifyPassword(LOGIN, PASSWORD, FROM);
  const changed = nextDirectoryEvent(bus, account.id);
  await store.setPassword(account.id, await makeVerifiers('a new one', { argon2Cost: CHEAP }));
  await changed;
  await assert.rejects(authenticator.verifyPassword(LOGIN, PASSWORD, FROM), failsWith('authFailed'));
  await authenticator.verifyPassword(LOGIN, 'a new one', FROM);
  await store.updateAccount(account.id, { isDisabled: true });
  await assert.rejects(authenticator.verifyPassword(LOGIN, 'a new one', FROM), failsWith('authFailed'));
});

test('app passwords, however they are typed, until they are removed', async (context) => {
  const { authenticator, store, bus, account } = await open(context);
  const { password, verifiers } = await makeAppPassword(await store.listCredentials(account.id));
  assert.match(password, /^[a-z]{4}(?:-[a-z]{4}){4}$/);
  const credential = await store.addAppCredential(account.id, { ...PHONE, verifiers });
  for (const typed of [password, password.replaceAll('-', ' '), password.replaceAll('-', '').toUpperCase()]) {
    await authenticator.verifyPassword(LOGIN, typed, FROM);
  }
  await authenticator.verifyPassword(LOGIN, PASSWORD, FROM);
  const [, used] = await store.listCredentials(account.id);
  assert.notEqual(used?.lastUsedAt, null);
  const removed = nextDirectoryEvent(bus, account.id);
  await store.removeAppCredential(account.id, credential.id);
  await removed;
  await assert.rejects(authenticator.verifyPassword(LOGIN, password, FROM), failsWith('authFailed'));
});

test('PLAIN', async (context) => {
  const { authenticator, account } = await open(context);
  const inOne = authenticator.begin('plain', FROM);
  const step = await inOne?.next(Buffer.from(`\0${LOGIN}\0${PASSWORD}`));
  assert.ok(step?.done && step.account.id === account.id);

  const inTwo = authenticator.begin('PLAIN', FROM);
  assert.deepEqual(await inTwo?.next(null), { done: false, challenge: Buffer.alloc(0) });
  assert.equal((await inTwo?.next(Buffer.from(`${LOGIN}\0${LOGIN}\0${PASSWORD}`)))?.done, true);

  const asOther = authenticator
    .begin('PLAIN', FROM)
    ?.next(Buffer.from(`boss@sample.com\0${LOGIN}\0${PASSWORD}`));
  await assert.rejects(asOther!, failsWith('authFailed'));
  await assert.rejects(authenticator.begin('PLAIN', FROM)!.next(Buffer.from('x')), WireError);
});

test('LOGIN, with and without an initial response', async (context) => {
  const { authenticator } = await open(context);
  const asked = authenticator.begin('LOGIN', FROM)!;
  assert.deepEqual(await asked.next(null), { done: false, challenge: Buffer.from('Username:') });
  assert.deepEqual(await asked.next(Buffer.from(LOGIN)), {
    done: false,
    challenge: Buffer.from('Password:'),
  });
  assert.equal((await asked.next(Buffer.from(PASSWORD))).done, true);

  const given = authenticator.begin('LOGIN', FROM)!;
  assert.deepEqual(await given.next(Buffer.from(LOGIN)), {
    done: false,
    challenge: Buffer.from('Password:'),
  });
  await assert.rejects(given.next(Buffer.from('')), WireError);
});

/** A SCRAM client written from RFC 5802 §3 alone. */
async function scram(authenticator: Authenticator, login: string, password: string, gs2Header = 'n,,') {
  const exchange = authenticator.begin('SCRAM-SHA-256', FROM)!;
  const bare = `n=${login.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=clientnonce`;
  const first = await exchange.next(Buffer.from(gs2Header + bare));
  assert.equal(first.done, false);
  const serverFirst = first.done ? '' : first.challenge.toString();
  const [, nonce = '', salt = '', iterations] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(serverFirst) ?? [];
  assert.ok(nonce.startsWith('clientnonce') && nonce.length > 30);
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const clientKey = hmac(salted, 'Client Key');
  const withoutProof = `c=${Buffer.from(gs2Header).toString('base64')},r=${nonce}`;
  const authMessage = `${bare},${serverFirst},${withoutProof}`;
  const signature = hmac(createHash('sha256').update(clientKey).digest(), authMessage);
  const proof = Buffer.from(clientKey.map((byte, i) => byte ^ signature[i]!));
  const last = await exchange.next(Buffer.from(`${withoutProof},p=${proof.toString('base64')}`));
  const expected = `v=${hmac(hmac(salted, 'Server Key'), authMessage).toString('base64')}`;
  return {
    account: last.done ? last.account : null,
    isServerProven: last.done && String(last.finalData) === expected,
    salt,
  };
}

test('SCRAM-SHA-256 with the password and with each app password', async (context) => {
  const { authenticator, store, account } = await open(context);
  const app = await makeAppPassword(await store.listCredentials(account.id));
  await store.addAppCredential(account.id, { ...PHONE, verifiers: app.verifiers });
  const isIn = (result: { account: Account | null; isServerProven: boolean }) => {
    return result.account?.id === account.id && result.isServerProven;
  };
  assert.ok(isIn(await scram(authenticator, LOGIN, PASSWORD)));
  assert.ok(isIn(await scram(authenticator, LOGIN, PASSWORD, 'y,,')));
  assert.ok(isIn(await scram(authenticator, LOGIN, PASSWORD, `n,a=${LOGIN},`)));
  assert.ok(isIn(await scram(authenticator, LOGIN, app.password)));
  await assert.rejects(scram(authenticator, LOGIN, 'wrong'), failsWith('authFailed'));
  await assert.rejects(
    scram(authenticator, LOGIN, PASSWORD, 'n,a=boss@sample.com,'),
    failsWith('authFailed'),
  );
});

test('SCRAM shows an unknown name a salt that stays, and throttles', async (context) => {
  const { authenticator, options } = await open(context);
  const salts = new Set<string>();
  const saltOf = async (from: Authenticator, name: string) => {
    const step = await from.begin('SCRAM-SHA-256', FROM)!.next(Buffer.from(`n,,n=${name},r=abc`));
    return step.done ? '' : (/s=([^,]+)/.exec(step.challenge.toString())?.[1] ?? '');
  };
  const restarted = createAuthenticator(options);
  for (const from of [authenticator, authenticator, restarted])
    salts.add(await saltOf(from, 'nobody@sample.com'));
  restarted.close();
  assert.equal(salts.size, 1);
  assert.notEqual(await saltOf(authenticator, 'other@sample.com'), [...salts][0]);
  for (let i = 0; i < 5; i += 1) {
    await assert.rejects(scram(authenticator, 'nobody@sample.com', PASSWORD), failsWith('authFailed'));
  }
  await assert.rejects(saltOf(authenticator, 'nobody@sample.com'), failsWith('tooManyAttempts'));
});

test('a replayed or foreign final message proves nothing', async (context) => {
  const { authenticator } = await open(context);
  const exchange = authenticator.begin('SCRAM-SHA-256', FROM)!;
  await exchange.next(Buffer.from(`n,,n=${LOGIN},r=abc`));
  await assert.rejects(exchange.next(Buffer.from('c=biws,r=abcdef,p=AAAA')), failsWith('authFailed'));
});

test('names what is offered, and nothing else', async (context) => {
  const { authenticator } = await open(context);
  const bearer = ['OAUTHBEARER', 'XOAUTH2'];
  const scram = ['SCRAM-SHA-256', 'SCRAM-SHA-1'];
  assert.deepEqual(authenticator.mechanisms(FROM), [...scram, ...bearer, 'PLAIN', 'LOGIN']);
  assert.equal(authenticator.begin('CRAM-MD5', FROM), null);
});

test('any exchange ends in an answer, and the next one works', async (context) => {
  const { authenticator } = await open(context);
  const local = { ...FROM, remoteAddress: '127.0.0.1' };
  const message = fc.oneof(
    fc.constant(null),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom('\0a\0b', 'a', '', 'n,,n=a,r=b', 'c=biws,r=b,p=AAAA', '\0'.repeat(9))
      .map((text) => Buffer.from(text)),
  );
  const mechanism = fc.constantFrom(...authenticator.mechanisms(FROM));
  await fc.assert(
    fc.asyncProperty(mechanism, fc.array(message, { maxLength: 5 }), async (name, messages) => {
      const exchange = authenticator.begin(name, local)!;
      for (const each of messages) {
        try {
          assert.equal((await exchange.next(each)).done, false);
        } catch (error) {
          assert.ok(error instanceof WireError || error instanceof MailError, String(error));
        }
      }
    }),
    { numRuns: 200 },
  );
  await authenticator.verifyPassword(LOGIN, PASSWORD, local);
});
