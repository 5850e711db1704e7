import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestStorage } from '../testing/test-storage.ts';
import { addUser } from './accounts.ts';
import { addDomain } from './domains.ts';
import { listShares, shareMailbox, unshareMailbox } from './sharing.ts';

test('an administrator shares mailboxes by their names', async (context) => {
  const { store, close } = await openTestStorage();
  context.after(close);
  await addDomain(store, 'sample.com');
  const [owner, guest] = ['tomo@sample.com', 'hana@sample.com'];
  for (const address of [owner, guest]) await addUser(store, { address, password: 'long enough' });
  const account = await store.findAccount(owner);
  const { id } = await store.createMailbox(account!.id, { name: '仕事' });
  await store.createMailbox(account!.id, { name: '計画', parentId: id });
  const share = (mailbox: string, grantee: string, rights: string) =>
    shareMailbox(store, { owner, mailbox, grantee, rights });
  assert.equal((await share('仕事/計画', guest, 'edit')).rights, 'lrswite');
  await share('inbox', 'anyone', 'read');
  await share('仕事/計画', 'anyone', 'lp');
  assert.deepEqual(await listShares(store, owner), [
    { mailbox: 'Inbox', grantee: 'anyone', rights: 'lr' },
    { mailbox: '仕事/計画', grantee: 'anyone', rights: 'lp' },
    { mailbox: '仕事/計画', grantee: guest, rights: 'lrswite' },
  ]);
  await unshareMailbox(store, { owner, mailbox: 'INBOX', grantee: 'anyone' });
  await unshareMailbox(store, { owner, mailbox: '仕事/計画', grantee: 'anyone' });
  assert.equal((await listShares(store, owner)).length, 1);
  await assert.rejects(share('仕事', guest, 'everything'), { code: 'invalidArgument' });
  await assert.rejects(share('仕事', guest, ''), { code: 'invalidArgument' });
  await assert.rejects(share('nowhere', guest, 'read'), { code: 'mailboxNotFound' });
  await assert.rejects(share('仕事', 'nobody@sample.com', 'read'), { code: 'accountNotFound' });
  await assert.rejects(share('仕事', owner, 'read'), { code: 'invalidArgument' });
});
