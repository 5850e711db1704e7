import type { ChangesResponse, StateChange, TypeName } from '../../../mailcore/jmap/types.ts';
import type { BodyCache } from './body-cache.svelte.ts';
import { LIST_PROPERTIES, MUTABLE_PROPERTIES } from './email.ts';
import { failureOf, type Failure } from './failure.ts';
import type { Identities } from './identities.svelte.ts';
import type { MailState } from './mail-state.ts';
import type { MailboxList } from './mailbox-list.svelte.ts';

/** What is kept in step with the server. */
export interface SyncedState extends MailState {
  readonly bodies: BodyCache;
  readonly identities: Identities;
  /** The lists on screen or just left; others catch up when they are shown again. */
  activeLists(): readonly MailboxList[];
}

type SyncedType = 'Mailbox' | 'Email' | 'Thread' | 'Identity';
const TYPES: readonly SyncedType[] = ['Mailbox', 'Email', 'Thread', 'Identity'];
const MAX_CHANGES = 200;

/** Follows the server's states: one request per announced change, whatever the number of types and lists. RFC 8620 §5.2, §7.1. */
export class Sync {
  #state: SyncedState;
  #known = new Map<SyncedType, string>();
  #running: Promise<void> | null = null;
  #isAgain = false;

  constructor(state: SyncedState) {
    this.#state = state;
  }

  /** Reads everything that is always in memory, and the states from which changes are counted. */
  async load(): Promise<void> {
    const { client, mailboxes, identities } = this.#state;
    const [mailbox, identity, email, thread] = await Promise.all([
      client.call('Mailbox/get', { ids: null }),
      client.call('Identity/get', { ids: null }),
      client.call('Email/get', { ids: [], properties: ['id'] }),
      client.call('Thread/get', { ids: [] }),
    ]);
    mailboxes.replaceAll(mailbox.list);
    identities.list = identity.list;
    this.#known = new Map([
      ['Mailbox', mailbox.state],
      ['Identity', identity.state],
      ['Email', email.state],
      ['Thread', thread.state],
    ]);
  }

  /** Enters a push message; states that are known already ask for nothing. */
  announce({ changed }: StateChange): void {
    const states: Partial<Record<TypeName, string>> = changed[this.#state.client.accountId] ?? {};
    if (TYPES.some((type) => states[type] !== undefined && states[type] !== this.#known.get(type)))
      void this.run();
  }

  /** Catches up with the server. Calls during a run are one more run. Never rejects: the next push or reconnection tries again. */
  run(): Promise<void> {
    this.#isAgain = this.#running !== null;
    this.#running ??= this.#runAll().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #runAll(): Promise<void> {
    do {
      this.#isAgain = false;
      const failure = await this.#catchUp();
      // RFC 8620 §5.2: the server has forgotten how far we were.
      if (failure?.kind === 'method' && failure.error.type === 'cannotCalculateChanges')
        await this.#startAfresh();
      else if (failure) return;
    } while (this.#isAgain);
  }

  async #catchUp(): Promise<Failure | null> {
    try {
      while (await this.#step()) continue;
      return null;
    } catch (error) {
      return failureOf(error);
    }
  }

  /** One request; true when the server has more. */
  async #step(): Promise<boolean> {
    const types = [this.#mailboxes(), this.#emails(), this.#threads(), this.#identities()];
    const lists = this.#state.activeLists().map((list) => this.#list(list));
    const enter = await Promise.all([...types, ...lists]);
    return enter.map((apply) => apply()).some((hasMore) => hasMore);
  }

  async #mailboxes(): Promise<() => boolean> {
    const { client, mailboxes } = this.#state;
    const changes = client.call('Mailbox/changes', { sinceState: this.#since('Mailbox') });
    const created = client.call('Mailbox/get', { '#ids': changes.ref('/created') });
    const updated = client.call('Mailbox/get', { '#ids': changes.ref('/updated') });
    const [answer, { list: news }, { list: changed }] = await Promise.all([changes, created, updated]);
    return this.#entering('Mailbox', answer, () => {
      mailboxes.put([...news, ...changed]);
      mailboxes.remove(answer.destroyed);
    });
  }

  async #emails(): Promise<() => boolean> {
    const { client, emails, bodies } = this.#state;
    const changes = client.call('Email/changes', {
      sinceState: this.#since('Email'),
      maxChanges: MAX_CHANGES,
    });
    const created = client.call('Email/get', {
      '#ids': changes.ref('/created'),
      properties: [...LIST_PROPERTIES],
    });
    const updated = client.call('Email/get', {
      '#ids': changes.ref('/updated'),
      properties: [...MUTABLE_PROPERTIES],
    });
    const [answer, { list: news }, { list: changed }] = await Promise.all([changes, created, updated]);
    return this.#entering('Email', answer, () => {
      emails.put(news);
      emails.merge(changed);
      emails.remove(answer.destroyed);
      bodies.remove(answer.destroyed);
    });
  }

  async #threads(): Promise<() => boolean> {
    const { client, threads } = this.#state;
    const changes = client.call('Thread/changes', {
      sinceState: this.#since('Thread'),
      maxChanges: MAX_CHANGES,
    });
    const created = client.call('Thread/get', { '#ids': changes.ref('/created') });
    const updated = client.call('Thread/get', { '#ids': changes.ref('/updated') });
    const [answer, { list: news }, { list: changed }] = await Promise.all([changes, created, updated]);
    return this.#entering('Thread', answer, () => {
      threads.put([...news, ...changed]);
      threads.remove(answer.destroyed);
    });
  }

  async #identities(): Promise<() => boolean> {
    const { client, identities } = this.#state;
    const changes = client.call('Identity/changes', { sinceState: this.#since('Identity') });
    const created = client.call('Identity/get', { '#ids': changes.ref('/created') });
    const updated = client.call('Identity/get', { '#ids': changes.ref('/updated') });
    const [answer, { list: news }, { list: changed }] = await Promise.all([changes, created, updated]);
    return this.#entering('Identity', answer, () =>
      identities.change([...news, ...changed], answer.destroyed),
    );
  }

  async #list(list: MailboxList): Promise<() => boolean> {
    const changes = list.requestChanges();
    if (!changes) {
      // It has never been read; perhaps it can be now.
      if (list.failure) list.retry();
      return () => false;
    }
    try {
      const answer = await changes;
      return () => {
        void list.applyChanges(answer);
        return false;
      };
    } catch (error) {
      // RFC 8620 §5.6: cannotCalculateChanges, tooManyChanges.
      if (failureOf(error).kind !== 'method') throw error;
      return () => {
        void list.reload();
        return false;
      };
    }
  }

  #entering(
    type: SyncedType,
    { newState, hasMoreChanges }: ChangesResponse,
    apply: () => void,
  ): () => boolean {
    return () => {
      apply();
      this.#known.set(type, newState);
      return hasMoreChanges;
    };
  }

  #since(type: SyncedType): string {
    return this.#known.get(type) ?? '';
  }

  async #startAfresh(): Promise<void> {
    const { emails, threads } = this.#state;
    emails.clear();
    threads.clear();
    try {
      await this.load();
      await Promise.all(this.#state.activeLists().map((list) => list.reload()));
    } catch (error) {
      // The lists show their failure; a reconnection runs this again.
      failureOf(error);
    }
  }
}
