import { MailError } from '../../../errors.ts';
import { parseMail } from '../../wire/mail.ts';
import { command } from '../command.ts';

/** RFC 5321 §4.1.1.2. */
export const mail = command({
  name: 'MAIL',
  states: ['greeted'],
  parse: parseMail,
  async run(session, args) {
    const { config, delivery } = session.deps;
    // RFC 6409 §4.3
    if (session.options.kind === 'submission' && !session.account) throw signInFirst(session.mayAuthenticate);
    const { maxMessageBytes } = config.limits;
    // RFC 1870 §6.1
    if (args.declaredSizeBytes > maxMessageBytes) {
      throw new MailError('messageTooLarge', `message is larger than ${maxMessageBytes} bytes`);
    }
    const origin = session.origin();
    await delivery.checkSender(origin, args.reversePath);
    session.begin(origin, args);
    session.reply(250, '2.1.0', 'sender ok');
  },
});

/** RFC 4954 §6: 530 for both. */
function signInFirst(mayAuthenticate: boolean): MailError {
  return new MailError(
    'tlsRequired',
    mayAuthenticate ? 'authentication required' : 'issue STARTTLS and sign in',
  );
}
