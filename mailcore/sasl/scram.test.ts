import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isScramProof, makeScramVerifier, scramServerSignature, type ScramHash } from './scram.ts';

interface Vector {
  readonly hash: ScramHash;
  readonly salt: string;
  readonly clientFirstBare: string;
  readonly serverFirst: string;
  readonly clientFinalWithoutProof: string;
  readonly proof: string;
  readonly signature: string;
}

const vectors: Vector[] = [
  {
    // RFC 5802 §5
    hash: 'sha1',
    salt: 'QSXCR+Q6sek8bf92',
    clientFirstBare: 'n=user,r=fyko+d2lbbFgONRv9qkxdawL',
    serverFirst: 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
    clientFinalWithoutProof: 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j',
    proof: 'v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
    signature: 'rmF9pqV8S7suAoZWja4dJRkFsKQ=',
  },
  {
    // RFC 7677 §3
    hash: 'sha256',
    salt: 'W22ZaJ0SNY7soEsUEjb6gQ==',
    clientFirstBare: 'n=user,r=rOprNGfwEbeRWgbNEkqO',
    serverFirst: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    clientFinalWithoutProof: 'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
    proof: 'dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    signature: '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
  },
];

for (const vector of vectors) {
  test(`the RFC's exchange with ${vector.hash}`, async () => {
    const verifier = await makeScramVerifier(
      vector.hash,
      'pencil',
      Buffer.from(vector.salt, 'base64'),
      4_096,
    );
    const authMessage = `${vector.clientFirstBare},${vector.serverFirst},${vector.clientFinalWithoutProof}`;
    const proof = Buffer.from(vector.proof, 'base64');
    assert.equal(isScramProof(vector.hash, verifier, authMessage, proof), true);
    assert.equal(scramServerSignature(vector.hash, verifier, authMessage), vector.signature);

    proof[0]! ^= 1;
    assert.equal(isScramProof(vector.hash, verifier, authMessage, proof), false);
    assert.equal(isScramProof(vector.hash, verifier, authMessage, proof.subarray(1)), false);
    assert.equal(isScramProof(vector.hash, verifier, authMessage, Buffer.alloc(0)), false);
  });
}
