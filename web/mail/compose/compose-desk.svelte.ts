import type { MailStore } from '../../lib/jmap/mail-store.svelte.ts';
import type { Composition } from './composition.svelte.ts';
import type { ComposeIntent } from './intent.ts';

/** A form on the desk; its composition is there as soon as what it answers was read. */
export interface DeskEntry {
  readonly id: number;
  readonly intent: ComposeIntent;
  composition: Composition | null;
}

export interface DeskEvents {
  readonly onSent?: () => void;
  readonly onDiscarded?: (undo: () => void) => void;
}

/** The drafts that are open. Small, so that the shell can hold it without the composer's code. */
export class ComposeDesk {
  readonly store: MailStore;
  readonly events: DeskEvents;
  /** The last one is in front. */
  entries: readonly DeskEntry[] = $state.raw([]);
  #count = 0;

  constructor(store: MailStore, events: DeskEvents = {}) {
    this.store = store;
    this.events = events;
  }

  get isOpen(): boolean {
    return this.entries.length > 0;
  }

  /** Opens a form; a draft that has one already comes to the front. */
  open(intent: ComposeIntent): void {
    const open = intent.kind === 'draft' ? this.#entryOf(intent.emailId) : undefined;
    if (open) return this.bringToFront(open);
    this.#count += 1;
    this.entries = [...this.entries, { id: this.#count, intent, composition: null }];
  }

  bringToFront(entry: DeskEntry): void {
    this.entries = [...this.entries.filter((other) => other !== entry), entry];
  }

  remove(entry: DeskEntry): void {
    this.entries = this.entries.filter((other) => other !== entry);
  }

  /** Opens what tabs that died were writing. */
  async restore(): Promise<void> {
    const { DraftBackups } = await import('./draft-backup.ts');
    const backups = await new DraftBackups(this.store.client.accountId).takeOrphans();
    for (const backup of backups) this.open({ kind: 'restored', ...backup });
  }

  #entryOf(emailId: string): DeskEntry | undefined {
    return this.entries.find(({ intent, composition }) =>
      composition ? composition.storedId === emailId : 'emailId' in intent && intent.emailId === emailId,
    );
  }
}
