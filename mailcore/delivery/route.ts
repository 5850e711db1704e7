import { MailError } from '../errors.ts';
import type { Account } from '../model/account.ts';
import { canonicalAddress } from '../model/address.ts';
import type { Origin } from '../model/envelope.ts';
import type { Directory } from '../store/directory.ts';

/** Where mail for one recipient goes. */
export type Route =
  | { readonly kind: 'local'; readonly account: Account; readonly tag: string | null }
  | { readonly kind: 'remote' };

/** RFC 5321 §4.5.1, RFC 2142 §4: somebody must read these in every domain. */
const ROLE_NAMES: ReadonlySet<string> = new Set(['postmaster', 'abuse']);

/** Accounts read at once in search of an administrator. */
const PAGE = 200;

/** Finds routes. What was looked up for a transaction is remembered with its Origin, which lives as long. */
export class Router {
  readonly #directory: Pick<Directory, 'resolveRecipient' | 'listAccounts'>;
  readonly #hostname: string;
  readonly #known = new WeakMap<Origin, Map<string, Promise<Route>>>();

  constructor(directory: Pick<Directory, 'resolveRecipient' | 'listAccounts'>, hostname: string) {
    this.#directory = directory;
    this.#hostname = hostname.toLowerCase();
  }

  /** Throws `invalidArgument` for what is no address, `userUnknown` for nobody in a domain of ours. */
  route(origin: Origin, recipient: string): Promise<Route> {
    let known = this.#known.get(origin);
    if (!known) {
      known = new Map();
      this.#known.set(origin, known);
    }
    const remembered = known.get(recipient);
    if (remembered) return remembered;
    const route = this.#resolve(recipient);
    // A transient fault of the store must not stay; its caller hears of it through `route`.
    route.catch(() => known.delete(recipient));
    known.set(recipient, route);
    return route;
  }

  async #resolve(recipient: string): Promise<Route> {
    const address = canonicalAddress(recipient);
    if (address === null) throw new MailError('invalidArgument', 'address is not valid');
    const resolved = await this.#directory.resolveRecipient(address);
    if (resolved.kind === 'account') {
      // RFC 3463 §3.3: mailbox disabled, not accepting messages.
      if (resolved.account.isDisabled) {
        throw new MailError('userUnknown', 'mailbox disabled', { detail: { enhancedStatus: '5.2.1' } });
      }
      return { ...resolved, kind: 'local' };
    }
    const role = await this.#roleAccount(address, resolved.kind);
    if (role) return { kind: 'local', account: role, tag: null };
    if (resolved.kind === 'remote') return { kind: 'remote' };
    throw new MailError('userUnknown', 'no such user here');
  }

  /** The first administrator stands in where a domain of ours, or the name we greet with, has nobody of that name. */
  async #roleAccount(address: string, kind: 'unknownUser' | 'remote'): Promise<Account | null> {
    const at = address.lastIndexOf('@');
    if (!ROLE_NAMES.has(address.slice(0, at))) return null;
    if (kind === 'remote' && address.slice(at + 1) !== this.#hostname) return null;
    return this.#firstAdministrator();
  }

  async #firstAdministrator(): Promise<Account | null> {
    for (let after: string | undefined; ;) {
      const page = await this.#directory.listAccounts({ after, limit: PAGE });
      const found = page.find((account) => account.isAdmin && !account.isDisabled);
      after = page.at(-1)?.address;
      if (found || page.length < PAGE) return found ?? null;
    }
  }
}
