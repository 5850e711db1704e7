import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionSendInfo, SMTPEnvelope } from 'nodemailer/lib/smtp-connection';
import { formatAddress, parseAddress } from '../../model/address.ts';
import type { OutgoingMessage, RecipientResult } from './outgoing.ts';
import { replyLine } from './reply-line.ts';
import type { RecipientGroup } from './transactions.ts';

export interface TransactionContext {
  readonly connection: SMTPConnection;
  /** Rejects when the connection ends. */
  readonly lost: Promise<never>;
  readonly extensions: ReadonlySet<string>;
  readonly message: OutgoingMessage;
  readonly group: RecipientGroup;
}

export interface TransactionOutcome {
  readonly results: readonly RecipientResult[];
  /** The connection is in an unknown state. */
  readonly mustClose: boolean;
}

/** As the library reports them; `response` is the peer's reply, missing when there was none. */
interface SendError extends Error {
  readonly code?: string;
  readonly response?: string;
  readonly recipient?: string;
  readonly command?: string;
}

type RecipientErrors = readonly SendError[] | undefined;

/** One MAIL … DATA for one group of recipients; never rejects. RFC 5321 §3.3. */
export async function transact(context: TransactionContext): Promise<TransactionOutcome> {
  const { connection, message, group, extensions } = context;
  const refusal = unsendable(message, group, extensions);
  if (refusal)
    return { results: group.recipients.map(({ address }) => result(address, refusal)), mustClose: false };
  const envelope = wireEnvelope(message, group);
  const body = message.stream();
  try {
    const info = await Promise.race([send(connection, envelope, body), context.lost]);
    return { results: readResults(context, info.rejectedErrors, info.response), mustClose: false };
  } catch (error) {
    const failure = error as SendError;
    // The library keeps its bookkeeping in the envelope it was given, also when the message itself fails later.
    const { rejectedErrors } = envelope as { rejectedErrors?: SendError[] };
    // Lost with no word from the peer: perhaps after the final dot. RFC 1047.
    const isUncertain = failure.response === undefined && body.readableDidRead;
    const results = readResults(
      context,
      rejectedErrors,
      failure.response ?? lossReason(failure),
      isUncertain,
    );
    // Without a reply the peer may be anywhere; after 421 it is leaving. RFC 5321 §3.8.
    return { results, mustClose: failure.response === undefined || failure.response.startsWith('421') };
  } finally {
    body.destroy();
  }
}

/** A reason why this peer cannot take the message at all. RFC 6531 §3.5. */
function unsendable(
  message: OutgoingMessage,
  group: RecipientGroup,
  extensions: ReadonlySet<string>,
): string | null {
  const addresses = [message.envelope.reversePath, ...group.recipients.map(({ address }) => address)];
  const hasUtf8Address = addresses.some((address) => /[^\x00-\x7f]/.test(address));
  const needsUtf8 = hasUtf8Address || (message.envelope.smtpUtf8 && message.hasUtf8Header);
  if (needsUtf8 && !extensions.has('SMTPUTF8')) {
    return '553 5.6.7 peer does not take internationalized mail';
  }
  return null;
}

function wireEnvelope(message: OutgoingMessage, group: RecipientGroup): SMTPEnvelope {
  const { reversePath, body, dsnRet, dsnEnvid } = message.envelope;
  const { notify, orcpt } = group;
  const wantsDsn = dsnRet ?? dsnEnvid ?? notify ?? orcpt;
  const hasOneRecipient = group.recipients.length === 1;
  return {
    from: reversePath === '' ? false : wireAddress(reversePath),
    to: group.recipients.map(({ address }) => wireAddress(address)),
    size: message.sizeBytes,
    use8BitMime: body === '8BITMIME',
    ...(wantsDsn === undefined
      ? {}
      : {
          dsn: {
            ret: dsnRet ?? null,
            envid: decodeXtext(dsnEnvid),
            notify: notify ? [...notify] : null,
            orcpt: hasOneRecipient ? decodeXtext(orcpt) : null,
          },
        }),
  };
}

/** The library encodes what we hold encoded. RFC 3461 §4. */
function decodeXtext(text: string | undefined): string | null {
  return (
    text?.replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))) ?? null
  );
}

function wireAddress(address: string): string {
  const parsed = parseAddress(address);
  return parsed ? formatAddress(parsed) : address;
}

function send(
  connection: SMTPConnection,
  envelope: SMTPEnvelope,
  body: ReturnType<OutgoingMessage['stream']>,
): Promise<SMTPConnectionSendInfo> {
  return new Promise((resolve, reject) => {
    connection.send(envelope, body, (error, info) => (error ? reject(error) : resolve(info!)));
  });
}

/** Each recipient's own refusal where it has one, else the reply to the whole message. */
function readResults(
  context: TransactionContext,
  refusals: RecipientErrors,
  messageReply: string,
  uncertain = false,
): RecipientResult[] {
  const { group, extensions } = context;
  const byAddress = new Map((refusals ?? []).map((refusal) => [refusal.recipient, refusal]));
  return group.recipients.map(({ address }) => {
    const refusal = byAddress.get(wireAddress(address));
    if (refusal) return result(address, refusal.response ?? lossReason(refusal));
    const own = result(address, messageReply);
    const isRelayedWithoutDsn = own.result === 'delivered' && !extensions.has('DSN');
    return { ...own, isRelayedWithoutDsn, isUncertain: uncertain };
  });
}

function result(address: string, reply: string): RecipientResult {
  const line = replyLine(reply);
  return { address, result: judge(line), reply: line, isRelayedWithoutDsn: false, isUncertain: false };
}

/** RFC 5321 §4.2.1. Anything that is neither 2 nor 5 can only mean: later. */
function judge(line: string): RecipientResult['result'] {
  if (line.startsWith('2')) return 'delivered';
  return line.startsWith('5') ? 'failed' : 'deferred';
}

function lossReason(error: SendError): string {
  switch (error.code) {
    case 'EMESSAGE':
      // Said before MAIL: larger than the SIZE the peer announced. RFC 1870 §6.1.
      return '552 5.3.4 message is too large for the peer';
    case 'ETIMEDOUT':
      return '451 4.4.2 peer did not answer in time';
    case 'ESTREAM':
      return '451 4.3.0 message could not be read';
    case 'EENVELOPE':
      return '501 5.1.3 address cannot be sent';
    default:
      return '451 4.4.2 connection lost';
  }
}
