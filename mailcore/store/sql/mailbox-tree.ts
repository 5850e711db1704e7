import { MailError } from '../../errors.ts';
import type { MailboxId } from '../../model/ids.ts';
import type { Mailbox, MailboxRole } from '../../model/mailbox.ts';

const MAX_MAILBOXES = 10_000;
const MAX_LEVELS = 20;
const MAX_NAME_BYTES = 255;
/** `/` separates levels in IMAP; controls have no place in a name; a lone surrogate is no text. */
const FORBIDDEN = /[/\p{Cc}\p{Cs}\u2028\u2029]/u;

/** What a client chooses about a mailbox. */
export interface MailboxProperties {
  readonly name: string;
  readonly parentId: MailboxId | null;
  readonly role: MailboxRole | null;
  readonly sortOrder: number;
  readonly isSubscribed: boolean;
}

/** One level of a mailbox path in NFC. Throws `invalidMailboxName`. */
export function normaliseMailboxName(name: string): string {
  const normal = name.normalize('NFC');
  if (normal === '' || FORBIDDEN.test(normal) || Buffer.byteLength(normal) > MAX_NAME_BYTES) {
    throw new MailError('invalidMailboxName', 'Not a name a mailbox can have');
  }
  return normal;
}

/**
 * Whether a mailbox may have these properties among the others; `self` is null for a new one.
 * Throws `limitReached`, `mailboxNotFound`, `invalidArgument` (cycle), `alreadyExists`, `mailboxRoleTaken`.
 */
export function checkPlace(
  mailboxes: readonly Mailbox[],
  self: Mailbox | null,
  wanted: MailboxProperties,
): void {
  if (!self && mailboxes.length >= MAX_MAILBOXES) throw new MailError('limitReached', 'Too many mailboxes');
  checkParent(mailboxes, self, wanted.parentId);
  for (const other of mailboxes) {
    if (other.id === self?.id) continue;
    if (other.parentId === wanted.parentId && sameName(other.name, wanted)) {
      throw new MailError('alreadyExists', 'A mailbox of this name exists');
    }
    if (wanted.role !== null && other.role === wanted.role) {
      throw new MailError('mailboxRoleTaken', 'Another mailbox has this role');
    }
  }
}

function checkParent(mailboxes: readonly Mailbox[], self: Mailbox | null, parentId: MailboxId | null): void {
  const byId = new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox]));
  let levels = 1;
  for (let id = parentId; id !== null; levels++) {
    const parent = byId.get(id);
    if (!parent) throw new MailError('mailboxNotFound', 'No such mailbox');
    if (parent.id === self?.id) throw new MailError('invalidArgument', 'A mailbox cannot be inside itself');
    id = parent.parentId;
  }
  if (levels + (self ? levelsBelow(mailboxes, self.id) : 0) > MAX_LEVELS) {
    throw new MailError('limitReached', 'Mailboxes are nested too deep');
  }
}

function levelsBelow(mailboxes: readonly Mailbox[], id: MailboxId): number {
  const children = mailboxes.filter(({ parentId }) => parentId === id);
  return children.length === 0
    ? 0
    : 1 + Math.max(...children.map((child) => levelsBelow(mailboxes, child.id)));
}

/** RFC 9051 §5.1: INBOX at the root is one name in any case. */
function sameName(name: string, wanted: MailboxProperties): boolean {
  if (name === wanted.name) return true;
  return wanted.parentId === null && name.toLowerCase() === 'inbox' && wanted.name.toLowerCase() === 'inbox';
}
