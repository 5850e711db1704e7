import { WireError } from '../../errors.ts';
import type { Decoder } from '../wire/decoder.ts';
import type { LiteralHeader } from '../wire/literal.ts';

/** APPEND in the order it comes. A literal is always the last piece of a text: its bytes are still to be read. */
export type AppendPiece =
  | {
      readonly kind: 'message';
      readonly flagNames: readonly string[];
      /** INTERNALDATE; null = now. */
      readonly receivedAt: Date | null;
      readonly form: AppendForm;
    }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'literal'; readonly literal: LiteralHeader }
  | { readonly kind: 'endOfMessage' };

/** How a message is written: as one literal, as `UTF8 (~{n}` … `)` (RFC 6855 §4), or as a list of parts (RFC 4469 §5). */
export type AppendForm = 'literal' | 'utf8' | 'catenate';

/** The pieces up to the next literal, or to the end of the command. */
export interface AppendText {
  readonly pieces: readonly AppendPiece[];
  /** The form of the message that goes on after the literal; null at the end of the command. */
  readonly open: AppendForm | null;
}

/**
 * append-message = SP [flag-list SP] [date-time SP] append-data, as often as there are messages. `open` says what the text before this one
 * left open. RFC 9051 §9, RFC 3502 §7.
 */
export function decodeAppendText(decoder: Decoder, open: AppendForm | null): AppendText {
  const pieces: AppendPiece[] = [];
  let form = open;
  for (;;) {
    if (form === null) {
      if (decoder.isAtEnd && pieces.length > 0) return { pieces, open: null };
      form = decodeMessage(decoder, pieces);
      if (form !== 'catenate') return endAtLiteral(decoder, pieces, form);
    } else if (endsMessage(decoder, form)) {
      pieces.push({ kind: 'endOfMessage' });
      form = null;
      continue;
    } else decoder.sp();
    if (decoder.tryText('TEXT ')) return endAtLiteral(decoder, pieces, form);
    pieces.push({ kind: 'url', url: decodeUrl(decoder) });
  }
}

/** A literal in the middle of a URL part is a string like any other; every other one is message text. */
export function isMessageLiteral(textBefore: string): boolean {
  return !/[( ]URL $/i.test(textBefore);
}

function decodeMessage(decoder: Decoder, pieces: AppendPiece[]): AppendForm {
  decoder.sp();
  const flagNames = decoder.peek() === '(' ? decoder.flagList() : [];
  decoder.trySp();
  const receivedAt = decoder.peek() === '"' ? decoder.dateTime() : null;
  if (receivedAt !== null) decoder.sp();
  let form: AppendForm = 'literal';
  if (decoder.tryText('UTF8 (')) form = 'utf8';
  else if (decoder.tryText('CATENATE (')) form = 'catenate';
  pieces.push({ kind: 'message', flagNames, receivedAt, form });
  return form;
}

function endsMessage(decoder: Decoder, form: AppendForm): boolean {
  if (form === 'literal' || decoder.tryText(')')) return true;
  if (form === 'utf8') throw new WireError('Expected end of UTF8 data');
  return false;
}

function endAtLiteral(decoder: Decoder, pieces: AppendPiece[], open: AppendForm): AppendText {
  pieces.push({ kind: 'literal', literal: decoder.announcedLiteral() });
  return { pieces, open };
}

function decodeUrl(decoder: Decoder): string {
  if (!decoder.tryText('URL ')) throw new WireError('Expected TEXT or URL');
  return decoder.astring();
}
