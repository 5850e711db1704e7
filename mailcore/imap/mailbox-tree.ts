import { MailError } from '../errors.ts';
import type { MailboxId } from '../model/ids.ts';
import type { Mailbox } from '../model/mailbox.ts';

export const SEPARATOR = '/';

/** The mailboxes of an account under their IMAP paths; the inbox is INBOX whatever it is called. RFC 9051 §5.1. */
export class MailboxTree {
  /** In the order of listMailboxes: parents before children. */
  readonly entries: readonly MailboxEntry[];
  readonly #byPath: ReadonlyMap<string, MailboxEntry>;

  constructor(mailboxes: readonly Mailbox[]) {
    const byId = new Map<MailboxId, MailboxEntry>();
    const parents = new Set(mailboxes.map(({ parentId }) => parentId));
    this.entries = mailboxes.map((mailbox) => {
      const parent = mailbox.parentId === null ? undefined : byId.get(mailbox.parentId);
      const entry = { mailbox, path: pathOf(mailbox, parent), hasChildren: parents.has(mailbox.id) };
      byId.set(mailbox.id, entry);
      return entry;
    });
    this.#byPath = new Map(this.entries.map((entry) => [entry.path, entry]));
  }

  find(path: string): Mailbox | null {
    return this.#byPath.get(path)?.mailbox ?? null;
  }

  /** Throws `mailboxNotFound`. */
  get(path: string): Mailbox {
    const mailbox = this.find(path);
    if (mailbox === null) throw new MailError('mailboxNotFound', 'Mailbox does not exist');
    return mailbox;
  }
}

export interface MailboxEntry {
  readonly mailbox: Mailbox;
  readonly path: string;
  readonly hasChildren: boolean;
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
