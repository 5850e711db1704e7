/**
 * A JMAP server of one account in memory, behind `fetch`: enough of RFC 8620 and RFC 8621 to drive the client's state. It keeps every
 * past state, so `changes` and `queryChanges` are plain comparisons.
 */
import type {
  EmailFilterCondition,
  EmailQueryRequest,
  GetRequest,
  Id,
  Invocation,
  JmapRequest,
  Mailbox,
  PatchObject,
  QueryChangesRequest,
  ResultReference,
  SessionResource,
  SetError,
} from '../../../../mailcore/jmap/types.ts';
import type { ListEmail } from '../email.ts';
import { applyPatch } from '../patch.ts';

type Json = Record<string, unknown>;
type Emails = ReadonlyMap<Id, ListEmail>;

const ACCOUNT = 'a1';
export const ROLES = ['inbox', 'archive', 'drafts', 'sent', 'junk', 'trash'];

export class JmapServer {
  /** Method names of every POST, in order. */
  readonly requests: string[][] = [];
  readonly mailboxes: Mailbox[] = ROLES.map((role) => mailbox(role));
  /** Refuses the next changes of these emails. */
  readonly refusing = new Set<Id>();
  /** Answers the next POSTs with these HTTP statuses instead; 0 = no connection. */
  readonly failing: number[] = [];
  #emails: Emails = new Map();
  #history: Emails[] = [this.#emails];
  #forgottenBefore = 0;
  #count = 0;

  readonly fetch: typeof fetch = async (input, init) => {
    if (String(input) === '/jmap/session') return Response.json(session());
    const status = this.failing.shift();
    if (status === 0) throw new TypeError('fetch failed');
    if (status !== undefined) return new Response(null, { status });
    return Response.json(this.#run(JSON.parse(String(init?.body)) as JmapRequest));
  };

  get emails(): Emails {
    return this.#emails;
  }

  /** Delivers an email; newer than all others unless told. */
  deliver(given: Partial<ListEmail> = {}): ListEmail {
    this.#count += 1;
    const id = `m${this.#count}`;
    const email = { ...blankEmail(id, this.#count), ...given };
    this.#become(new Map([...this.#emails, [id, email]]));
    return email;
  }

  change(id: Id, patch: PatchObject): void {
    this.#become(new Map([...this.#emails, [id, applyPatch(this.#emails.get(id)!, patch)]]));
  }

  destroy(id: Id): void {
    this.#become(new Map([...this.#emails].filter(([other]) => other !== id)));
  }

  /** Forgets past states: `cannotCalculateChanges` for whoever asks. */
  forgetHistory(): void {
    this.#forgottenBefore = this.#history.length - 1;
  }

  /** Ids of the list, newest first, one per conversation. */
  query(filter: EmailFilterCondition, emails: Emails = this.#emails, collapse = true): Id[] {
    const sorted = [...emails.values()]
      .filter((email) => matches(filter, email))
      .sort((a, b) => b.receivedAt.localeCompare(a.receivedAt) || b.id.localeCompare(a.id));
    const seen = new Set<Id>();
    return sorted
      .filter(({ threadId }) => !collapse || (!seen.has(threadId) && seen.add(threadId)))
      .map(({ id }) => id);
  }

  get #state(): string {
    return String(this.#history.length - 1);
  }

  #become(emails: Emails): void {
    this.#emails = emails;
    this.#history.push(emails);
  }

  #run({ methodCalls }: JmapRequest): Json {
    this.requests.push(methodCalls.map(([name]) => name));
    const methodResponses: Invocation[] = [];
    for (const [name, args, callId] of methodCalls) {
      const answer = this.#call(name, resolveReferences(args, methodResponses));
      methodResponses.push(
        'error' in answer ? ['error', { type: answer['error'] }, callId] : [name, answer, callId],
      );
    }
    return { methodResponses, sessionState: 's' };
  }

  #call(name: string, args: Json): Json {
    switch (name) {
      case 'Mailbox/get':
        return this.#get(this.mailboxes, args);
      case 'Identity/get':
        return this.#get([], args);
      case 'Email/get':
        return this.#get([...this.#emails.values()], args);
      case 'Thread/get':
        return this.#get(threadsOf(this.#emails), args);
      case 'Mailbox/changes':
      case 'Identity/changes':
        return this.#changes(args, () => []);
      case 'Email/changes':
        return this.#changes(args, (emails) => [...emails.values()]);
      case 'Thread/changes':
        return this.#changes(args, threadsOf);
      case 'Email/query':
        return this.#query(args as unknown as EmailQueryRequest);
      case 'Email/queryChanges':
        return this.#queryChanges(args as unknown as QueryChangesRequest<EmailFilterCondition>);
      case 'Email/set':
        return this.#set(args);
      default:
        return { error: 'unknownMethod' };
    }
  }

  #get(all: readonly { id: Id }[], args: Json): Json {
    const { ids } = args as unknown as GetRequest;
    if ((ids?.length ?? 0) > 500) return { error: 'requestTooLarge' };
    const list = ids ? all.filter(({ id }) => ids.includes(id)) : all;
    const notFound = (ids ?? []).filter((id) => !all.some((one) => one.id === id));
    return { accountId: ACCOUNT, state: this.#state, list, notFound };
  }

  #changes(args: Json, view: (emails: Emails) => { id: Id }[]): Json {
    const since = this.#at(String(args['sinceState']));
    if (!since) return { error: 'cannotCalculateChanges' };
    const before = new Map(view(since).map((one) => [one.id, JSON.stringify(one)]));
    const now = new Map(view(this.#emails).map((one) => [one.id, JSON.stringify(one)]));
    return {
      oldState: args['sinceState'],
      newState: this.#state,
      hasMoreChanges: false,
      created: [...now.keys()].filter((id) => !before.has(id)),
      updated: [...now.keys()].filter((id) => before.has(id) && before.get(id) !== now.get(id)),
      destroyed: [...before.keys()].filter((id) => !now.has(id)),
    };
  }

  #query({
    filter,
    position = 0,
    anchor,
    anchorOffset = 0,
    limit,
    collapseThreads,
  }: EmailQueryRequest): Json {
    const all = this.query(filter as EmailFilterCondition, this.#emails, collapseThreads ?? false);
    const anchorIndex = anchor ? all.indexOf(anchor) : 0;
    if (anchorIndex < 0) return { error: 'anchorNotFound' };
    const start = anchor ? Math.max(0, anchorIndex + anchorOffset) : position;
    const ids = all.slice(start, start + (limit ?? all.length));
    return { queryState: this.#state, canCalculateChanges: true, position: start, ids, total: all.length };
  }

  #queryChanges({ filter, sinceQueryState }: QueryChangesRequest<EmailFilterCondition>): Json {
    const since = this.#at(sinceQueryState);
    if (!since) return { error: 'cannotCalculateChanges' };
    const before = this.query(filter as EmailFilterCondition, since);
    const now = this.query(filter as EmailFilterCondition);
    return {
      oldQueryState: sinceQueryState,
      newQueryState: this.#state,
      total: now.length,
      removed: before.filter((id) => !now.includes(id)),
      added: now.flatMap((id, index) => (before.includes(id) ? [] : { id, index })),
    };
  }

  #at(state: string): Emails | undefined {
    return Number(state) < this.#forgottenBefore ? undefined : this.#history[Number(state)];
  }

  #set(args: Json): Json {
    const oldState = this.#state;
    const notUpdated: Record<Id, SetError> = {};
    for (const [id, patch] of Object.entries((args['update'] ?? {}) as Record<Id, PatchObject>)) {
      if (this.refusing.has(id)) notUpdated[id] = { type: 'forbidden' };
      else if (this.#emails.has(id)) this.change(id, patch);
      else notUpdated[id] = { type: 'notFound' };
    }
    const notDestroyed: Record<Id, SetError> = {};
    for (const id of (args['destroy'] ?? []) as Id[]) {
      if (this.refusing.has(id)) notDestroyed[id] = { type: 'forbidden' };
      else this.destroy(id);
    }
    return { oldState, newState: this.#state, notUpdated, notDestroyed };
  }
}

function matches(filter: EmailFilterCondition, email: ListEmail): boolean {
  if (filter.inMailbox !== undefined && !(filter.inMailbox in email.mailboxIds)) return false;
  return filter.hasKeyword === undefined || filter.hasKeyword in email.keywords;
}

function threadsOf(emails: Emails): { id: Id; emailIds: Id[] }[] {
  const byThread = Map.groupBy(emails.values(), ({ threadId }) => threadId);
  return [...byThread].map(([id, list]) => ({
    id,
    emailIds: list.sort((a, b) => a.receivedAt.localeCompare(b.receivedAt)).map((email) => email.id),
  }));
}

/** RFC 8620 §3.7, with the `*` of lists. */
function resolveReferences(args: Json, responses: readonly Invocation[]): Json {
  const entries = Object.entries(args).map(([name, value]) => {
    if (!name.startsWith('#')) return [name, value];
    const { resultOf, path } = value as ResultReference;
    const [, result] = responses.find(([, , id]) => id === resultOf)!;
    return [name.slice(1), follow(result, path.split('/').slice(1))];
  });
  return Object.fromEntries(entries) as Json;
}

function follow(node: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return node;
  if (step === '*') return (node as unknown[]).flatMap((item) => follow(item, rest));
  return follow((node as Json)[step], rest);
}

function blankEmail(id: Id, number: number): ListEmail {
  const receivedAt = new Date(Date.UTC(2026, 10, 1) + number * 60_000).toISOString();
  return {
    id,
    blobId: `b${id}`,
    threadId: `t${id}`,
    mailboxIds: { inbox: true },
    keywords: {},
    size: 1000,
    receivedAt,
    sentAt: receivedAt,
    from: [{ name: 'Aoi', email: 'aoi@example.org' }],
    to: null,
    cc: null,
    bcc: null,
    replyTo: null,
    messageId: [`${id}@example.org`],
    references: null,
    subject: `Subject ${id}`,
    hasAttachment: false,
    preview: '',
  };
}

/** A mailbox whose id is its role. */
function mailbox(role: string): Mailbox {
  const myRights = {
    mayReadItems: true,
    mayAddItems: true,
    mayRemoveItems: true,
    maySetSeen: true,
    maySetKeywords: true,
    mayCreateChild: true,
    mayRename: true,
    mayDelete: false,
    maySubmit: true,
  };
  const counts = { totalEmails: 0, unreadEmails: 0, totalThreads: 0, unreadThreads: 0 };
  return {
    id: role,
    name: role,
    parentId: null,
    role,
    sortOrder: 0,
    ...counts,
    myRights,
    isSubscribed: true,
  };
}

function session(): SessionResource {
  const core = {
    maxSizeUpload: 1e8,
    maxConcurrentUpload: 4,
    maxSizeRequest: 1e7,
    maxConcurrentRequests: 8,
    maxCallsInRequest: 16,
    maxObjectsInGet: 500,
    maxObjectsInSet: 500,
    collationAlgorithms: [],
  };
  return {
    capabilities: {
      'urn:ietf:params:jmap:core': core,
      'urn:ietf:params:jmap:mail': {},
      'urn:ietf:params:jmap:submission': {},
    },
    accounts: {},
    primaryAccounts: { 'urn:ietf:params:jmap:mail': ACCOUNT },
    username: 'aoi@example.org',
    apiUrl: '/jmap',
    downloadUrl: '/jmap/download/{accountId}/{blobId}/{name}?type={type}',
    uploadUrl: '/jmap/upload/{accountId}',
    eventSourceUrl: '/jmap/eventsource?types={types}&closeafter={closeafter}&ping={ping}',
    state: 's',
  };
}
