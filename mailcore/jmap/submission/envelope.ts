import { formatAddress, parseAddress } from '../../model/address.ts';
import type { MessageSummary } from '../../model/content.ts';
import type { Identity } from '../../model/account.ts';
import type { EnvelopeRecipient } from '../../model/envelope.ts';
import { listOf, nullable, optional, record, string, mapOf, type Checked } from '../arguments.ts';
import { invalidProperties, SetFailure } from '../errors.ts';
import { MAX_DELAYED_SEND_SECONDS } from '../limits.ts';

/** An envelope to send with, before the octets of the message are known. */
export interface OutgoingEnvelope {
  readonly reversePath: string;
  readonly recipients: readonly EnvelopeRecipient[];
  readonly sendAt: Date;
  readonly dsnRet?: 'FULL' | 'HDRS';
  readonly dsnEnvid?: string;
}

const address = record({
  email: string,
  parameters: optional(nullable(mapOf(nullable(string)))),
});
type WireAddress = Checked<typeof address>;

/** The `envelope` property. RFC 8621 §7. */
export const envelope = record({ mailFrom: address, rcptTo: listOf(address) });
export type WireEnvelope = Checked<typeof envelope>;

/** Reads a given envelope. Throws SetFailure `invalidProperties`, `invalidRecipients`, `noRecipients`. */
export function readEnvelope({ mailFrom, rcptTo }: WireEnvelope, now: Date): OutgoingEnvelope {
  const parameters = readParameters(mailFrom, MAIL_PARAMETERS);
  const reversePath = mailFrom.email === '' ? '' : normalise(mailFrom.email);
  if (reversePath === null) throw invalidProperties(['envelope'], 'mailFrom is no address.');
  const notify = new Map(
    rcptTo.map((recipient) => [recipient.email, readParameters(recipient, RCPT_PARAMETERS)]),
  );
  const recipients = toRecipients(rcptTo.map(({ email }) => email)).map(({ address: normal, given }) => ({
    address: normal,
    ...(notify.get(given)?.notify ? { notify: notify.get(given)?.notify } : {}),
  }));
  const { hold, ret, envid } = parameters;
  return {
    reversePath,
    recipients,
    sendAt: hold === undefined ? now : hold(now),
    ...(ret === undefined ? {} : { dsnRet: ret }),
    ...(envid === undefined ? {} : { dsnEnvid: envid }),
  };
}

/** The envelope a message speaks of itself: From (or Sender) to To, Cc and Bcc. RFC 8621 §7.5. */
export function deriveEnvelope(summary: MessageSummary, identity: Identity, now: Date): OutgoingEnvelope {
  const sender = (summary.sender ?? summary.from)?.[0]?.email;
  const reversePath = (sender && normalise(sender)) || identity.email;
  const all = [summary.to, summary.cc, summary.bcc].flatMap((list) => list ?? []);
  const recipients = toRecipients(all.map(({ email }) => email));
  return {
    reversePath,
    recipients: recipients.map(({ address: normal }) => ({ address: normal })),
    sendAt: now,
  };
}

function toRecipients(given: readonly string[]): { address: string; given: string }[] {
  if (given.length === 0) throw new SetFailure('noRecipients');
  const invalid = given.filter((email) => normalise(email) === null);
  if (invalid.length > 0) throw new SetFailure('invalidRecipients', { invalidRecipients: invalid });
  const unique = new Map<string, { address: string; given: string }>();
  for (const email of given) {
    const normal = normalise(email) ?? email;
    const key = normal.toLowerCase();
    if (!unique.has(key)) unique.set(key, { address: normal, given: email });
  }
  return [...unique.values()];
}

function normalise(email: string): string | null {
  const parsed = parseAddress(email);
  return parsed && formatAddress(parsed);
}

interface Parameters {
  readonly hold?: (now: Date) => Date;
  readonly ret?: 'FULL' | 'HDRS';
  readonly envid?: string;
  readonly notify?: EnvelopeRecipient['notify'];
}

type ReadParameter = (value: string) => Parameters;

/** Parameters we announce (submissionExtensions), and those whose value we work out ourselves. */
const MAIL_PARAMETERS: ReadonlyMap<string, ReadParameter> = new Map<string, ReadParameter>([
  [
    'HOLDFOR',
    (value) => ({ hold: (now) => holdUntil(now, new Date(now.getTime() + seconds(value) * 1000)) }),
  ],
  ['HOLDUNTIL', (value) => ({ hold: (now) => holdUntil(now, new Date(value)) })],
  ['RET', (value) => ({ ret: keywordOf(value, ['FULL', 'HDRS']) })],
  ['ENVID', (value) => ({ envid: xtext(value) })],
  ['SIZE', () => ({})],
  ['BODY', () => ({})],
  ['SMTPUTF8', () => ({})],
]);

const NOTIFY = ['NEVER', 'SUCCESS', 'FAILURE', 'DELAY'] as const;

const RCPT_PARAMETERS: ReadonlyMap<string, ReadParameter> = new Map<string, ReadParameter>([
  ['NOTIFY', (value) => ({ notify: value.split(',').map((name) => keywordOf(name, NOTIFY)) })],
  ['ORCPT', () => ({})],
]);

function readParameters({ parameters }: WireAddress, known: ReadonlyMap<string, ReadParameter>): Parameters {
  const read = [...(parameters ?? [])].map(([name, value]) => {
    const readOne = known.get(name.toUpperCase());
    if (!readOne) throw badParameter();
    return readOne(value ?? '');
  });
  return Object.assign({}, ...read) as Parameters;
}

function badParameter(): SetFailure {
  return invalidProperties(['envelope'], 'An SMTP parameter is unknown or has a bad value.');
}

function seconds(value: string): number {
  if (!/^[0-9]{1,9}$/.test(value)) throw badParameter();
  return Number(value);
}

/** RFC 4865 §4: not in the past, not beyond what we announce. */
function holdUntil(now: Date, date: Date): Date {
  const delayMs = date.getTime() - now.getTime();
  if (!(delayMs <= MAX_DELAYED_SEND_SECONDS * 1000)) throw badParameter();
  return delayMs < 0 ? now : date;
}

function keywordOf<const T extends string>(value: string, allowed: readonly T[]): T {
  const found = allowed.find((name) => name === value.toUpperCase());
  if (found === undefined) throw badParameter();
  return found;
}

/** RFC 3461 §4. */
function xtext(value: string): string {
  if (!/^[\x21-\x7e]{1,100}$/.test(value)) throw badParameter();
  return value;
}
