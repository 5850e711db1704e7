import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MAX_DEPTH, MAX_PARTS } from './mime-tree.ts';
import { NESTED_MAIL, rawMail } from './sample-mail.ts';
import { scanMessage } from './scan.ts';
import type { MimePart } from '../model/content.ts';

function bodyText(bytes: Buffer, part: MimePart): string {
  return bytes.toString('latin1', part.bodyStart, part.bodyEnd);
}

function everyPart(root: MimePart): MimePart[] {
  const found: MimePart[] = [];
  const open = [root];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    found.push(part);
    open.push(...part.parts, ...(part.message === null ? [] : [part.message]));
  }
  return found;
}

function assertNested(bytes: Buffer, root: MimePart): void {
  assert.ok(root.headerStart === 0 && root.bodyEnd === bytes.length);
  for (const part of everyPart(root)) {
    assert.ok(
      part.headerStart <= part.bodyStart && part.bodyStart <= part.bodyEnd && part.bodyEnd <= bytes.length,
    );
    let from = part.bodyStart;
    for (const child of part.parts) {
      assert.ok(child.headerStart >= from && child.bodyEnd <= part.bodyEnd, 'children in order, inside');
      from = child.bodyEnd;
    }
    if (part.message === null) continue;
    assert.equal(part.message.headerStart, part.bodyStart);
    assert.equal(part.message.bodyEnd, part.bodyEnd);
  }
}

/** Reads an IMAP list back: parentheses balanced, quoted strings legal, literals as long as they say. RFC 9051 §9. */
function assertImapData(data: string): void {
  let depth = 0;
  let pos = 0;
  while (pos < data.length) {
    const char = data[pos]!;
    if (char === '"') {
      const end = /^"(?:[^"\\\r\n\0\x80-\xff]|\\["\\])*"/.exec(data.slice(pos));
      assert.ok(end !== null, `bad quoted string at ${pos}: ${data.slice(pos, pos + 60)}`);
      pos += end[0].length;
    } else if (char === '{') {
      const literal = /^\{(\d+)\}\r\n/.exec(data.slice(pos, pos + 40));
      assert.ok(literal !== null, 'literal header');
      pos += literal[0].length + Number(literal[1]);
      assert.ok(pos <= data.length && !data.slice(pos - Number(literal[1]), pos).includes('\0'));
    } else {
      if (char === '(') depth++;
      if (char === ')') depth--;
      assert.ok(depth >= 0 && /[()NIL \d]/.test(char), `unexpected ${JSON.stringify(char)} at ${pos}`);
      pos++;
    }
  }
  assert.equal(depth, 0);
}

function assertSound(bytes: Buffer): ReturnType<typeof scanMessage> {
  const content = scanMessage(bytes);
  assertNested(bytes, content.root);
  assertImapData(content.envelope);
  assertImapData(content.bodyStructure);
  assert.ok(content.summary.preview.length <= 256);
  return content;
}

describe('scanMessage structure', () => {
  it('numbers parts as IMAP does', () => {
    const { root } = assertSound(NESTED_MAIL);
    const ids = everyPart(root).map(({ partId, type, subtype }) => `${partId} ${type}/${subtype}`);
    assert.deepEqual(ids.sort(), [
      ' multipart/mixed',
      '1 multipart/alternative',
      '1.1 text/plain',
      '1.2 text/html',
      '2 application/pdf',
      '3 message/rfc822',
      '3 multipart/mixed',
      '3.1 text/plain',
      '3.2 text/plain',
    ]);
  });

  it('keeps the line break before a delimiter out of the body, and longer boundaries apart from shorter ones', () => {
    const { root } = scanMessage(NESTED_MAIL);
    assert.equal(bodyText(NESTED_MAIL, root.parts[0]!.parts[0]!), 'plain words');
    assert.equal(bodyText(NESTED_MAIL, root.parts[1]!), 'AAAA');
  });

  it('writes BODYSTRUCTURE with extension data', () => {
    assert.equal(
      scanMessage(NESTED_MAIL).bodyStructure,
      '((("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 11 0 NIL NIL NIL NIL)' +
        '("text" "html" ("charset" "utf-8") NIL NIL "7bit" 17 0 NIL NIL NIL NIL) "alternative" ("boundary" "out-in") NIL NIL NIL)' +
        '("application" "pdf" ("name" "a.pdf") NIL NIL "base64" 4 NIL ("attachment" ("filename" "a.pdf")) NIL NIL)' +
        '("message" "rfc822" NIL NIL "forwarded" "7bit" 156 (NIL "inner" ((NIL NIL "in" "sample.com")) ((NIL NIL "in" "sample.com")) ((NIL NIL "in" "sample.com")) NIL NIL NIL NIL NIL) ' +
        '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 5 0 NIL NIL NIL NIL)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 6 0 NIL NIL NIL NIL) "mixed" ("boundary" "deep") NIL NIL NIL) 12 NIL NIL NIL NIL)' +
        ' "mixed" ("boundary" "out") NIL NIL NIL)',
    );
  });

  const structures: [string, string, string][] = [
    ['no header', '\nhello\n', '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 7 1 NIL NIL NIL NIL)'],
    ['an empty message', '', '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)'],
    ['a header only', 'Subject: x\n', '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)'],
    ['a multipart without boundary', 'Content-Type: multipart/mixed\n\nabc\n', '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 5 1 NIL NIL NIL NIL)'],
    ['a multipart without parts', 'Content-Type: multipart/mixed; boundary=x\n\nabc\n', '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL) "mixed" ("boundary" "x") NIL NIL NIL)'],
    ['a missing closing delimiter', 'Content-Type: multipart/mixed; boundary=x\n\n--x\n\nabc', '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 0 NIL NIL NIL NIL) "mixed" ("boundary" "x") NIL NIL NIL)'],
    ['an empty part', 'Content-Type: multipart/mixed; boundary=x\n\n--x\n--x--\n', '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL) "mixed" ("boundary" "x") NIL NIL NIL)'],
    ['a digest', 'Content-Type: multipart/digest; boundary=x\n\n--x\n\nSubject: s\n\nb\n--x--', '(("message" "rfc822" NIL NIL NIL "7bit" 15 (NIL "s" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0 NIL NIL NIL NIL) 2 NIL NIL NIL NIL) "digest" ("boundary" "x") NIL NIL NIL)'],
    ['an encoded message/rfc822', 'Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nAAAA', '("message" "rfc822" NIL NIL NIL "base64" 4 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL) 0 NIL NIL NIL NIL)'],
    ['an unreadable type', 'Content-Type: nonsense\n\nx', '("application" "octet-stream" NIL NIL NIL "7bit" 1 NIL NIL NIL NIL)'],
    ['an id, languages and a location', 'Content-ID: <a@b>\nContent-Language: en, ja\nContent-Location: http://a/b\n\n', '("text" "plain" ("charset" "us-ascii") "<a@b>" NIL "7bit" 0 0 NIL NIL ("en" "ja") "http://a/b")'],
    ['raw parameters', "Content-Type: text/plain; name*=utf-8''%E3%81%82\n\n", `("text" "plain" ("name*" "utf-8''%E3%81%82" "charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)`],
    ['8-bit parameters', 'Content-Type: text/plain; name="\xe3\x81\x82"\n\n', '("text" "plain" ("name" {3}\r\n\xe3\x81\x82 "charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)'],
    ['continuations', "Content-Type: image/png; name*1=b; name*0=a; x*0*=u''%41; x*1=c\n\n", `("image" "png" ("name" "ab" "x*" "u''%41c") NIL NIL "7bit" 0 NIL NIL NIL NIL)`],
    ['MD5 and a comment in a language', 'Content-MD5: abc=\nContent-Language: en (x)\n\n', '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 "abc=" NIL ("en") NIL)'],
    ['a delimiter that breaks off', 'Content-Type: multipart/mixed; boundary=x\n\n--x\n\na\n--x', '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0 NIL NIL NIL NIL) "mixed" ("boundary" "x") NIL NIL NIL)'],
  ]; // prettier-ignore
  for (const [name, text, expected] of structures) {
    it(`writes BODYSTRUCTURE for ${name}`, () =>
      assert.equal(assertSound(rawMail(text)).bodyStructure, expected));
  }

  it('shows everybody in ENVELOPE where address fields come twice, and the last in the summary', () => {
    const { envelope, summary } = assertSound(rawMail('To: a@b.c\nTo: Ann Other, d@e.f\n\n'));
    const to = '((NIL NIL "a" "b.c")("Ann Other" NIL "MISSING_MAILBOX" "MISSING_DOMAIN")(NIL NIL "d" "e.f"))';
    assert.equal(envelope, `(NIL NIL NIL NIL NIL ${to} NIL NIL NIL NIL)`);
    assert.deepEqual(summary.to?.map(({ email }) => email), ['Ann Other', 'd@e.f']); // prettier-ignore
  });

  it('reads lines that end in bare LF', () => {
    const bytes = Buffer.from('Content-Type: multipart/mixed; boundary=x\n\n--x\n\nabc\n--x\n\ndef\n--x--\n');
    const { root } = assertSound(bytes);
    assert.deepEqual(root.parts.map((part) => bodyText(bytes, part)), ['abc', 'def']); // prettier-ignore
  });

  it('lets an outer delimiter end inner parts', () => {
    const bytes = rawMail('Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nabc\n--o\n\ndef\n--o--\n'); // prettier-ignore
    const { root } = assertSound(bytes);
    assert.equal(root.parts.length, 2);
    assert.equal(bodyText(bytes, root.parts[0]!.parts[0]!), 'abc');
  });
});

describe('scanMessage ENVELOPE', () => {
  const from = '((NIL NIL "a" "b.c"))';
  const rest = `${from} ${from} ${from}`;
  const rows: [string, string][] = [
    ['From: a@b.c\n', `(NIL NIL ${rest} NIL NIL NIL NIL NIL)`],
    ['Subject:\nDate: \n', '("" "" NIL NIL NIL NIL NIL NIL NIL NIL)'],
    ['Subject: a "b" \\c\n', '(NIL "a \\"b\\" \\\\c" NIL NIL NIL NIL NIL NIL NIL NIL)'],
    ['Subject: =?utf-8?Q?=E3=81=82?=\n', '(NIL "=?utf-8?Q?=E3=81=82?=" NIL NIL NIL NIL NIL NIL NIL NIL)'],
    ['Subject: a\n b\n', '(NIL "a b" NIL NIL NIL NIL NIL NIL NIL NIL)'],
    ['Subject: \xe3\x81\x82\n', '(NIL {3}\r\n\xe3\x81\x82 NIL NIL NIL NIL NIL NIL NIL NIL)'],
    ['Subject: a\0b\n', '(NIL "ab" NIL NIL NIL NIL NIL NIL NIL NIL)'],
    ['From: a@b.c\nSender: "S, T" <s@t.u>\nReply-To:\n', `(NIL NIL ${from} (("S, T" NIL "s" "t.u")) ${from} NIL NIL NIL NIL NIL)`],
    ['To: Friends: x@y.z, "Q" <q@r.s>;, t@u.v\n', '(NIL NIL NIL NIL NIL ((NIL NIL "Friends" NIL)(NIL NIL "x" "y.z")("Q" NIL "q" "r.s")(NIL NIL NIL NIL)(NIL NIL "t" "u.v")) NIL NIL NIL NIL)'],
    ['To: undisclosed-recipients:;\n', '(NIL NIL NIL NIL NIL ((NIL NIL "undisclosed-recipients" NIL)(NIL NIL NIL NIL)) NIL NIL NIL NIL)'],
    ['To: nobody\n', '(NIL NIL NIL NIL NIL ((NIL NIL "nobody" "MISSING_DOMAIN")) NIL NIL NIL NIL)'],
    ['To: <>\n', '(NIL NIL NIL NIL NIL ((NIL NIL "MISSING_MAILBOX" "MISSING_DOMAIN")) NIL NIL NIL NIL)'],
    ['Cc: <@r1,@r2:u@h>\nMessage-ID: <i@j>\nIn-Reply-To: <k@l>\n', '(NIL NIL NIL NIL NIL NIL ((NIL "@r1,@r2" "u" "h")) NIL "<k@l>" "<i@j>")'],
  ]; // prettier-ignore
  for (const [text, expected] of rows) {
    it(JSON.stringify(text), () => assert.equal(assertSound(rawMail(`${text}\n`)).envelope, expected));
  }
});

describe('scanMessage summary', () => {
  it('decodes what lists and search need', () => {
    const { summary } = scanMessage(
      rawMail(`From: =?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <a..b.@docomo.ne.jp>
To: "Q" <q@r.s>, grp: x@y.z;
Subject: =?UTF-8?B?5Lya6K2w?=
Date: Tue, 24 Nov 2026 10:00:00 +0900 (JST)
Message-ID: <1@a>
In-Reply-To: <0@a>
References: <r@a>
 <0@a>

> quoted
Hello there.
-- 
Tomo
`),
    );
    assert.deepEqual(summary, {
      subject: '会議',
      from: [{ name: '山田', email: 'a..b.@docomo.ne.jp' }],
      sender: null,
      to: [
        { name: 'Q', email: 'q@r.s' },
        { name: null, email: 'x@y.z' },
      ],
      cc: null,
      bcc: null,
      replyTo: null,
      messageId: ['1@a'],
      inReplyTo: ['0@a'],
      references: ['r@a', '0@a'],
      sentAt: '2026-11-24T10:00:00+09:00',
      preview: 'Hello there.',
      hasAttachment: false,
    });
  });

  const attachmentRows: [string, string, boolean][] = [
    ['plain text', 'Content-Type: text/plain\n\nx', false],
    ['a pdf', 'Content-Type: application/pdf\n\nx', true],
    ['an inline image by cid', 'Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\nx\n--x\nContent-Type: image/png\nContent-ID: <a>\n\nx\n--x--', false],
    ['a signature', 'Content-Type: multipart/signed; boundary=x\n\n--x\n\nx\n--x\nContent-Type: application/pgp-signature; name=s.asc\n\nx\n--x--', false],
    ['attached text', 'Content-Type: multipart/mixed; boundary=x\n\n--x\n\nx\n--x\nContent-Disposition: attachment\n\nx\n--x--', true],
  ]; // prettier-ignore
  for (const [name, text, expected] of attachmentRows) {
    it(`hasAttachment of ${name}`, () =>
      assert.equal(scanMessage(rawMail(text)).summary.hasAttachment, expected));
  }
});

describe('scanMessage on hostile input', () => {
  it('never throws and stays within bounds on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        assertSound(Buffer.from(bytes));
      }),
      { numRuns: 200 },
    );
  });

  it('never throws and stays within bounds on mutated mail', () => {
    const mutation = fc.record({
      at: fc.nat({ max: NESTED_MAIL.length - 1 }),
      remove: fc.nat({ max: 40 }),
      insert: fc.oneof(
        fc.uint8Array({ maxLength: 8 }),
        fc.constantFrom('\n', '\r', '\0', '--out', '--out--', '\n--out-in\n', ':', '"', '(', '<', '=?utf-8?B?', '\x1b$B', 'Content-Type: multipart/digest; boundary=out\n').map((text) => Buffer.from(text)), // prettier-ignore
      ),
    });
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 6 }), (mutations) => {
        let bytes = NESTED_MAIL;
        for (const { at, remove, insert } of mutations) {
          bytes = Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);
        }
        assertSound(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('holds at most 1,000 of 5,000 parts, the last with all the rest', () => {
    const bytes = rawMail(
      `Content-Type: multipart/mixed; boundary=x\n\n${'--x\n\nabc\n'.repeat(5000)}--x--\n`,
    );
    const { root } = assertSound(bytes);
    assert.equal(everyPart(root).length, MAX_PARTS);
    assert.ok(root.parts.at(-1)!.bodyEnd === bytes.length);
  });

  it('goes at most 50 levels down of 100 multiparts and of 100 enclosed messages', () => {
    let multiparts = '';
    for (let level = 0; level < 100; level++)
      multiparts += `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}\n`;
    const nested = everyPart(assertSound(rawMail(`${multiparts}\nx`)).root);
    assert.equal(nested.length, MAX_DEPTH + 1);
    const messages = everyPart(assertSound(rawMail('Content-Type: message/rfc822\n\n'.repeat(100))).root);
    assert.equal(messages.length, MAX_DEPTH + 1);
  });

  const bombs: [string, () => Buffer][] = [
    ['a 10 MB line', () => rawMail(`Subject: x\n\n${'x'.repeat(10_000_000)}`)],
    ['a 10 MB header field', () => rawMail(`Subject: ${'x'.repeat(10_000_000)}\n\nbody`)],
    ['500,000 header fields', () => rawMail(`${'A: b\n'.repeat(500_000)}\nbody`)],
    ['a header without end', () => rawMail('A: b\n'.repeat(500_000))],
    ['near-delimiters without end', () => rawMail(`Content-Type: multipart/mixed; boundary=x\n\n${'--xx\n'.repeat(500_000)}`)],
    ['one boundary on every level', () => rawMail(`${'Content-Type: multipart/mixed; boundary=x\n\n--x\n'.repeat(60)}${'--xy\n'.repeat(200_000)}`)],
    ['100,000 addresses', () => rawMail(`To: ${'a@b, '.repeat(50_000)}\n\n`)],
    ['open comments', () => rawMail(`To: ${'('.repeat(200_000)}\nDate: ${'('.repeat(200_000)}\nContent-Type: ${'('.repeat(9000)}\n\n`)],
    ['open encoded words', () => rawMail(`Subject: ${'=?utf-8?B?'.repeat(25_000)}\nFrom: ${'=?a?b'.repeat(5000)}\n\n`)],
    ['endless semicolons', () => rawMail(`Content-Type: a/b${';'.repeat(250_000)}x=y\n\n`)],
    ['endless ids', () => rawMail(`References: ${'a@'.repeat(100_000)}"\nMessage-ID: ${'<a '.repeat(20_000)}\n\n`)],
    ['endless literals', () => rawMail(`To: ${'['.repeat(120_000)}\nCc: ${'"\\'.repeat(40_000)}\n\n`)],
    ['empty lines', () => rawMail(`Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n\n${'\n'.repeat(2_000_000)}`)],
    ['unclosed tags', () => rawMail(`Content-Type: text/html\n\n${'<a b="'.repeat(100_000)}`)],
    ['unclosed styles', () => rawMail(`Content-Type: text/html\n\n${'<style>'.repeat(100_000)}`)],
  ]; // prettier-ignore
  for (const [name, build] of bombs) {
    it(`stays bounded with ${name}`, () => {
      const { envelope, bodyStructure } = scanMessage(build());
      assert.ok(envelope.length < 4_000_000 && bodyStructure.length < 1_000_000);
    });
  }
});
