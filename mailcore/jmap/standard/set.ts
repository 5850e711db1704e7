import type { JsonObject } from '../arguments.ts';
import type { RequestContext } from '../context.ts';
import { MethodFailure, toSetError } from '../errors.ts';
import { formatId } from '../ids.ts';
import { JMAP_LIMITS } from '../limits.ts';
import type { CreationId, Id, SetError, SetResponse } from '../types.ts';

interface SetArguments {
  readonly create: ReadonlyMap<CreationId, JsonObject>;
  readonly update: ReadonlyMap<Id, JsonObject>;
  readonly destroy: readonly Id[];
}

/** Throws `requestTooLarge` beyond maxObjectsInSet. RFC 8620 §5.3. */
export function checkSetSize({ create, update, destroy }: SetArguments): void {
  if (create.size + update.size + destroy.length > JMAP_LIMITS.maxObjectsInSet) {
    throw new MethodFailure('requestTooLarge', `At most ${JMAP_LIMITS.maxObjectsInSet} records in one call.`);
  }
}

/** What became of each record of a /set. RFC 8620 §5.3. */
export class SetOutcome<T extends { id: Id }> {
  readonly created = new Map<CreationId, Partial<T>>();
  readonly updated = new Map<Id, Partial<T> | null>();
  readonly destroyed: Id[] = [];
  readonly notCreated = new Map<CreationId, SetError>();
  readonly notUpdated = new Map<Id, SetError>();
  readonly notDestroyed = new Map<Id, SetError>();
  readonly #context: RequestContext;

  constructor(context: RequestContext) {
    this.#context = context;
  }

  /** Runs one creation; a failure that is about the record is noted, any other is thrown. */
  async create(
    creationId: CreationId,
    run: () => Promise<Partial<T> & { id: Id }>,
    blamed?: string,
  ): Promise<void> {
    try {
      const record = await run();
      this.created.set(creationId, record);
      this.#context.createdIds.set(creationId, record.id);
    } catch (error) {
      this.notCreated.set(creationId, toSetError(error, blamed));
    }
  }

  async update(id: Id, run: () => Promise<Partial<T> | null>, blamed?: string): Promise<void> {
    try {
      this.updated.set(id, await run());
    } catch (error) {
      this.notUpdated.set(id, toSetError(error, blamed));
    }
  }

  async destroy(id: Id, run: () => Promise<void>): Promise<void> {
    try {
      await run();
      this.destroyed.push(id);
    } catch (error) {
      this.notDestroyed.set(id, toSetError(error));
    }
  }

  /** Ends the /set with the state it leaves. */
  async respond(oldState: number): Promise<SetResponse<T>> {
    const { account, mail: store } = this.#context;
    return {
      accountId: formatId('a', account.id),
      oldState: String(oldState),
      newState: String(await store.accountModseq(account.id)),
      created: orNull(this.created),
      updated: orNull(this.updated),
      destroyed: this.destroyed.length > 0 ? this.destroyed : null,
      notCreated: orNull(this.notCreated),
      notUpdated: orNull(this.notUpdated),
      notDestroyed: orNull(this.notDestroyed),
    };
  }
}

function orNull<V>(map: ReadonlyMap<string, V>): Record<string, V> | null {
  return map.size === 0 ? null : Object.fromEntries(map);
}
