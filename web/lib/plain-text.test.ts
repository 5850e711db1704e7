import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linkSegments, textBlocks } from './plain-text.ts';

const LINKS: [text: string, links: string[]][] = [
  ['see https://example.org/a?b=c.', ['https://example.org/a?b=c']],
  ['(https://example.org/wiki/Tea_(drink))', ['https://example.org/wiki/Tea_(drink)']],
  ['詳しくは「https://例え.jp/会議」を。', ['https://xn--r8jz45g.jp/%E4%BC%9A%E8%AD%B0']],
  ['www.example.org と tomo@sample.com へ', ['https://www.example.org/', 'mailto:tomo@sample.com']],
  ['javascript:alert(1) data:text/html,x vbscript:x', []],
  ['https://', []],
];

for (const [text, links] of LINKS) {
  test(`links in ${text}`, () => {
    const found = linkSegments(text).flatMap((segment) => (segment.kind === 'link' ? [segment.href] : []));
    assert.deepEqual(found, links);
  });
}

test('own words and quotes are told apart, also full-width marks', () => {
  const blocks = textBlocks('はい。\r\n> 明日は?\n>> いつ?\n\nでは\n＞ これも');
  assert.deepEqual(
    blocks.map(({ isQuote, lines }) => [isQuote, lines]),
    [
      [false, 1],
      [true, 3],
      [false, 1],
      [true, 1],
    ],
  );
});

test('no character is lost, and every link is http, https or mailto', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const segments = linkSegments(text);
      assert.equal(segments.map((segment) => segment.text).join(''), text);
      for (const segment of segments)
        if (segment.kind === 'link') assert.match(segment.href, /^(?:https?|mailto):/);
    }),
  );
});
