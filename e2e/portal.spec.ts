import { PASSWORD } from './support/server.ts';
import { expect, expectAccessible, signIn, test, TOMO } from './support/story.ts';

test('a new password, an app password for a program, other browsers signed out', async ({
  page,
  server,
  browser,
}) => {
  const elsewhere = await (await browser.newContext()).newPage();
  await signIn(elsewhere, server, TOMO);
  await signIn(page, server, TOMO);
  await page.goto(`${server.webUrl}/portal/`);
  await expect(page.getByText('No app passwords yet.')).toBeVisible();
  await expect(page.getByText('This browser')).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel('Name of the app or device').fill('Thunderbird');
  await page.getByRole('button', { name: 'Create app password' }).click();
  const shown = page.getByRole('dialog');
  const password = await shown.locator('code').innerText();
  await expectAccessible(page);
  await shown.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByText('Thunderbird')).toBeVisible();
  const asks = (secret: string) =>
    fetch(`${server.webUrl}/jmap/session`, {
      headers: { authorization: `Basic ${Buffer.from(`${TOMO}:${secret}`).toString('base64')}` },
    });
  expect((await asks(password)).status).toBe(200);

  await page.getByLabel('Current password').fill('wrong');
  await page.getByLabel('New password', { exact: true }).fill('an even better phrase');
  await page.getByLabel('New password, again').fill('an even better phrase');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('The current password is not right.')).toBeVisible();
  await page.getByLabel('Current password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Password changed. Other sessions are signed out.')).toBeVisible();
  await elsewhere.reload();
  await expect(elsewhere.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await elsewhere.context().close();
  expect((await asks(PASSWORD)).status).toBe(401);
  expect((await asks(password)).status, 'the app password stays').toBe(200);

  await page.getByRole('button', { name: 'Remove: Thunderbird' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('No app passwords yet.')).toBeVisible();
  expect((await asks(password)).status).toBe(401);

  await page.getByRole('radio', { name: '日本語' }).check();
  await expect(page.getByRole('heading', { name: '設定' })).toBeVisible();
  await page.getByRole('radio', { name: 'ダーク' }).check();
  await expectAccessible(page);
});

test('a bearer token that works for one thing and ends', async ({ page, server }) => {
  await signIn(page, server, TOMO);
  await page.goto(`${server.webUrl}/portal/`);
  await page.getByLabel('Name of the app or device').fill('Report script');
  await page.getByText('Options').click();
  await page.getByRole('radio', { name: 'Bearer token' }).check();
  for (const name of ['IMAP', 'POP3', 'Sending (SMTP)']) await page.getByRole('checkbox', { name }).uncheck();
  await page.getByRole('radio', { name: 'In 30 days' }).check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Create token' }).click();
  const shown = page.getByRole('dialog');
  const authorization = `Bearer ${await shown.locator('code').innerText()}`;
  await shown.getByRole('button', { name: 'Close' }).last().click();
  expect((await fetch(`${server.webUrl}/jmap/session`, { headers: { authorization } })).status).toBe(200);
  await page.reload();
  const made = page.getByRole('listitem').filter({ hasText: 'Report script' });
  await expect(made.getByText('Token', { exact: true })).toBeVisible();
  await expect(made.getByText(/^JMAP · .* · ends .* · last used .* from 127\.0\.0\.1$/)).toBeVisible();
});

test('a stray click does not take a new app password away', async ({ page, server }) => {
  await signIn(page, server, TOMO);
  await page.goto(`${server.webUrl}/portal/`);
  await page.getByLabel('Name of the app or device').fill('Phone');
  await page.getByRole('button', { name: 'Create app password' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await page.mouse.click(5, 5);
  await expect(dialog.locator('code')).toBeVisible();
  await dialog.getByRole('button', { name: 'Copy' }).click();
  const selected = () => page.evaluate<string>('getSelection().toString()');
  const copied = () => dialog.getByRole('status').textContent();
  await expect.poll(async () => (await copied()) || (await selected())).not.toBe('');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('an empty field is told of in the reader’s language, whatever the browser’s is', async ({
  page,
  server,
}) => {
  await signIn(page, server, TOMO);
  await page.goto(`${server.webUrl}/portal/`);
  await page.getByText('日本語', { exact: true }).click();
  await page.getByRole('button', { name: 'アプリパスワードを作成' }).click();
  const field = page.getByLabel('アプリや端末の名前');
  await expect(field).toBeFocused();
  const told = () => page.evaluate<string>('document.activeElement.validationMessage');
  expect(await told()).toBe('入力してください。');
  await field.fill('電話');
  expect(await told()).toBe('');
});
