import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { addDomain, addUser, DEFAULT_CONFIG, openMailcore, type Mailcore } from '../mailcore/index.ts';
import { buildApp } from './app.ts';
import { createSessions } from './sessions.ts';

export const PASSWORD = 'correct horse battery';
export const ADMIN = 'hana@sample.test';
export const USER = 'tomo@sample.test';

export interface AppFixture {
  readonly mailcore: Mailcore;
  readonly app: FastifyInstance;
  /** Signs in and returns the Cookie header. */
  signIn(address?: string, password?: string): Promise<string>;
}

/** An app over a real store in a temporary folder, with an administrator and a user. */
export async function startApp(t: TestContext, zone: 'user' | 'admin' = 'user'): Promise<AppFixture> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tegami-app-'));
  const logger = pino({ level: 'silent' });
  const mailcore = await openMailcore({ ...DEFAULT_CONFIG, dataDir }, { role: 'visitor', logger });
  await addDomain(mailcore.store, 'sample.test');
  await addUser(mailcore.store, { address: ADMIN, password: PASSWORD, isAdmin: true });
  await addUser(mailcore.store, { address: USER, password: PASSWORD, displayName: 'Tomo' });
  const sessions = createSessions(mailcore.store);
  const webRoot = fileURLToPath(new URL('../web/dist', import.meta.url));
  const app = await buildApp({ mailcore, sessions, webRoot, zone, tls: null, logger });
  t.after(async () => {
    await app.close();
    await mailcore.close();
    rmSync(dataDir, { recursive: true });
  });
  return {
    mailcore,
    app,
    async signIn(address = zone === 'admin' ? ADMIN : USER, password = PASSWORD) {
      const reply = await app.inject({ method: 'POST', url: '/api/session', payload: { address, password } });
      const [cookie] = reply.cookies;
      if (!cookie) throw new Error(reply.body);
      return `${cookie.name}=${cookie.value}`;
    },
  };
}
