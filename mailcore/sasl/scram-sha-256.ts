import { randomBytes } from 'node:crypto';
import { MailError, WireError } from '../errors.ts';
import type { Credential } from '../model/account.ts';
import type { Mechanism, ScramStart } from './mechanism.ts';
import { isScramProof, scramServerSignature } from './scram.ts';
import { parseClientFinal, parseClientFirst, type ClientFinal, type ClientFirst } from './scram-message.ts';
import { canonicalLogin } from './throttle-keys.ts';

/** What was said so far, once the server's first message is out. */
interface Opened {
  readonly first: ClientFirst;
  readonly nonce: string;
  readonly serverFirst: string;
  readonly start: ScramStart;
}

/** The password never crosses the wire, and the server proves itself too. No channel binding. RFC 5802 §3, RFC 7677. */
export const scramSha256 = makeScramSha256(() => randomBytes(18).toString('base64'));

/** The mechanism with its nonces drawn from `drawNonce`: printable ASCII without commas. */
export function makeScramSha256(drawNonce: () => string): Mechanism {
  return {
    name: 'SCRAM-SHA-256',
    begin(service, context) {
      let opened: Opened | null = null;
      return {
        async next(response) {
          if (opened) {
            const { account, finalData } = await finish(opened, response);
            return { done: true, account, finalData };
          }
          if (response === null) return { done: false, challenge: Buffer.alloc(0) };
          const first = parseClientFirst(response);
          opened = open(first, await service.scramStart(first.login, context));
          return { done: false, challenge: Buffer.from(opened.serverFirst) };
        },
      };

      function open(first: ClientFirst, start: ScramStart): Opened {
        const nonce = first.nonce + drawNonce();
        const serverFirst = `r=${nonce},s=${start.salt},i=${start.iterations}`;
        return { first, nonce, serverFirst, start };
      }

      async function finish({ first, nonce, serverFirst, start }: Opened, response: Buffer | null) {
        if (response === null) throw new WireError('A SCRAM response is missing');
        const final = parseClientFinal(response);
        checkBinding(final, first, nonce);
        const authMessage = `${first.bare},${serverFirst},${final.withoutProof}`;
        const { account, credential } = await service.verifyProof(first.login, context, (credentials) =>
          findProven(credentials, start, authMessage, final.proof),
        );
        const verifier = credential.verifiers.scramSha256;
        return {
          account,
          finalData: Buffer.from(`v=${scramServerSignature('sha256', verifier, authMessage)}`),
        };
      }
    },
  };
}

/** The final message must belong to this exchange, word for word. RFC 5802 §5.1. */
function checkBinding(final: ClientFinal, first: ClientFirst, nonce: string): void {
  const sameHeader = final.channelBinding === Buffer.from(first.gs2Header).toString('base64');
  const { authorizationId, login } = first;
  const sameName = authorizationId === '' || canonicalLogin(authorizationId) === canonicalLogin(login);
  if (!sameHeader || !sameName || final.nonce !== nonce)
    throw new MailError('authFailed', 'Authentication failed.');
}

/** The password or one of the app passwords: whichever was derived with the salt that the client was told. */
function findProven(
  credentials: readonly Credential[],
  start: ScramStart,
  authMessage: string,
  proof: Buffer,
): Credential | null {
  const candidates = credentials.filter(({ verifiers: { scramSha256: verifier } }) => {
    return verifier.salt === start.salt && verifier.iterations === start.iterations;
  });
  return (
    candidates.find(({ verifiers }) => isScramProof('sha256', verifiers.scramSha256, authMessage, proof)) ??
    null
  );
}
