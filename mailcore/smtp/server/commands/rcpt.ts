import { MailError } from '../../../errors.ts';
import { needsSmtpUtf8 } from '../../wire/mail.ts';
import { parseRcpt } from '../../wire/rcpt.ts';
import { command } from '../command.ts';

/** RFC 5321 §4.1.1.3. */
export const rcpt = command({
  name: 'RCPT',
  states: ['mail'],
  parse: parseRcpt,
  async run(session, { recipient, isInternational }) {
    const { transaction } = session;
    if (!transaction) throw new Error('RCPT outside a transaction');
    if (isInternational && !transaction.smtpUtf8) throw needsSmtpUtf8(550);
    // RFC 5321 §4.5.3.1.10: the client sends the rest in another transaction.
    if (transaction.recipientCount >= session.deps.config.limits.maxRecipients) {
      throw new MailError('limitReached', 'too many recipients');
    }
    const { origin, declaredSizeBytes } = transaction;
    await session.deps.delivery.checkRecipient(origin, recipient, declaredSizeBytes);
    transaction.addRecipient(recipient);
    session.reply(250, '2.1.5', 'recipient ok');
  },
});
