import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseFragment } from 'parse5';
import type { DefaultTreeAdapterMap } from 'parse5';
import { linkify, plainTextToHtml } from './plain-text.ts';

const open = (url: string) => `<a href="${url}" target="_blank" rel="noopener noreferrer nofollow">`;

describe('linkify', () => {
  const rows: [string, string][] = [
    ['see https://a.example/x.', `see ${open('https://a.example/x')}https://a.example/x</a>.`],
    ['(https://a.example/x)', `(${open('https://a.example/x')}https://a.example/x</a>)`],
    [
      'https://a.example/wiki/X_(y)',
      `${open('https://a.example/wiki/X_(y)')}https://a.example/wiki/X_(y)</a>`,
    ],
    ['「https://a.example/x」と', `「${open('https://a.example/x')}https://a.example/x</a>」と`],
    ['https://a.example/x。', `${open('https://a.example/x')}https://a.example/x</a>。`],
    ['（https://a.example/）', `（${open('https://a.example/')}https://a.example/</a>）`],
    ['www.a.example, ok', `${open('https://www.a.example/')}www.a.example</a>, ok`],
    ['to a.b@c.example now', `to ${open('mailto:a.b@c.example')}a.b@c.example</a> now`],
    ['[1]: javascript:alert(1)', '[1]: javascript:alert(1)'],
    ['https://a.example/"onclick=x', `${open('https://a.example/')}https://a.example/</a>&quot;onclick=x`],
    [
      '<https://a.example/?a=1&b=2>',
      `&lt;${open('https://a.example/?a=1&amp;b=2')}https://a.example/?a=1&amp;b=2</a>&gt;`,
    ],
    [
      'https://bank.example@evil.example/',
      `${open('https://evil.example/')}https://bank.example@evil.example/</a>`,
    ],
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['http://', 'http://'],
  ];
  for (const [text, expected] of rows) it(text, () => assert.equal(linkify(text), expected));
});

describe('plainTextToHtml', () => {
  const rows: [string, string][] = [
    ['a\nb', 'a<br>\nb'],
    ['> a\n> > b\nc', '<blockquote>a<blockquote>b</blockquote></blockquote>c'],
    ['＞ a\n＞ b', '<blockquote>a<br>\nb</blockquote>'],
    ['>> a\r\n> b', '<blockquote><blockquote>a</blockquote>b</blockquote>'],
  ];
  for (const [text, expected] of rows)
    it(JSON.stringify(text), () => assert.equal(plainTextToHtml(text), expected));

  it('makes nothing but links, line breaks and quotes of any text', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('<', '>', '"', "'", '&', 'https://', 'www.a.example', '\n', '> ', 'a@b.example', ')', 'javascript:')); // prettier-ignore
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const nodes: DefaultTreeAdapterMap['node'][] = [parseFragment(plainTextToHtml(pieces.join('')))];
        for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
          if ('childNodes' in node) nodes.push(...node.childNodes);
          if (!('attrs' in node)) continue;
          assert.match(node.tagName, /^(?:a|br|blockquote)$/);
          for (const { name } of node.attrs) assert.match(name, /^(?:href|target|rel)$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('stays bounded with endless quotes, brackets and lines', () => {
    for (const text of [
      '>'.repeat(1_000_000),
      `https://a.example/${')'.repeat(1_000_000)}`,
      '> \n\n'.repeat(100_000),
      'a@'.repeat(500_000),
      'x'.repeat(5_000_000),
    ]) {
      // prettier-ignore
      assert.equal(typeof plainTextToHtml(text), 'string');
    }
  });
});
