import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mentionsAttachment } from './forgotten-attachment.ts';

for (const [text, expected] of [
  ['I have attached the report.', true],
  ['See attachment', true],
  ['enclosed please find', true],
  ['資料を添付いたします。', true],
  ['請求書を同封しました', true],
  ['ファイルをお送りします', true],
  ['I am very attracted to this', false],
  ['unattached', false],
  ['Thanks\n\n> the attached file\n＞ 添付しました', false],
  ['Thanks\n-- \nNo attachments please', false],
  ['', false],
] as const) {
  test(`${JSON.stringify(text)} ${expected ? 'speaks' : 'does not speak'} of a file`, () =>
    assert.equal(mentionsAttachment(text), expected));
}
