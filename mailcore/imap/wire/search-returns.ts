import { WireError } from '../../errors.ts';
import type { Decoder } from './decoder.ts';
import { decodePartialRange } from './partial-range.ts';
import type { PartialRange } from './partial-range.ts';

/** What a searching command is asked to return. RFC 4731 §3.1, RFC 5182 §2.4, RFC 5267 §4, RFC 9394 §3.1. */
export interface SearchReturns {
  readonly items: ReadonlySet<'MIN' | 'MAX' | 'COUNT' | 'ALL'>;
  readonly partial: PartialRange | null;
  /** The result becomes `$`. */
  readonly saves: boolean;
  /** Changes of the result are told from now on. */
  readonly updates: boolean;
  /** Nothing but SAVE was asked for: no response. RFC 5182 §1. */
  readonly isSilent: boolean;
}

/** `RETURN (` option list `)` SP when it stands there, else null. */
export function decodeSearchReturns(decoder: Decoder): SearchReturns | null {
  if (!decoder.tryText('RETURN ')) return null;
  const options = new Set<string>();
  let partial: PartialRange | null = null;
  decoder.list(() => {
    const option = decoder.keyword();
    if (!OPTIONS.has(option)) throw new WireError('Unknown return option');
    // RFC 5267 §4.4: one PARTIAL or ALL.
    if (option === 'PARTIAL') {
      if (partial !== null) throw new WireError('PARTIAL given twice');
      decoder.sp();
      partial = decodePartialRange(decoder);
    }
    options.add(option);
  });
  decoder.sp();
  if (options.has('PARTIAL') && options.has('ALL')) throw new WireError('PARTIAL and ALL exclude each other');
  return {
    // RFC 4731 §3.1: an empty list means ALL.
    items: new Set(options.size === 0 ? ['ALL'] : ITEMS.filter((item) => options.has(item))),
    partial,
    saves: options.has('SAVE'),
    updates: options.has('UPDATE'),
    isSilent: options.size === 1 && options.has('SAVE'),
  };
}

const ITEMS = ['MIN', 'MAX', 'COUNT', 'ALL'] as const;
/** CONTEXT is a hint that more searches of the kind will come: nothing has to be done about it. RFC 5267 §4.2. */
const OPTIONS: ReadonlySet<string> = new Set([...ITEMS, 'PARTIAL', 'SAVE', 'UPDATE', 'CONTEXT']);

/** What a source option without a result option implies. RFC 7377 §2.1. */
export const RETURN_ALL: SearchReturns = {
  items: new Set(['ALL'] as const),
  partial: null,
  saves: false,
  updates: false,
  isSilent: false,
};
