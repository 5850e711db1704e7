import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { WireError } from '../errors.ts';
import { parsePlain } from './plain.ts';
import { parseClientFinal, parseClientFirst } from './scram-message.ts';

test('reads a first message', () => {
  assert.deepEqual(parseClientFirst(Buffer.from('n,a=boss@x.org,n=a=2Cb=3Dc@x.org,r=abc,x=later')), {
    gs2Header: 'n,a=boss@x.org,',
    bindingFlag: 'n',
    bindingType: null,
    authorizationId: 'boss@x.org',
    bare: 'n=a=2Cb=3Dc@x.org,r=abc,x=later',
    login: 'a,b=c@x.org',
    nonce: 'abc',
  });
  assert.equal(parseClientFirst(Buffer.from('y,,n=友@例え.jp,r=abc')).login, '友@例え.jp');
  const bound = parseClientFirst(Buffer.from('p=tls-exporter,,n=user,r=abc'));
  assert.deepEqual(
    [bound.gs2Header, bound.bindingFlag, bound.bindingType],
    ['p=tls-exporter,,', 'p', 'tls-exporter'],
  );
});

test('reads a final message', () => {
  const final = parseClientFinal(Buffer.from('c=biws,r=abc,x=1,p=AAECAw=='));
  assert.deepEqual(final, {
    channelBinding: 'biws',
    nonce: 'abc',
    withoutProof: 'c=biws,r=abc,x=1',
    proof: Buffer.from([0, 1, 2, 3]),
  });
});

const badFirst = [
  '',
  'n',
  'n,,',
  'n,,n=,r=a',
  'n,,n=user',
  'n,,n=user,r=',
  'n,,n=user,r=a b',
  'n,,m=1,n=user,r=abc',
  'n,,n=us=er,r=abc',
  'n,,n=user=2c,r=abc',
  'n,,n=us\0er,r=abc',
  'p=,,n=user,r=abc',
  'p=tls exporter,,n=user,r=abc',
  'x,,n=user,r=abc',
  `n,,n=user,r=${'a'.repeat(5_000)}`,
];
const badFinal = [
  '',
  'c=biws',
  'c=biws,r=abc',
  'c=,r=abc,p=AAAA',
  'r=abc,c=biws,p=AAAA',
  'c=biws,r=abc,p=?',
  'c=biws,r=abc,p=AA,x=1',
];

test('refuses malformed messages', () => {
  for (const text of badFirst) assert.throws(() => parseClientFirst(Buffer.from(text)), WireError, text);
  for (const text of badFinal) assert.throws(() => parseClientFinal(Buffer.from(text)), WireError, text);
  assert.throws(() => parseClientFirst(Buffer.from('n,,n=\xff,r=a', 'latin1')), WireError);
});

const plainRows: [string, string][] = [
  ['\0tim\0tanstaaftanstaaf', 'tim'],
  ['Ursel\0Kurt\0xipj3plmq', 'Kurt'],
];

test('reads PLAIN messages', () => {
  for (const [text, login] of plainRows) assert.equal(parsePlain(Buffer.from(text)).login, login);
  for (const text of ['', '\0', '\0\0', '\0tim\0', '\0\0pass', 'tim\0pass', '\0tim\0pa\0ss']) {
    assert.throws(() => parsePlain(Buffer.from(text)), WireError, JSON.stringify(text));
  }
});

test('any bytes give a message or a WireError, soon', () => {
  const edges = fc.constantFrom(
    'n,,n=user,r=abc',
    'c=biws,r=abc,p=AAAA',
    '\0tim\0pass',
    'n,a=x,n=u,r=',
    ',',
    '=',
    '\0',
  );
  const bytes = fc.array(
    fc.oneof(edges.map(Buffer.from), fc.uint8Array({ maxLength: 12 }).map(Buffer.from)),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(bytes, (chunks) => {
      for (const parse of [parseClientFirst, parseClientFinal, parsePlain]) {
        try {
          parse(Buffer.concat(chunks));
        } catch (error) {
          if (!(error instanceof WireError)) throw error;
        }
      }
    }),
    { numRuns: 2_000 },
  );
});
