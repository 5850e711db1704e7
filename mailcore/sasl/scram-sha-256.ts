import { makeScram } from './scram-exchange.ts';

/** RFC 7677, without channel binding. */
export const scramSha256 = makeScram({ hash: 'sha256', isPlus: false });
