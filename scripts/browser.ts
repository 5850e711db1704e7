import { existsSync } from 'node:fs';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const INSTALL = 'apt-get update && apt-get install -y --no-install-recommends chromium fonts-ipafont-gothic';

/** The browser for the user stories: $CHROMIUM or one of the usual places. Without one the tests fail; they are never skipped. */
export function requireBrowser(): string {
  const found = [process.env.CHROMIUM ?? '', ...CANDIDATES].find((path) => path !== '' && existsSync(path));
  if (found) return found;
  console.error(`The user stories need Chromium (set CHROMIUM=/path or install it):\n\n  ${INSTALL}\n`);
  console.log('0 passed, 1 failed');
  process.exit(1);
}
