import { WireError } from '../errors.ts';
import type { Command } from './command.ts';
import { findCommand } from './commands/index.ts';
import { Decoder } from './wire/decoder.ts';
import type { DecoderOptions } from './wire/decoder.ts';

/** The head of a command, read off; `decoder` stands after the name. */
export interface CommandLine {
  readonly tag: string;
  readonly command: Command | undefined;
  readonly decoder: Decoder;
}

const LITERAL8 = /~\{\d+\+?\}\r\n/;

/** Reads tag and name. Throws WireError when there is none; a command we do not know is undefined. RFC 9051 §2.2.1. */
export function decodeCommandLine(text: string, options: DecoderOptions): CommandLine {
  // RFC 9051 §4.3.1: only a literal8 may hold NUL; with one in the command the decoder looks at every other part.
  if (text.includes('\0') && !LITERAL8.test(text)) throw new WireError('NUL in command');
  const decoder = new Decoder(text, options);
  const tag = decoder.tag();
  decoder.sp();
  const name = decoder.keyword();
  if (name !== 'UID') return { tag, command: findCommand(name), decoder };
  decoder.sp();
  return { tag, command: findCommand(`UID ${decoder.keyword()}`), decoder };
}

/** The tag to answer a line with that could not be read; `*` when even that is missing. */
export function tagOf(text: string): string {
  return /^[^\x00-\x20\x7f-\xff(){%*"\\+]{1,255}(?= )/.exec(text)?.[0] ?? '*';
}
