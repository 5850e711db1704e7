import assert from 'node:assert/strict';
import type { AccountId } from '../../model/ids.ts';
import { addTestAccount, append, faults, inboxOf, nextEvent, VERIFIERS } from './fixtures.ts';
import type { ContractTest } from './harness.ts';

export function directoryContract(test: ContractTest): void {
  test('domains are normalised, unique, and stay while anything is in them', async ({ store }) => {
    const domain = await store.addDomain('Sample.COM');
    assert.equal(domain.name, 'sample.com');
    await assert.rejects(store.addDomain('sample.com.'), { code: 'alreadyExists' });
    await assert.rejects(store.addDomain('no domain'), { code: 'invalidArgument' });
    await assert.rejects(store.addDomain('[192.0.2.1]'), { code: 'invalidArgument' });
    const account = await addTestAccount(store);
    await assert.rejects(store.removeDomain('sample.com'), { code: 'domainNotEmpty' });
    await store.addDomain('test.org');
    await store.addAlias('shop@test.org', account.id);
    await assert.rejects(store.removeDomain('test.org'), { code: 'domainNotEmpty' });
    await store.removeAlias('shop@test.org');
    await store.removeDomain('test.org');
    await assert.rejects(store.removeDomain('test.org'), { code: 'domainNotFound' });
    assert.deepEqual(
      (await store.listDomains()).map(({ name }) => name),
      ['sample.com'],
    );
  });

  test('a new account has its mailboxes, identity and password', async ({ store }) => {
    const account = await addTestAccount(store);
    const mailboxes = await store.listMailboxes(account.id);
    assert.deepEqual(
      mailboxes.map(({ role }) => role),
      ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash'],
    );
    const [identity] = await store.listIdentities(account.id);
    assert.equal(identity?.email, 'tomo@sample.com');
    assert.equal(identity.mayDelete, false);
    const [credential] = await store.listCredentials(account.id);
    assert.equal(credential?.kind, 'password');
    assert.deepEqual(credential.verifiers, VERIFIERS);
    assert.deepEqual(await store.findAccount('tomo@sample.com'), account);
    assert.deepEqual(await store.getAccount(account.id), account);
    assert.equal(await store.getAccount(99 as AccountId), null);
  });

  test('accounts and aliases share one name space', async ({ store }) => {
    const account = await addTestAccount(store);
    await store.addAlias('shop@sample.com', account.id);
    await assert.rejects(addTestAccount(store, 'tomo@sample.com'), { code: 'addressTaken' });
    await assert.rejects(addTestAccount(store, 'shop@sample.com'), { code: 'addressTaken' });
    await assert.rejects(store.addAlias('tomo@sample.com', account.id), { code: 'addressTaken' });
    await assert.rejects(store.addAlias('x@elsewhere.org', account.id), { code: 'domainNotFound' });
    await assert.rejects(store.addAlias('x@sample.com', 99 as AccountId), { code: 'accountNotFound' });
    assert.deepEqual(await store.listAliases({ domain: 'sample.com' }), [
      { address: 'shop@sample.com', accountId: account.id, accountAddress: 'tomo@sample.com' },
    ]);
    assert.deepEqual(await store.listAliases({ domain: 'test.org' }), []);
  });

  test('recipients resolve exactly, by alias, then without their tag', async ({ store }) => {
    const account = await addTestAccount(store);
    await store.addAlias('shop@sample.com', account.id);
    const rows = [
      ['tomo@sample.com', 'account', null],
      ['shop@sample.com', 'account', null],
      ['tomo+news@sample.com', 'account', 'news'],
      ['shop+a+b@sample.com', 'account', 'a+b'],
      ['nobody@sample.com', 'unknownUser', undefined],
      ['tomo@test.org', 'remote', undefined],
    ] as const;
    for (const [address, kind, tag] of rows) {
      const resolved = await store.resolveRecipient(address);
      assert.equal(resolved.kind, kind, address);
      if (resolved.kind === 'account') assert.equal(resolved.tag, tag, address);
    }
    assert.equal(await store.maySendAs(account.id, 'shop+x@sample.com'), true);
    assert.equal(await store.maySendAs(account.id, 'other@sample.com'), false);
  });

  test('accounts are listed by address, narrowed by domain, text and page', async ({ store }) => {
    for (const address of ['b_1@sample.com', 'a@sample.com', 'bx1@test.org'])
      await addTestAccount(store, address);
    const list = async (options?: Parameters<typeof store.listAccounts>[0]) =>
      (await store.listAccounts(options)).map(({ address }) => address);
    assert.deepEqual(await list(), ['a@sample.com', 'b_1@sample.com', 'bx1@test.org']);
    assert.deepEqual(await list({ domain: 'test.org' }), ['bx1@test.org']);
    assert.deepEqual(await list({ query: 'B_1' }), ['b_1@sample.com']);
    assert.deepEqual(await list({ query: 'tomo', after: 'a@sample.com', limit: 1 }), ['b_1@sample.com']);
  });

  test('changes to an account are published and kept', async ({ store, bus }) => {
    const account = await addTestAccount(store);
    const published = nextEvent(bus, (event) => event.kind === 'directory' && event.accountId === account.id);
    const updated = await store.updateAccount(account.id, {
      displayName: '友',
      isDisabled: true,
      quotaBytes: 5,
    });
    assert.deepEqual(updated, { ...account, displayName: '友', isDisabled: true, quotaBytes: 5 });
    await published;
    await assert.rejects(store.updateAccount(99 as AccountId, {}), { code: 'accountNotFound' });
  });

  test('removing an account removes all it holds and nothing else', async ({ store }) => {
    const account = await addTestAccount(store);
    const other = await addTestAccount(store, 'other@sample.com');
    await append(store, account.id, (await inboxOf(store, account.id)).id);
    await append(store, other.id, (await inboxOf(store, other.id)).id);
    await store.addAlias('shop@sample.com', account.id);
    await store.removeAccount(account.id);
    assert.equal(await store.findAccount('tomo@sample.com'), null);
    assert.deepEqual(await store.listMailboxes(account.id), []);
    assert.deepEqual(await store.listAliases(), []);
    assert.deepEqual(await faults(store), []);
    await store.sweep(new Date());
    assert.equal((await store.getAccount(other.id))?.emailCount, 1);
    await assert.rejects(store.removeAccount(account.id), { code: 'accountNotFound' });
    await addTestAccount(store);
  });

  test('the password is one, app passwords are many, uses are kept to the hour', async ({ store }) => {
    const account = await addTestAccount(store);
    const phone = await store.addAppCredential(account.id, {
      kind: 'app',
      label: 'phone',
      verifiers: { ...VERIFIERS, sha256: 'aa' },
      scopes: null,
      expiresAt: null,
    });
    await store.setPassword(account.id, { ...VERIFIERS, argon2: 'new' });
    const listed = await store.listCredentials(account.id);
    assert.deepEqual(
      listed.map(({ kind, label }) => [kind, label]),
      [
        ['password', ''],
        ['app', 'phone'],
      ],
    );
    assert.equal(listed[0]?.verifiers.argon2, 'new');
    await store.touchCredential(phone.id, new Date('2026-11-24T10:20:30Z'), '192.0.2.1');
    await store.touchCredential(phone.id, new Date('2026-11-24T10:59:00Z'), '192.0.2.2');
    const used = (await store.listCredentials(account.id))[1];
    assert.deepEqual(used?.lastUsedAt, new Date('2026-11-24T10:00:00Z'));
    assert.equal(used.lastUsedAddress, '192.0.2.2');
    await store.removeAppCredential(account.id, listed[0]?.id ?? 0);
    await store.removeAppCredential(account.id, phone.id);
    assert.equal((await store.listCredentials(account.id)).length, 1);
  });

  test('tokens are found by their hash, with scopes and expiry; the password stays first', async ({
    store,
  }) => {
    const account = await addTestAccount(store);
    const expiresAt = new Date('2027-01-01T00:00:00Z');
    const token = await store.addAppCredential(account.id, {
      kind: 'token',
      label: 'script',
      verifiers: { sha256: 'ab' },
      scopes: ['imap', 'smtp'],
      expiresAt,
    });
    assert.deepEqual([token.scopes, token.expiresAt], [['imap', 'smtp'], expiresAt]);
    assert.deepEqual(await store.findToken('ab'), token);
    assert.equal(await store.findToken('ac'), null);
    const listed = await store.listCredentials(account.id);
    assert.deepEqual(
      listed.map(({ kind }) => kind),
      ['password', 'token'],
    );
    await store.removeAppCredential(account.id, token.id);
    assert.equal(await store.findToken('ab'), null);
  });

  test('verifiers are added to those that are there', async ({ store }) => {
    const account = await addTestAccount(store);
    await store.setPassword(account.id, { argon2: 'hash' });
    const [password] = await store.listCredentials(account.id);
    assert.ok(password);
    const { scramSha1 } = VERIFIERS;
    await store.addVerifiers(password.id, { scramSha1 });
    const [after] = await store.listCredentials(account.id);
    assert.deepEqual(after?.verifiers, { argon2: 'hash', scramSha1 });
    await store.addVerifiers(99_999, { scramSha1 });
  });

  test('identities are of addresses of the account; its own stays', async ({ store }) => {
    const account = await addTestAccount(store);
    const [own] = await store.listIdentities(account.id);
    assert.ok(own);
    await store.addAlias('shop@sample.com', account.id);
    await assert.rejects(store.addIdentity(account.id, { name: 'X', email: 'x@sample.com' }), {
      code: 'forbidden',
    });
    const before = await store.accountModseq(account.id);
    const bcc = [{ name: null, email: 'log@sample.com' }];
    const shop = await store.addIdentity(account.id, { name: 'Shop', email: 'shop@sample.com', bcc });
    assert.deepEqual(shop.bcc, bcc);
    const edited = await store.updateIdentity(account.id, shop.id, { textSignature: '-- \nShop', bcc: null });
    assert.deepEqual([edited.name, edited.textSignature, edited.bcc], ['Shop', '-- \nShop', null]);
    assert.deepEqual((await store.changesSince(account.id, 'Identity', before, 10)).created, [shop.id]);
    const middle = await store.accountModseq(account.id);
    await assert.rejects(store.removeIdentity(account.id, own.id), { code: 'forbidden' });
    await store.removeIdentity(account.id, shop.id);
    assert.deepEqual((await store.changesSince(account.id, 'Identity', middle, 10)).destroyed, [shop.id]);
    assert.deepEqual((await store.changesSince(account.id, 'Identity', before, 10)).destroyed, []);
  });
}
