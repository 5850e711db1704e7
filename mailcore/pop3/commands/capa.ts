import { defineCommand } from '../command.ts';
import type { Pop3Session } from '../session-state.ts';
import { noArguments } from '../wire/command.ts';

export const capa = defineCommand({
  name: 'CAPA',
  states: ['authorization', 'transaction'],
  rfc: 'RFC 2449 §5',
  parse: noArguments,
  run: (session) => session.lines(session.texts.capabilities, capabilities(session)),
});

function* capabilities(session: Pop3Session): Generator<string> {
  yield* ['TOP', 'UIDL', 'RESP-CODES', 'AUTH-RESP-CODE', 'PIPELINING', 'EXPIRE NEVER', 'UTF8 USER', 'LANG'];
  const { loginDelay } = session.deps.config.pop3;
  // RFC 2449 §6.5
  if (loginDelay > 0) yield `LOGIN-DELAY ${loginDelay}`;
  // RFC 2595 §4, RFC 6856 §2.1: announced where it may be used; RFC 2449 §6.2, RFC 5034 §3: USER and SASL in both states, alike.
  if (session.state === 'authorization' && session.connection.canStartTls && !session.isUtf8) yield 'STLS';
  if (session.mayLogIn) yield 'USER';
  const mechanisms = session.deps.authenticator.mechanisms(session.loginContext);
  if (mechanisms.length > 0) yield `SASL ${mechanisms.join(' ')}`;
  yield 'IMPLEMENTATION Tegami';
}
