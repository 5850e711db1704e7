import type { Page } from '@playwright/test';
import { sendFromOutside } from './support/clients.ts';
import { expect, expectAccessible, row, signIn, test, TOMO } from './support/story.ts';

test('everything of a day’s mail by the keyboard alone', async ({ page, server }) => {
  for (const subject of ['One', 'Two', 'Three'])
    await sendFromOutside(server, { to: TOMO, subject, text: `${subject}\n` });
  await signIn(page, server, TOMO);
  await expect(row(page, 'Three')).toBeVisible();
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  await press('j');
  await expect(row(page, 'Three').getByRole('link')).toBeFocused();
  await press('j');
  await expect(row(page, 'Two').getByRole('link')).toBeFocused();
  await press('Enter');
  await expect(page.getByRole('heading', { name: 'Two' })).toBeVisible();
  await press('k');
  await expect(page.getByRole('heading', { name: 'Three' })).toBeVisible();
  await press('s');
  await expect(row(page, 'Three').getByRole('button', { name: /^Remove star/ })).toBeVisible();
  await press('u');
  await expect(page.getByText('No conversation open')).toBeVisible();
  await expect(row(page, 'Three').getByRole('link'), 'focus comes back to the row').toBeFocused();

  await press('e');
  await expect(row(page, 'Three')).toBeHidden();
  await press('z');
  await expect(row(page, 'Three')).toBeVisible();
  await press('Shift+Z');
  await expect(row(page, 'Three')).toBeHidden();

  await press('x', '#');
  await expect(row(page, 'Two')).toBeHidden();
  await press('g', 't');
  await expect(page.getByRole('heading', { name: 'Sent' })).toBeVisible();
  await press('g', 'i');
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible();

  await press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await expectAccessible(page);
  await press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  await press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('One');
  await press('Enter');
  await expect(page.getByRole('heading', { name: 'Search: One' })).toBeVisible();
});

test('keys are letters while somebody writes, and an input method keeps its own', async ({
  page,
  server,
}) => {
  await sendFromOutside(server, { to: TOMO, subject: 'Untouched', text: 'x\n' });
  await signIn(page, server, TOMO);
  await expect(row(page, 'Untouched')).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('e#!x');
  await expect(page.getByRole('searchbox')).toHaveValue('e#!x');
  await page.keyboard.press('Escape');
  await press(page, { key: 'e', code: 'KeyE', isComposing: true });
  await expect(row(page, 'Untouched')).toBeVisible();
  await press(page, { key: 'ｊ', code: 'KeyJ' });
  await expect(row(page, 'Untouched').getByRole('link'), 'full-width letters work').toBeFocused();
});

/** A key press as the browser tells it, with what no real keyboard here can do. */
async function press(page: Page, key: { key: string; code: string; isComposing?: boolean }): Promise<void> {
  const init = JSON.stringify({ ...key, bubbles: true, cancelable: true });
  await page.evaluate(`document.body.dispatchEvent(new KeyboardEvent('keydown', ${init}))`);
}
