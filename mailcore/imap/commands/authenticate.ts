import { WireError } from '../../errors.ts';
import type { SaslExchange, SaslStep } from '../../sasl/sasl.ts';
import { MAX_LINE_BYTES } from '../command-reader.ts';
import { defineCommand } from '../command.ts';
import { bad, no, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import type { ImapSession } from '../session-state.ts';
import type { Decoder } from '../wire/decoder.ts';

export const authenticate = defineCommand({
  name: 'AUTHENTICATE',
  states: ['notAuthenticated'],
  rfc: 'RFC 9051 §6.2.2, RFC 4959',
  updates: 'none',
  parse(decoder: Decoder) {
    decoder.sp();
    const mechanism = decoder.keyword();
    const initial = decoder.trySp() ? initialResponse(decoder.rest()) : null;
    return { mechanism, initial };
  },
  async run(session, { mechanism, initial }): Promise<Reply> {
    const exchange = session.deps.authenticator.begin(mechanism, session.loginContext);
    if (exchange === null) return no('Mechanism not supported', 'CANNOT');
    return (await converse(session, exchange, initial)) ?? bad('Authentication cancelled');
  },
});

/** Null when the client cancelled or left. RFC 9051 §6.2.2. */
async function converse(
  session: ImapSession,
  exchange: SaslExchange,
  initial: Buffer | null,
): Promise<Reply | null> {
  let step = await exchange.next(initial);
  while (!step.done) {
    const response = await ask(session, step.challenge);
    if (response === null) return null;
    step = await exchange.next(response);
  }
  // IMAP has no room for the server's last word in its OK: it is a challenge with an empty answer. RFC 5802 §5, RFC 4422 §3.6.
  if (step.finalData !== null && (await ask(session, step.finalData)) === null) return null;
  return welcome(session, step);
}

function welcome(session: ImapSession, step: Extract<SaslStep, { done: true }>): Reply {
  session.signIn(step.account);
  return ok('Signed in', `CAPABILITY ${session.capabilities}`);
}

async function ask(session: ImapSession, challenge: Buffer): Promise<Buffer | null> {
  void session.continuation(challenge.toString('base64'));
  const line = await session.connection.reader.readLine(MAX_LINE_BYTES);
  const text = line?.toString('latin1') ?? '*';
  return text === '*' ? null : decodeBase64(text);
}

/** RFC 4959 §3: "=" is an empty response, nothing at all is none. */
function initialResponse(text: string): Buffer {
  return text === '=' ? Buffer.alloc(0) : decodeBase64(text);
}

function decodeBase64(text: string): Buffer {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text))
    throw new WireError('Invalid base64');
  return Buffer.from(text, 'base64');
}
