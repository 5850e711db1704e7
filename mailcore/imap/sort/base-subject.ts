/** What SORT and THREAD compare of a subject, and whether taking it out showed a reply or forward. */
export interface BaseSubject {
  readonly text: string;
  /** A subj-refwd, a "(fwd)" trailer or a "[fwd: …]" wrapper was removed. RFC 5256 §3 (REFERENCES). */
  readonly isReply: boolean;
}

/** subj-blob = "[" *BLOBCHAR "]" *WSP */
const BLOB = /\[[^[\]]*\] */y;
/** subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":" */
const REFWD = /(?:re|fwd?) *(?:\[[^[\]]*\] *)?:/iy;
const FWD_HEADER = /^\[fwd:/i;
const FWD_TRAILER = '(fwd)';

/**
 * The base subject of a decoded subject, by exactly the steps of RFC 5256 §2.1: no mark but re, fw and fwd is known, whatever
 * the language. Work grows with the length of the subject only.
 */
export function baseSubject(subject: string): BaseSubject {
  // Step 1; encoded words are decoded already.
  let text = subject.replace(/[\t\r\n ]+/g, ' ');
  let isReply = false;
  for (;;) {
    const trimmed = withoutTrailers(text);
    const bare = withoutLeaders(trimmed.text);
    isReply ||= trimmed.isReply || bare.isReply;
    text = bare.text;
    // Step 6
    if (!FWD_HEADER.test(text) || !text.endsWith(']')) return { text, isReply };
    text = text.slice('[fwd:'.length, -1);
    isReply = true;
  }
}

/** Step 2: subj-trailer = "(fwd)" / WSP */
function withoutTrailers(text: string): BaseSubject {
  let end = text.length;
  let isReply = false;
  for (;;) {
    if (text[end - 1] === ' ') end--;
    else if (text.slice(Math.max(0, end - FWD_TRAILER.length), end).toLowerCase() === FWD_TRAILER) {
      end -= FWD_TRAILER.length;
      isReply = true;
    } else return { text: text.slice(0, end), isReply };
  }
}

/** Steps 3 to 5: subj-leader = (*subj-blob subj-refwd) / WSP, and blobs that something follows. */
function withoutLeaders(text: string): BaseSubject {
  let start = 0;
  let isReply = false;
  for (;;) {
    while (text[start] === ' ') start++;
    const blobs = skipBlobs(text, start);
    const replyEnd = matchEnd(REFWD, text, blobs.end);
    if (replyEnd !== null) {
      start = replyEnd;
      isReply = true;
      continue;
    }
    // Step 4: the last blob stays where nothing would be left.
    return { text: text.slice(blobs.end < text.length ? blobs.end : blobs.last), isReply };
  }
}

/** Where a run of blobs ends, and where its last one begins. */
function skipBlobs(text: string, start: number): { end: number; last: number } {
  let last = start;
  let end = start;
  for (let next = matchEnd(BLOB, text, start); next !== null; next = matchEnd(BLOB, text, end)) {
    last = end;
    end = next;
  }
  return { end, last };
}

function matchEnd(pattern: RegExp, text: string, start: number): number | null {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : null;
}
