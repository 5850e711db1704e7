import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ADMIN, startApp, USER, type AppFixture } from '../app-fixture.ts';
import type { DeletedMail, RecoveredMail } from '../contract/deleted-mail.ts';
import { importMbox, type EmailId } from '../../mailcore/index.ts';

/** Two messages of the user, both removed. */
async function removeMail({ mailcore }: AppFixture): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tegami-test-'));
  const file = join(folder, 'mail.mbox');
  const message = (subject: string) =>
    `From x Tue Nov 24 08:00:00 2026\nFrom: Hana <${ADMIN}>\nSubject: ${subject}\n\nHello\n`;
  writeFileSync(file, `${message('Lunch')}\n${message('Report')}`);
  const account = await mailcore.store.findAccount(USER);
  await importMbox(mailcore, account!.id, file, { maxMessageBytes: 10_000 });
  rmSync(folder, { recursive: true });
  const { rows } = await mailcore.store.readAllEmails(account!.id);
  await mailcore.store.destroyEmails(account!.id, [...rows.emailIds] as EmailId[]);
}

test('deleted mail is listed, found by a word, and recovered by its owner alone', async (t) => {
  const fixture = await startApp(t);
  const { app, mailcore, signIn } = fixture;
  await removeMail(fixture);
  const headers = { cookie: await signIn() };
  const list = async (query = '', cookie = headers.cookie) =>
    (await app.inject({ url: `/api/portal/deleted${query}`, headers: { cookie } })).json() as DeletedMail;
  const all = await list();
  assert.equal(all.keptDays, mailcore.config.retention.undeleteDays);
  assert.deepEqual(
    all.emails.map(({ subject, from, mailboxPath, mailboxRole }) => [
      subject,
      from,
      mailboxPath,
      mailboxRole,
    ]),
    ['Report', 'Lunch'].map((subject) => [subject, { name: 'Hana', email: ADMIN }, ['Inbox'], 'inbox']),
  );
  assert.deepEqual((await list('?text=lunch')).emails.length, 1);
  const first = await list('?limit=1');
  assert.equal(first.hasMore, true);
  const second = await list(`?limit=1&before=${first.emails[0]!.id}`);
  assert.equal(second.emails[0]?.subject, 'Lunch');

  const foreign = await signIn(ADMIN);
  assert.deepEqual((await list('', foreign)).emails, []);
  const restore = (cookie: string, ids: number[]) =>
    app.inject({ method: 'POST', url: '/api/portal/deleted/restore', headers: { cookie }, payload: { ids } });
  const ids = all.emails.map(({ id }) => id);
  assert.deepEqual((await restore(foreign, ids)).json() as RecoveredMail, { recovered: 0, gone: 2 });
  assert.deepEqual((await restore(headers.cookie, ids)).json() as RecoveredMail, { recovered: 2, gone: 0 });
  assert.deepEqual((await list()).emails, []);
  assert.equal((await mailcore.store.findAccount(USER))?.emailCount, 2);
});

test('strangers and nonsense are refused', async (t) => {
  const { app, signIn } = await startApp(t);
  assert.equal((await app.inject({ url: '/api/portal/deleted' })).statusCode, 401);
  const headers = { cookie: await signIn() };
  const restore = (payload: object) =>
    app.inject({ method: 'POST', url: '/api/portal/deleted/restore', headers, payload });
  for (const payload of [{}, { ids: [] }, { ids: ['x'] }, { ids: [0] }]) {
    assert.equal((await restore(payload)).statusCode, 400);
  }
});
