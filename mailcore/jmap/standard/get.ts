import type { RequestContext } from '../context.ts';
import { MethodFailure } from '../errors.ts';
import { formatId } from '../ids.ts';
import { JMAP_LIMITS } from '../limits.ts';
import type { GetResponse, Id } from '../types.ts';

/** The ids asked for, each once. Throws `requestTooLarge` beyond maxObjectsInGet. RFC 8620 §5.1. */
export function uniqueIds(ids: readonly Id[]): Id[] {
  if (ids.length > JMAP_LIMITS.maxObjectsInGet) {
    throw new MethodFailure('requestTooLarge', `At most ${JMAP_LIMITS.maxObjectsInGet} ids in one call.`);
  }
  return [...new Set(ids)];
}

/** The properties asked for, `id` always among them. Throws `invalidArguments` for one that the type does not have. */
export function checkProperties<Name extends string>(
  asked: readonly string[] | null | undefined,
  known: readonly Name[],
): ReadonlySet<Name> {
  if (!asked) return new Set(known);
  const unknown = asked.find((name) => !(known as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new MethodFailure('invalidArguments', `There is no property ${unknown}.`, ['properties']);
  }
  return new Set(['id', ...asked] as Name[]);
}

/** Only the properties asked for. */
export function pick<T extends object>(record: T, properties: ReadonlySet<string>): Partial<T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => properties.has(name))) as Partial<T>;
}

interface SmallTypeGet<T extends { id: Id }> {
  readonly ids: readonly Id[] | null | undefined;
  readonly properties: ReadonlySet<string>;
  /** Every record of the type. */
  readonly all: readonly T[];
  readonly state: number;
}

/** A /get over a type an account has few of: all of them are at hand. */
export function getFromAll<T extends { id: Id }>(
  context: RequestContext,
  { ids, properties, all, state }: SmallTypeGet<T>,
): GetResponse<Partial<T>> {
  const byId = new Map(all.map((record) => [record.id, record]));
  const wanted = uniqueIds(ids ?? [...byId.keys()]).map((id) => ({ id, real: realId(context, id) }));
  return {
    accountId: formatId('a', context.account.id),
    state: String(state),
    list: wanted.flatMap(({ real }) => {
      const record = byId.get(real);
      return record ? [pick(record, properties)] : [];
    }),
    notFound: wanted.filter(({ real }) => !byId.has(real)).map(({ id }) => id),
  };
}

function realId(context: RequestContext, id: Id): Id {
  return id.startsWith('#') ? (context.createdIds.get(id.slice(1)) ?? id) : id;
}
