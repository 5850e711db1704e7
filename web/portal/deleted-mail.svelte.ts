import { SvelteSet } from 'svelte/reactivity';
import type { DeletedMail, RecoveredMail } from '../../server/contract/deleted-mail.ts';
import { Resource } from '../lib/resource.svelte.ts';
import { rest } from '../lib/rest.ts';

export type DeletedEmail = DeletedMail['emails'][number];

const PAGE = 20;

/** The deleted mail that is on the screen, what of it is chosen, and its way back. */
export class DeletedMailList {
  readonly selected = new SvelteSet<number>();
  readonly list: Resource<DeletedMail>;
  /** What the list was asked for. */
  #text = '';

  constructor() {
    this.list = new Resource(() => this.#page(null));
  }

  get emails(): readonly DeletedEmail[] {
    return this.list.value?.emails ?? [];
  }

  get isSearch(): boolean {
    return this.#text !== '';
  }

  get isAllSelected(): boolean {
    return this.emails.length > 0 && this.emails.every(({ id }) => this.selected.has(id));
  }

  async search(text: string): Promise<void> {
    this.#text = text.trim();
    this.selected.clear();
    await this.list.load();
  }

  async more(): Promise<void> {
    const shown = this.list.value;
    if (!shown) return;
    const next = await this.#page(shown.emails.at(-1)?.id ?? null);
    this.list.value = { ...next, emails: [...shown.emails, ...next.emails] };
  }

  toggle(id: number): void {
    if (!this.selected.delete(id)) this.selected.add(id);
  }

  toggleAll(): void {
    const isAll = this.isAllSelected;
    this.selected.clear();
    if (!isAll) for (const { id } of this.emails) this.selected.add(id);
  }

  /** Those that are gone by now come back as a number. */
  async recover(): Promise<RecoveredMail> {
    const ids = [...this.selected];
    const done = await rest<RecoveredMail>('POST', '/api/portal/deleted/restore', { ids });
    this.selected.clear();
    return done;
  }

  #page(before: number | null): Promise<DeletedMail> {
    const query = new URLSearchParams({ limit: String(PAGE) });
    if (this.#text !== '') query.set('text', this.#text);
    if (before !== null) query.set('before', String(before));
    return rest<DeletedMail>('GET', `/api/portal/deleted?${query}`);
  }
}
