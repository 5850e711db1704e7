import type {
  AccountId,
  BlobId,
  EmailId,
  IdentityId,
  MailboxId,
  SubmissionId,
  ThreadId,
} from '../model/ids.ts';
import type { Id } from './types.ts';

/**
 * Ids on the wire: one letter for the type, then the store's number, so that an id says what it names
 * and never looks like a number or a negative sign. RFC 8620 §1.2.
 */
interface NumberOf {
  readonly a: AccountId;
  readonly b: BlobId;
  readonly e: EmailId;
  readonly i: IdentityId;
  readonly m: MailboxId;
  readonly s: SubmissionId;
  readonly t: ThreadId;
}

export type IdLetter = keyof NumberOf;
export type IdNumber<Letter extends IdLetter> = NumberOf[Letter];

const NUMBER = /^[1-9][0-9]{0,15}$/;

export function formatId<Letter extends IdLetter>(letter: Letter, number: NumberOf[Letter]): Id {
  return letter + String(number);
}

/** The number in `id`, or null when it is no id of this type: then nothing has it. */
export function parseId<Letter extends IdLetter>(letter: Letter, id: Id): NumberOf[Letter] | null {
  if (!id.startsWith(letter)) return null;
  const number = parseIdNumber(id.slice(1));
  return number as NumberOf[Letter] | null;
}

/** A positive safe integer without leading zeros, or null. */
export function parseIdNumber(digits: string): number | null {
  if (!NUMBER.test(digits)) return null;
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : null;
}
