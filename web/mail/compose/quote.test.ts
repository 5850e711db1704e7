import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forwardSubject, quote, replaceSignature, replySubject, signatureBlock } from './quote.ts';

for (const [text, expected] of [
  ['one\ntwo', '> one\n> two'],
  ['a\r\n\r\nb\n\n', '> a\n>\n> b'],
  ['> older\n>> oldest\nnew', '>> older\n>>> oldest\n> new'],
  ['お世話になっております。', '> お世話になっております。'],
  ['', '>'],
] as const) {
  test(`quotes ${JSON.stringify(text)}`, () => assert.equal(quote(text), expected));
}

for (const [subject, expected] of [
  ['Lunch', 'Re: Lunch'],
  ['Re: Lunch', 'Re: Lunch'],
  ['RE: re: Re[4]: Lunch', 'Re: Lunch'],
  ['Ｒｅ：Lunch', 'Re: Lunch'],
  ['返信：会議', 'Re: 会議'],
  ['Re：会議', 'Re: 会議'],
  ['Fwd: Lunch', 'Re: Fwd: Lunch'],
  ['Regarding: Lunch', 'Re: Regarding: Lunch'],
  [null, 'Re:'],
] as const) {
  test(`the answer to ${subject}`, () => assert.equal(replySubject(subject), expected));
}

for (const [subject, expected] of [
  ['Lunch', 'Fwd: Lunch'],
  ['FW: Fwd: Lunch', 'Fwd: Lunch'],
  ['転送: 会議', 'Fwd: 会議'],
  ['Re: Lunch', 'Fwd: Re: Lunch'],
] as const) {
  test(`passing on ${subject}`, () => assert.equal(forwardSubject(subject), expected));
}

test('another identity brings its own signature', () => {
  const text = `Hello${signatureBlock('Aoi')}\n\n> quoted`;
  assert.equal(replaceSignature(text, 'Aoi', 'A. Sato\nTokyo'), 'Hello\n\n-- \nA. Sato\nTokyo\n\n> quoted');
  assert.equal(replaceSignature(text, 'Aoi', ''), 'Hello\n\n> quoted');
  assert.equal(replaceSignature('Hello', '', 'Aoi $& $1'), 'Hello\n\n-- \nAoi $& $1');
  assert.equal(replaceSignature('Hello\n\n-- \nmy own words', 'Aoi', 'B'), 'Hello\n\n-- \nmy own words');
});
