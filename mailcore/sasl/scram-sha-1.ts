import { makeScram } from './scram-exchange.ts';

/** RFC 5802, without channel binding. */
export const scramSha1 = makeScram({ hash: 'sha1', isPlus: false });
