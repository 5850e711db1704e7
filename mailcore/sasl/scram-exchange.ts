import { randomBytes } from 'node:crypto';
import { MailError, WireError } from '../errors.ts';
import type { Credential, ScramVerifier } from '../model/account.ts';
import type { Mechanism, ScramStart } from './mechanism.ts';
import { isScramProof, scramServerSignature, verifierOf, type ScramHash } from './scram.ts';
import { bindingData } from './scram-binding.ts';
import { parseClientFinal, parseClientFirst, type ClientFinal, type ClientFirst } from './scram-message.ts';
import { canonicalLogin } from './throttle-keys.ts';

export interface ScramOptions {
  readonly hash: ScramHash;
  /** With channel binding: the proof is good for this TLS session only. RFC 5802 §6. */
  readonly isPlus: boolean;
  /** Nonces: printable ASCII without commas. */
  readonly drawNonce?: () => string;
}

/** What was said so far, once the server's first message is out. */
interface Opened {
  readonly first: ClientFirst;
  /** Base64 of the GS2 header and the binding data. RFC 5802 §7 channel-binding. */
  readonly binding: string;
  readonly nonce: string;
  readonly serverFirst: string;
  readonly start: ScramStart;
}

/** A mechanism of the SCRAM family: the password never crosses the wire, and the server proves itself too. RFC 5802 §3, RFC 7677. */
export function makeScram({ hash, isPlus, drawNonce = randomNonce }: ScramOptions): Mechanism {
  return {
    name: `SCRAM-SHA-${hash === 'sha1' ? '1' : '256'}${isPlus ? '-PLUS' : ''}`,
    needs: isPlus ? 'channelBinding' : 'privacy',
    begin(service, context) {
      let opened: Opened | null = null;
      return {
        async next(response) {
          if (opened) {
            const { account, finalData } = await finish(opened, response);
            return { done: true, account, finalData };
          }
          if (response === null) return { done: false, challenge: Buffer.alloc(0) };
          opened = await open(parseClientFirst(response));
          return { done: false, challenge: Buffer.from(opened.serverFirst) };
        },
      };

      async function open(first: ClientFirst): Promise<Opened> {
        const bound = Buffer.concat([
          Buffer.from(first.gs2Header),
          bindingData(first, isPlus, context.channel),
        ]);
        const start = await service.scramStart(hash, first.login, context);
        const nonce = first.nonce + drawNonce();
        const serverFirst = `r=${nonce},s=${start.salt},i=${start.iterations}`;
        return { first, binding: bound.toString('base64'), nonce, serverFirst, start };
      }

      async function finish(opening: Opened, response: Buffer | null) {
        if (response === null) throw new WireError('A SCRAM response is missing');
        const { first, serverFirst, start } = opening;
        const final = parseClientFinal(response);
        checkFinal(final, opening);
        const authMessage = `${first.bare},${serverFirst},${final.withoutProof}`;
        const { account, credential } = await service.verifyProof(first.login, context, (credentials) =>
          findProven(hash, credentials, start, authMessage, final.proof),
        );
        const verifier = verifierOf(hash, credential.verifiers);
        const signature = verifier ? scramServerSignature(hash, verifier, authMessage) : '';
        return { account, finalData: Buffer.from(`v=${signature}`) };
      }
    },
  };
}

function randomNonce(): string {
  return randomBytes(18).toString('base64');
}

/** The final message must belong to this exchange and this TLS session, word for word. RFC 5802 §5.1. */
function checkFinal(final: ClientFinal, { first, binding, nonce }: Opened): void {
  const { authorizationId, login } = first;
  const sameName = authorizationId === '' || canonicalLogin(authorizationId) === canonicalLogin(login);
  if (final.channelBinding !== binding || !sameName || final.nonce !== nonce)
    throw new MailError('authFailed', 'Authentication failed.');
}

/** The password or one of the app passwords: whichever was derived with the salt that the client was told. */
function findProven(
  hash: ScramHash,
  credentials: readonly Credential[],
  start: ScramStart,
  authMessage: string,
  proof: Buffer,
): Credential | null {
  const isProven = (verifier: ScramVerifier | undefined): boolean =>
    verifier?.salt === start.salt &&
    verifier.iterations === start.iterations &&
    isScramProof(hash, verifier, authMessage, proof);
  return credentials.find(({ verifiers }) => isProven(verifierOf(hash, verifiers))) ?? null;
}
