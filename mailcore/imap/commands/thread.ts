import { WireError } from '../../errors.ts';
import { defineCommand, SELECTED } from '../command.ts';
import type { Command } from '../command.ts';
import { no, ok } from '../errors.ts';
import type { Reply } from '../errors.ts';
import { badCharset, searchCharset } from '../search/charsets.ts';
import { evaluateSearch } from '../search/evaluate.ts';
import { limitFound } from '../message-limit.ts';
import type { ImapSession } from '../session-state.ts';
import { formatForest } from '../thread/forest.ts';
import type { Forest } from '../thread/forest.ts';
import type { ThreadMessage } from '../thread/message.ts';
import { threadByOrderedSubject } from '../thread/ordered-subject.ts';
import { readThreadMessages } from '../thread/read-messages.ts';
import { threadByReferences, threadByRefs } from '../thread/references.ts';
import type { Decoder } from '../wire/decoder.ts';
import { decodeSearchKeys } from '../wire/search-keys.ts';
import type { SearchProgram } from '../wire/search-keys.ts';

export const thread = threading('THREAD', false);
export const uidThread = threading('UID THREAD', true);

type Algorithm = (messages: readonly ThreadMessage[]) => Forest;

/** thread-alg. RFC 5256 §5; REFS is REFERENCES without its step (5), the thread that grew last at the end. */
const ALGORITHMS: ReadonlyMap<string, Algorithm> = new Map<string, Algorithm>([
  ['ORDEREDSUBJECT', threadByOrderedSubject],
  ['REFERENCES', threadByReferences],
  ['REFS', threadByRefs],
]);

interface ThreadRequest {
  readonly algorithm: Algorithm;
  readonly program: SearchProgram;
}

function threading(name: string, isUid: boolean): Command {
  return defineCommand({
    name,
    states: SELECTED,
    rfc: 'RFC 5256 §3',
    updates: isUid ? 'all' : 'noExpunge',
    usesNumbers: !isUid,
    mayTakeLong: true,
    parse: decodeThread,
    run: (session, request) => runThread(session, request, isUid),
  });
}

function decodeThread(decoder: Decoder): ThreadRequest {
  decoder.sp();
  const algorithm = ALGORITHMS.get(decoder.keyword());
  if (algorithm === undefined) throw new WireError('Unknown threading algorithm');
  decoder.sp();
  const charset = decoder.astring();
  decoder.sp();
  return { algorithm, program: { charset, key: decodeSearchKeys(decoder) } };
}

async function runThread(session: ImapSession, request: ThreadRequest, isUid: boolean): Promise<Reply> {
  const { view } = session;
  const { algorithm, program } = request;
  const charset = searchCharset(program.charset);
  if (charset === null) return badCharset();
  const found = await evaluateSearch(session, view, program.key, charset);
  const { code, refusal } = limitFound(session, found);
  // RFC 9738 §3.2: a part of a thread is of no use.
  if (code !== null) return no('Too many messages to thread', refusal);
  const messages = await readThreadMessages(session, view, found);
  const forest = algorithm(messages);
  const threads = formatForest(forest, (node) => {
    const position = found[node] as number;
    return isUid ? view.uidAt(position) : position + 1;
  });
  await session.untagged(threads === '' ? 'THREAD' : `THREAD ${threads}`);
  return ok('Thread completed');
}
