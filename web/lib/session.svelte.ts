import type { SessionResponse } from '../../server/contract/session.ts';
import { i18n } from './i18n/i18n.svelte.ts';
import type { Locale } from './i18n/messages.ts';
import { rest, RestError } from './rest.ts';

export type SignedInAccount = SessionResponse['account'];

/** Who is signed in at this browser. `unknown` until the server was asked. */
class BrowserSession {
  account: SignedInAccount | null = $state.raw(null);
  status: 'unknown' | 'signedIn' | 'signedOut' | 'offline' = $state('unknown');
  /** True when a session ended while the page was open. */
  wasSignedIn = $state(false);

  async load(): Promise<void> {
    try {
      this.#enter(await rest<SessionResponse>('GET', '/api/session'));
    } catch (error) {
      if (!(error instanceof RestError)) throw error;
      this.status = error.status === 401 ? 'signedOut' : 'offline';
    }
  }

  /** Rejects with RestError. */
  async signIn(address: string, password: string): Promise<void> {
    const answer = await rest<SessionResponse>('POST', '/api/session', { address, password });
    const { locale } = i18n;
    // The language of the door they came through is the one they read.
    const isOther = answer.account.locale !== locale;
    this.#enter(isOther ? await rest<SessionResponse>('PATCH', '/api/session', { locale }) : answer);
  }

  async signOut(): Promise<void> {
    await rest('DELETE', '/api/session');
    this.account = null;
    this.wasSignedIn = false;
    this.status = 'signedOut';
  }

  /** The server said that the session is over. */
  expire(): void {
    this.wasSignedIn = this.account !== null;
    this.account = null;
    this.status = 'signedOut';
  }

  /** Here at once, on other devices with their next visit. */
  async useLocale(locale: Locale): Promise<void> {
    i18n.use(locale);
    if (this.account) this.#enter(await rest<SessionResponse>('PATCH', '/api/session', { locale }));
  }

  #enter({ account }: SessionResponse): void {
    this.account = account;
    this.status = 'signedIn';
    if (i18n.locale !== account.locale) i18n.use(account.locale);
  }
}

export const session = new BrowserSession();
