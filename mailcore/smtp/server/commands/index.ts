import type { SmtpCommand } from '../command.ts';
import { auth } from './auth.ts';
import { data } from './data.ts';
import { ehlo } from './ehlo.ts';
import { expn } from './expn.ts';
import { helo } from './helo.ts';
import { help } from './help.ts';
import { mail } from './mail.ts';
import { noop } from './noop.ts';
import { quit } from './quit.ts';
import { rcpt } from './rcpt.ts';
import { rset } from './rset.ts';
import { starttls } from './starttls.ts';
import { vrfy } from './vrfy.ts';

const LIST = [auth, data, ehlo, expn, helo, help, mail, noop, quit, rcpt, rset, starttls, vrfy];

/** Every verb we know. */
export const COMMANDS: ReadonlyMap<string, SmtpCommand> = new Map(LIST.map((entry) => [entry.name, entry]));
