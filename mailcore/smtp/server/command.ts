import type { SmtpSession, SmtpState } from './session-state.ts';

export const ANY_STATE: readonly SmtpState[] = ['connected', 'greeted', 'mail'];

/** One verb. */
export interface SmtpCommand<Arguments = unknown> {
  readonly name: string;
  /** In any other state the answer is 503. */
  readonly states: readonly SmtpState[];
  /** Pure. Throws SmtpSyntaxError. */
  readonly parse: (argument: string, hostname: string) => Arguments;
  /** Answers with `session.reply`, once. Throws MailError. */
  readonly run: (session: SmtpSession, args: Arguments) => Promise<void> | void;
}

/** Fixes the type between `parse` and `run`, then forgets it: the table holds commands of all kinds. */
export function command<Arguments>(definition: SmtpCommand<Arguments>): SmtpCommand {
  return {
    ...definition,
    run: (session, args) => definition.run(session, args as Arguments),
  };
}
