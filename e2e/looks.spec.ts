import { sendFromOutside } from './support/clients.ts';
import { expect, expectAccessible, row, signIn, test, TOMO } from './support/story.ts';

const LOOKS = [
  { language: 'en-US', scheme: 'light', viewport: { width: 1440, height: 900 } },
  { language: 'en-US', scheme: 'dark', viewport: { width: 390, height: 844 } },
  { language: 'ja-JP', scheme: 'light', viewport: { width: 390, height: 844 } },
  { language: 'ja-JP', scheme: 'dark', viewport: { width: 1440, height: 900 } },
] as const;

const WORDS = {
  'en-US': { signIn: 'Sign in', inbox: 'Inbox', write: 'Write' },
  'ja-JP': { signIn: 'サインイン', inbox: '受信箱', write: '書く' },
} as const;

for (const { language, scheme, viewport } of LOOKS) {
  test.describe(`${language}, ${scheme}, ${viewport.width} wide`, () => {
    test.use({ locale: language, colorScheme: scheme, viewport });

    test('every screen of the mail is in the reader’s language and without a finding', async ({
      page,
      server,
    }) => {
      await sendFromOutside(server, {
        to: TOMO,
        subject: '会議の資料',
        text: '山田様\n\nお世話になっております。\n\n> 先日の件\n',
      });
      await sendFromOutside(server, {
        to: TOMO,
        subject: 'With pictures',
        html: '<p>Hello</p><img src="https://example.invalid/x.png">',
      });
      const words = WORDS[language];
      await page.goto(server.webUrl);
      await expect(page.locator('html')).toHaveAttribute('lang', language.slice(0, 2));
      await expect(page.getByRole('button', { name: words.signIn })).toBeVisible();
      await expectAccessible(page);
      await signIn(page, server, TOMO);
      await expect(page.getByRole('heading', { name: words.inbox })).toBeVisible();
      await expectAccessible(page);
      await row(page, '会議の資料').getByRole('link').click();
      await expect(page.getByRole('heading', { name: '会議の資料' })).toBeVisible();
      await expectAccessible(page);
      await page.goBack();
      await row(page, 'With pictures').getByRole('link').click();
      await expect(page.frameLocator('iframe').getByText('Hello')).toBeVisible();
      await expectAccessible(page);
      await page.goBack();
      await page.getByRole('button', { name: words.write }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page);
      expect(
        await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
      ).toBeLessThanOrEqual(0);
    });
  });
}
