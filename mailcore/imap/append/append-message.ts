import type { Decoder } from '../wire/decoder.ts';
import type { LiteralHeader } from '../wire/literal.ts';

/** One message of APPEND as announced; its bytes are still to come. */
export interface AppendMessage {
  readonly flagNames: readonly string[];
  /** INTERNALDATE; null = now. */
  readonly receivedAt: Date | null;
  readonly literal: LiteralHeader;
  /** Announced as `UTF8 (~{n}`: a `)` follows the bytes. RFC 6855 §4. */
  readonly isUtf8: boolean;
}

/** append-message = SP [flag-list SP] [date-time SP] append-data, up to the literal. RFC 9051 §9, RFC 3502 §7. */
export function decodeAppendMessage(decoder: Decoder): AppendMessage {
  decoder.sp();
  const flagNames = decoder.peek() === '(' ? decoder.flagList() : [];
  if (!'{~'.includes(decoder.peek())) decoder.trySp();
  const receivedAt = decoder.peek() === '"' ? decoder.dateTime() : null;
  if (receivedAt !== null) decoder.sp();
  const isUtf8 = decoder.tryText('UTF8 (');
  return { flagNames, receivedAt, literal: decoder.announcedLiteral(), isUtf8 };
}
