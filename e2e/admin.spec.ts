import { openImap, sendFromOutside } from './support/clients.ts';
import { expect, expectAccessible, HANA, signIn, test as base, TOMO } from './support/story.ts';
import { TestServer } from './support/server.ts';

/** A server whose smart host does not answer, so that mail stays in the queue. */
const test = base.extend({
  server: async ({}, use) => {
    const tables = '[smart_host]\nhost = "127.0.0.1"\nport = 9\ntls = "none"';
    const server = await TestServer.start({ users: [TOMO, HANA], tables });
    await use(server);
    await server.stop();
  },
});

test('an administrator adds a domain and a person, helps with a password, and looks after the queue', async ({
  page,
  server,
}) => {
  await signIn(page, server, TOMO, server.adminUrl);
  await expect(page.getByRole('heading', { name: 'Administration' })).toBeVisible();
  await expect(page.getByText('Nothing waits to be delivered.')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('link', { name: 'Domains' }).click();
  await page.getByLabel('Domain name').fill('test.org');
  await page.getByRole('button', { name: 'Add domain' }).click();
  await expect(page.getByText('test.org', { exact: true })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.getByRole('button', { name: 'Add account' }).click();
  await page.getByRole('dialog').getByLabel('Address').fill('tomo@test.org');
  await page.getByRole('dialog').getByLabel('Name').fill('Another Tomo');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Add account' }).click();
  const shown = page.getByRole('dialog', { name: 'Password of tomo@test.org' });
  expect((await shown.locator('code').innerText()).length).toBeGreaterThan(12);
  await shown.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByText('tomo@test.org', { exact: true })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Actions for tomo@test.org' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByLabel('Address').fill('tomo@test.org');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('tomo@test.org', { exact: true })).toBeHidden();

  await page.getByRole('link', { name: 'Domains' }).click();
  await page.getByRole('button', { name: 'Remove: sample.test' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('status').getByText(/./)).toBeVisible();
  await expect(page.getByText('sample.test', { exact: true }), 'it is not empty').toBeVisible();
});

test('a user’s browser finds no administration, and the administration takes no user', async ({
  page,
  server,
}) => {
  await page.goto(server.adminUrl);
  await page.locator('input[type=email]').fill(HANA);
  await page.locator('input[autocomplete=current-password]').fill('correct horse battery');
  await page.keyboard.press('Enter');
  await expect(page.getByText('This account is not an administrator.')).toBeVisible();
  expect((await fetch(`${server.webUrl}/admin/`)).status).toBe(404);
  expect((await fetch(`${server.webUrl}/api/admin/overview`)).status).toBe(404);
});

test('mail that cannot leave stands in the queue with its reason, and can be tried or cancelled', async ({
  page,
  server,
}) => {
  const imap = await openImap(server, TOMO);
  await imap.logout();
  const { createTransport } = await import('nodemailer');
  const submission = createTransport({
    host: '127.0.0.1',
    port: server.port('submissions'),
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user: TOMO, pass: 'correct horse battery' },
  });
  await submission.sendMail({ from: TOMO, to: 'far@away.test', subject: 'Far away', text: 'x\n' });
  submission.close();
  await sendFromOutside(server, { to: TOMO, subject: 'Local mail is not held up', text: 'x\n' });

  await signIn(page, server, TOMO, server.adminUrl);
  await page.getByRole('link', { name: 'Queue' }).click();
  await expect(page.getByText('far@away.test')).toBeVisible();
  await expect(async () => {
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(page.getByText('1 attempt,')).toBeVisible({ timeout: 500 });
  }).toPass();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect(page.getByText('Another attempt is on its way')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel delivery' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel delivery' }).click();
  await expect(page.getByText('The queue is empty')).toBeVisible();
});
