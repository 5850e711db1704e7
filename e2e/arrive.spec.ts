import { openImap, sendFromOutside } from './support/clients.ts';
import { newestByPop3 } from './support/pop3.ts';
import { PASSWORD } from './support/server.ts';
import { expect, expectAccessible, row, signIn, test, TOMO } from './support/story.ts';

test('mail from outside shows by itself in the browser, by IMAP IDLE, by POP3 and by JMAP', async ({
  page,
  server,
}) => {
  await signIn(page, server, TOMO);
  await expect(page.getByText('All read, all answered')).toBeVisible();
  await expectAccessible(page);

  const imap = await openImap(server, TOMO);
  await imap.mailboxOpen('INBOX');
  const announced = new Promise<number>((resolve) => imap.on('exists', ({ count }) => resolve(count)));
  void imap.idle();

  const reply = await sendFromOutside(server, { to: TOMO, subject: 'Tea on Thursday?', text: 'At four.\n' });
  expect(reply).toMatch(/^250 2\.0\.0 queued as \w{12}/);

  await expect(row(page, 'Tea on Thursday?')).toBeVisible({ timeout: 2_000 });
  await expect(page).toHaveTitle('(1) Inbox · Tegami');
  expect(await announced).toBe(1);
  await imap.logout();

  expect(await newestByPop3(server, TOMO)).toContain('Subject: Tea on Thursday?');

  const authorization = `Basic ${Buffer.from(`${TOMO}:${PASSWORD}`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const session = (await (await fetch(`${server.webUrl}/.well-known/jmap`, { headers })).json()) as {
    primaryAccounts: Record<string, string>;
    apiUrl: string;
  };
  const accountId = session.primaryAccounts['urn:ietf:params:jmap:mail'];
  const body = {
    using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'],
    methodCalls: [
      ['Email/query', { accountId }, 'q'],
      [
        'Email/get',
        { accountId, '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' }, properties: ['subject'] },
        'g',
      ],
    ],
  };
  const answer = await fetch(session.apiUrl, { method: 'POST', headers, body: JSON.stringify(body) });
  const { methodResponses } = (await answer.json()) as {
    methodResponses: [string, { list?: { subject: string }[] }][];
  };
  expect(methodResponses[1]![1].list!.map(({ subject }) => subject)).toEqual(['Tea on Thursday?']);
});

test('mail that arrives while the reader is further down is said, not scrolled to', async ({
  page,
  server,
}) => {
  for (let index = 1; index <= 40; index += 1) {
    await sendFromOutside(server, { to: TOMO, subject: `Letter ${index}`, text: 'x\n' });
  }
  await signIn(page, server, TOMO);
  await expect(row(page, 'Letter 40')).toBeVisible();
  await row(page, 'Letter 33').hover();
  await page.mouse.wheel(0, 900);
  await expect(row(page, 'Letter 25')).toBeVisible();
  const before = await row(page, 'Letter 25').boundingBox();
  await sendFromOutside(server, { to: TOMO, subject: 'The newest', text: 'x\n' });
  const notice = page.getByRole('button', { name: '1 new message' });
  await expect(notice).toBeVisible();
  const after = await row(page, 'Letter 25').boundingBox();
  expect(Math.abs(after!.y - before!.y)).toBeLessThan(60);
  await notice.click();
  await expect(row(page, 'The newest')).toBeVisible();
});
