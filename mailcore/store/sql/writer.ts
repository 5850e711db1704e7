import type { NewBody } from './bodies.ts';
import type { OperationArgs, OperationName, OperationResult } from './operations.ts';

/** The one writer, wherever it lives: in this thread, another one, or another process. */
export interface Writer {
  /** Durable when the promise resolves; rejects with MailError only. */
  call<Name extends OperationName>(
    name: Name,
    args: OperationArgs<Name>,
    bodies?: readonly NewBody[],
  ): Promise<OperationResult<Name>>;
  /** Finishes what was accepted. Later calls reject with `unavailable`. */
  close(): Promise<void>;
}
