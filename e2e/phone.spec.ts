import { devices } from '@playwright/test';
import { imapSubjects, openImap, sendFromOutside } from './support/clients.ts';
import { expect, expectAccessible, row, signIn, test, TOMO } from './support/story.ts';

test.use({
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  userAgent: devices['Pixel 7'].userAgent,
});

test('on the phone: one pane, list to letter and back, archive with undo, a letter written', async ({
  page,
  server,
}) => {
  for (const subject of ['One', 'Two'])
    await sendFromOutside(server, { to: TOMO, subject, text: `${subject}\n` });
  await signIn(page, server, TOMO);
  await expectAccessible(page);
  await row(page, 'Two').getByRole('link').tap();
  await expect(page.getByRole('heading', { name: 'Two' })).toBeVisible();
  await expect(row(page, 'One')).toBeHidden();
  await expectAccessible(page);
  await page.goBack();
  await expect(row(page, 'One')).toBeVisible();

  await row(page, 'Two').getByRole('link').tap();
  await page.getByRole('button', { name: 'Archive', exact: true }).tap();
  await expect(row(page, 'One'), 'back at the list').toBeVisible();
  await expect(row(page, 'Two')).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).tap();
  await expect(row(page, 'Two')).toBeVisible();

  await page.getByRole('button', { name: 'Mailboxes' }).tap();
  const drawer = page.getByRole('dialog', { name: 'Mailboxes' });
  await expectAccessible(page);
  await drawer.getByRole('link', { name: 'Sent' }).tap();
  await expect(page.getByRole('heading', { name: 'Sent' })).toBeVisible();

  await page.getByRole('button', { name: 'Write' }).tap();
  const composer = page.getByRole('dialog').last();
  await composer.getByRole('combobox', { name: 'To' }).fill(`${TOMO},`);
  await composer.getByRole('textbox', { name: 'Subject' }).fill('A note to myself');
  await composer.getByRole('textbox', { name: 'Message' }).fill('Buy tea.');
  await expectAccessible(page);
  await composer.getByRole('button', { name: 'Send' }).tap();
  await expect(row(page, 'A note to myself')).toBeVisible();
  const imap = await openImap(server, TOMO);
  expect(await imapSubjects(imap, 'INBOX')).toContain('A note to myself');
  await imap.logout();

  const excess = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  expect(excess, 'nothing sticks out').toBeLessThanOrEqual(0);
});
