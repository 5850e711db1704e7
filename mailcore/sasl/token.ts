import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;
/** So that tokens are recognised where they should not be: in sources, logs and mail. */
const PREFIX = 'tgm_';

/** Draws a bearer token, shown once to its owner, with the hash that is stored of it. RFC 6750 §2.1 b64token. */
export function makeToken(): { token: string; sha256: string } {
  const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, sha256: hashToken(token) };
}

/** Hex. Random enough to need no salt and no slow hash. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
