/** The first three are what the server refuses; the others tell how hard it is to guess. */
export type PasswordStrength = 'tooShort' | 'tooSimple' | 'isAddress' | 'fair' | 'strong';

const MIN_CHARACTERS = 8;
const MIN_DISTINCT_CHARACTERS = 4;
const CLASSES: readonly RegExp[] = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u];

/** What to say of a password while it is typed. The server has the last word: mailcore/admin/password-policy.ts. */
export function passwordStrength(password: string, address: string): PasswordStrength {
  const normal = password.normalize('NFKC');
  const characters = [...normal];
  if (characters.length < MIN_CHARACTERS) return 'tooShort';
  const distinct = new Set(characters).size;
  if (distinct < MIN_DISTINCT_CHARACTERS) return 'tooSimple';
  const [lower, own] = [normal.toLowerCase(), address.toLowerCase()];
  if (lower === own || lower === own.split('@')[0]) return 'isAddress';
  const classes = CLASSES.filter((pattern) => pattern.test(normal)).length;
  const isLong = weight(characters) >= 14 && distinct >= 8;
  const isMixed = weight(characters) >= 10 && distinct >= 7 && classes >= 3;
  return isLong || isMixed ? 'strong' : 'fair';
}

/** A character outside ASCII is one of so many that it counts twice. */
function weight(characters: readonly string[]): number {
  return characters.reduce((sum, character) => sum + (character <= '\x7f' ? 1 : 2), 0);
}
