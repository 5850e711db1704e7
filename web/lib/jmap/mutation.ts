import type { Id, PatchObject, SetError } from '../../../mailcore/jmap/types.ts';
import { failureOf, type Failure } from './failure.ts';
import type { MailState } from './mail-state.ts';

/** RFC 8620 §2 lets a server set a limit of objects per set; ours takes this many at least. */
export const MAX_SET = 500;

/** Patches by email id; `null` destroys. */
export type EmailPatches = ReadonlyMap<Id, PatchObject | null>;

/** Changes are sent one after another, so that an undo never overtakes what it undoes. */
const tails = new WeakMap<MailState, Promise<unknown>>();

/**
 * Shows the patches at once and sends them in requests of {@link MAX_SET}. null = the server took all of it; otherwise the refused emails
 * are shown as before. Never rejects.
 */
export function mutate(state: MailState, patches: EmailPatches): Promise<Failure | null> {
  const chunks = chunked([...patches], MAX_SET).map((entries) => {
    const chunk = new Map(entries);
    return { chunk, settle: state.emails.patchAll(chunk) };
  });
  const previous = tails.get(state) ?? Promise.resolve();
  const settled = previous.then(async () => {
    let failure: Failure | null = null;
    for (const { chunk, settle } of chunks) {
      const outcome = await send(state, chunk);
      settle(outcome.refused);
      failure ??= outcome.failure;
    }
    return failure;
  });
  tails.set(state, settled);
  return settled;
}

async function send(
  { client }: MailState,
  chunk: EmailPatches,
): Promise<{ failure: Failure | null; refused: Set<Id> }> {
  const update = Object.fromEntries(
    [...chunk].flatMap(([id, patch]) => (patch === null ? [] : [[id, patch]])),
  );
  const destroy = [...chunk].flatMap(([id, patch]) => (patch === null ? id : []));
  try {
    const { notUpdated, notDestroyed } = await client.call('Email/set', { update, destroy });
    const refusals = Object.entries({ ...notUpdated, ...withoutGone(notDestroyed) });
    const [first] = refusals;
    return {
      failure: first ? { kind: 'set', id: first[0], error: first[1] } : null,
      refused: new Set(refusals.map(([id]) => id)),
    };
  } catch (error) {
    return { failure: failureOf(error), refused: new Set(chunk.keys()) };
  }
}

/** What is destroyed already was not refused. */
function withoutGone(refusals: Record<Id, SetError> | null): Record<Id, SetError> {
  return Object.fromEntries(Object.entries(refusals ?? {}).filter(([, { type }]) => type !== 'notFound'));
}

function chunked<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
