import { imapSubjects, openImap, sendFromOutside } from './support/clients.ts';
import { OutsideServer } from './support/outside-server.ts';
import { expect, expectAccessible, HANA, row, signIn, test as base, TOMO } from './support/story.ts';
import { TestServer } from './support/server.ts';

interface Reply {
  readonly outside: OutsideServer;
}

/** A story whose server sends everything that is not local to somebody else's server. */
const test = base.extend<Reply>({
  outside: async ({}, use) => {
    const outside = await OutsideServer.start();
    await use(outside);
    await outside.stop();
  },
  server: async ({ outside }, use) => {
    const server = await TestServer.start({
      users: [TOMO, HANA],
      config: '',
      tables: outside.smartHostConfig,
    });
    await use(server);
    await server.stop();
  },
});

test('a reply with a file leaves through the queue, stands in Sent, and marks what it answers', async ({
  page,
  server,
  outside,
}) => {
  await sendFromOutside(server, {
    to: TOMO,
    subject: 'Tea on Thursday?',
    text: 'At four?\n',
    messageId: '<tea@outside.test>',
  });
  await signIn(page, server, TOMO);
  await row(page, 'Tea on Thursday?').getByRole('link').click();
  await page.keyboard.press('r');
  const composer = page.getByRole('form').or(page.getByRole('dialog')).last();
  await expect(composer.getByText('Hanako Sato')).toBeVisible();
  const text = composer.getByRole('textbox', { name: 'Message' });
  await expect(text).toHaveValue(/> At four\?/);
  await text.pressSequentially('Gladly. 楽しみにしています。');
  await composer
    .locator('input[type=file]')
    .setInputFiles({ name: 'map.png', mimeType: 'image/png', buffer: Buffer.alloc(50_000, 1) });
  await expect(composer.getByText('map.png')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Control+Enter');
  await expect(text).toBeHidden();

  await expect.poll(() => outside.received.length).toBe(1);
  const [sent] = outside.received;
  expect(sent!.from).toBe(TOMO);
  expect(sent!.to).toEqual(['hanako@outside.test']);
  expect(sent!.text).toMatch(/^In-Reply-To: <tea@outside\.test>/m);
  expect(sent!.text).toMatch(/^Subject: Re: Tea on Thursday\?/m);
  expect(sent!.text).toContain('map.png');
  expect(sent!.text).not.toMatch(/^Bcc:/m);

  const imap = await openImap(server, TOMO);
  expect(await imapSubjects(imap, 'Sent')).toEqual(['Re: Tea on Thursday?']);
  expect(await imapSubjects(imap, 'Drafts')).toEqual([]);
  await imap.mailboxOpen('INBOX');
  const original = await imap.fetchOne('1', { flags: true });
  expect([...(original && original.flags ? original.flags : [])]).toContain('\\Answered');
  await imap.logout();
});

test('a letter to a colleague is there at once, without a detour', async ({ page, server, browser }) => {
  const hers = await (await browser.newContext()).newPage();
  await signIn(hers, server, HANA);
  await expect(hers.getByText('All read, all answered')).toBeVisible();
  await signIn(page, server, TOMO);
  await page.getByRole('button', { name: 'Write' }).click();
  const composer = page.getByRole('form').or(page.getByRole('dialog')).last();
  await composer.getByRole('combobox', { name: 'To' }).fill(HANA);
  await page.keyboard.press('Enter');
  await composer.getByRole('textbox', { name: 'Subject' }).fill('昼ごはん');
  await composer.getByRole('textbox', { name: 'Message' }).fill('一緒にどうですか。');
  await composer.getByRole('button', { name: 'Send' }).click();
  await expect(row(hers, '昼ごはん')).toBeVisible();
  await hers.context().close();
});

test('a draft survives the death of the tab and is there by IMAP, once', async ({
  page,
  server,
  context,
}) => {
  await signIn(page, server, TOMO);
  await page.keyboard.press('c');
  const composer = page.getByRole('form').or(page.getByRole('dialog')).last();
  await composer.getByRole('textbox', { name: 'Subject' }).fill('Half a thought');
  await composer.getByRole('textbox', { name: 'Message' }).fill('It was a dark and stormy');
  await expect(composer.getByText('Draft saved')).toBeVisible();
  await composer.getByRole('textbox', { name: 'Message' }).pressSequentially(' night.');
  await expect(composer.getByText('Draft saved')).toBeVisible();
  await page.close();

  const imap = await openImap(server, TOMO);
  await expect.poll(() => imapSubjects(imap, 'Drafts')).toEqual(['Half a thought']);
  await imap.logout();

  const again = await context.newPage();
  await again.goto(server.webUrl);
  await again.getByRole('link', { name: /Drafts/ }).click();
  await row(again, 'Half a thought').getByRole('link').click();
  await expect(again.getByRole('textbox', { name: 'Message' })).toHaveValue(
    'It was a dark and stormy night.',
  );
});
