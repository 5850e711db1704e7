import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WireError } from '../../errors.ts';
import { Decoder } from './decoder.ts';

type Read = (decoder: Decoder) => unknown;
const read = {
  atom: (decoder) => decoder.atom(),
  astring: (decoder) => decoder.astring(),
  string: (decoder) => decoder.string(),
  nstring: (decoder) => decoder.nstring(),
  mailbox: (decoder) => decoder.mailbox(),
  listMailbox: (decoder) => decoder.listMailbox(),
  number: (decoder) => decoder.number(),
  modSequence: (decoder) => decoder.modSequence(),
  flagList: (decoder) => decoder.flagList(),
  tag: (decoder) => decoder.tag(),
} satisfies Record<string, Read>;

const VALID: readonly [production: keyof typeof read, text: string, value: unknown][] = [
  ['atom', 'FETCH', 'FETCH'],
  ['tag', 'A1]', 'A1]'],
  ['astring', 'a]b', 'a]b'],
  ['astring', '"a b"', 'a b'],
  ['astring', '"q\\"b\\\\"', 'q"b\\'],
  ['astring', '{3}\r\na b', 'a b'],
  ['astring', '{3+}\r\n"\r\n', '"\r\n'],
  ['astring', '{0}\r\n', ''],
  ['astring', '""', ''],
  ['string', '"\xe6\x97\xa5"', '\xe6\x97\xa5'],
  ['nstring', 'NIL', null],
  ['nstring', '"NIL"', 'NIL'],
  ['mailbox', 'inbox', 'INBOX'],
  ['mailbox', '"InBox/Work"', 'INBOX/Work'],
  ['mailbox', 'inboxes', 'inboxes'],
  ['mailbox', '&ZeVnLIqe-', '日本語'],
  ['mailbox', '"\xe6\x97\xa5"', '日'],
  // NFD, as macOS spells it.
  ['mailbox', 'e&AwE-', 'é'],
  ['listMailbox', '%', '%'],
  ['listMailbox', 'a*&ZeVnLIqe-%', 'a*日本語%'],
  ['listMailbox', 'R&D*', 'R&D*'],
  ['number', '4294967295', 4294967295],
  ['modSequence', '9007199254740991', 9007199254740991],
  ['flagList', '(\\Seen $Forwarded)', ['\\Seen', '$Forwarded']],
  ['flagList', '()', []],
];

for (const [production, text, value] of VALID) {
  test(`${production} reads ${JSON.stringify(text)}`, () => {
    const decoder = new Decoder(text);
    assert.deepEqual(read[production](decoder), value);
    decoder.end();
  });
}

const INVALID: readonly [production: keyof typeof read, text: string][] = [
  ['atom', ''],
  ['atom', '(x'],
  ['atom', '"x"'],
  ['tag', '+'],
  ['astring', '"open'],
  ['astring', '"open\\"'],
  ['astring', '"line\r\nbreak"'],
  ['astring', '{5}\r\nabc'],
  ['astring', '{5}abc'],
  ['astring', '{99999999999999999999}\r\nabc'],
  ['astring', '{3}\r\na\0b'],
  ['string', 'atom'],
  ['mailbox', '&ZeVnLIqe'],
  ['mailbox', '"\xff\xfe"'],
  ['number', '4294967296'],
  ['number', '99999999999999999999'],
  ['number', '-1'],
  ['modSequence', '9007199254740992'],
  ['flagList', '(\\Seen'],
  ['flagList', '(\\Seen  \\Draft)'],
  ['flagList', '\\Seen'],
];

for (const [production, text] of INVALID) {
  test(`${production} refuses ${JSON.stringify(text)}`, () => {
    assert.throws(() => read[production](new Decoder(text)), WireError);
  });
}

test('with UTF8=ACCEPT an ampersand is an ampersand', () => {
  assert.equal(new Decoder('"R&D"', { isUtf8: true }).mailbox(), 'R&D');
});

test('a literal announced at the end is left to be read', () => {
  const decoder = new Decoder(' ~{12+}');
  decoder.sp();
  const { sizeBytes, isSynchronising, isBinary } = decoder.announcedLiteral();
  assert.deepEqual(
    { sizeBytes, isSynchronising, isBinary },
    { sizeBytes: 12, isSynchronising: false, isBinary: true },
  );
  decoder.end();
});

test('lists nested too deeply are refused, not followed', () => {
  const nest = (decoder: Decoder): unknown => decoder.list(() => nest(decoder));
  assert.throws(() => nest(new Decoder('('.repeat(100_000))), WireError);
});
