import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatAddress, isValidAddress, parseChips } from './address-input.ts';

const shown = (input: string) =>
  parseChips(input).map(({ name, email, isValid }) => `${name ?? ''}<${email}>${isValid ? '' : ' invalid'}`);

for (const [input, expected] of [
  ['a@b.org', ['<a@b.org>']],
  [' a@b.org , c@d.org;e@f.org\ng@h.org', ['<a@b.org>', '<c@d.org>', '<e@f.org>', '<g@h.org>']],
  ['a@b.org c@d.org', ['<a@b.org>', '<c@d.org>']],
  ['Aoi Sato <a@b.org>, 佐藤葵 <c@d.org>', ['Aoi Sato<a@b.org>', '佐藤葵<c@d.org>']],
  ['"Sato, Aoi" <a@b.org>', ['Sato, Aoi<a@b.org>']],
  ['"She said \\"hi\\"" <a@b.org>', ['She said "hi"<a@b.org>']],
  ['a@b.org (Aoi, Tokyo)', ['Aoi, Tokyo<a@b.org>']],
  ['<a@b.org>', ['<a@b.org>']],
  ['mailto:a@b.org', ['<a@b.org>']],
  ['ａｏｉ＠ｂ．ｏｒｇ', ['<aoi@b.org>']],
  ['佐藤、鈴木', ['<佐藤> invalid', '<鈴木> invalid']],
  ['a..b.@docomo.ne.jp', ['<a..b.@docomo.ne.jp>']],
  ['"a..b"@docomo.ne.jp', ['<"a..b"@docomo.ne.jp>']],
  ['admin@localhost', ['<admin@localhost>']],
  ['用户@例え.jp', ['<用户@例え.jp>']],
  ['nobody', ['<nobody> invalid']],
  ['Aoi <nobody>', ['Aoi<nobody> invalid']],
  ['a@b.org, , ;', ['<a@b.org>']],
  ['', []],
] as const) {
  test(`reads ${JSON.stringify(input)}`, () => assert.deepEqual(shown(input), expected));
}

for (const address of [
  '@b.org',
  'a@',
  'a b@c.org',
  'a@b_c.org',
  'a@-b.org',
  'a@b..org',
  'a@b.org\r\nBcc: x@y.org',
  `${'a'.repeat(65)}@b.org`,
  'a,b@c.org',
]) {
  test(`${JSON.stringify(address)} is no address`, () => assert.equal(isValidAddress(address), false));
}

for (const name of ['佐藤；葵', '佐藤、葵', '佐藤，葵', 'Sato; Aoi', 'Sato, Aoi'])
  test(`the name ${name} stays one name`, () => {
    const address = { name, email: 'a@b.org' };
    assert.deepEqual(parseChips(formatAddress(address)), [{ ...address, isValid: true }]);
  });

test('what is formatted reads back the same', () => {
  const names = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((name) => name.replace(/[\p{Cc}\s]+/gu, ' ').trim())
    .filter((name) => name !== '');
  fc.assert(
    fc.property(names, (name) => {
      const address = { name, email: 'a@b.org' };
      assert.deepEqual(parseChips(formatAddress(address)), [{ ...address, isValid: true }]);
    }),
  );
});
