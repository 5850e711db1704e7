import { MailError } from '../errors.ts';
import type { BearerMessage } from './bearer-message.ts';
import type { LoginService, Mechanism } from './mechanism.ts';
import type { LoginContext } from './sasl.ts';

/** Where the two bearer mechanisms differ. */
interface BearerOptions {
  readonly name: string;
  /** Throws WireError. */
  readonly parse: (response: Buffer) => BearerMessage;
  /** What a refused client is told, and answers with anything before it hears that it failed. */
  readonly refusal: (context: LoginContext) => Readonly<Record<string, string>>;
}

/** One message with a bearer token; a token that does not fit is answered with a challenge of JSON first. RFC 7628 §3.2. */
export function makeBearer({ name, parse, refusal }: BearerOptions): Mechanism {
  return {
    name,
    needs: 'privacy',
    begin(service, context) {
      let failure: MailError | null = null;
      return {
        async next(response) {
          // RFC 7628 §3.2.3: whatever the client answers to the error, the exchange fails.
          if (failure) throw failure;
          if (response === null) return { done: false, challenge: Buffer.alloc(0) };
          try {
            const account = await verify(service, parse(response), context);
            return { done: true, account, finalData: null };
          } catch (error) {
            if (!(error instanceof MailError) || error.code !== 'authFailed') throw error;
            failure = error;
            return { done: false, challenge: Buffer.from(JSON.stringify(refusal(context))) };
          }
        },
      };
    },
  };
}

async function verify(service: LoginService, { login, token }: BearerMessage, context: LoginContext) {
  if (token === null) throw new MailError('authFailed', 'Authentication failed.');
  return service.verifyToken(login, token, context);
}
