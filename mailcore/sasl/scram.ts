import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { CredentialVerifiers, ScramVerifier } from '../model/account.ts';

/** Hash functions of the SCRAM family that verifiers are kept for. RFC 5802, RFC 7677. */
export type ScramHash = 'sha1' | 'sha256';

const HASH_BYTES = { sha1: 20, sha256: 32 } as const;
const derive = promisify(pbkdf2);

/** The verifier for one hash function, where there is one. */
export function verifierOf(hash: ScramHash, verifiers: CredentialVerifiers): ScramVerifier | undefined {
  return hash === 'sha1' ? verifiers.scramSha1 : verifiers.scramSha256;
}

/** Derives what a server keeps of a prepared password: it proves the password without giving it. RFC 5802 §3. */
export async function makeScramVerifier(
  hash: ScramHash,
  password: string,
  salt: Buffer,
  iterations: number,
): Promise<ScramVerifier> {
  const saltedPassword = await derive(password, salt, iterations, HASH_BYTES[hash], hash);
  const clientKey = hmac(hash, saltedPassword, 'Client Key');
  return {
    salt: salt.toString('base64'),
    iterations,
    storedKey: digest(hash, clientKey).toString('base64'),
    serverKey: hmac(hash, saltedPassword, 'Server Key').toString('base64'),
  };
}

/** True when the client's proof over `authMessage` was made with the verifier's password; in constant time. RFC 5802 §3. */
export function isScramProof(
  hash: ScramHash,
  verifier: ScramVerifier,
  authMessage: string,
  proof: Buffer,
): boolean {
  const storedKey = Buffer.from(verifier.storedKey, 'base64');
  const clientSignature = hmac(hash, storedKey, authMessage);
  if (proof.length !== clientSignature.length) return false;
  const clientKey = Buffer.alloc(proof.length);
  for (let i = 0; i < proof.length; i += 1) clientKey[i] = proof[i]! ^ clientSignature[i]!;
  return timingSafeEqual(digest(hash, clientKey), storedKey);
}

/** The server's own proof that it knows the verifier, base64. RFC 5802 §3. */
export function scramServerSignature(hash: ScramHash, verifier: ScramVerifier, authMessage: string): string {
  return hmac(hash, Buffer.from(verifier.serverKey, 'base64'), authMessage).toString('base64');
}

function hmac(hash: ScramHash, key: Buffer, text: string): Buffer {
  return createHmac(hash, key).update(text).digest();
}

function digest(hash: ScramHash, bytes: Buffer): Buffer {
  return createHash(hash).update(bytes).digest();
}
