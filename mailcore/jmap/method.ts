import { checkArguments, type Check } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { MethodFailure } from './errors.ts';
import { formatId } from './ids.ts';
import type { CORE, MAIL, SUBMISSION } from './session-resource.ts';
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
  run(context: RequestContext, args: Arguments): Promise<object>;
}

/** A method with one response, on the data of one account: its `accountId` must be the caller's. */
export function accountMethod<Arguments extends { accountId: Id }>(
  definition: MethodDefinition<Arguments>,
): Method {
  return {
    name: definition.name,
    capability: definition.capability,
    async run(context, given) {
      const args = checkArguments(definition.check, given);
      requireOwnAccount(context, args.accountId);
      return [[definition.name, await definition.run(context, args)]];
    },
  };
}

/** Throws `accountNotFound`, the same for accounts of others and those that do not exist. RFC 8620 §3.6.2. */
export function requireOwnAccount(context: RequestContext, accountId: Id): void {
  if (accountId !== formatId('a', context.account.id)) throw new MethodFailure('accountNotFound');
}
