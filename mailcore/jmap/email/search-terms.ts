/** What is beyond these is passed over. */
const MAX_CHARACTERS = 2_000;
const MAX_TERMS = 32;

/**
 * Splits what a person typed into terms that must all be there: words, or phrases in double or single quotes,
 * `\` before a quote or itself. RFC 8621 §4.4.1.
 */
export function parseSearchTerms(text: string): string[] {
  const terms: string[] = [];
  for (const [, double, single, word] of text
    .slice(0, MAX_CHARACTERS)
    .matchAll(/"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|(\S+)/g)) {
    const term = (double ?? single)?.replace(/\\(["'\\])/g, '$1') ?? word ?? '';
    if (term.trim() !== '') terms.push(term.trim());
  }
  return terms.slice(0, MAX_TERMS);
}
