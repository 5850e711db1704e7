import { readHeader } from '../../message/header.ts';
import type { MailboxRows } from '../../model/email.ts';
import type { EmailId, MailboxId } from '../../model/ids.ts';
import type { RequestContext } from '../context.ts';
import type { Condition, EmailFilter, RowIndexes } from './filter.ts';
import { hasKeyword, keywordTest, type ThreadKeywords } from './keywords.ts';

/** What a filter is evaluated against. */
export interface MatchSources {
  readonly context: RequestContext;
  readonly rows: MailboxRows;
  /** The mailbox whose rows these are; null = all emails of the account. */
  readonly rowsOf: MailboxId | null;
  readonly threads: () => Promise<ThreadKeywords>;
}

/** Which of `among` (ascending) pass the filter, ascending. Cheap conditions run first, dear ones on what is left. RFC 8620 §5.5. */
export async function matchRows(
  sources: MatchSources,
  filter: EmailFilter,
  among: RowIndexes,
): Promise<RowIndexes> {
  sources.context.signal.throwIfAborted();
  if (among.length === 0) return among;
  if (filter.operator === null) return matchCondition(sources, filter.condition, among);
  const children = filter.conditions.toSorted((left, right) => costOf(left) - costOf(right));
  if (filter.operator === 'AND') {
    let left = among;
    for (const child of children) left = await matchRows(sources, child, left);
    return left;
  }
  const rest = await matchNone(sources, children, among);
  return filter.operator === 'NOT' ? rest : without(among, rest);
}

async function matchNone(
  sources: MatchSources,
  children: readonly EmailFilter[],
  among: RowIndexes,
): Promise<RowIndexes> {
  let rest = among;
  for (const child of children) rest = without(rest, await matchRows(sources, child, rest));
  return rest;
}

function without(all: RowIndexes, gone: RowIndexes): RowIndexes {
  let next = 0;
  return all.filter((index) => {
    if (gone[next] !== index) return true;
    next += 1;
    return false;
  });
}

const COST: Readonly<Record<Condition['kind'], number>> = {
  range: 1,
  keyword: 1,
  inMailbox: 2,
  inMailboxOtherThan: 3,
  threadKeyword: 4,
  hasAttachment: 5,
  headerExists: 7,
  search: 8,
};

function costOf(filter: EmailFilter): number {
  if (filter.operator === null) return COST[filter.condition.kind];
  return filter.conditions.reduce((most, child) => Math.max(most, costOf(child)), 0);
}

async function matchCondition(
  sources: MatchSources,
  condition: Condition,
  among: RowIndexes,
): Promise<RowIndexes> {
  const { rows } = sources;
  switch (condition.kind) {
    case 'range': {
      const column = rows[condition.column];
      return among.filter((index) => column[index]! >= condition.from && column[index]! < condition.below);
    }
    case 'keyword': {
      const test = keywordTest(condition.keyword);
      return among.filter((index) => hasKeyword(rows, index, test) === condition.isWanted);
    }
    case 'threadKeyword': {
      const matching = (await sources.threads()).matching(condition.test, condition.keyword);
      return among.filter((index) => matching.has(rows.threadIds[index]!));
    }
    case 'inMailbox':
      return matchMailbox(sources, condition.mailboxId, among);
    case 'inMailboxOtherThan':
      return matchOtherMailbox(sources, condition.mailboxIds, among);
    case 'hasAttachment':
      return matchAttachment(sources, condition.isWanted, among);
    case 'headerExists':
      return matchHeader(sources, condition.key, among);
    case 'search':
      return matchSearch(sources, condition, among);
  }
}

function keep(rows: MailboxRows, among: RowIndexes, wanted: ReadonlySet<number>): RowIndexes {
  return among.filter((index) => wanted.has(rows.emailIds[index]!));
}

function emailIdsOf(rows: MailboxRows, among: RowIndexes): EmailId[] {
  return Array.from(among, (index) => rows.emailIds[index]! as EmailId);
}

async function matchMailbox(
  sources: MatchSources,
  mailboxId: MailboxId | null,
  among: RowIndexes,
): Promise<RowIndexes> {
  const { context, rows, rowsOf } = sources;
  if (mailboxId === null) return among.subarray(0, 0);
  if (mailboxId === rowsOf) return among;
  const { emailIds } = await context.rows.mailbox(context.account.id, mailboxId);
  return keep(rows, among, new Set(emailIds));
}

/** In at least one mailbox that is not listed. */
async function matchOtherMailbox(
  { context, rows }: MatchSources,
  excluded: readonly (MailboxId | null)[],
  among: RowIndexes,
): Promise<RowIndexes> {
  const mailboxes = await context.mail.listMailboxes(context.account.id);
  const elsewhere = new Set<number>();
  for (const { id } of mailboxes.filter((mailbox) => !excluded.includes(mailbox.id))) {
    const { emailIds } = await context.rows.mailbox(context.account.id, id);
    for (const emailId of emailIds) elsewhere.add(emailId);
  }
  return keep(rows, among, elsewhere);
}

async function matchAttachment(
  { context, rows }: MatchSources,
  isWanted: boolean,
  among: RowIndexes,
): Promise<RowIndexes> {
  const facts = await context.facts.read(context.account.id, emailIdsOf(rows, among), context.signal);
  return among.filter((index) => facts.get(rows.emailIds[index]!)?.hasAttachment === isWanted);
}

async function matchSearch(
  { context, rows }: MatchSources,
  { field, terms }: Condition & { kind: 'search' },
  among: RowIndexes,
): Promise<RowIndexes> {
  if (terms.length === 0) return among;
  const candidates = emailIdsOf(rows, among);
  const found = await context.search.match(context.account.id, candidates, field, terms, context.signal);
  return keep(rows, among, new Set(found));
}

const HEADER_BATCH = 200;

async function matchHeader(
  { context, rows }: MatchSources,
  key: string,
  among: RowIndexes,
): Promise<RowIndexes> {
  const found = new Set<number>();
  const candidates = emailIdsOf(rows, among);
  for (let start = 0; start < candidates.length; start += HEADER_BATCH) {
    context.signal.throwIfAborted();
    const contents = await context.mail.getContents(
      context.account.id,
      candidates.slice(start, start + HEADER_BATCH),
    );
    for (const [emailId, { blob, content }] of contents) {
      const bytes = await context.blobs.read(blob.location, content.root.headerStart, content.root.bodyStart);
      if (readHeader(bytes).find(key)) found.add(emailId);
    }
  }
  return keep(rows, among, found);
}
