import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { TransferDecoder } from './transfer-decoder.ts';
import { decodeTransfer } from './transfer-encoding.ts';

function decode(text: string, encoding: string): string {
  return decodeTransfer(Buffer.from(text, 'latin1'), encoding).toString('latin1');
}

function decodeInChunks(bytes: Uint8Array, encoding: string, chunkBytes: number): Buffer {
  const decoder = new TransferDecoder(encoding);
  const chunks: Buffer[] = [];
  for (let pos = 0; pos < bytes.length; pos += chunkBytes)
    chunks.push(decoder.write(bytes.subarray(pos, pos + chunkBytes)));
  return Buffer.concat([...chunks, decoder.end()]);
}

describe('decodeTransfer', () => {
  const rows: [string, string, string][] = [
    ['base64', 'YWJj', 'abc'],
    ['base64', 'YW\r\nJj\r\n', 'abc'],
    ['base64', 'YWI', 'ab'],
    ['base64', 'YW==YW==', 'aa'],
    ['base64', 'Y*W-J!j', 'abc'],
    ['base64', '', ''],
    ['quoted-printable', 'a=3Db', 'a=b'],
    ['quoted-printable', 'a=3d=\r\nb', 'a=b'],
    ['quoted-printable', 'a= \t\r\nb', 'ab'],
    ['quoted-printable', 'a  \r\nb', 'a\r\nb'],
    ['quoted-printable', 'a=\nb', 'ab'],
    ['quoted-printable', 'a=ZZ=', 'a=ZZ'],
    ['quoted-printable', 'a b ', 'a b '],
    ['x-uuencode', 'begin 644 x\r\n#86)C\r\n`\r\nend\r\n', 'abc'],
    ['uuencode', 'text\nbegin 644 x\n#86)C\nend\n#86)C\n', 'abc'],
    ['uuencode', 'nothing', ''],
    ['7bit', 'a=3D', 'a=3D'],
    ['unknown', '\xff', '\xff'],
  ];
  for (const [encoding, text, expected] of rows) {
    it(`${encoding} ${JSON.stringify(text)}`, () => assert.equal(decode(text, encoding), expected));
  }

  it('gives base64 back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const lines = Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n');
        assert.deepEqual(decodeTransfer(Buffer.from(lines), 'base64'), Buffer.from(bytes));
      }),
    );
  });
});

describe('TransferDecoder', () => {
  const uuencoded = Buffer.from(`x\nbegin 644 a\n${'#86)C\n'.repeat(40)}\`\nend\n`);
  const samples: [string, Uint8Array][] = [
    ['quoted-printable', Buffer.from('a=3Db =\r\nc  \r\n=E3=81=82=\r\nend '.repeat(20))],
    ['base64', Buffer.from(Buffer.alloc(500, 'xyz').toString('base64').replace(/.{76}/g, '$&\r\n'))],
    ['uuencode', uuencoded],
    ['8bit', Buffer.from('a=3D\r\n')],
  ];
  for (const [encoding, bytes] of samples) {
    it(`decodes ${encoding} the same in any chunks`, () => {
      const whole = decodeTransfer(bytes, encoding);
      for (const chunkBytes of [1, 2, 3, 7, 64, 100_000]) {
        assert.deepEqual(decodeInChunks(bytes, encoding, chunkBytes), whole, `chunks of ${chunkBytes}`);
      }
    });
  }

  it('decodes an endless line in bounded memory', () => {
    const line = Buffer.from(`${'ab=3D '.repeat(200_000)}x`);
    const decoded = decodeInChunks(line, 'quoted-printable', 16 * 1024);
    assert.equal(decoded.toString(), `${'ab= '.repeat(200_000)}x`);
  });

  it('never throws on any bytes', () => {
    const encoding = fc.constantFrom('base64', 'quoted-printable', 'uuencode');
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 500 }),
        encoding,
        fc.integer({ min: 1, max: 50 }),
        (bytes, name, size) => {
          assert.ok(decodeInChunks(bytes, name, size).length <= bytes.length + 3);
        },
      ),
      { numRuns: 300 },
    );
  });
});
