import { pick } from '../../../testing/mutation.ts';
import { formatSequenceSet } from '../../wire/sequence-set.ts';
import { normaliseFlags, unfold } from './response.ts';
import type { StressClient } from './stress-client.ts';

/** What an operation draws from. */
export interface Draw {
  readonly random: () => number;
  readonly mailboxes: readonly string[];
}

type Operation = (client: StressClient, draw: Draw) => Promise<unknown>;

const FLAGS = ['\\Seen', '\\Flagged', '\\Answered', '\\Draft', '\\Deleted', '$Forwarded', 'work', 'later'];
const LITERAL = '{16+}\r\nSubject: x\r\n\r\nhi';
const MAX_MESSAGES = 60;

/** Each as often as its weight says. */
const OPERATIONS: readonly (readonly [weight: number, operation: Operation])[] = [
  [5, append],
  [10, store],
  [3, storeConditionally],
  [3, (client, draw) => transfer('COPY', client, draw)],
  [4, (client, draw) => transfer('MOVE', client, draw)],
  [3, (client) => client.run('EXPUNGE')],
  [2, (client, draw) => client.run(`UID EXPUNGE ${someUids(client, draw) || '1'}`)],
  [4, fetchFlags],
  [3, fetchBody],
  [3, fetchChanged],
  [3, search],
  [2, replace],
  [4, (client) => client.run('NOOP')],
  [1, (client) => client.run('CHECK')],
  [2, (client, draw) => client.run(`STATUS ${other(client, draw)} (MESSAGES UIDNEXT UNSEEN)`)],
  [2, idle],
  [2, selectOther],
  [1, closeAndReturn],
  [2, breakOff],
];

const TOTAL_WEIGHT = OPERATIONS.reduce((sum, [weight]) => sum + weight, 0);

/** One random operation; then, mostly, the client looks at what it does not know yet. */
export async function runOperation(client: StressClient, draw: Draw): Promise<void> {
  let left = draw.random() * TOTAL_WEIGHT;
  const drawn = OPERATIONS.find(([weight]) => (left -= weight) < 0)?.[1] ?? append;
  await drawn(client, draw);
  if (draw.random() < 0.8) await client.learn();
}

async function append(client: StressClient, { random, mailboxes }: Draw): Promise<void> {
  if (client.picture.messages.length > MAX_MESSAGES) return;
  const messages = Array.from({ length: 1 + pick(random, 3) }, () => `(${someFlags(random)}) ${LITERAL}`);
  await client.run(`APPEND ${mailboxes[pick(random, mailboxes.length)]} ${messages.join(' ')}`);
}

async function store(client: StressClient, draw: Draw): Promise<void> {
  await storeFlags(client, draw, '');
}

async function storeConditionally(client: StressClient, draw: Draw): Promise<void> {
  if (client.hasModseq) await storeFlags(client, draw, `(UNCHANGEDSINCE ${client.picture.modseq}) `);
}

async function storeFlags(client: StressClient, draw: Draw, modifier: string): Promise<void> {
  const chosen = choose(client, draw);
  if (chosen === null) return;
  const flags = someFlags(draw.random);
  const sign = ['', '+', '-'][pick(draw.random, 3)] as string;
  const isSilent = draw.random() < 0.5;
  const { code, told } = await client.run(
    `${chosen.verb('STORE')} ${modifier}${sign}FLAGS${isSilent ? '.SILENT' : ''} (${flags})`,
  );
  if (!isSilent) return;
  const modified = new Set(code?.name === 'MODIFIED' ? unfold(code.value) : []);
  for (const { uid, number } of chosen.messages) {
    if (told.has(uid) || modified.has(chosen.isUid ? uid : number)) continue;
    client.picture.setFlags(uid, (before) => changed(before, sign, flags));
  }
}

function changed(before: Set<string>, sign: string, flags: string): Set<string> {
  const named = new Set(normaliseFlags(flags).split(' ').filter(Boolean));
  if (sign === '') return named;
  return sign === '+' ? before.union(named) : before.difference(named);
}

async function transfer(verb: 'COPY' | 'MOVE', client: StressClient, draw: Draw): Promise<void> {
  const chosen = choose(client, draw);
  if (chosen === null) return;
  const isWithin = verb === 'COPY' && draw.random() < 0.2;
  await client.run(`${chosen.verb(verb)} ${isWithin ? client.mailbox : other(client, draw)}`);
}

async function fetchFlags(client: StressClient, draw: Draw): Promise<void> {
  const chosen = choose(client, draw);
  if (chosen !== null) await client.run(`${chosen.verb('FETCH')} (UID FLAGS)`);
}

async function fetchBody(client: StressClient, draw: Draw): Promise<void> {
  const chosen = choose(client, draw);
  if (chosen !== null) await client.run(`${chosen.verb('FETCH')} (UID BODY[TEXT])`);
}

async function fetchChanged(client: StressClient): Promise<void> {
  if (!client.hasModseq) return;
  const since = Math.max(1, client.picture.modseq - 5);
  await client.run(
    `UID FETCH 1:* (UID FLAGS) (CHANGEDSINCE ${since}${client.has('QRESYNC') ? ' VANISHED' : ''})`,
  );
}

async function search(client: StressClient, { random }: Draw): Promise<void> {
  const verb = client.has('UIDONLY') || random() < 0.5 ? 'UID SEARCH' : 'SEARCH';
  await client.run(`${verb} ${['ALL', 'UNSEEN', 'OR DELETED KEYWORD work'][pick(random, 3)]}`);
}

/** What others took away in the meantime cannot be replaced. RFC 8508 §3. */
async function replace(client: StressClient, draw: Draw): Promise<void> {
  const { uids } = client.picture;
  if (uids.length === 0) return;
  const uid = uids[pick(draw.random, uids.length)];
  await client.run(
    `UID REPLACE ${uid} ${draw.mailboxes[pick(draw.random, draw.mailboxes.length)]} ${LITERAL}`,
  );
}

async function idle(client: StressClient): Promise<void> {
  await client.startIdling();
  await client.stopIdling();
}

async function selectOther(client: StressClient, draw: Draw): Promise<void> {
  const mailbox = other(client, draw);
  client.leave();
  await client.select(mailbox);
}

async function closeAndReturn(client: StressClient, { random }: Draw): Promise<void> {
  const { mailbox } = client;
  await client.close(random() < 0.3 ? 'CLOSE' : 'UNSELECT');
  await client.select(mailbox);
}

/** In the middle of a command, now and then. */
async function breakOff(client: StressClient, draw: Draw): Promise<void> {
  const { mailbox } = client;
  const chosen = choose(client, draw);
  if (chosen !== null && draw.random() < 0.5) client.send(`x ${chosen.verb('STORE')} +FLAGS (\\Deleted)`);
  client.drop();
  await client.connect();
  await client.select(mailbox);
}

interface Choice {
  readonly isUid: boolean;
  readonly messages: readonly { readonly uid: number; readonly number: number }[];
  /** `STORE 1:2` or `UID STORE 7,9`. */
  verb(name: string): string;
}

/** Some messages that the client knows by UID; null when there are none. */
function choose(client: StressClient, { random }: Draw): Choice | null {
  const known = client.picture.messages.flatMap((message, index) =>
    message.uid === null ? [] : [{ uid: message.uid, number: index + 1 }],
  );
  const start = pick(random, Math.max(1, known.length));
  const messages = known.slice(start, start + 1 + pick(random, 4));
  if (messages.length === 0) return null;
  const isUid = client.has('UIDONLY') || random() < 0.5;
  const set = formatSequenceSet(messages.map(({ uid, number }) => (isUid ? uid : number)));
  return { isUid, messages, verb: (name) => `${isUid ? 'UID ' : ''}${name} ${set}` };
}

function someUids(client: StressClient, draw: Draw): string {
  return formatSequenceSet(choose(client, draw)?.messages.map(({ uid }) => uid) ?? []);
}

function someFlags(random: () => number): string {
  return FLAGS.filter(() => random() < 0.3).join(' ');
}

function other({ mailbox }: StressClient, { random, mailboxes }: Draw): string {
  const others = mailboxes.filter((name) => name !== mailbox);
  return others[pick(random, others.length)] as string;
}
