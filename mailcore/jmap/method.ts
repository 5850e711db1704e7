import { checkArguments, type Check } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { MethodFailure } from './errors.ts';
import { formatId, parseId } from './ids.ts';
import type { CORE, MAIL, SUBMISSION } from './session-resource.ts';
import { readSharedAccounts } from './shared-accounts.ts';
import { sharedRows } from './shared-rows.ts';
import type { Id, Invocation, MethodName } from './types.ts';

export type Capability = typeof CORE | typeof MAIL | typeof SUBMISSION;

/** One JMAP method. */
export interface Method {
  readonly name: MethodName;
  /** The client must name it in `using`. RFC 8620 §3.3. */
  readonly capability: Capability;
  /** Checks the arguments and runs. Throws MethodFailure and MailError. The first reply is the method's own. */
  run(context: RequestContext, args: unknown): Promise<Reply[]>;
}

/** A response before it has its call id. */
export type Reply = readonly [name: Invocation[0], args: object];

interface MethodDefinition<Arguments extends { accountId: Id }> {
  readonly name: MethodName;
  readonly capability: Capability;
  readonly check: Check<Arguments>;
  /** Whether it serves accounts that others share, and changes them; by default it serves one's own. */
  readonly shared?: 'read' | 'write';
  run(context: RequestContext, args: Arguments): Promise<object>;
}

/** A method with one response, on the data of one account: the caller's, or one that shares with the caller. RFC 8620 §3.6.2. */
export function accountMethod<Arguments extends { accountId: Id }>(
  definition: MethodDefinition<Arguments>,
): Method {
  return {
    name: definition.name,
    capability: definition.capability,
    async run(context, given) {
      const args = checkArguments(definition.check, given);
      const scope = await contextOf(context, args.accountId, definition.shared ?? null);
      return [[definition.name, await definition.run(scope, args)]];
    },
  };
}

/**
 * The request as one on the account named. Throws `accountNotFound` for one that shares nothing, `accountNotSupportedByMethod`,
 * `accountReadOnly` before a change where nothing may be changed. RFC 8620 §3.6.2.
 */
export async function contextOf(
  context: RequestContext,
  accountId: Id,
  shared: 'read' | 'write' | null,
): Promise<RequestContext> {
  const { user, access, store } = context;
  if (accountId === formatId('a', user.id)) return context;
  const ownerId = parseId('a', accountId);
  const [found] = ownerId === null ? [] : await readSharedAccounts(store, user, ownerId);
  const account = found ? await store.getAccount(found.ownerId) : null;
  if (!found || account === null) throw new MethodFailure('accountNotFound');
  if (shared === null) throw new MethodFailure('accountNotSupportedByMethod');
  if (shared === 'write' && found.isReadOnly) throw new MethodFailure('accountReadOnly');
  return { ...context, account, mail: access.storeOf(account.id), rows: sharedRows(context.rows, access) };
}

/** Throws `accountNotFound`, the same for accounts of others and those that do not exist. RFC 8620 §3.6.2. */
export function requireOwnAccount(context: RequestContext, accountId: Id): void {
  if (accountId !== formatId('a', context.account.id)) throw new MethodFailure('accountNotFound');
}
