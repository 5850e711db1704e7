import type { Readable } from 'node:stream';
import type { Envelope } from '../../model/envelope.ts';

/** A message to hand to another server, for recipients that share the peer. */
export interface OutgoingMessage {
  readonly envelope: Envelope;
  readonly sizeBytes: number;
  /** The header section has bytes outside ASCII, so the peer must know SMTPUTF8. */
  readonly hasUtf8Header: boolean;
  /** The bytes from the start: called once for each transaction. */
  stream(): Readable;
}

/** Where to connect, and as whom. */
export interface Peer {
  /** The name it is known under: in replies, for TLS and in the log. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  /** `opportunistic`: STARTTLS when offered, without proof of identity, plain text otherwise. RFC 7435. */
  readonly tls: 'none' | 'starttls' | 'implicit' | 'opportunistic';
  readonly credentials: { readonly username: string; readonly password: string } | null;
}

/** What became of one recipient. */
export interface RecipientResult {
  readonly address: string;
  readonly result: 'delivered' | 'failed' | 'deferred';
  /** The peer's reply as one line, or our own reason in the same form: "450 4.4.2 connection lost". */
  readonly reply: string;
  /** The peer does not speak DSN, so telling of success is up to us. RFC 3461 §5.2.2. */
  readonly isRelayedWithoutDsn: boolean;
  /** The peer may have taken the message although its answer is missing: do not try another server at once. */
  readonly isUncertain: boolean;
}

/** The peer could not be used for any recipient; another one might. `reply` as in {@link RecipientResult}. */
export class PeerFailure extends Error {
  readonly temporary: boolean;
  readonly reply: string;

  constructor(reply: string, options: { cause?: unknown } = {}) {
    super(reply, options);
    this.name = 'PeerFailure';
    this.reply = reply;
    this.temporary = !reply.startsWith('5');
  }
}
