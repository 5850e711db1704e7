import { MailError, WireError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import type { Pop3Session } from '../session.ts';
import type { SaslStep } from '../../sasl/sasl.ts';
import { MAX_AUTH_LINE_BYTES } from '../wire/command.ts';

export const auth = defineCommand({
  name: 'AUTH',
  states: ['authorization'],
  rfc: 'RFC 5034 §4',
  parse({ args }) {
    const [mechanism, initial, ...more] = args;
    if (mechanism === undefined || more.length > 0) throw new WireError('AUTH mechanism [initial-response]');
    return { mechanism: mechanism.toUpperCase(), initial: initial === undefined ? null : decode(initial) };
  },
  async run(session, { mechanism, initial }) {
    if (!session.mayLogIn) throw new MailError('tlsRequired', 'use STLS first');
    const exchange = session.deps.authenticator.begin(mechanism, {
      protocol: 'pop3',
      remoteAddress: session.connection.remoteAddress,
    });
    if (!exchange) throw new WireError('unknown mechanism');
    let step = await exchange.next(initial);
    while (!step.done) {
      const response = await ask(session, step.challenge);
      step = await exchange.next(response);
    }
    await finish(session, step);
  },
});

async function finish(session: Pop3Session, step: Extract<SaslStep, { done: true }>): Promise<void> {
  // RFC 5034 §4: +OK carries no data, so the server's last word goes out as a challenge with an empty answer.
  if (step.finalData) await ask(session, step.finalData);
  await session.signIn(step.account);
}

async function ask(session: Pop3Session, challenge: Buffer): Promise<Buffer> {
  void session.connection.write(`+ ${challenge.toString('base64')}\r\n`);
  const line = await session.connection.reader.readLine(MAX_AUTH_LINE_BYTES);
  if (line === null) throw new WireError('connection closed', { fatal: true });
  const text = line.toString('latin1');
  if (text === '*') throw new WireError('authentication cancelled');
  return decode(text);
}

/** `=` stands for an empty initial response. RFC 5034 §4. */
function decode(base64: string): Buffer {
  if (base64 === '=' || base64 === '') return Buffer.alloc(0);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0)
    throw new WireError('invalid base64');
  return Buffer.from(base64, 'base64');
}
