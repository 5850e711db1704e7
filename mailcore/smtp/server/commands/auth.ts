import { MailError, WireError } from '../../../errors.ts';
import { PeerGone } from '../../../net/connection.ts';
import type { SaslExchange, SaslStep } from '../../../sasl/sasl.ts';
import { MAX_AUTH_LINE_BYTES } from '../../extensions.ts';
import { parseAuth, parseAuthResponse } from '../../wire/auth.ts';
import { SmtpSyntaxError } from '../../wire/syntax-error.ts';
import { command } from '../command.ts';
import type { SmtpSession } from '../session-state.ts';

/** RFC 4954 §4. */
export const auth = command({
  name: 'AUTH',
  states: ['greeted'],
  parse: parseAuth,
  async run(session, { mechanism, initialResponse }) {
    refuseOutOfPlace(session);
    const exchange = begin(session, mechanism);
    if (!exchange) throw new SmtpSyntaxError(504, '5.5.4', 'mechanism is not offered');
    session.account = await converse(session, exchange, initialResponse);
    session.reply(235, '2.7.0', 'authentication successful');
  },
});

function refuseOutOfPlace(session: SmtpSession): void {
  if (session.options.kind !== 'submission')
    throw new SmtpSyntaxError(502, '5.5.1', 'AUTH is not offered here');
  if (session.account) throw new SmtpSyntaxError(503, '5.5.1', 'you are signed in already');
}

function begin(session: SmtpSession, mechanism: string): SaslExchange | null {
  try {
    return session.deps.authenticator.begin(mechanism, session.loginContext);
  } catch (error) {
    // RFC 4954 §6
    if (error instanceof MailError && error.code === 'tlsRequired')
      throw new SmtpSyntaxError(538, '5.7.11', 'encryption required, issue STARTTLS');
    throw error;
  }
}

async function converse(session: SmtpSession, exchange: SaslExchange, initialResponse: Buffer | null) {
  let step = await next(exchange, initialResponse);
  while (!step.done) step = await next(exchange, await challenge(session, step.challenge));
  // SMTP has no room in its 235 for the server's last word, so it goes as a challenge. RFC 4954 §4 (6).
  if (step.finalData) await challenge(session, step.finalData);
  return step.account;
}

async function next(exchange: SaslExchange, response: Buffer | null): Promise<SaslStep> {
  try {
    return await exchange.next(response);
  } catch (error) {
    // RFC 4954 §4: a response the mechanism does not understand is 501.
    if (error instanceof WireError) throw new SmtpSyntaxError(501, '5.5.2', error.message);
    throw error;
  }
}

/** Asks and reads the answer. Throws SmtpSyntaxError 501 when the client cancels. */
async function challenge(session: SmtpSession, bytes: Buffer): Promise<Buffer> {
  session.reply(334, '', bytes.toString('base64'));
  await session.flush();
  const line = await session.connection.reader.readLine(MAX_AUTH_LINE_BYTES);
  if (line === null) throw new PeerGone('closed during authentication');
  const response = parseAuthResponse(line);
  if (response === 'cancel') throw new SmtpSyntaxError(501, '5.7.0', 'authentication cancelled');
  return response;
}
