import type { Account } from '../../model/account.ts';
import type { MessageContent } from '../../model/content.ts';
import type { Envelope, Origin } from '../../model/envelope.ts';

/** A recipient with an account here, before the message is. */
export interface CheckedRecipient {
  readonly account: Account;
  readonly origin: Origin;
  /** What the client said the message will have; 0 when it did not. */
  readonly declaredSizeBytes: number;
}

/** A message whose last byte is here. */
export interface CheckedMessage {
  readonly origin: Origin;
  readonly envelope: Envelope;
  readonly content: MessageContent;
  /** The message's bytes up to the end of its header, at most 256 KiB. */
  readonly header: Buffer;
}

/** What a check knows against a message that it lets pass. */
export interface Verdict {
  readonly mailbox?: 'junk';
}

/** One policy of the way in. Either part throws MailError to refuse; the first that does ends the matter. */
export interface DeliveryCheck {
  readonly name: string;
  /** At RCPT, for a recipient with an account here. */
  readonly recipient?: (recipient: CheckedRecipient) => void | Promise<void>;
  /** At the end of DATA. */
  readonly message?: (message: CheckedMessage) => Verdict | void | Promise<Verdict | void>;
}
