import type { TestContext } from 'node:test';
import { MailError, type MailErrorCode } from '../../errors.ts';
import type { Account } from '../../model/account.ts';
import { openTestStorage } from '../../testing/test-storage.ts';
import type { Store } from '../../store/store.ts';
import { SILENT_LOGGER } from '../../testing/silent-logger.ts';
import { createAuthenticator } from '../authenticator.ts';
import { makeVerifiers } from '../credentials.ts';
import type { Authenticator, SaslContext, SaslExchange } from '../sasl.ts';
import { createPasswordSealer, type PasswordSealer } from '../sealed-password.ts';

export const LOGIN = 'tomo@sample.com';
export const PASSWORD = 'correct horse';
export const FROM: SaslContext = {
  protocol: 'imap',
  remoteAddress: '192.0.2.7',
  channel: { isPrivate: true, channelBinding: () => null },
};
const CHEAP = { memoryKib: 64, passes: 1, lanes: 1 };

export interface SaslTestBench {
  readonly store: Store;
  readonly account: Account;
  readonly authenticator: Authenticator;
  readonly sealer: PasswordSealer;
  /** Moves the clock on. */
  advance(seconds: number): void;
}

/** An authenticator over the real store with one account; legacy mechanisms are offered. */
export async function openSaslTestBench(context: TestContext): Promise<SaslTestBench> {
  let nowMs = Date.UTC(2026, 10, 24);
  const clock = () => new Date(nowMs);
  const storage = await openTestStorage({ clock });
  const { store, bus } = storage;
  await store.addDomain('sample.com');
  const account = await store.addAccount({
    address: LOGIN,
    displayName: 'Tomo',
    locale: 'ja',
    isAdmin: false,
    quotaBytes: 0,
    verifiers: await makeVerifiers(PASSWORD, { argon2Cost: CHEAP }),
  });
  const sealer = createPasswordSealer(Buffer.from('secret'));
  const authenticator = createAuthenticator({
    store,
    bus,
    clock,
    logger: SILENT_LOGGER,
    argon2Cost: CHEAP,
    hostname: 'mail.sample.com',
    sealer,
  });
  context.after(async () => {
    authenticator.close();
    await storage.close();
  });
  const advance = (seconds: number) => {
    nowMs += seconds * 1_000;
  };
  return { store, account, authenticator, sealer, advance };
}

/** Feeds a message of text; null: no initial response. */
export async function say(exchange: SaslExchange | null, text: string | null) {
  if (!exchange) throw new Error('the mechanism is not offered');
  const step = await exchange.next(text === null ? null : Buffer.from(text));
  return step.done
    ? { account: step.account, text: String(step.finalData ?? '') }
    : { account: null, text: step.challenge.toString() };
}

export function failsWith(code: MailErrorCode) {
  return (error: unknown): boolean => error instanceof MailError && error.code === code;
}
