import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parse } from 'parse5';
import type { DefaultTreeAdapterMap } from 'parse5';
import { HOSTILE_MARKUP, HOSTILE_STYLE } from './hostile-cases.ts';
import { sanitizeHtml } from './sanitize.ts';

const blocking = { images: 'block', cid: (id: string) => (id === 'logo@a' ? '/part/2' : null) } as const;
const loading = { ...blocking, images: 'load' } as const;

const ELEMENTS =
  /^(?:html|head|body|style|img|map|area|wbr|br|hr|details|summary|div|span|p|a|b|i|u|s|q|em|h[1-6]|table|tbody|thead|tfoot|tr|td|th|caption|col|colgroup|[dou]l|li|d[dt]|pre|code|font|center|strong|small|big|su[bp]|ruby|r[bpt]|ins|del|strike|mark|time|tt|var|kbd|samp|cite|abbr|acronym|address|article|aside|bd[io]|blockquote|dfn|dir|figcaption|figure|footer|header|main|nav|section)$/;
const ATTRIBUTES =
  /^(?:href|src|target|rel|style|id|name|class|title|alt|width|height|align|valign|bgcolor|background|border|cell(?:padding|spacing)|(?:col|row)span|type|open|shape|value|usemap|role|aria-\w+|color|dir|lang|size|face|headers|start|coords)$/;

/** Independent of the sanitiser's own tables: what a browser would make of the output. */
function assertHarmless(html: string, mayLoad: boolean): void {
  const nodes: DefaultTreeAdapterMap['node'][] = [parse(`<!DOCTYPE html><body>${html}`)];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (node.nodeName === '#comment') assert.fail(`comment in ${html}`);
    if ('childNodes' in node) nodes.push(...node.childNodes);
    if (!('attrs' in node)) continue;
    assert.match(node.tagName, ELEMENTS, html);
    assert.equal(node.namespaceURI, 'http://www.w3.org/1999/xhtml');
    for (const { name, value } of node.attrs) assertHarmlessAttribute(node.tagName, name, value, mayLoad);
    if (node.tagName === 'style') {
      const css = node.childNodes.map((child) => ('value' in child ? child.value : '')).join('');
      assertHarmlessCss(css, mayLoad);
    }
  }
}

function assertHarmlessAttribute(tag: string, name: string, value: string, mayLoad: boolean): void {
  assert.match(name, ATTRIBUTES, `${tag} ${name}`);
  if (name === 'href') assert.match(value, /^(?:https?:\/\/[^@]*$|https?:\/\/[^/@]+\/|mailto:|tel:|#m-)/);
  if (name === 'target') assert.equal(value, '_blank');
  if (name === 'rel') assert.equal(value, 'noopener noreferrer nofollow');
  if (name === 'src' || name === 'background') {
    assert.match(
      value,
      mayLoad ? /^(?:https?:\/\/|\/part\/2$|data:image\/(?!svg))/ : /^(?:\/part\/2$|data:image\/(?!svg))/,
    );
  }
  if (name === 'id' || name === 'name' || name === 'usemap') assert.match(value, /^#?m-/);
  if (name === 'style') assertHarmlessCss(value, mayLoad);
}

function assertHarmlessCss(css: string, mayLoad: boolean): void {
  assert.doesNotMatch(
    css,
    /[<\0]|@(?!media )|fixed|sticky|absolute|expression|javascript|behavior|binding|var\(|--|:has|\[|content:/i,
  );
  assert.doesNotMatch(
    css,
    /margin[-a-z]*:[^;}]*-\d|z-index|transform|animation|image-set|element\(|attr\(|env\(/i,
  );
  if (!mayLoad) assert.doesNotMatch(css, /url\(|src\(|\/\//i);
}

describe('sanitizeHtml', () => {
  for (const [attack, html] of [...HOSTILE_MARKUP, ...HOSTILE_STYLE]) {
    it(`disarms ${attack}: ${JSON.stringify(html.slice(0, 90))}`, () => {
      for (const options of [blocking, loading]) {
        const clean = sanitizeHtml(html, options).html;
        assertHarmless(clean, options === loading);
        assert.equal(sanitizeHtml(clean, options).html, clean, 'reads back as itself');
      }
    });
  }

  it('has at least 120 hostile cases', () => {
    assert.ok(HOSTILE_MARKUP.length + HOSTILE_STYLE.length >= 120);
  });

  const kept: [string, string][] = [
    ['<p>Hello <b>world</b></p>', '<p>Hello <b>world</b></p>'],
    ['<table border=1><tr><td>x', '<table border="1"><tbody><tr><td>x</td></tr></tbody></table>'],
    [
      '<a href="mailto:a@b.c">m</a>',
      '<a href="mailto:a@b.c" target="_blank" rel="noopener noreferrer nofollow">m</a>',
    ],
    ['<a href="#top">t</a><a name=top></a>', '<a href="#m-top">t</a><a name="m-top"></a>'],
    ['<img src="cid:logo%40a" alt=L>', '<img src="/part/2" alt="L">'],
    ['<img src="data:image/png;base64,AAAA">', '<img src="data:image/png;base64,AAAA">'],
    [
      '<p style="COLOR: Red ; font-family: メイリオ, &quot;MS Gothic&quot;">x</p>',
      `<p style="color:Red;font-family:'メイリオ','MS Gothic'">x</p>`,
    ],
    ['<form><p>shown</p></form>', '<p>shown</p>'],
    ['<body bgcolor="#eee" style="margin:0">x', '<div bgcolor="#eee" style="margin:0">x</div>'],
    ['<pre>\n\n a</pre>', '<pre>\n\n a</pre>'],
    ['<style>td.x > p, #a{color:#fff}</style>', '<style>td.x > p, #m-a{color:#fff}</style>'],
    [
      '<style media=print>p{color:red}</style><style media=screen>p{color:#000}</style>',
      '<style>p{color:#000}</style>',
    ],
    ['&lt;b&gt; &amp; &nbsp;', '&lt;b&gt; &amp; &nbsp;'],
    ['<p style="position:relative">x</p>', '<p style="position:relative">x</p>'],
  ];
  for (const [html, expected] of kept) {
    it(`keeps ${JSON.stringify(html)}`, () => {
      assert.equal(sanitizeHtml(html, blocking).html, expected);
    });
  }

  const remote: [string, boolean][] = [
    ['<img src="http://t.example/p.gif" width=1 height=1>', true],
    ['<img src="//t.example/p.gif">', true],
    ['<table><td background="https://t.example/b.png">', true],
    ['<img srcset="https://t.example/b.png 2x">', true],
    ['<p style="background:url(https://t.example/b.png)">x', true],
    ['<style>p{background:url(https://t.example/b.png)}</style>', true],
    ['<style>@import "https://t.example/b.css";</style>', true],
    ['<p style="background:url(https://t.example/b.png">x', true],
    ['<img src="cid:logo@a"><a href="https://t.example">x</a>', false],
    ['<p>plain</p>', false],
  ];
  for (const [html, expected] of remote) {
    it(`${expected ? 'reports' : 'sees no'} remote content in ${html}`, () => {
      assert.equal(sanitizeHtml(html, blocking).hasRemoteContent, expected);
      assert.equal(sanitizeHtml(html, loading).hasRemoteContent, expected);
    });
  }

  it('loads images when asked to', () => {
    const { html } = sanitizeHtml(
      '<img src="//a.example/x.png"><p style="background:url(http://a.example/y)">',
      loading,
    );
    assert.equal(
      html,
      `<img src="https://a.example/x.png"><p style="background:url('http://a.example/y')"></p>`,
    );
  });

  it('never throws, is harmless and reads back as itself on random markup', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...[...HOSTILE_MARKUP, ...HOSTILE_STYLE].map(([, html]) => html).filter((html) => html.length < 300),
      ),
      fc.constantFrom('<', '>', '"', "'", '</', '<!--', '-->', '<p ', '<td>', '<table>', '<b>', '</b>', '<style>', '</style>', '<svg>', '<a href=', ' style="', '\0', '&', '\\', '/*'), // prettier-ignore
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        for (const options of [blocking, loading]) {
          const clean = sanitizeHtml(pieces.join(''), options).html;
          assertHarmless(clean, options === loading);
          assert.equal(sanitizeHtml(clean, options).html, clean);
        }
      }),
      { numRuns: 300 },
    );
  });

  const bombs: [string, string][] = [
    ['100,000 nested elements', '<div>'.repeat(100_000)],
    ['200,000 attributes', `<a ${Array.from({ length: 200_000 }, (_, i) => `x${i}`).join(' ')}>`],
    ['foster-parented siblings', `<table>${'<b>x</b>'.repeat(50_000)}`],
    ['the adoption agency', `<b><p>${'x<i></i>'.repeat(1000)}${'</b><b>'.repeat(5000)}`],
    ['10 MB in one line', 'x'.repeat(10_000_000)],
    ['1 MB of CSS', `<style>${'a{color:red}'.repeat(90_000)}</style>`],
    ['a URL of blanks', `<a href="x${' '.repeat(1_000_000)}x"><img src="x${' '.repeat(500_000)}x">`],
    ['unclosed comments', '<!--'.repeat(100_000)],
    ['unclosed CSS functions', `<p style="color:${'rgb('.repeat(100_000)}">x`],
  ];
  for (const [name, html] of bombs) {
    it(`stays bounded with ${name}`, () => assertHarmless(sanitizeHtml(html, blocking).html, false));
  }
});
