/** One step of a transcript. `peer` is the digits after C, S or the keyword: "" is the connection most transcripts have alone. */
export type TranscriptStep = { readonly line: number; readonly peer: string } & (
  | { readonly kind: 'send'; readonly text: string; readonly isRaw: boolean; readonly literal: string | null }
  | { readonly kind: 'expect'; readonly text: string }
  | { readonly kind: 'tls' | 'deflate' | 'end' | 'reset' | 'closed' }
);

const KEYWORDS: Readonly<Record<string, 'tls' | 'deflate' | 'end' | 'reset' | 'closed'>> = {
  TLS: 'tls',
  DEFLATE: 'deflate',
  END: 'end',
  RESET: 'reset',
  CLOSED: 'closed',
};

/** Reads the format that README.md describes. Throws with the line number of what is no step. */
export function parseTranscript(text: string): TranscriptStep[] {
  const steps: TranscriptStep[] = [];
  for (const [index, written] of text.split('\n').entries()) {
    const line = index + 1;
    if (/^\s*(?:#|$)/.test(written)) continue;
    const literal = /^ \|(?: (.*))?$/.exec(written);
    if (literal) addLiteralLine(steps, line, literal[1] ?? '');
    else steps.push(parseStep(written, line));
  }
  return steps;
}

function parseStep(written: string, line: number): TranscriptStep {
  const traffic = /^([CS])(\d*)([:>])(?: (.*))?$/.exec(written);
  if (traffic) {
    const [, side, peer = '', mark, text = ''] = traffic;
    if (side === 'S' && mark === ':') return { kind: 'expect', line, peer, text };
    if (side === 'C') return { kind: 'send', line, peer, text, isRaw: mark === '>', literal: null };
  }
  const keyword = /^([A-Z]+)(\d*)\s*$/.exec(written);
  const kind = KEYWORDS[keyword?.[1] ?? ''];
  if (!kind) throw new Error(`transcript line ${line}: no step: ${written}`);
  return { kind, line, peer: keyword?.[2] ?? '' };
}

function addLiteralLine(steps: TranscriptStep[], line: number, text: string): void {
  const last = steps.pop();
  if (last?.kind !== 'send') throw new Error(`transcript line ${line}: a literal follows a C: line`);
  steps.push({ ...last, literal: `${last.literal ?? ''}${text}\r\n` });
}
