import { MailError } from '../errors.ts';
import { preparePassword } from '../sasl/prepare.ts';

const MIN_CHARACTERS = 8;
const MIN_DISTINCT_CHARACTERS = 4;

/** Throws `invalidArgument` with the reason when a password is not good enough for an account. */
export function checkPassword(password: string, address: string): void {
  const prepared = preparePassword(password);
  if (prepared === null) throw refuse('A password must be printable text of at most 1,024 bytes.');
  const characters = [...prepared];
  if (characters.length < MIN_CHARACTERS)
    throw refuse(`A password needs at least ${MIN_CHARACTERS} characters.`);
  if (new Set(characters).size < MIN_DISTINCT_CHARACTERS) throw refuse('This password is too simple.');
  const lower = prepared.toLowerCase();
  if (lower === address.toLowerCase() || lower === address.split('@')[0]?.toLowerCase()) {
    throw refuse('A password must differ from the address.');
  }
}

function refuse(text: string): MailError {
  return new MailError('invalidArgument', text);
}
