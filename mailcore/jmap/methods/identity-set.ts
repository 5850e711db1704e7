import type { IdentityId } from '../../model/ids.ts';
import { MailError } from '../../errors.ts';
import { type JsonObject, record, setArguments, string } from '../arguments.ts';
import { resolveId, type RequestContext } from '../context.ts';
import { invalidProperties, SetFailure } from '../errors.ts';
import { IDENTITY_CHANGES, toIdentity } from '../identity/properties.ts';
import { accountMethod } from '../method.ts';
import { sameJson, splitPatch } from '../patch.ts';
import { SUBMISSION } from '../session-resource.ts';
import { requireState } from '../standard/changes.ts';
import { readProperties } from '../standard/properties.ts';
import { checkSetSize, SetOutcome } from '../standard/set.ts';
import type { Id, Identity } from '../types.ts';

const check = record(setArguments);

/** RFC 8621 §6.3. */
export const identitySet = accountMethod({
  name: 'Identity/set',
  capability: SUBMISSION,
  check,
  async run(context, args) {
    checkSetSize(args);
    const oldState = await requireState(context, args.ifInState);
    const outcome = new SetOutcome<Identity>(context);
    const destroyed = new Set(args.destroy);
    for (const [creationId, given] of args.create)
      await outcome.create(creationId, () => create(context, given), 'email');
    for (const [id, patch] of args.update) {
      await outcome.update(id, () => {
        if (destroyed.has(id)) throw new SetFailure('willDestroy');
        return update(context, id, patch);
      });
    }
    for (const id of destroyed) await outcome.destroy(id, () => destroy(context, id));
    return outcome.respond(oldState);
  },
});

async function create(context: RequestContext, given: JsonObject): Promise<Partial<Identity> & { id: Id }> {
  const { name = '', email, ...rest } = readProperties(given, { ...IDENTITY_CHANGES, email: string });
  if (email === undefined) throw invalidProperties(['email'], 'An identity needs an address.');
  const identity = toIdentity(await addIdentity(context, { name, email, ...rest }));
  const unsent = Object.entries(identity).filter(([property, value]) => !sameJson(given[property], value));
  return Object.fromEntries(unsent) as Partial<Identity> & { id: Id };
}

async function addIdentity(
  context: RequestContext,
  identity: Parameters<RequestContext['store']['addIdentity']>[1],
) {
  try {
    return await context.store.addIdentity(context.account.id, identity);
  } catch (error) {
    // RFC 8621 §6.3: an address the account may not send from.
    if (error instanceof MailError && error.code === 'forbidden') throw new SetFailure('forbiddenFrom');
    throw error;
  }
}

async function update(context: RequestContext, id: Id, patch: JsonObject): Promise<null> {
  const stored = await requireIdentity(context, id);
  const { whole, inner } = splitPatch(patch);
  if (inner.size > 0) throw invalidProperties([...inner.keys()]);
  const current = toIdentity(stored) as unknown as JsonObject;
  const changed = Object.fromEntries([...whole].filter(([name, value]) => !sameJson(value, current[name])));
  const properties = readProperties(changed, IDENTITY_CHANGES);
  if (Object.keys(properties).length > 0)
    await context.store.updateIdentity(context.account.id, stored.id, properties);
  return null;
}

async function destroy(context: RequestContext, id: Id): Promise<void> {
  const stored = await requireIdentity(context, id);
  if (!stored.mayDelete) throw new SetFailure('forbidden', { description: 'The own address stays.' });
  await context.store.removeIdentity(context.account.id, stored.id);
}

async function requireIdentity(context: RequestContext, id: Id) {
  const identityId: IdentityId | null = resolveId(context, 'i', id);
  const identities = await context.store.listIdentities(context.account.id);
  const identity = identities.find((candidate) => candidate.id === identityId);
  if (!identity) throw new SetFailure('notFound');
  return identity;
}
