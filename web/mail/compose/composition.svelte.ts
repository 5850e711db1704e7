import type { EmailAddress, Id, Identity } from '../../../mailcore/jmap/types.ts';
import { failureOf, type Failure } from '../../lib/jmap/failure.ts';
import type { MailStore } from '../../lib/jmap/mail-store.svelte.ts';
import { mutate } from '../../lib/jmap/mutation.ts';
import { toChip, type Chip } from './address-input.ts';
import { Attachment } from './attachment.svelte.ts';
import type { DraftBackups } from './draft-backup.ts';
import { isEmptyDraft } from './draft-email.ts';
import { DraftSaver, type SaveStatus } from './draft-saver.ts';
import { mentionsAttachment } from './forgotten-attachment.ts';
import type { DraftContent } from './intent.ts';
import { replaceSignature, signatureBlock } from './quote.ts';
import { findDraft, saveDraft, sendDraft } from './stored-draft.ts';

/** What stands against sending: the first three must be mended, the others are asked about. */
export type Obstacle =
  'noRecipients' | 'invalidAddresses' | 'uploading' | 'failedUpload' | 'noSubject' | 'noAttachment';

/** Whether the user may send nevertheless. */
export function isQuestion(obstacle: Obstacle): boolean {
  return obstacle === 'noSubject' || obstacle === 'noAttachment';
}

export type Phase = 'editing' | 'sending' | 'sent' | 'closed' | 'discarded';

export interface CompositionEvents {
  readonly onSent: () => void;
  /** Put into the trash; the function brings it back. */
  readonly onDiscarded: (undo: () => void) => void;
  /** The draft of an undone discard wants its form again. */
  readonly onReopen: (draft: DraftContent, storedId: Id | null) => void;
}

/** One draft being written: the fields of the form, its autosave, and its end by sending, closing or discarding. */
export class Composition {
  readonly answered: DraftContent['answered'];
  phase: Phase = $state('editing');
  saveStatus: SaveStatus = $state.raw({ kind: 'stored' });
  /** Why it was not sent. */
  failure: Failure | null = $state.raw(null);
  attachments: readonly Attachment[] = $state.raw([]);
  #to: readonly Chip[] = $state.raw([]);
  #cc: readonly Chip[] = $state.raw([]);
  #bcc: readonly Chip[] = $state.raw([]);
  #subject = $state('');
  #text = $state('');
  #identityId: Id = $state('');

  #store: MailStore;
  #saver: DraftSaver;
  #backups: DraftBackups;
  #events: CompositionEvents;
  #frame: Pick<DraftContent, 'messageId' | 'inReplyTo' | 'references' | 'answered'>;
  #untouchedText: string;
  #release: () => void;

  constructor(
    store: MailStore,
    backups: DraftBackups,
    events: CompositionEvents,
    draft: DraftContent,
    storedId: Id | null = null,
  ) {
    this.#store = store;
    this.#backups = backups;
    this.#events = events;
    this.answered = draft.answered;
    const { messageId, inReplyTo, references, answered } = draft;
    this.#frame = { messageId, inReplyTo, references, answered };
    this.#to = draft.to.map(toChip);
    this.#cc = draft.cc.map(toChip);
    this.#bcc = draft.bcc.map(toChip);
    this.#subject = draft.subject;
    this.#text = draft.text;
    this.#identityId = draft.identityId;
    this.attachments = draft.attachments.map(Attachment.stored);
    this.#untouchedText = signatureBlock(store.identities.get(draft.identityId)?.textSignature ?? '');
    this.#release = backups.hold(messageId);
    this.#saver = new DraftSaver(
      {
        save: (version, replacing) => saveDraft(store, version, replacing),
        find: (id) => findDraft(store, id),
      },
      {
        storedId,
        onStatus: (status) => this.#onSaveStatus(status),
        onMovedBlobs: (moved) => this.attachments.forEach((attachment) => attachment.move(moved)),
        onSent: () => this.#finish(),
      },
    );
  }

  get to(): readonly Chip[] {
    return this.#to;
  }
  set to(chips: readonly Chip[]) {
    this.#to = chips;
    this.#changed();
  }

  get cc(): readonly Chip[] {
    return this.#cc;
  }
  set cc(chips: readonly Chip[]) {
    this.#cc = chips;
    this.#changed();
  }

  get bcc(): readonly Chip[] {
    return this.#bcc;
  }
  set bcc(chips: readonly Chip[]) {
    this.#bcc = chips;
    this.#changed();
  }

  get subject(): string {
    return this.#subject;
  }
  set subject(subject: string) {
    this.#subject = subject;
    this.#changed();
  }

  get text(): string {
    return this.#text;
  }
  set text(text: string) {
    this.#text = text;
    this.#changed();
  }

  get identity(): Identity | undefined {
    return this.#store.identities.get(this.#identityId);
  }

  get identityId(): Id {
    return this.#identityId;
  }
  /** Writes as another identity, with its signature. */
  set identityId(id: Id) {
    const before = this.identity?.textSignature ?? '';
    this.#identityId = id;
    const after = this.identity?.textSignature ?? '';
    this.#text = replaceSignature(this.#text, before, after);
    this.#untouchedText = signatureBlock(after);
    this.#changed();
  }

  /** The email that holds the stored version. */
  get storedId(): Id | null {
    return this.#saver.storedId;
  }

  get maxAttachmentBytes(): number {
    const account = this.#store.client.session.accounts[this.#store.client.accountId];
    return account?.accountCapabilities['urn:ietf:params:jmap:mail'].maxSizeAttachmentsPerEmail ?? Infinity;
  }

  attach(files: Iterable<File>): void {
    for (const file of files) {
      const attachment = new Attachment(file);
      this.attachments = [...this.attachments, attachment];
      void attachment.upload(this.#store.client, file).then(() => this.#changed());
    }
  }

  detach(attachment: Attachment): void {
    attachment.cancel();
    this.attachments = this.attachments.filter((other) => other !== attachment);
    this.#changed();
  }

  /** What is to be mended or confirmed before sending, the most pressing first. */
  obstacles(): Obstacle[] {
    const chips = [...this.#to, ...this.#cc, ...this.#bcc];
    const found: Record<Obstacle, boolean> = {
      noRecipients: chips.length === 0,
      invalidAddresses: chips.some(({ isValid }) => !isValid),
      failedUpload: this.attachments.some(({ failure }) => failure !== null),
      uploading: this.attachments.some(({ isUploading }) => isUploading),
      noSubject: this.#subject.trim() === '',
      noAttachment: this.attachments.length === 0 && mentionsAttachment(this.#text),
    };
    return (Object.keys(found) as Obstacle[]).filter((name) => found[name]);
  }

  /** Sends if nothing stands against it; otherwise tells what. `confirmed` = what the user was asked about and wants nevertheless. */
  async send(confirmed: readonly Obstacle[] = []): Promise<Obstacle[]> {
    const open = this.obstacles().filter((name) => !isQuestion(name) || !confirmed.includes(name));
    if (open.length > 0 || this.phase !== 'editing') return open;
    this.phase = 'sending';
    this.failure = null;
    try {
      await this.#saver.stop();
      await this.#send();
    } catch (error) {
      this.#refuse(failureOf(error));
    }
    return [];
  }

  /** Stores what is not stored; for a page that is being hidden. */
  flush(): void {
    if (this.phase === 'editing' && this.#saver.hasUnsaved) void this.#saver.flush();
  }

  /** Leaves the draft among the drafts. An empty one that was never stored vanishes. True when the form may go. */
  async close(): Promise<boolean> {
    this.phase = 'closed';
    await this.#awaitUploads();
    const isWorthless = this.storedId === null && isEmptyDraft(this.#content(), this.#untouchedText);
    if (isWorthless) await this.#saver.stop();
    const failure = isWorthless || !this.#saver.hasUnsaved ? null : await this.#saver.flush();
    // Without a connection the saver goes on trying, and the backup stays; a refusal is the user's to see.
    const isShown = failure !== null && failure.kind !== 'offline' && failure.kind !== 'http';
    if (isShown) this.phase = 'editing';
    else if (failure === null) this.#forgetBackup();
    return !isShown;
  }

  /** Puts the draft into the trash. */
  async discard(): Promise<void> {
    const draft = this.#content();
    this.phase = 'discarded';
    this.attachments.forEach((attachment) => attachment.cancel());
    await this.#saver.stop();
    this.#forgetBackup();
    const { storedId } = this;
    this.#moveStored(storedId, 'trash');
    this.#events.onDiscarded(() => {
      this.#moveStored(storedId, 'drafts');
      this.#events.onReopen(draft, storedId);
    });
  }

  #moveStored(storedId: Id | null, role: string): void {
    const mailbox = this.#store.mailboxes.byRole(role);
    if (storedId === null || !mailbox) return;
    void mutate(this.#store, new Map([[storedId, { mailboxIds: { [mailbox.id]: true } }]]));
  }

  async #awaitUploads(): Promise<void> {
    const uploading = this.attachments.filter(({ isUploading }) => isUploading);
    await Promise.all(uploading.map(({ finished }) => finished));
    if (uploading.length > 0) this.#saver.note(this.#content());
  }

  async #send(): Promise<void> {
    const draft = this.#content();
    if (await this.#saver.wasSent(draft.messageId)) return this.#finish();
    const outcome = await sendDraft(this.#store, draft, this.#saver.storedId);
    if (outcome.isSent) return this.#finish();
    if (outcome.stored !== null) this.#saver.adopt(outcome.stored);
    this.#refuse({ kind: 'set', id: 'submission', error: outcome.error });
  }

  #refuse(failure: Failure): void {
    this.failure = failure;
    this.phase = 'editing';
    if (failure.kind === 'offline' || failure.kind === 'http') this.#saver.noteLostAnswer();
    else this.#changed();
  }

  #finish(): void {
    this.phase = 'sent';
    this.#forgetBackup();
    const { answered } = this;
    if (answered)
      mutate(this.#store, new Map([[answered.emailId, { [`keywords/${answered.keyword}`]: true }]]));
    void this.#store.refresh();
    this.#events.onSent();
  }

  #changed(): void {
    if (this.phase !== 'editing') return;
    const draft = this.#content();
    this.#backups.write({ draft, storedId: this.storedId });
    this.#saver.note(draft);
  }

  #onSaveStatus(status: SaveStatus): void {
    this.saveStatus = status;
    if (status.kind === 'stored') this.#onStored();
  }

  #onStored(): void {
    if (this.phase === 'closed') this.#forgetBackup();
    else if (this.phase === 'editing')
      this.#backups.write({ draft: this.#content(), storedId: this.storedId });
  }

  #forgetBackup(): void {
    this.#backups.remove(this.#frame.messageId);
    this.#release();
  }

  #content(): DraftContent {
    return {
      ...this.#frame,
      identityId: this.#identityId,
      to: this.#to.map(plainAddress),
      cc: this.#cc.map(plainAddress),
      bcc: this.#bcc.map(plainAddress),
      subject: this.#subject,
      text: this.#text,
      attachments: this.attachments.flatMap(({ stored }) => stored ?? []),
    };
  }
}

function plainAddress({ name, email }: Chip): EmailAddress {
  return { name, email };
}
