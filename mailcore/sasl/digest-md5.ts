import { randomBytes } from 'node:crypto';
import { MailError, WireError } from '../errors.ts';
import { digestResponse, parseDigestResponse, type DigestResponse } from './digest-message.ts';
import { sameHex } from './legacy-digest.ts';
import type { Mechanism } from './mechanism.ts';
import type { LoginProtocol } from './sasl.ts';
import { canonicalLogin } from './throttle-keys.ts';

/** The service names of digest-uri. RFC 2831 §2.1.2 serv-type. */
const SERVICES: Partial<Record<LoginProtocol, string>> = {
  imap: 'imap',
  pop3: 'pop',
  smtp: 'smtp',
  managesieve: 'sieve',
};

/**
 * Challenge and response with MD5, authentication only: no layer of integrity or encryption, no subsequent authentication. Needs the
 * password itself, so it works with legacy app passwords only. RFC 2831; RFC 6331 says why it is legacy.
 */
export const digestMd5: Mechanism = makeDigestMd5(() => randomBytes(18).toString('base64'));

/** The mechanism with its nonces drawn from `drawNonce`. */
export function makeDigestMd5(drawNonce: () => string): Mechanism {
  return {
    name: 'DIGEST-MD5',
    needs: 'legacy',
    begin(service, context) {
      const nonce = drawNonce();
      let isAsked = false;
      return {
        async next(response) {
          if (!isAsked) {
            if (response !== null && response.length > 0)
              throw new WireError('DIGEST-MD5 has no initial response');
            isAsked = true;
            const offer = `realm="${service.hostname}",nonce="${nonce}",qop="auth",charset=utf-8,algorithm=md5-sess`;
            return { done: false, challenge: Buffer.from(offer) };
          }
          const said = parseDigestResponse(response ?? Buffer.alloc(0));
          checkBelongs(said, nonce, service.hostname, SERVICES[context.protocol]);
          let proof = '';
          const account = await service.verifyLegacy(said.username, context, (password) => {
            if (!sameHex(digestResponse(said, password, 'client'), said.response)) return false;
            proof = digestResponse(said, password, 'server');
            return true;
          });
          return { done: true, account, finalData: Buffer.from(`rspauth=${proof}`) };
        },
      };
    },
  };
}

/** The answer must be to this challenge, for this service, first use of its nonce, and for nobody else. RFC 2831 §2.1.2. */
function checkBelongs(said: DigestResponse, nonce: string, realm: string, service: string | undefined): void {
  const { authorizationId, username } = said;
  const sameName = authorizationId === null || canonicalLogin(authorizationId) === canonicalLogin(username);
  const isOurs =
    said.nonce === nonce &&
    said.nonceCount === '00000001' &&
    (said.realm === realm || said.realm === '') &&
    service !== undefined &&
    said.digestUri.toLowerCase().startsWith(`${service}/`);
  if (!isOurs || !sameName) throw new MailError('authFailed', 'Authentication failed.');
}
