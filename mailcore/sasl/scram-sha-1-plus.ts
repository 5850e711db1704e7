import { makeScram } from './scram-exchange.ts';

/** RFC 5802, bound to the TLS session. */
export const scramSha1Plus = makeScram({ hash: 'sha1', isPlus: true });
