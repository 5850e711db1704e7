import type { MailError } from '../../errors.ts';
import type { NewBody } from './bodies.ts';
import type { OperationName } from './operations.ts';

/** One request and whom to tell. */
export interface Job {
  readonly name: OperationName;
  readonly args: readonly unknown[];
  readonly bodies: readonly NewBody[];
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: MailError) => void;
}
