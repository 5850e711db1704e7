import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAIL_ERROR_CODES, MailError } from '../errors.ts';
import type { MailErrorCode } from '../errors.ts';
import { formatReply, ok, replyTo } from './errors.ts';

const REPLIES: readonly [code: MailErrorCode, wire: string][] = [
  ['overQuota', 't NO [OVERQUOTA] why\r\n'],
  ['mailboxNotFound', 't NO [NONEXISTENT] why\r\n'],
  ['alreadyExists', 't NO [ALREADYEXISTS] why\r\n'],
  ['authFailed', 't NO [AUTHENTICATIONFAILED] why\r\n'],
  ['unavailable', 't NO [UNAVAILABLE] why\r\n'],
  ['forbidden', 't NO [CANNOT] why\r\n'],
  ['inUse', 't NO [INUSE] why\r\n'],
  ['limitReached', 't NO [LIMIT] why\r\n'],
];
for (const [code, wire] of REPLIES) {
  test(`${code} is answered`, () =>
    assert.equal(formatReply('t', replyTo(new MailError(code, 'why'))), wire));
}

test('every failure has a code that clients know', () => {
  for (const code of MAIL_ERROR_CODES)
    assert.match(replyTo(new MailError(code, 'why')).code ?? '', /^[A-Z]+$/);
});

test('no text can end a reply early', () => {
  assert.equal(formatReply('t', ok('a\r\n* BYE b\0é')), 't OK a * BYE b\r\n');
});
