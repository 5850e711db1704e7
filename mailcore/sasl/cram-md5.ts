import { createHmac, randomBytes } from 'node:crypto';
import { WireError } from '../errors.ts';
import { sameHex } from './legacy-digest.ts';
import { decodeMessage, type Mechanism } from './mechanism.ts';

/** A challenge, answered with a keyed MD5 of it. Needs the password itself, so it works with legacy app passwords only. RFC 2195. */
export const cramMd5: Mechanism = makeCramMd5((hostname) => {
  return `<${randomBytes(12).toString('hex')}.${Date.now()}@${hostname}>`;
});

/** The mechanism with its challenges drawn by `draw`: in the form of a Message-ID. RFC 2195 §2. */
export function makeCramMd5(draw: (hostname: string) => string): Mechanism {
  return {
    name: 'CRAM-MD5',
    needs: 'legacy',
    begin(service, context) {
      const challenge = draw(service.hostname);
      let isAsked = false;
      return {
        async next(response) {
          if (!isAsked) {
            if (response !== null) throw new WireError('CRAM-MD5 has no initial response');
            isAsked = true;
            return { done: false, challenge: Buffer.from(challenge) };
          }
          const { login, digest } = parseCramMd5(response ?? Buffer.alloc(0));
          const account = await service.verifyLegacy(login, context, (password) =>
            sameHex(cramDigest(challenge, password), digest),
          );
          return { done: true, account, finalData: null };
        },
      };
    },
  };
}

/** Hex. RFC 2195 §2. */
export function cramDigest(challenge: string, password: string): string {
  return createHmac('md5', password).update(challenge).digest('hex');
}

/** The name, a space and the digest. Throws WireError. RFC 2195 §2. */
export function parseCramMd5(response: Buffer): { login: string; digest: string } {
  const [, login, digest] = /^(.+) ([0-9a-fA-F]{32})$/.exec(decodeMessage(response)) ?? [];
  if (login === undefined || digest === undefined) throw new WireError('Malformed CRAM-MD5 message');
  return { login, digest };
}
