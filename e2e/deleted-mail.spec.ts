import { openImap, sendFromOutside } from './support/clients.ts';
import type { TestServer } from './support/server.ts';
import { expect, expectAccessible, row, signIn, test, TOMO } from './support/story.ts';

/** As a mail program does that empties a mailbox. */
async function expungeInbox(server: TestServer): Promise<void> {
  const client = await openImap(server, TOMO);
  await client.mailboxOpen('INBOX');
  await client.messageDelete('1:*');
  await client.logout();
}

test('mail that was deleted by mistake comes back', async ({ page, server }) => {
  for (const subject of ['Tickets for Kyoto', '会議の資料', 'Newsletter']) {
    await sendFromOutside(server, { to: TOMO, subject, text: 'Hello\n' });
  }
  await signIn(page, server, TOMO);
  for (const subject of ['Tickets for Kyoto', '会議の資料', 'Newsletter']) {
    await expect(row(page, subject)).toBeVisible();
  }
  await expungeInbox(server);
  await expect(row(page, 'Newsletter')).toBeHidden();

  await page.goto(`${server.webUrl}/portal/`);
  const section = page.getByRole('region', { name: 'Recover deleted mail' });
  await expect(section.getByText('Newsletter')).toBeVisible();
  await expectAccessible(page);
  await section.getByLabel('Search deleted mail').fill('kyoto');
  await page.keyboard.press('Enter');
  await expect(section.getByText('Newsletter')).toBeHidden();
  await section.getByRole('checkbox', { name: 'Select: Tickets for Kyoto' }).check();
  await section.getByRole('button', { name: 'Recover 1' }).click();
  await expect(page.getByText('1 message recovered.')).toBeVisible();
  await expect(section.getByText('No deleted mail matches.')).toBeVisible();
  await section.getByLabel('Search deleted mail').fill('');
  await page.keyboard.press('Enter');
  await section.getByRole('checkbox', { name: 'Select all' }).check();
  await section.getByRole('button', { name: 'Recover 2' }).click();
  await expect(section.getByText('Nothing was deleted lately.')).toBeVisible();

  await page.goto(server.webUrl);
  for (const subject of ['Tickets for Kyoto', '会議の資料', 'Newsletter']) {
    await expect(row(page, subject)).toBeVisible();
  }
});

test.describe('on a phone, in Japanese and the dark', () => {
  test.use({ locale: 'ja-JP', colorScheme: 'dark', viewport: { width: 390, height: 844 } });

  test('deleted mail is listed without a finding', async ({ page, server }) => {
    await sendFromOutside(server, { to: TOMO, subject: '会議の資料', text: 'x\n' });
    await signIn(page, server, TOMO);
    await expect(row(page, '会議の資料')).toBeVisible();
    await expungeInbox(server);
    await page.goto(`${server.webUrl}/portal/`);
    await expect(page.getByRole('checkbox', { name: '選択: 会議の資料' })).toBeVisible();
    await expectAccessible(page);
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
