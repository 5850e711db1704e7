import type { Id } from '../../../mailcore/jmap/types.ts';
import type { DraftContent } from './intent.ts';

/** What a tab that dies leaves behind. */
export interface Backup {
  readonly draft: DraftContent;
  readonly storedId: Id | null;
}

const PREFIX = 'tegami.draft.';

/**
 * Open drafts of one account in the browser's own storage, written with every change. Each is guarded by a lock that the tab holds: a
 * backup without a lock belongs to a tab that is gone.
 */
export class DraftBackups {
  #storage: Storage;
  #locks: LockManager | undefined;
  #prefix: string;

  constructor(
    accountId: Id,
    storage: Storage = localStorage,
    locks: LockManager | undefined = navigator.locks,
  ) {
    this.#storage = storage;
    this.#locks = locks;
    this.#prefix = `${PREFIX}${accountId}.`;
  }

  /** Marks the draft as open in this tab until the returned function is called. */
  hold(messageId: string): () => void {
    let release = () => undefined as void;
    void this.#locks?.request(
      this.#prefix + messageId,
      () => new Promise<void>((resolve) => (release = resolve)),
    );
    return () => release();
  }

  write(backup: Backup): void {
    try {
      this.#storage.setItem(this.#prefix + backup.draft.messageId, JSON.stringify(backup));
    } catch (error) {
      // A full or forbidden storage: the server still has the last saved version.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  remove(messageId: string): void {
    this.#storage.removeItem(this.#prefix + messageId);
  }

  /** Takes out the drafts of tabs that are gone. */
  async takeOrphans(): Promise<Backup[]> {
    const held = new Set((await this.#locks?.query())?.held?.map(({ name }) => name));
    const names = Array.from({ length: this.#storage.length }, (_, index) => this.#storage.key(index) ?? '');
    const orphans = names.filter((name) => name.startsWith(this.#prefix) && !held.has(name));
    return orphans.flatMap((name) => {
      const text = this.#storage.getItem(name);
      this.#storage.removeItem(name);
      return text === null ? [] : (JSON.parse(text) as Backup);
    });
  }

  /** At sign-out: nobody else on this machine may find them. */
  static clearAll(storage: Storage = localStorage): void {
    const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
    for (const name of names) if (name.startsWith(PREFIX)) storage.removeItem(name);
  }
}
