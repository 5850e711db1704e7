import { generateKeyPairSync, sign } from 'node:crypto';
import { bits, integer, objectId, octets, sequence, set, tagged, taggedText, time, utf8 } from './der.ts';

const DAY_MS = 86_400_000;
const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));

/** A fresh self-signed certificate for localhost and 127.0.0.1, valid for a day, as PEM. RFC 5280 §4.1. */
export function createTestCertificate(): { cert: string; key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(objectId('2.5.4.3'), utf8('localhost'))));
  const now = Date.now();
  const names = sequence(taggedText(2, Buffer.from('localhost')), taggedText(7, Buffer.from([127, 0, 0, 1])));
  const toBeSigned = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(Buffer.from([1])),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(new Date(now - DAY_MS)), time(new Date(now + DAY_MS))),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    tagged(3, sequence(sequence(objectId('2.5.29.17'), octets(names)))),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const base64 = sequence(toBeSigned, ECDSA_WITH_SHA256, bits(signature)).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
  };
}
