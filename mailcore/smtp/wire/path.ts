import { formatAddress, parseAddress } from '../../model/address.ts';
import { badArguments, SmtpSyntaxError } from './syntax-error.ts';

export interface ParsedPath {
  /** In wire form, the domain as a lower-case A-label; "" for `<>`. */
  readonly address: string;
  /** The local part needs SMTPUTF8. RFC 6531 §3.3. */
  readonly isInternational: boolean;
  /** What stands behind the `>`. */
  readonly rest: string;
}

/** RFC 3463 §3.2: 5.1.7 is about the sender's, 5.1.3 about the recipient's address. */
type BadAddressStatus = '5.1.7' | '5.1.3';

/** Reverse-path after `FROM:`; `<>` is the null one. RFC 5321 §4.1.2. */
export function parseReversePath(text: string): ParsedPath {
  const { inner, rest } = splitPath(text, '5.1.7');
  if (inner === '') return { address: '', isInternational: false, rest };
  return { ...readMailbox(inner, '5.1.7'), rest };
}

/** Forward-path after `TO:`. `<Postmaster>` alone is the postmaster of `hostname`. RFC 5321 §4.1.1.3, §4.5.1. */
export function parseForwardPath(text: string, hostname: string): ParsedPath {
  const { inner, rest } = splitPath(text, '5.1.3');
  if (/^postmaster$/i.test(inner)) return { address: `postmaster@${hostname}`, isInternational: false, rest };
  return { ...readMailbox(inner, '5.1.3'), rest };
}

/** Finds the `>` that ends the path, outside any quoted string. */
function splitPath(text: string, status: BadAddressStatus): { inner: string; rest: string } {
  // RFC 5321 §3.3 wants no space after the colon; old Outlook and many scripts send one.
  const path = text.trimStart();
  if (path[0] !== '<') throw new SmtpSyntaxError(501, status, 'address must stand in angle brackets');
  let isQuoted = false;
  for (let i = 1; i < path.length; i++) {
    const char = path[i];
    if (char === '\\') i += 1;
    else if (char === '"') isQuoted = !isQuoted;
    else if (char === '>' && !isQuoted) return { inner: path.slice(1, i), rest: path.slice(i + 1) };
  }
  throw badArguments('address has no closing bracket');
}

function readMailbox(inner: string, status: BadAddressStatus): Omit<ParsedPath, 'rest'> {
  // RFC 5321 §4.1.1.3, appendix C: a source route is read over.
  const mailbox = inner.startsWith('@') ? inner.replace(/^@[^:"]*:/, '') : inner;
  const address = parseAddress(mailbox);
  if (!address) throw new SmtpSyntaxError(501, status, 'address is not valid');
  return { address: formatAddress(address), isInternational: /[^\x00-\x7f]/.test(mailbox) };
}
