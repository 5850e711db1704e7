import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordStrength, type PasswordStrength } from './password-strength.ts';

const ADDRESS = 'tomo.yamada@sample.test';
const PASSWORDS: [password: string, expected: PasswordStrength][] = [
  ['', 'tooShort'],
  ['abc123!', 'tooShort'],
  ['aaaabbbbcccc', 'tooSimple'],
  ['Tomo.Yamada', 'isAddress'],
  ['TOMO.YAMADA@sample.test', 'isAddress'],
  ['ｔｏｍｏ．ｙａｍａｄａ', 'isAddress'],
  ['password', 'fair'],
  ['abcabc123123', 'fair'],
  ['correct horse battery', 'strong'],
  ['kX4!wq9Lm2', 'strong'],
  ['手紙を書くのが好き', 'strong'],
];

for (const [password, expected] of PASSWORDS) {
  test(`"${password}" is ${expected}`, () => {
    assert.equal(passwordStrength(password, ADDRESS), expected);
  });
}
