import { makeBearer } from './bearer-exchange.ts';
import { parseOauthBearer } from './bearer-message.ts';

/** A bearer token in place of a password. RFC 7628. */
export const oauthBearer = makeBearer({
  name: 'OAUTHBEARER',
  parse: parseOauthBearer,
  // RFC 7628 §3.2.2
  refusal: ({ protocol }) => ({ status: 'invalid_token', scope: protocol }),
});
