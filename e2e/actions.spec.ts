import type { ImapFlow } from 'imapflow';
import { imapSubjects, openImap, sendFromOutside } from './support/clients.ts';
import type { TestServer } from './support/server.ts';
import { expect, expectAccessible, row, signIn, test, TOMO } from './support/story.ts';

async function deliver(server: TestServer, ...subjects: string[]): Promise<void> {
  for (const subject of subjects) await sendFromOutside(server, { to: TOMO, subject, text: `${subject}\n` });
}

/** An IMAP client in IDLE on the inbox that counts what it is told. */
async function watchInbox(imap: ImapFlow): Promise<{ expunged: number; flagged: number }> {
  const told = { expunged: 0, flagged: 0 };
  await imap.mailboxOpen('INBOX');
  imap.on('expunge', () => (told.expunged += 1));
  imap.on('flags', () => (told.flagged += 1));
  void imap.idle();
  return told;
}

test('archive, delete and move with undo; an IMAP client in IDLE sees each', async ({ page, server }) => {
  await deliver(server, 'One', 'Two', 'Three');
  await signIn(page, server, TOMO);
  const idle = await openImap(server, TOMO);
  const told = await watchInbox(idle);
  const other = await openImap(server, TOMO);

  await row(page, 'Three').getByRole('link').click();
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await expect(page.getByText('Archived', { exact: true })).toBeVisible();
  await expect(row(page, 'Three')).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Two' }), 'the next one opens').toBeVisible();
  await expect.poll(() => told.expunged).toBe(1);
  expect(await imapSubjects(other, 'Archive')).toEqual(['Three']);

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'Three')).toBeVisible();
  await expect.poll(() => imapSubjects(other, 'Archive')).toEqual([]);

  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(row(page, 'Two')).toBeHidden();
  await expect.poll(() => imapSubjects(other, 'Trash')).toEqual(['Two']);

  await row(page, 'One').getByRole('link').click();
  await page.getByRole('button', { name: 'Move to…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Move to…' });
  await expectAccessible(page);
  await dialog.getByRole('textbox').fill('arch');
  await page.keyboard.press('Enter');
  await expect.poll(() => imapSubjects(other, 'Archive')).toEqual(['One']);
  await page.keyboard.press('z');
  await expect.poll(() => imapSubjects(other, 'Archive')).toEqual([]);
  await expect(row(page, 'One')).toBeVisible();

  await page.getByRole('link', { name: 'Trash' }).click();
  await row(page, 'Two').getByRole('link').click();
  await page.getByRole('button', { name: 'Delete for ever' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for ever' }).click();
  await expect(page.getByText('The trash is empty')).toBeVisible();
  await expect.poll(() => imapSubjects(other, 'Trash')).toEqual([]);
  await Promise.all([idle.logout(), other.logout()]);
});

test('star and read state travel both ways', async ({ page, server }) => {
  await deliver(server, 'A star');
  await signIn(page, server, TOMO);
  const idle = await openImap(server, TOMO);
  const told = await watchInbox(idle);

  await row(page, 'A star').getByRole('button', { name: /^Star/ }).click();
  await expect(row(page, 'A star').getByRole('button', { name: /^Remove star/ })).toBeVisible();
  await expect.poll(() => told.flagged).toBeGreaterThan(0);
  await row(page, 'A star').getByRole('link').click();
  await expect(page).toHaveTitle('Inbox · Tegami');
  await page.getByRole('button', { name: 'Mark as unread' }).click();
  await expect(page).toHaveTitle('(1) Inbox · Tegami');

  const other = await openImap(server, TOMO);
  await other.mailboxOpen('INBOX');
  await other.messageFlagsAdd('1', ['\\Seen']);
  await other.messageFlagsRemove('1', ['\\Flagged']);
  await expect(page).toHaveTitle('Inbox · Tegami');
  await expect(row(page, 'A star').getByRole('button', { name: /^Star/ })).toBeVisible();
  await Promise.all([idle.logout(), other.logout()]);
});

test('several at once: selection, all of them, undo brings all back', async ({ page, server }) => {
  await deliver(server, 'One', 'Two', 'Three', 'Four');
  await signIn(page, server, TOMO);
  await row(page, 'Four').getByRole('checkbox').check();
  await row(page, 'Two').getByRole('checkbox').check();
  await expect(page.getByRole('toolbar', { name: '2 selected' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('toolbar').getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByText('2 conversations archived')).toBeVisible();
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(2);
  await page.keyboard.press('z');
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(4);
  await page.keyboard.press('*');
  await page.keyboard.press('a');
  await page.getByRole('toolbar').getByRole('button', { name: 'Mark as read' }).click();
  await expect(page).toHaveTitle('Inbox · Tegami');
});

test('mailboxes of one’s own: create, rename, delete, and IMAP agrees', async ({ page, server }) => {
  await signIn(page, server, TOMO);
  await page.getByRole('button', { name: 'New mailbox' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('旅行');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: '旅行' })).toBeVisible();
  const imap = await openImap(server, TOMO);
  const paths = async () => (await imap.list()).map(({ path }) => path);
  expect(await paths()).toContain('旅行');

  await page.getByRole('link', { name: '旅行' }).hover();
  await page.getByRole('button', { name: 'Actions for 旅行' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Travel');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Travel' })).toBeVisible();

  await page.getByRole('button', { name: 'Actions for Travel' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('link', { name: 'Travel' })).toBeHidden();
  expect(await paths()).not.toContain('Travel');
  await imap.logout();
});

test('search finds two Japanese characters and English words, in text and names', async ({
  page,
  server,
}) => {
  await sendFromOutside(server, { to: TOMO, subject: '来週の件', text: '木曜の会議は三階です。\n' });
  await sendFromOutside(server, { to: TOMO, subject: 'Lunch', text: 'The noodle place?\n' });
  await signIn(page, server, TOMO);
  const box = page.getByRole('searchbox', { name: 'Search mail' });
  await box.fill('会議');
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 result')).toBeVisible();
  await expect(row(page, '来週の件')).toBeVisible();
  await expectAccessible(page);
  await box.fill('noodle');
  await page.keyboard.press('Enter');
  await expect(row(page, 'Lunch')).toBeVisible();
  await box.fill('nothing of the kind');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nothing found')).toBeVisible();
});
