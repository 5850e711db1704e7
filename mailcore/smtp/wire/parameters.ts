import { badArguments } from './syntax-error.ts';

/** Parameters of MAIL and RCPT: keyword in upper case -> value, or true without one. */
export type EsmtpParameters = ReadonlyMap<string, string | true>;

const NONE: EsmtpParameters = new Map();
const PARAMETER = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([^\x00-\x20=\x7f]+))?$/;

/** Reads what stands behind a path. Throws SmtpSyntaxError for a malformed or repeated one. RFC 5321 §4.1.2. */
export function parseParameters(text: string): EsmtpParameters {
  if (text === '') return NONE;
  if (text[0] !== ' ') throw badArguments('a space must follow the address');
  const parameters = new Map<string, string | true>();
  for (const word of text.split(' ')) {
    if (word === '') continue;
    const match = PARAMETER.exec(word);
    const keyword = match?.[1]?.toUpperCase();
    if (keyword === undefined) throw badArguments('parameter is not valid');
    if (parameters.has(keyword)) throw badArguments(`${keyword} is given twice`);
    parameters.set(keyword, match?.[2] ?? true);
  }
  return parameters;
}
