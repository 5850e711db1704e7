import { readFileSync } from 'node:fs';
import { sendFromOutside } from './support/clients.ts';
import { sendRaw } from './support/raw-smtp.ts';
import { expect, expectAccessible, row, signIn, test, TOMO } from './support/story.ts';

test('plain text: links work, long quotes are folded, attachments come back byte for byte', async ({
  page,
  server,
}) => {
  const file = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256));
  await sendFromOutside(server, {
    to: TOMO,
    subject: 'The minutes',
    text: 'See https://example.org/minutes.\n\n> one\n> two\n> three\n> four\n> five\n',
    attachments: [{ filename: '会議 資料.bin', content: file }],
  });
  await signIn(page, server, TOMO);
  await row(page, 'The minutes').getByRole('link').click();
  const letter = page.getByRole('article');
  const link = letter.getByRole('link', { name: 'https://example.org/minutes', exact: true });
  await expect(link).toHaveAttribute('rel', /noopener/);
  await expect(letter.getByText('> three')).toBeHidden();
  await letter.getByText('Show quoted text').locator('..').click();
  await expect(letter.getByText('> three')).toBeVisible();
  await expectAccessible(page);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    letter.getByRole('link', { name: /Download 会議 資料\.bin/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('会議 資料.bin');
  expect(readFileSync(await download.path())).toEqual(file);
  await expect(page).toHaveTitle('Inbox · Tegami');
});

test('hostile HTML is shown without running, loading or reaching anything', async ({ page, server }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.webUrl) && !request.url().startsWith('data:'))
      asked.push(request.url());
  });
  await page.addInitScript(() => {
    (globalThis as { owned?: boolean }).owned = false;
  });
  await sendFromOutside(server, {
    to: TOMO,
    subject: 'You have won',
    html: `<h1>Congratulations</h1><script>parent.owned = top.owned = true</script>
      <img src=x onerror="parent.owned=true"><svg onload="parent.owned=true"></svg>
      <img src="http://tracker.invalid/pixel.gif" width=1 height=1>
      <style>@import "http://tracker.invalid/a.css"; h1 { background: url(http://tracker.invalid/b.png) }</style>
      <div style="position:fixed;inset:0;background:red">over everything</div>
      <form action="http://tracker.invalid/"><input name=password type=password><button>Sign in</button></form>
      <a href="javascript:parent.owned=true">click</a> <a href="https://example.org/">safe</a>
      <meta http-equiv=refresh content="0;url=http://tracker.invalid/"><iframe src="http://tracker.invalid/"></iframe>`,
  });
  await signIn(page, server, TOMO);
  await row(page, 'You have won').getByRole('link').click();
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('heading', { name: 'Congratulations' })).toBeVisible();
  await expect(frame.locator('script')).toHaveCount(1);
  await expect(frame.locator('form, iframe, meta[http-equiv], svg, input')).toHaveCount(0);
  await expect(frame.getByRole('link', { name: 'safe' })).toHaveAttribute('target', '_blank');
  expect(await page.evaluate(() => (globalThis as { owned?: boolean }).owned)).toBe(false);
  expect(asked).toEqual([]);

  const origin = await page.frames()[1]!.evaluate('self.origin');
  expect(origin, 'an opaque origin').toBe('null');
  await expect(page.getByText('Remote images are not shown')).toBeVisible();
  await expectAccessible(page);
});

test('remote images come only when asked for', async ({ page, server }) => {
  const asked: string[] = [];
  await page.route('https://pictures.invalid/**', (route) => {
    asked.push(route.request().url());
    return route.fulfill({
      contentType: 'image/gif',
      body: Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64'),
    });
  });
  await sendFromOutside(server, {
    to: TOMO,
    subject: 'A picture',
    html: '<p>Look:</p><img src="https://pictures.invalid/a.gif" alt="a hill">',
  });
  await signIn(page, server, TOMO);
  await row(page, 'A picture').getByRole('link').click();
  await expect(page.frameLocator('iframe').getByText('Look:')).toBeVisible();
  expect(asked).toEqual([]);
  await page.getByRole('button', { name: 'Show images' }).click();
  await expect.poll(() => asked).toEqual(['https://pictures.invalid/a.gif']);
});

test('Japanese of thirty years is read: ISO-2022-JP with kana and company signs', async ({
  page,
  server,
}) => {
  const jis = (text: string) => Buffer.from(text, 'latin1');
  // 会議 / ①㈱ｱｲ in ISO-2022-JP, as mailers of the time wrote them.
  const subject = '=?ISO-2022-JP?B?GyRCMnE1RBsoQg==?=';
  const body = jis('\x1b$B2q5D\x1b(B\r\n\x1b$B-!-j\x1b(B\x1b(I12\x1b(B\r\n');
  const header = `From: =?ISO-2022-JP?B?GyRCOjRGIxsoQg==?= <sato@outside.test>\r\nTo: ${TOMO}\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit\r\n\r\n`;
  await sendRaw(server, { from: 'sato@outside.test', to: TOMO, message: Buffer.concat([jis(header), body]) });
  await signIn(page, server, TOMO);
  await row(page, '会議').getByRole('link').click();
  await expect(page.getByRole('heading', { name: '会議' })).toBeVisible();
  const letter = page.getByRole('article');
  await expect(letter.getByText('佐藤', { exact: true })).toBeVisible();
  await expect(letter).toContainText('①㈱ｱｲ');
});

test('a mail of 5,000 parts and one of 100 levels are read without harm', async ({ page, server }) => {
  const part = '--b\r\nContent-Type: text/plain\r\n\r\nx\r\n';
  const wide = `From: a@outside.test\r\nSubject: Wide\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(5_000)}--b--\r\n`;
  let deep = 'Content-Type: text/plain\r\n\r\nthe bottom\r\n';
  for (let level = 0; level < 100; level += 1) {
    deep = `Content-Type: multipart/mixed; boundary=l${level}\r\n\r\n--l${level}\r\n${deep}--l${level}--\r\n`;
  }
  deep = `From: a@outside.test\r\nSubject: Deep\r\nMIME-Version: 1.0\r\n${deep}`;
  for (const message of [wide, deep])
    await sendRaw(server, { from: 'a@outside.test', to: TOMO, message: Buffer.from(message) });
  await signIn(page, server, TOMO);
  for (const subject of ['Wide', 'Deep']) {
    await row(page, subject).getByRole('link').click();
    await expect(page.getByRole('heading', { name: subject })).toBeVisible();
    await expect(page.getByRole('article')).toBeVisible();
  }
});
