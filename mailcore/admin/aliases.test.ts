import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestStorage } from '../testing/test-storage.ts';
import { addUser } from './accounts.ts';
import { addAlias, removeAlias } from './aliases.ts';
import { addDomain } from './domains.ts';

test('an alias is another address of a user, checked and told as it is stored', async (t) => {
  const { store, close } = await openTestStorage();
  t.after(close);
  await addDomain(store, 'sample.test');
  await addUser(store, { address: 'tomo@sample.test', password: 'correct horse battery' });

  const added = await addAlias(store, 'Info@Sample.test', 'tomo@sample.test');
  assert.deepEqual(added, { address: 'info@sample.test', user: 'tomo@sample.test' });
  assert.equal((await store.resolveRecipient('info@sample.test')).kind, 'account');

  for (const bad of ['bad alias@sample.test', '@sample.test', '*@sample.test', 'a+b@sample.test', 'info']) {
    await assert.rejects(addAlias(store, bad, 'tomo@sample.test'), { code: 'invalidArgument' }, bad);
  }
  await assert.rejects(addAlias(store, 'x@elsewhere.test', 'tomo@sample.test'), { code: 'domainNotFound' });
  await assert.rejects(addAlias(store, 'x@sample.test', 'nobody@sample.test'), { code: 'accountNotFound' });

  assert.equal(await removeAlias(store, 'INFO@sample.test'), 'info@sample.test');
  await assert.rejects(removeAlias(store, 'info@sample.test'), { code: 'accountNotFound' });
});
