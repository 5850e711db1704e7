import { decodeHeaderText } from '../../message/encoded-word.ts';
import type { SortKey } from '../wire/sort-criteria.ts';
import { baseSubject } from './base-subject.ts';
import { casemapKey } from './casemap.ts';
import { readSortEnvelope } from './envelope-reader.ts';
import type { EnvelopeAddress } from './envelope-reader.ts';

/** Criteria that compare texts; the others are columns of the mailbox. */
export type TextSortKey = Exclude<SortKey, 'ARRIVAL' | 'DATE' | 'SIZE'>;

/** What a message is sorted by, as a key that `<` orders; "" when the header is missing. RFC 5256 §3, RFC 5957 §3. */
export function sortText(envelope: string, key: TextSortKey): string {
  const { subject, from, to, cc } = readSortEnvelope(envelope);
  switch (key) {
    case 'SUBJECT':
      return casemapKey(baseSubject(decodeHeaderText(subject ?? '')).text);
    case 'FROM':
      return mailboxKey(from);
    case 'TO':
      return mailboxKey(to);
    case 'CC':
      return mailboxKey(cc);
    case 'DISPLAYFROM':
      return displayKey(from);
    case 'DISPLAYTO':
      return displayKey(to);
  }
}

function mailboxKey(address: EnvelopeAddress | null): string {
  return casemapKey(decodeHeaderText(address?.mailbox ?? ''));
}

/** The name, else the address, else what there is of it. RFC 5957 §3. */
function displayKey(address: EnvelopeAddress | null): string {
  if (address === null) return '';
  const name = decodeHeaderText(address.name ?? '');
  if (name !== '') return casemapKey(name);
  const { mailbox, host } = address;
  return casemapKey(
    decodeHeaderText(mailbox !== null && host !== null ? `${mailbox}@${host}` : (mailbox ?? '')),
  );
}
