export type DnsFailureKind = 'noSuchDomain' | 'noData' | 'nullMx' | 'unavailable';

/** A name that gave no answer. `temporary`: asking later may help. `publicText` names nothing but the domain asked for. */
export class DnsFailure extends Error {
  readonly kind: DnsFailureKind;
  readonly temporary: boolean;
  readonly publicText: string;

  constructor(kind: DnsFailureKind, publicText: string, options: { cause?: unknown } = {}) {
    super(publicText, options);
    this.name = 'DnsFailure';
    this.kind = kind;
    this.temporary = kind === 'unavailable';
    this.publicText = publicText;
  }
}

/** Reads the error of node:dns. Only what the DNS itself said for certain is permanent. */
export function toDnsFailure(error: unknown, name: string): DnsFailure {
  if (error instanceof DnsFailure) return error;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOTFOUND':
      return new DnsFailure('noSuchDomain', `${name} does not exist`, { cause: error });
    case 'ENODATA':
      return new DnsFailure('noData', `${name} has no such record`, { cause: error });
    case 'EBADNAME':
      return new DnsFailure('noSuchDomain', `${name} is no domain name`, { cause: error });
    default:
      return new DnsFailure('unavailable', `name service for ${name} did not answer`, { cause: error });
  }
}
