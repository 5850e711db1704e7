import { MailError } from '../errors.ts';
import { cramMd5 } from './cram-md5.ts';
import { digestMd5 } from './digest-md5.ts';
import { login } from './login.ts';
import type { Mechanism } from './mechanism.ts';
import { oauthBearer } from './oauthbearer.ts';
import { plain } from './plain.ts';
import type { SaslContext } from './sasl.ts';
import { offersBinding } from './scram-binding.ts';
import { scramSha1 } from './scram-sha-1.ts';
import { scramSha1Plus } from './scram-sha-1-plus.ts';
import { scramSha256 } from './scram-sha-256.ts';
import { scramSha256Plus } from './scram-sha-256-plus.ts';
import { xoauth2 } from './xoauth2.ts';

/** Best first. The legacy ones stand last, so that no client tries them with a password they do not work for. */
const MECHANISMS: readonly Mechanism[] = [
  scramSha256Plus,
  scramSha1Plus,
  scramSha256,
  scramSha1,
  oauthBearer,
  xoauth2,
  plain,
  login,
  digestMd5,
  cramMd5,
];

/** What may be used over this channel. */
export function offeredMechanisms(context: SaslContext, hasLegacy: boolean): string[] {
  return MECHANISMS.filter((mechanism) => isOffered(mechanism, context, hasLegacy)).map(({ name }) => name);
}

/** By name, in any case; null for one that is not offered. Throws `tlsRequired` when TLS is all that is missing. */
export function findMechanism(name: string, context: SaslContext, hasLegacy: boolean): Mechanism | null {
  const upper = name.toUpperCase();
  const mechanism = MECHANISMS.find((known) => known.name === upper);
  if (!mechanism) return null;
  if (isOffered(mechanism, context, hasLegacy)) return mechanism;
  if (mechanism.needs === 'legacy' || context.channel.isPrivate) return null;
  throw new MailError('tlsRequired', 'Start TLS before signing in');
}

function isOffered({ needs }: Mechanism, { channel }: SaslContext, hasLegacy: boolean): boolean {
  if (needs === 'legacy') return hasLegacy;
  return channel.isPrivate && (needs === 'privacy' || offersBinding(channel));
}
