import type { MethodError, ProblemDetails, SetError } from '../../../mailcore/jmap/types.ts';

/** Why a request did not do what was asked; every kind has words in the catalogue. */
export type Failure =
  /** The server cannot be reached; what was asked did perhaps not happen. */
  | { readonly kind: 'offline' }
  /** The session cookie is gone or expired. */
  | { readonly kind: 'signedOut' }
  | { readonly kind: 'aborted' }
  /** The HTTP answer is no JMAP. */
  | { readonly kind: 'http'; readonly status: number }
  /** The whole request was refused. RFC 8620 §3.6.1. */
  | { readonly kind: 'request'; readonly problem: ProblemDetails }
  /** One method call was refused. RFC 8620 §3.6.2. */
  | { readonly kind: 'method'; readonly method: string; readonly error: MethodError }
  /** One object of a `set` was refused. RFC 8620 §5.3. */
  | { readonly kind: 'set'; readonly id: string; readonly error: SetError };

/** Carries a {@link Failure} where a promise has to reject. */
export class JmapError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, cause?: unknown) {
    super(describe(failure), { cause });
    this.name = 'JmapError';
    this.failure = failure;
  }
}

/** The failure inside a rejection; anything that is no {@link JmapError} is a bug and thrown on. */
export function failureOf(error: unknown): Failure {
  if (error instanceof JmapError) return error.failure;
  throw error;
}

function describe(failure: Failure): string {
  switch (failure.kind) {
    case 'http':
      return `HTTP ${failure.status}`;
    case 'request':
      return `request refused: ${failure.problem.type}`;
    case 'method':
      return `${failure.method} refused: ${failure.error.type}`;
    case 'set':
      return `${failure.id} refused: ${failure.error.type}`;
    default:
      return failure.kind;
  }
}
