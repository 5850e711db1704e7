import type { SessionResponse } from '../../server/contract/session.ts';
import { i18n } from './i18n/i18n.svelte.ts';
import type { Locale } from './i18n/messages.ts';
import { problemOrThrow, request } from './rest.ts';

export type SignedInAccount = SessionResponse['account'];

/** Who is signed in on this page. */
class Session {
  /** undefined = not asked yet; null = nobody. */
  account: SignedInAccount | null | undefined = $state.raw(undefined);
  /** True when a session ended by itself, so that the form can say so. */
  hasExpired = $state(false);

  /** Asks the server. Rejects with ProblemError when it cannot be reached. */
  async load(): Promise<void> {
    try {
      this.#enter(await request<SessionResponse>('GET', '/api/session'));
    } catch (error) {
      if (problemOrThrow(error).status !== 401) throw error;
      this.account = null;
    }
  }

  /** Rejects with ProblemError: `authFailed`, `tooManyAttempts`. */
  async signIn(address: string, password: string): Promise<void> {
    this.#enter(await request<SessionResponse>('POST', '/api/session', { address, password }));
    this.hasExpired = false;
  }

  async signOut(): Promise<void> {
    await request('DELETE', '/api/session');
    this.account = null;
  }

  async signOutEverywhere(): Promise<void> {
    await request('DELETE', '/api/sessions');
    this.account = null;
  }

  /** The server did not know the cookie any more. */
  expire(): void {
    this.hasExpired = true;
    this.account = null;
  }

  /** Changes the language here at once, then in the account. Rejects with ProblemError. */
  async useLocale(locale: Locale): Promise<void> {
    i18n.use(locale);
    if (this.account) await request('PATCH', '/api/session', { locale });
  }

  #enter({ account }: SessionResponse): void {
    this.account = account;
    i18n.use(account.locale);
  }
}

export const session = new Session();
