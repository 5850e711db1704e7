import { WireError } from '../../errors.ts';
import type { Decoder } from './decoder.ts';
import { encodeAString } from './encoder.ts';
import { decodeBinarySection, decodePartial, decodeSection } from './section.ts';
import type { Partial, Section } from './section.ts';

/**
 * One item of FETCH. RFC 9051 §6.4.5, RFC 3501 §6.4.5 (RFC822*), RFC 7162 §3.1.4 (MODSEQ), RFC 8474 §5 (ids),
 * RFC 3516 §4.2 (BINARY), RFC 8514 §4.3 (SAVEDATE), RFC 8970 §3 (PREVIEW).
 */
export type FetchAttribute =
  | {
      readonly kind:
        | 'envelope'
        | 'flags'
        | 'internalDate'
        | 'size'
        | 'uid'
        | 'modseq'
        | 'bodyStructure'
        | 'body'
        | 'emailId'
        | 'threadId'
        | 'saveDate'
        | 'preview';
    }
  | ContentAttribute;

/** An item that needs the bytes of the message. */
export type ContentAttribute = BodySectionAttribute | BinaryAttribute | BinarySizeAttribute;

export interface BodySectionAttribute {
  readonly kind: 'bodySection';
  readonly section: Section;
  readonly partial: Partial | null;
  /** Does not set \Seen. */
  readonly peek: boolean;
  /** How the response names it: `BODY[1.MIME]<0>`, `RFC822.TEXT`. */
  readonly label: string;
}

/** A part without its transfer encoding. RFC 3516 §4.2. */
export interface BinaryAttribute {
  readonly kind: 'binary';
  /** As in {@link Section}. */
  readonly part: string;
  /** Counts decoded bytes. */
  readonly partial: Partial | null;
  readonly peek: boolean;
  readonly label: string;
}

/** How many bytes BINARY would be. RFC 3516 §4.2. */
export interface BinarySizeAttribute {
  readonly kind: 'binarySize';
  readonly part: string;
  readonly peek: true;
  readonly label: string;
}

type SimpleKind = Exclude<FetchAttribute['kind'], ContentAttribute['kind']>;

const SIMPLE: ReadonlyMap<string, SimpleKind> = new Map([
  ['ENVELOPE', 'envelope'],
  ['FLAGS', 'flags'],
  ['INTERNALDATE', 'internalDate'],
  ['RFC822.SIZE', 'size'],
  ['UID', 'uid'],
  ['MODSEQ', 'modseq'],
  ['BODYSTRUCTURE', 'bodyStructure'],
  ['EMAILID', 'emailId'],
  ['THREADID', 'threadId'],
  ['SAVEDATE', 'saveDate'],
]);

/** RFC 3501 §6.4.5: the items of before 1996, each a section under its old name. */
const RFC822: ReadonlyMap<string, { section: Section; peek: boolean }> = new Map([
  ['RFC822', { section: { part: '', text: 'all', fields: [] }, peek: false }],
  ['RFC822.HEADER', { section: { part: '', text: 'header', fields: [] }, peek: true }],
  ['RFC822.TEXT', { section: { part: '', text: 'text', fields: [] }, peek: false }],
]);

const FAST: readonly FetchAttribute[] = [{ kind: 'flags' }, { kind: 'internalDate' }, { kind: 'size' }];
const ALL: readonly FetchAttribute[] = [...FAST, { kind: 'envelope' }];
const MACROS: ReadonlyMap<string, readonly FetchAttribute[]> = new Map([
  ['FAST', FAST],
  ['ALL', ALL],
  ['FULL', [...ALL, { kind: 'body' }]],
]);

const MAX_ATTRIBUTES = 200;

/** The items of a FETCH command: a macro, one item, or a list. Duplicates are dropped. */
export function decodeFetchAttributes(decoder: Decoder): FetchAttribute[] {
  if (decoder.peek() === '(')
    return unique(decoder.list(() => decodeAttribute(decoder, attributeName(decoder))));
  const name = attributeName(decoder);
  const macro = MACROS.get(name);
  return macro === undefined ? [decodeAttribute(decoder, name)] : [...macro];
}

/** Up to what can follow a name: `[`, `<`, a space, `)`. */
function attributeName(decoder: Decoder): string {
  let name = '';
  while (/[A-Za-z0-9.]/.test(decoder.peek())) {
    name += decoder.peek().toUpperCase();
    if (name.length > 20) break;
    decoder.tryText(decoder.peek().toUpperCase());
  }
  return name;
}

function decodeAttribute(decoder: Decoder, name: string): FetchAttribute {
  const simple = SIMPLE.get(name);
  if (simple !== undefined) return { kind: simple };
  const legacy = RFC822.get(name);
  if (legacy !== undefined) return { kind: 'bodySection', ...legacy, partial: null, label: name };
  if (name === 'BODY' && decoder.peek() !== '[') return { kind: 'body' };
  if (name === 'BODY' || name === 'BODY.PEEK') return decodeBodySection(decoder, name === 'BODY.PEEK');
  if (name === 'BINARY' || name === 'BINARY.PEEK') return decodeBinary(decoder, name === 'BINARY.PEEK');
  if (name === 'PREVIEW') return decodePreview(decoder);
  if (name === 'BINARY.SIZE') return decodeBinarySize(decoder);
  throw new WireError('Unknown FETCH attribute');
}

/** "PREVIEW" [SP "(" preview-mod *(SP preview-mod) ")"]. LAZY changes nothing: a preview is made when mail arrives. RFC 8970 §6. */
function decodePreview(decoder: Decoder): FetchAttribute {
  if (!decoder.tryText(' (')) return { kind: 'preview' };
  do if (!decoder.tryText('LAZY')) throw new WireError('Unknown PREVIEW modifier');
  while (decoder.trySp());
  if (!decoder.tryText(')')) throw new WireError('Expected end of modifiers');
  return { kind: 'preview' };
}

function decodeBinary(decoder: Decoder, peek: boolean): BinaryAttribute {
  const part = decodeBinarySection(decoder);
  const partial = decodePartial(decoder);
  return { kind: 'binary', part, partial, peek, label: `BINARY[${part}]${originLabel(partial)}` };
}

function decodeBinarySize(decoder: Decoder): BinarySizeAttribute {
  const part = decodeBinarySection(decoder);
  return { kind: 'binarySize', part, peek: true, label: `BINARY.SIZE[${part}]` };
}

function decodeBodySection(decoder: Decoder, peek: boolean): BodySectionAttribute {
  const section = decodeSection(decoder);
  const partial = decodePartial(decoder);
  const label = `BODY[${sectionLabel(section)}]${originLabel(partial)}`;
  return { kind: 'bodySection', section, partial, peek, label };
}

/** RFC 9051 §7.5.2: the response names the origin octet, never the length. */
function originLabel(partial: Partial | null): string {
  return partial === null ? '' : `<${partial.start}>`;
}

const TEXT_LABELS = {
  all: '',
  header: 'HEADER',
  headerFields: 'HEADER.FIELDS',
  headerFieldsNot: 'HEADER.FIELDS.NOT',
  text: 'TEXT',
  mime: 'MIME',
} as const;

function sectionLabel({ part, text, fields }: Section): string {
  const label = [part, TEXT_LABELS[text]].filter((piece) => piece !== '').join('.');
  return fields.length === 0 ? label : `${label} (${fields.map(encodeAString).join(' ')})`;
}

function unique(attributes: FetchAttribute[]): FetchAttribute[] {
  if (attributes.length === 0 || attributes.length > MAX_ATTRIBUTES)
    throw new WireError('Invalid FETCH list');
  const byLabel = new Map(attributes.map((attribute) => [labelOf(attribute), attribute]));
  return [...byLabel.values()];
}

function labelOf(attribute: FetchAttribute): string {
  if (!('label' in attribute)) return attribute.kind;
  return 'partial' in attribute ? `${attribute.label}/${attribute.partial?.length}` : attribute.label;
}
