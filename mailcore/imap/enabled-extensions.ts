import type { Extension } from './capabilities.ts';

/** What a client has switched on, by ENABLE or by using it, and what that means for what is said to it. RFC 5161. */
export class EnabledExtensions {
  readonly #names = new Set<Extension>();

  add(extension: Extension): void {
    this.#names.add(extension);
  }

  has(extension: Extension): boolean {
    return this.#names.has(extension);
  }

  /** Mailbox names travel as UTF-8. RFC 6855 §3, RFC 9051 §5.1. */
  get isUtf8(): boolean {
    return this.has('UTF8=ACCEPT') || this.isRev2;
  }

  /** The client speaks IMAP4rev2. RFC 9051 §6.3.1. */
  get isRev2(): boolean {
    return this.has('IMAP4rev2');
  }

  /** Sequence numbers are neither taken nor given. RFC 9586 §3. */
  get isUidOnly(): boolean {
    return this.has('UIDONLY');
  }

  /** MODSEQ goes into every FETCH about flags. RFC 7162 §3.1. */
  get hasCondstore(): boolean {
    return this.has('CONDSTORE');
  }

  /** Expunges are told by UID, and those of before can be asked for. RFC 7162 §3.2.3. */
  get hasQresync(): boolean {
    return this.has('QRESYNC');
  }
}
