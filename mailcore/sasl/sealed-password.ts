import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { AccountId } from '../model/ids.ts';

/**
 * Keeps the app passwords that challenge-response needs in the clear: AES-256-GCM under a key of the installation's secret, so that
 * a copy of the database alone gives none of them away.
 */
export interface PasswordSealer {
  seal(accountId: AccountId, password: string): string;
  /** Null when it was sealed for another account or under another secret. */
  open(accountId: AccountId, sealed: string): string | null;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createPasswordSealer(secret: Buffer): PasswordSealer {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'legacy app passwords', KEY_BYTES));
  return {
    seal(accountId, password) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(owner(accountId));
      const sealed = Buffer.concat([cipher.update(password, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open(accountId, sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(owner(accountId))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        return (
          decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
        );
      } catch {
        return null;
      }
    },
  };
}

/** Bound to the account: a row copied to another account opens nothing. */
function owner(accountId: AccountId): Buffer {
  return Buffer.from(`account ${accountId}`);
}
