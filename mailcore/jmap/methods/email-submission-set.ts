import {
  checkArguments,
  id,
  listOf,
  mapOf,
  object,
  record,
  setArguments,
  withDefault,
  type JsonObject,
} from '../arguments.ts';
import { requireOwnAccount, type Method, type Reply } from '../method.ts';
import { SUBMISSION } from '../session-resource.ts';
import { requireState } from '../standard/changes.ts';
import { checkSetSize } from '../standard/set.ts';
import { SubmissionSet } from '../submission/set.ts';
import type { Id } from '../types.ts';

const check = record({
  ...setArguments,
  onSuccessUpdateEmail: withDefault(mapOf(object), new Map<Id, JsonObject>()),
  onSuccessDestroyEmail: withDefault(listOf(id), []),
});

/** RFC 8621 §7.5. */
export const emailSubmissionSet: Method = {
  name: 'EmailSubmission/set',
  capability: SUBMISSION,
  async run(context, given) {
    const args = checkArguments(check, given);
    requireOwnAccount(context, args.accountId);
    checkSetSize(args);
    const oldState = await requireState(context, args.ifInState);
    const onSuccess = { update: args.onSuccessUpdateEmail, destroy: new Set(args.onSuccessDestroyEmail) };
    const set = new SubmissionSet(context, onSuccess);
    for (const [creationId, submission] of args.create) {
      context.signal.throwIfAborted();
      await set.create(creationId, submission);
    }
    for (const [submissionId, patch] of args.update) await set.update(submissionId, patch);
    for (const submissionId of new Set(args.destroy)) await set.destroy(submissionId);
    const replies: Reply[] = [['EmailSubmission/set', await set.outcome.respond(oldState)]];
    const isFollowed = onSuccess.update.size > 0 || onSuccess.destroy.size > 0;
    // RFC 8621 §7.5: the implicit Email/set answers after, under the same call id.
    if (isFollowed) replies.push(['Email/set', await set.emails.respond(oldState)]);
    return replies;
  },
};
