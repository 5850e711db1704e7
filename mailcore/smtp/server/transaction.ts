import type { Envelope, EnvelopeRecipient, Origin } from '../../model/envelope.ts';
import type { MailArguments } from '../wire/mail.ts';

/** From MAIL to the end of DATA, or to whatever gives it up. RFC 5321 §3.3. */
export class Transaction {
  /** One object for the whole transaction: what is looked up for it is remembered with it. */
  readonly origin: Origin;
  readonly #mail: MailArguments;
  readonly #recipients = new Map<string, EnvelopeRecipient>();

  constructor(origin: Origin, mail: MailArguments) {
    this.origin = origin;
    this.#mail = mail;
  }

  get smtpUtf8(): boolean {
    return this.#mail.smtpUtf8;
  }

  get declaredSizeBytes(): number {
    return this.#mail.declaredSizeBytes;
  }

  get recipientCount(): number {
    return this.#recipients.size;
  }

  /** The same recipient twice is one. */
  addRecipient(address: string): void {
    this.#recipients.set(address, { address });
  }

  envelope(): Envelope {
    const { reversePath, smtpUtf8, body } = this.#mail;
    return { reversePath, recipients: [...this.#recipients.values()], smtpUtf8, body };
  }
}
