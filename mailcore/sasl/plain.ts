import { MailError, WireError } from '../errors.ts';
import { decodeMessage, type Mechanism } from './mechanism.ts';
import { canonicalLogin } from './throttle-keys.ts';

/** `[authzid] NUL authcid NUL passwd` in one message. RFC 4616 §2. */
export const plain: Mechanism = {
  name: 'PLAIN',
  needs: 'privacy',
  begin: (service, context) => ({
    async next(response) {
      if (response === null) return { done: false, challenge: Buffer.alloc(0) };
      const { authorizationId, login, password } = parsePlain(response);
      // Acting as someone else is not offered: the two names must be one. RFC 4616 §2.
      if (authorizationId !== '' && canonicalLogin(authorizationId) !== canonicalLogin(login)) {
        throw new MailError('authFailed', 'Authentication failed.');
      }
      const account = await service.verifyPassword(login, password, context);
      return { done: true, account, finalData: null };
    },
  }),
};

/** Splits a PLAIN message. Throws WireError unless it has exactly three parts with a name and a password. */
export function parsePlain(response: Buffer): { authorizationId: string; login: string; password: string } {
  const parts = decodeMessage(response).split('\0');
  const [authorizationId, login, password] = parts;
  if (parts.length !== 3 || authorizationId === undefined || !login || !password) {
    throw new WireError('Malformed PLAIN message');
  }
  return { authorizationId, login, password };
}
