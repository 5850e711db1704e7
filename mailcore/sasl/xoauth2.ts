import { makeBearer } from './bearer-exchange.ts';
import { parseXoauth2 } from './bearer-message.ts';

/** What OAUTHBEARER was before it was standardised; Outlook, Thunderbird and many libraries know only this one. */
export const xoauth2 = makeBearer({
  name: 'XOAUTH2',
  parse: parseXoauth2,
  refusal: ({ protocol }) => ({ status: '401', schemes: 'bearer', scope: protocol }),
});
