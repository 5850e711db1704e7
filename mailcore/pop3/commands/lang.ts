import { defineCommand } from '../command.ts';
import { LANGUAGES, matchLanguage } from '../language.ts';
import { Pop3SyntaxError } from '../wire/syntax-error.ts';

/** The language of the replies: lists them, or chooses one. */
export const lang = defineCommand({
  name: 'LANG',
  states: ['authorization', 'transaction'],
  rfc: 'RFC 6856 §3',
  parse({ args: [range = null, ...more] }) {
    if (more.length > 0) throw new Pop3SyntaxError('langArguments');
    return range;
  },
  run(session, range) {
    if (range === null)
      return session.lines(
        session.texts.languages,
        LANGUAGES.map(({ tag, name }) => `${tag} ${name}`),
      );
    const language = matchLanguage(range);
    // RFC 6856 §3.1: the language stays as it was.
    if (!language) return session.fail(session.texts.unknownLanguage);
    session.language = language;
    session.ok(`${language.tag} ${session.texts.languageChosen}`);
  },
});
