import type { Id } from '../../../mailcore/jmap/types.ts';
import { BodyCache } from './body-cache.svelte.ts';
import { JmapClient, type ConnectionStatus, type JmapClientOptions } from './client.ts';
import { bodiesToOpen, Conversation } from './conversation.svelte.ts';
import { EmailCache } from './email-cache.svelte.ts';
import { failureOf } from './failure.ts';
import { Identities } from './identities.svelte.ts';
import { queryKey, type ListQuery } from './list-query.ts';
import { loadThreads, shownEmails } from './mail-state.ts';
import { MailboxList } from './mailbox-list.svelte.ts';
import { Mailboxes } from './mailboxes.svelte.ts';
import { expandTemplate } from './client.ts';
import { PushChannel } from './push.ts';
import { Sync, type SyncedState } from './sync.ts';
import { ThreadCache } from './thread-cache.svelte.ts';

/** Lists kept alive and in step: going back to one of them shows it at once. */
const MAX_LISTS = 4;

/** Everything the screens know of the signed-in user's mail, and its connection to the server. */
export class MailStore implements SyncedState {
  /** `connecting` until {@link start} has resolved. */
  status: ConnectionStatus | 'connecting' = $state('connecting');
  readonly client: JmapClient;
  readonly mailboxes = new Mailboxes();
  readonly identities = new Identities();
  readonly emails = new EmailCache();
  readonly threads = new ThreadCache();
  readonly bodies: BodyCache;
  #lists = new Map<string, MailboxList>();
  #conversations = new Map<string, Conversation>();
  #sync = new Sync(this);
  #push: PushChannel | null = null;

  constructor(options: JmapClientOptions = {}) {
    this.client = new JmapClient({ ...options, onStatus: (status) => this.#onStatus(status) });
    this.bodies = new BodyCache(this.client);
  }

  /** Reads session, mailboxes and identities, then opens the push channel. Rejects with JmapError. */
  async start(): Promise<void> {
    const session = await this.client.connect();
    await this.#sync.load();
    const url = expandTemplate(session.eventSourceUrl, { types: '*', closeafter: 'no', ping: '30' });
    this.#push = new PushChannel({
      url,
      onChange: (change) => this.#sync.announce(change),
      onOpen: () => void this.#sync.run(),
    });
    this.#push.start();
  }

  stop(): void {
    this.#push?.stop();
    this.#push = null;
    for (const list of this.#lists.values()) list.dispose();
    this.#lists.clear();
  }

  /** Catches up with the server now; for pull to refresh, and after changes of one's own. */
  refresh(): Promise<void> {
    return this.#sync.run();
  }

  /** The list of a query; the same object while it is among the {@link MAX_LISTS} used last. */
  list(query: ListQuery): MailboxList {
    const key = queryKey(query);
    const known = this.#lists.get(key);
    const list = known ?? new MailboxList(this, query);
    this.#lists.delete(key);
    this.#lists.set(key, list);
    this.#dropOldLists();
    return list;
  }

  activeLists(): readonly MailboxList[] {
    return [...this.#lists.values()];
  }

  conversation(threadId: Id, mailboxId: Id | null = null): Conversation {
    const key = `${threadId} ${mailboxId ?? ''}`;
    const conversation =
      this.#conversations.get(key) ?? new Conversation(this, this.bodies, threadId, mailboxId);
    this.#conversations.clear();
    this.#conversations.set(key, conversation);
    return conversation;
  }

  /** Reads the bodies of the conversations that are likely opened next. A failure is of no interest to anybody. */
  prefetch(threadIds: readonly Id[], mailboxId: Id | null = null): void {
    void loadThreads(this, threadIds)
      .then(() => this.bodies.load(threadIds.flatMap((id) => bodiesToOpen(shownEmails(this, id, mailboxId)))))
      .catch(failureOf);
  }

  #dropOldLists(): void {
    for (const [key, list] of this.#lists) {
      if (this.#lists.size <= MAX_LISTS) return;
      this.#lists.delete(key);
      list.dispose();
    }
  }

  #onStatus(status: ConnectionStatus): void {
    this.status = status;
    if (status === 'signedOut') this.#push?.stop();
  }
}
