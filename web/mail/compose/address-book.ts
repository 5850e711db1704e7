import type { EmailAddress } from '../../../mailcore/jmap/types.ts';
import type { ListEmail } from '../../lib/jmap/email.ts';

/** People whom the held emails name, for completion: those written to count more than those heard from. */
export function suggestAddresses(
  emails: Iterable<ListEmail>,
  query: string,
  taken: ReadonlySet<string>,
  limit = 6,
): EmailAddress[] {
  const needle = fold(query);
  if (needle === '') return [];
  return collect(emails)
    .filter(({ address }) => !taken.has(address.email.toLowerCase()) && isFound(address, needle))
    .sort((a, b) => b.weight - a.weight || a.address.email.localeCompare(b.address.email))
    .slice(0, limit)
    .map(({ address }) => address);
}

interface Known {
  readonly address: EmailAddress;
  readonly weight: number;
}

const WRITTEN_TO = 3;

function collect(emails: Iterable<ListEmail>): Known[] {
  const known = new Map<string, Known>();
  const note = (addresses: EmailAddress[] | null, weight: number) => {
    for (const address of addresses ?? []) {
      const key = address.email.toLowerCase();
      const before = known.get(key);
      known.set(key, {
        address: before?.address.name ? before.address : address,
        weight: weight + (before?.weight ?? 0),
      });
    }
  };
  for (const { from, to, cc } of emails) {
    note(from, 1);
    note(to, WRITTEN_TO);
    note(cc, 1);
  }
  return [...known.values()];
}

/** At the beginning of a word of the name, or of the address or its domain; inside a Japanese name anywhere. */
function isFound({ name, email }: EmailAddress, needle: string): boolean {
  const text = fold(name ?? '');
  const isWordStart = [...text.split(/[\s.,()]+/), ...fold(email).split(/[@.]/), fold(email)].some((word) =>
    word.startsWith(needle),
  );
  return isWordStart || (/[^\0-ɏ]/.test(needle) && text.includes(needle));
}

function fold(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
