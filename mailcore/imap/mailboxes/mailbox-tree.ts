import { MailError } from '../../errors.ts';
import type { MailboxId } from '../../model/ids.ts';
import type { Mailbox } from '../../model/mailbox.ts';
import { ALL_RIGHTS, type Rights } from '../../model/rights.ts';
import type { SharedMailbox } from '../../store/sharing-store.ts';
import { sharedPath, superiors } from './shared-namespace.ts';

export const SEPARATOR = '/';

/**
 * The mailboxes of an account under their IMAP paths, and those of others that it may see; the inbox is INBOX whatever it is called. RFC 9051 §5.1.
 */
export class MailboxTree {
  /** Own ones in the order of listMailboxes, parents before children; then those of others by path. */
  readonly entries: readonly MailboxEntry[];
  /** Levels above mailboxes of others where nothing is, or nothing to be seen. */
  readonly bareLevels: readonly string[];
  readonly #byPath: ReadonlyMap<string, MailboxEntry>;

  constructor(mailboxes: readonly Mailbox[], shared: readonly SharedMailbox[] = []) {
    const byId = new Map<MailboxId, MailboxEntry>();
    const parents = new Set(mailboxes.map(({ parentId }) => parentId));
    const own = mailboxes.map((mailbox) => {
      const parent = mailbox.parentId === null ? undefined : byId.get(mailbox.parentId);
      const path = pathOf(mailbox, parent);
      const hasChildren = parents.has(mailbox.id);
      const entry = { mailbox, path, hasChildren, rights: ALL_RIGHTS, isShared: false };
      byId.set(mailbox.id, entry);
      return entry;
    });
    const ownPaths = new Set(own.map(({ path }) => path));
    const others = shared.map(sharedEntry).filter(({ path }) => !ownPaths.has(path));
    const levels = new Set(others.flatMap(({ path }) => superiors(path)));
    this.entries = [...own, ...others.map((entry) => ({ ...entry, hasChildren: levels.has(entry.path) }))];
    this.#byPath = new Map(this.entries.map((entry) => [entry.path, entry]));
    this.bareLevels = [...levels].filter((path) => !this.#byPath.has(path)).sort();
  }

  find(path: string): Mailbox | null {
    return this.#byPath.get(path)?.mailbox ?? null;
  }

  /** Throws `mailboxNotFound`. */
  get(path: string): Mailbox {
    return this.entry(path).mailbox;
  }

  /** Throws `mailboxNotFound`. */
  entry(path: string): MailboxEntry {
    const entry = this.#byPath.get(path);
    if (entry === undefined) throw new MailError('mailboxNotFound', 'Mailbox does not exist');
    return entry;
  }
}

export interface MailboxEntry {
  readonly mailbox: Mailbox;
  readonly path: string;
  readonly hasChildren: boolean;
  readonly rights: Rights;
  /** It is another account's. */
  readonly isShared: boolean;
}

function sharedEntry(shared: SharedMailbox): MailboxEntry {
  const { mailbox, rights } = shared;
  return { mailbox, path: sharedPath(shared), hasChildren: false, rights, isShared: true };
}

function pathOf(mailbox: Mailbox, parent: MailboxEntry | undefined): string {
  if (parent !== undefined) return parent.path + SEPARATOR + mailbox.name;
  return mailbox.role === 'inbox' ? 'INBOX' : mailbox.name;
}

/** `a/b/c` as its levels. Throws `invalidMailboxName` for an empty level. */
export function pathLevels(path: string): string[] {
  const levels = path.split(SEPARATOR);
  if (levels.some((level) => level === ''))
    throw new MailError('invalidMailboxName', 'Empty level in mailbox name');
  return levels;
}

/**
 * Whether `path` matches a LIST pattern: `*` is anything, `%` anything but the separator. RFC 9051 §6.3.9.
 * Walks all possible positions at once, so that no pattern costs more than its length times the length of the path.
 */
export function matchesPattern(path: string, pattern: string): boolean {
  let reachable = new Uint8Array(path.length + 1);
  reachable[0] = 1;
  for (const symbol of collapseWildcards(pattern)) {
    reachable =
      symbol === '*' || symbol === '%' ? spread(reachable, path, symbol) : step(reachable, path, symbol);
  }
  return reachable[path.length] === 1;
}

function spread(reachable: Uint8Array, path: string, wildcard: string): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(reachable.length);
  for (let index = 0; index < next.length; index++) {
    const carries = index > 0 && next[index - 1] === 1 && (wildcard === '*' || path[index - 1] !== SEPARATOR);
    next[index] = reachable[index] === 1 || carries ? 1 : 0;
  }
  return next;
}

function step(reachable: Uint8Array, path: string, symbol: string): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(reachable.length);
  for (let index = 1; index < next.length; index++) {
    if (reachable[index - 1] === 1 && path[index - 1] === symbol) next[index] = 1;
  }
  return next;
}

/** Runs of wildcards are one: `**` and `*%` are `*`. */
function collapseWildcards(pattern: string): string[] {
  const collapsed = pattern.replace(/[*%]+/g, (run) => (run.includes('*') ? '*' : '%'));
  return collapsed.split('');
}
