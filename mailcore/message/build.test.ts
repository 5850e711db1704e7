import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { buildMessage } from './build.ts';
import type { BuildOptions, MessageDraft } from './build.ts';
import { readHeader } from './header-section.ts';
import { scanMessage } from './scan.ts';
import { findPart } from './section.ts';
import { readTextPart } from './text.ts';
import { decodeTransfer } from './transfer-encoding.ts';

const draft: MessageDraft = {
  hostname: 'mx.sample.com',
  from: { name: '山田 太郎', email: 'tomo@sample.com' },
  to: [{ name: 'Doe, "J"', email: 'a..b.@docomo.ne.jp' }],
  bcc: [{ name: null, email: 'secret@sample.com' }],
  subject: '会議の件',
  text: 'こんにちは\n',
  date: new Date('2026-11-24T01:00:00Z'),
};

async function build(change: Partial<MessageDraft> = {}, options?: BuildOptions) {
  const bytes = await buildMessage({ ...draft, ...change }, options);
  return { bytes, content: scanMessage(bytes) };
}

describe('buildMessage', () => {
  it('writes what it is told, readable again', async () => {
    const { bytes, content } = await build({
      messageId: '1@a',
      inReplyTo: ['0@a'],
      references: ['r@a', '0@a'],
    });
    const { summary, root } = content;
    assert.deepEqual(summary.from, [{ name: '山田 太郎', email: 'tomo@sample.com' }]);
    assert.deepEqual(summary.to, [{ name: 'Doe, "J"', email: 'a..b.@docomo.ne.jp' }]);
    assert.equal(summary.subject, '会議の件');
    assert.deepEqual(
      [summary.messageId, summary.inReplyTo, summary.references],
      [['1@a'], ['0@a'], ['r@a', '0@a']],
    );
    assert.equal(summary.sentAt, '2026-11-24T01:00:00Z');
    assert.equal(readTextPart(bytes, root).text.trimEnd(), 'こんにちは');
  });

  it('quotes the local parts that RFC 5321 demands', async () => {
    const { bytes } = await build();
    assert.match(bytes.toString('latin1'), /<"a\.\.b\."@docomo\.ne\.jp>/);
  });

  it('gives a Message-ID of our host', async () => {
    assert.match((await build()).content.summary.messageId![0]!, /^[0-9a-f-]{36}@mx\.sample\.com$/);
  });

  it('takes Bcc out unless it is to be kept', async () => {
    assert.equal((await build()).content.summary.bcc, null);
    assert.doesNotMatch((await build()).bytes.toString('latin1'), /secret/);
    assert.deepEqual((await build({}, { keepBcc: true })).content.summary.bcc, [
      { name: null, email: 'secret@sample.com' },
    ]);
  });

  it('puts text, HTML, inline images and attachments where readers look for them', async () => {
    const image = Buffer.from([1, 2, 3]);
    const { bytes, content } = await build({
      html: '<p>x<img src="cid:logo@a"></p>',
      attachments: [
        { name: 'logo.png', type: 'image/png', content: image, contentId: 'logo@a' },
        { name: '資料.pdf', type: 'application/pdf', content: Readable.from([Buffer.from('pdf')]) },
      ],
    });
    const shape = (part: typeof content.root): string => {
      const inside = part.parts.map(shape).join(' ');
      return inside === '' ? part.subtype : `${part.subtype}(${inside})`;
    };
    assert.equal(shape(content.root), 'mixed(alternative(plain related(html png)) pdf)');
    const png = findPart(content.root, '1.2.2')!;
    assert.deepEqual([png.contentId, png.disposition], ['logo@a', 'inline']);
    assert.deepEqual(decodeTransfer(bytes.subarray(png.bodyStart, png.bodyEnd), png.encoding), image);
    const pdf = findPart(content.root, '2')!;
    assert.deepEqual([pdf.name, pdf.disposition], ['資料.pdf', 'attachment']);
    assert.equal(content.summary.hasAttachment, true);
  });

  it('rejects when a stream fails', async () => {
    const content = new Readable({
      read() {
        this.destroy(new Error('gone'));
      },
    });
    await assert.rejects(build({ attachments: [{ name: 'a', type: 'a/b', content }] }), /gone/);
  });

  it('writes ISO-2022-JP when it can, else UTF-8', async () => {
    const options = { charset: 'iso-2022-jp' } as const;
    const japanese = await build({}, options);
    assert.match(japanese.bytes.toString('latin1'), /^Subject: =\?ISO-2022-JP\?B\?/m);
    assert.equal(japanese.content.root.params.charset, 'iso-2022-jp');
    assert.equal(readTextPart(japanese.bytes, japanese.content.root).text.trimEnd(), 'こんにちは');
    const emoji = await build({ text: '😀', subject: '😀' }, options);
    assert.equal(emoji.content.root.params.charset, 'utf-8');
    assert.equal(emoji.content.summary.subject, '😀');
  });

  it('lets no value break out of its header', async () => {
    const { bytes } = await build({
      subject: 'a\r\nBcc: x@y.z\r\n\r\nbody',
      from: { name: 'a\r\nX-Evil: 1', email: 'tomo@sample.com' },
      attachments: [{ name: 'a\r\nX-Evil: 1', type: 'text/plain', content: Buffer.from('x') }],
      headers: [{ name: 'X-Ours', value: 'a\r\nX-Evil: 1' }],
      references: ['a@b>\r\nX-Evil: 1'],
    });
    const names = readHeader(bytes).fields.map(({ key }) => key);
    assert.ok(!names.includes('x-evil') && !names.includes('bcc'), names.join());
    assert.doesNotMatch(bytes.toString('latin1'), /^X-Evil/m);
  });

  it('keeps lines within 998 bytes and ends them in CRLF, whatever the text', async () => {
    const text = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('\n', '\r\n', 'x'.repeat(2000), '.\n', 'From x\n'),
      ),
    );
    await fc.assert(
      fc.asyncProperty(text, async (pieces) => {
        const { bytes, content } = await build({
          text: pieces.join(''),
          subject: pieces.join('').slice(0, 300),
        });
        for (const line of bytes.toString('latin1').split('\r\n')) {
          assert.ok(line.length <= 998 && !/[\r\n]/.test(line), JSON.stringify(line.slice(0, 60)));
        }
        const expected = pieces.join('').toWellFormed().replace(/\r\n?/g, '\n').trimEnd(); // prettier-ignore
        assert.equal(readTextPart(bytes, content.root).text.trimEnd(), expected);
      }),
      { numRuns: 60 },
    );
  });
});
