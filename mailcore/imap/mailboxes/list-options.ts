import { WireError } from '../../errors.ts';
import { decodeStatusItems } from './status-items.ts';
import type { StatusItem } from './status-items.ts';
import { decodeEntryNames } from '../wire/metadata.ts';
import type { Decoder } from '../wire/decoder.ts';

/** LIST as asked, basic and extended. RFC 9051 §6.3.9, RFC 5258 §3, RFC 5819, RFC 6154 §2, RFC 8440 §3, RFC 9590 §3. */
export interface ListRequest {
  readonly reference: string;
  readonly patterns: readonly string[];
  readonly onlySubscribed: boolean;
  readonly onlySpecialUse: boolean;
  /** Also those that hold a mailbox selected by the options, deeper down. */
  readonly isRecursive: boolean;
  readonly showSubscribed: boolean;
  readonly showRights: boolean;
  /** Names of the annotations to show. RFC 9590. */
  readonly metadata: readonly string[];
  readonly status: readonly StatusItem[];
}

const MAX_PATTERNS = 100;

/** Reads from the space after LIST. */
export function decodeListRequest(decoder: Decoder): ListRequest {
  decoder.sp();
  const selection = decodeSelection(decoder);
  const reference = decoder.mailbox();
  decoder.sp();
  const patterns = decodePatterns(decoder);
  const { subscribed, showRights, metadata, status } = decodeReturn(decoder);
  const onlySubscribed = selection.has('SUBSCRIBED');
  return {
    reference,
    patterns,
    onlySubscribed,
    onlySpecialUse: selection.has('SPECIAL-USE'),
    isRecursive: selection.has('RECURSIVEMATCH'),
    // RFC 5258 §3.1: selecting the subscribed ones implies showing that they are.
    showSubscribed: subscribed || onlySubscribed,
    showRights,
    metadata,
    status,
  };
}

function decodeSelection(decoder: Decoder): Set<string> {
  if (decoder.peek() !== '(') return new Set();
  const options = new Set(decoder.list(() => decoder.keyword()));
  decoder.sp();
  const known = ['SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE'];
  if ([...options].some((option) => !known.includes(option))) throw new WireError('Unknown selection option');
  // RFC 5258 §3.1: RECURSIVEMATCH needs an option that it recurs on.
  const alone = options.has('RECURSIVEMATCH') && !options.has('SUBSCRIBED') && !options.has('SPECIAL-USE');
  if (alone) throw new WireError('RECURSIVEMATCH needs another option');
  return options;
}

function decodePatterns(decoder: Decoder): string[] {
  if (decoder.peek() !== '(') return [decoder.listMailbox()];
  const patterns = decoder.list(() => decoder.listMailbox());
  if (patterns.length === 0 || patterns.length > MAX_PATTERNS) throw new WireError('Invalid pattern list');
  return patterns;
}

interface Shown {
  subscribed: boolean;
  showRights: boolean;
  metadata: string[];
  status: StatusItem[];
}

/** Children and special uses are always shown: asking for them changes nothing. */
function decodeReturn(decoder: Decoder): Shown {
  const shown: Shown = { subscribed: false, showRights: false, metadata: [], status: [] };
  if (!decoder.tryText(' RETURN ')) return shown;
  decoder.list(() => {
    const option = decoder.keyword();
    if (option === 'SUBSCRIBED') shown.subscribed = true;
    else if (option === 'MYRIGHTS') shown.showRights = true;
    else if (option === 'METADATA') {
      decoder.sp();
      shown.metadata = decodeEntryNames(decoder);
    } else if (option === 'STATUS') {
      decoder.sp();
      shown.status = decodeStatusItems(decoder);
    } else if (option !== 'CHILDREN' && option !== 'SPECIAL-USE')
      throw new WireError('Unknown return option');
  });
  return shown;
}
