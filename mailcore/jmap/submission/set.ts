import type { SubmissionId } from '../../model/ids.ts';
import type { EmailPatch } from '../../store/delivery.ts';
import type { Submission } from '../../store/submission-store.ts';
import type { JsonObject } from '../arguments.ts';
import { resolveId, type RequestContext } from '../context.ts';
import { invalidProperties, SetFailure, toSetError } from '../errors.ts';
import { destroyEmails, updateEmails } from '../email/set.ts';
import { toEmailPatch } from '../email/patch.ts';
import { formatId } from '../ids.ts';
import { sameJson, splitPatch } from '../patch.ts';
import { SetOutcome } from '../standard/set.ts';
import type { CreationId, Email, EmailSubmission, Id } from '../types.ts';
import { toEmailSubmission } from './properties.ts';
import { prepareSubmission, send } from './send.ts';

/** What to do with the email of a submission once that has succeeded, by submission id or `#creation`. RFC 8621 §7.5. */
export interface OnSuccess {
  readonly update: ReadonlyMap<Id, JsonObject>;
  readonly destroy: ReadonlySet<Id>;
}

/** One EmailSubmission/set, and the Email/set that follows from it. */
export class SubmissionSet {
  readonly outcome: SetOutcome<EmailSubmission>;
  readonly emails: SetOutcome<Email>;
  readonly #context: RequestContext;
  readonly #onSuccess: OnSuccess;

  constructor(context: RequestContext, onSuccess: OnSuccess) {
    this.#context = context;
    this.#onSuccess = onSuccess;
    this.outcome = new SetOutcome(context);
    this.emails = new SetOutcome(context);
  }

  async create(creationId: CreationId, given: JsonObject): Promise<void> {
    await this.outcome.create(creationId, () => this.#send(`#${creationId}`, given));
  }

  /** The patch of the email goes into the transaction that sends; one that cannot apply does not stop the mail. */
  async #send(reference: Id, given: JsonObject): Promise<EmailSubmission> {
    const context = this.#context;
    const prepared = await prepareSubmission(context, given);
    const emailId = formatId('e', prepared.email.id);
    const destroysEmail = this.#onSuccess.destroy.has(reference);
    const patch = destroysEmail ? undefined : this.#onSuccess.update.get(reference);
    const emailPatch = patch && (await this.#readPatch(emailId, patch));
    const submissionId = await send(context, prepared, {
      emailPatches: emailPatch ? [emailPatch] : [],
      destroysEmail,
    });
    if (emailPatch) this.emails.updated.set(emailId, null);
    if (destroysEmail) this.emails.destroyed.push(emailId);
    const [submission] = await context.store.getSubmissions(context.account.id, [submissionId]);
    if (!submission) throw new Error('a submission vanished as it was made');
    return toEmailSubmission(submission);
  }

  async #readPatch(emailId: Id, patch: JsonObject): Promise<EmailPatch | null> {
    const context = this.#context;
    try {
      const read = toEmailPatch(context, resolveId(context, 'e', emailId)!, patch);
      const mailboxes = await context.store.listMailboxes(context.account.id);
      const known = new Set(mailboxes.map(({ id }) => id));
      const named = [...(read.setMailboxes ?? []), ...(read.addMailboxes ?? [])];
      if (!named.every((id) => known.has(id)))
        throw invalidProperties(['mailboxIds'], 'There is no such mailbox.');
      return read;
    } catch (error) {
      this.emails.notUpdated.set(emailId, toSetError(error));
      return null;
    }
  }

  /** Only `undoStatus` can change, and only to `canceled`. RFC 8621 §7.5. */
  async update(id: Id, patch: JsonObject): Promise<void> {
    await this.outcome.update(id, async () => {
      const submission = await this.#require(id);
      const { whole, inner } = splitPatch(patch);
      const current = toEmailSubmission(submission) as unknown as JsonObject;
      const changed = [...whole].filter(([name, value]) => !sameJson(value, current[name]));
      const other = [...changed.map(([name]) => name), ...inner.keys()].filter(
        (name) => name !== 'undoStatus',
      );
      if (other.length > 0) throw invalidProperties(other);
      if (changed.length > 0) await this.#cancel(submission, changed[0]![1]);
      await this.#follow(id, submission);
      return null;
    });
  }

  async #cancel(submission: Submission, undoStatus: unknown): Promise<void> {
    if (undoStatus !== 'canceled') throw invalidProperties(['undoStatus'], 'It can be set to canceled only.');
    if (submission.undoStatus !== 'pending') throw new SetFailure('cannotUnsend');
    try {
      await this.#context.store.cancelSubmission(this.#context.account.id, submission.id);
    } catch (error) {
      const setError = toSetError(error);
      throw setError.type === 'forbidden' ? new SetFailure('cannotUnsend') : error;
    }
  }

  /** Forgets the record; the mail goes its way. */
  async destroy(id: Id): Promise<void> {
    await this.outcome.destroy(id, async () => {
      const submission = await this.#require(id);
      await this.#context.store.destroySubmissions(this.#context.account.id, [submission.id]);
      await this.#follow(id, submission);
    });
  }

  async #require(id: Id): Promise<Submission> {
    const number: SubmissionId | null = resolveId(this.#context, 's', id);
    const [submission] =
      number === null ? [] : await this.#context.store.getSubmissions(this.#context.account.id, [number]);
    if (!submission) throw new SetFailure('notFound');
    return submission;
  }

  async #follow(id: Id, submission: Submission): Promise<void> {
    const emailId = formatId('e', submission.emailId);
    const patch = this.#onSuccess.update.get(id);
    if (this.#onSuccess.destroy.has(id)) await destroyEmails(this.#context, [emailId], this.emails);
    else if (patch) await updateEmails(this.#context, new Map([[emailId, patch]]), new Set(), this.emails);
  }
}
