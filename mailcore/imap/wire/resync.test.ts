import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WireError } from '../../errors.ts';
import { Decoder } from './decoder.ts';
import { decodeResync } from './resync.ts';

const VALID: readonly [text: string, known: string | null, samples: [string, string] | null][] = [
  [' (67890007 20050715194045000)', null, null],
  [' (67890007 20050715194045000 41,43:211)', '41,43:211', null],
  [' (67890007 20050715194045000 1:5 (1,3 2,7))', '1:5', ['1,3', '2,7']],
  [' (67890007 20050715194045000 (1 2))', null, ['1', '2']],
];

for (const [text, known, samples] of VALID) {
  test(`QRESYNC${text}`, () => {
    const decoder = new Decoder(text.replace('20050715194045000', '2005071519404500'));
    const resync = decodeResync(decoder);
    decoder.end();
    assert.deepEqual([resync.uidValidity, resync.since], [67_890_007, 2_005_071_519_404_500]);
    assert.deepEqual(resync.knownUids, known === null ? null : new Decoder(known).sequenceSet());
    const sets = samples?.map((set) => new Decoder(set).sequenceSet());
    assert.deepEqual(resync.samples, sets === undefined ? null : { sequence: sets[0], uids: sets[1] });
  });
}

for (const text of [
  '',
  ' ',
  ' ()',
  ' (1)',
  ' (0 1)',
  ' (1 0)',
  ' (1 1 *)',
  ' (1 1 1:*)',
  ' (1 1 1 2)',
  ' (1 1 (1))',
  ' (1 1 (1 *))',
  ' (1 1 1 (1 1)',
  ' (1 1 )',
]) {
  test(`QRESYNC${JSON.stringify(text)} is refused`, () =>
    assert.throws(() => decodeResync(new Decoder(text)), WireError));
}

test('sequence numbers mean nothing to a client of UIDONLY', () => {
  assert.throws(() => decodeResync(new Decoder(' (1 1 1:5 (1 1))', { isUidOnly: true })), {
    responseCode: 'UIDREQUIRED',
  });
});
