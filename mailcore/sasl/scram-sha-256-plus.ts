import { makeScram } from './scram-exchange.ts';

/** RFC 7677, bound to the TLS session. */
export const scramSha256Plus = makeScram({ hash: 'sha256', isPlus: true });
