import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { PASSWORD, TestServer, type ServerOptions } from './server.ts';

export const TOMO = 'tomo@sample.test';
export const HANA = 'hana@sample.test';

interface Story {
  /** A server of the story's own. */
  readonly server: TestServer;
  readonly serverOptions: Partial<ServerOptions>;
}

/** A story: a server with tomo (an administrator) and hana, and a browser whose console stays clean. */
export const test = base.extend<Story>({
  serverOptions: [{}, { option: true }],
  server: async ({ serverOptions }, use) => {
    const server = await TestServer.start({ users: [TOMO, HANA], ...serverOptions });
    await use(server);
    await server.stop();
  },
  // After the server in the order of things, so that the browser leaves first.
  page: async ({ page, server }, use) => {
    void server;
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !isExpected(message.text())) faults.push(message.text());
    });
    await use(page);
    expect(faults, 'the console stays clean').toEqual([]);
  },
});

/** The browser itself logs refusals: 401 at the door when it asks who is signed in, 403 and 409 where a story provokes them. */
function isExpected(text: string): boolean {
  return /status of (?:401|403|409)/.test(text);
}

export { expect };

export async function signIn(
  page: Page,
  server: TestServer,
  address: string,
  url = server.webUrl,
): Promise<void> {
  await page.goto(url);
  const form = page.locator('form').filter({ has: page.locator('input[type=email]') });
  await form.locator('input[type=email]').fill(address);
  await form.locator('input[autocomplete=current-password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(form).toBeHidden();
  // The room is open: keys pressed before that are nobody's.
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** A row of the list, by its subject. */
export function row(page: Page, subject: string) {
  return page.getByRole('listitem').filter({ hasText: subject });
}

/** No finding of axe at all on what is ours; the HTML of a mail is its sender's. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  const found = violations.map(
    ({ id, impact, nodes }) => `${impact}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
  expect(found).toEqual([]);
}
