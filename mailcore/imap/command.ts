import type { Reply } from './errors.ts';
import type { ImapSession, State } from './session-state.ts';
import type { UpdatePolicy } from './view/view.ts';
import type { Decoder } from './wire/decoder.ts';

/** One IMAP command, as its module writes it. */
export interface CommandSpec<Args> {
  /** Upper case; the UID forms are commands of their own: "UID FETCH". */
  readonly name: string;
  readonly states: readonly State[];
  readonly rfc: string;
  /** Which updates may be sent before the tagged reply; 'all' when not said. */
  readonly updates?: UpdatePolicy;
  /** Names messages by sequence number, or answers with them: refused once UIDONLY is enabled. RFC 9586 §3. */
  readonly usesNumbers?: boolean;
  /** It may take so long that the client is told it goes on; its responses are whole lines, so that one may come between. RFC 9585. */
  readonly mayTakeLong?: boolean;
  /** Whether the literal after these arguments is left for `run` to read: the message of APPEND. */
  readonly streamsLiteral?: (argumentsText: string) => boolean;
  /** Reads the arguments, from the character after the name to the end. Pure; throws WireError. */
  parse(decoder: Decoder): Args;
  /** Does it, sends the untagged responses, and returns the tagged one. Throws MailError. */
  run(session: ImapSession, args: Args): Promise<Reply> | Reply;
}

/** A command as the session loop sees it, its argument type forgotten. */
export interface Command {
  readonly name: string;
  readonly states: readonly State[];
  readonly rfc: string;
  readonly updates: UpdatePolicy;
  readonly usesNumbers: boolean;
  readonly mayTakeLong: boolean;
  streamsLiteral(argumentsText: string): boolean;
  /** Parses, and returns what is left to do. Throws WireError. */
  prepare(decoder: Decoder): (session: ImapSession) => Promise<Reply> | Reply;
}

export function defineCommand<Args>(spec: CommandSpec<Args>): Command {
  return {
    name: spec.name,
    states: spec.states,
    rfc: spec.rfc,
    updates: spec.updates ?? 'all',
    usesNumbers: spec.usesNumbers ?? false,
    mayTakeLong: spec.mayTakeLong ?? false,
    streamsLiteral: spec.streamsLiteral ?? (() => false),
    prepare(decoder) {
      const args = spec.parse(decoder);
      decoder.end();
      return (session) => spec.run(session, args);
    },
  };
}

/** `parse` of a command without arguments. */
export const noArguments = (): null => null;

export const ANY_STATE: readonly State[] = ['notAuthenticated', 'authenticated', 'selected'];
export const SIGNED_IN: readonly State[] = ['authenticated', 'selected'];
export const SELECTED: readonly State[] = ['selected'];
