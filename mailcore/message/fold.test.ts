import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldText } from './fold.ts';

const CASES: readonly (readonly [text: string, folded: string])[] = [
  ['Meeting  AT\r\n 10:00', 'meeting at 10:00'],
  ['ＡＢＣ１２３', 'abc123'],
  ['ｶｲｷﾞ', 'かいぎ'],
  ['カイギ会議', 'かいぎ会議'],
  ['スーパー', 'すーぱー'],
  ['e\u0301', 'é'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['soft\u00adhyphen\u200bs', 'softhyphens'],
  ['来週の会\r\n議について', '来週の会議について'],
  ['来週の会議。\n 以上', '来週の会議。以上'],
  ['会議\nroom', '会議 room'],
  ['ありがとう　ございます', 'ありがとう ございます'],
  ['\ud83d', '\ufffd'],
  ['', ''],
];

test('texts are compared without case, width, kana, wrapping and invisible characters', () => {
  for (const [text, folded] of CASES) assert.equal(foldText(text), folded, text);
});

test('folding twice is folding once', () => {
  for (const [, folded] of CASES) assert.equal(foldText(folded), folded);
});
