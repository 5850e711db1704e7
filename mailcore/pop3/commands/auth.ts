import type { SaslStep } from '../../sasl/sasl.ts';
import { defineCommand } from '../command.ts';
import type { Pop3Session } from '../session-state.ts';
import { decodeBase64, decodeInitialResponse } from '../wire/base64.ts';
import { MAX_AUTH_LINE_BYTES } from '../wire/command.ts';
import { Pop3SyntaxError } from '../wire/syntax-error.ts';

export const auth = defineCommand({
  name: 'AUTH',
  states: ['authorization'],
  rfc: 'RFC 5034 §4',
  parse({ args }) {
    const [mechanism, initial, ...more] = args;
    if (mechanism === undefined || more.length > 0) throw new Pop3SyntaxError('authArguments');
    return { mechanism, initial: initial === undefined ? null : decodeInitialResponse(initial) };
  },
  async run(session, { mechanism, initial }) {
    const exchange = session.deps.authenticator.begin(mechanism, session.loginContext);
    if (!exchange) throw new Pop3SyntaxError('unknownMechanism');
    let step = await exchange.next(initial);
    while (!step.done) {
      const response = await ask(session, step.challenge);
      if (response === null) return;
      step = await exchange.next(response);
    }
    await finish(session, step);
  },
});

async function finish(session: Pop3Session, step: Extract<SaslStep, { done: true }>): Promise<void> {
  // RFC 5034 §4: +OK carries no data, so the server's last word goes out as a challenge with an empty answer.
  if (step.finalData) {
    const answer = await ask(session, step.finalData);
    if (answer === null) return;
    if (answer.length > 0) throw new Pop3SyntaxError('emptyExpected');
  }
  await session.signIn(step.account);
}

/** The answer to a challenge; null when the client left in the middle. Throws WireError when it cancelled. RFC 5034 §4. */
async function ask(session: Pop3Session, challenge: Buffer): Promise<Buffer | null> {
  void session.connection.write(`+ ${challenge.toString('base64')}\r\n`);
  const line = await session.connection.reader.readLine(MAX_AUTH_LINE_BYTES);
  const text = line?.toString('latin1');
  if (text === '*') throw new Pop3SyntaxError('cancelled');
  return text === undefined ? null : decodeBase64(text);
}
