const MAX_CONCURRENT = 2;

/** Loads the pages that are wanted now, two at a time: pages that a fast scroll passed over are never asked for. */
export class PageQueue {
  #load: (page: number) => Promise<void>;
  #wanted: number[] = [];
  #loading = new Set<number>();

  constructor(load: (page: number) => Promise<void>) {
    this.#load = load;
  }

  /** Replaces what was wanted before and has not been asked for yet. */
  want(pages: readonly number[]): void {
    this.#wanted = pages.filter((page) => !this.#loading.has(page));
    this.#pump();
  }

  #pump(): void {
    while (this.#loading.size < MAX_CONCURRENT) {
      const page = this.#wanted.shift();
      if (page === undefined) return;
      this.#loading.add(page);
      void this.#load(page).finally(() => {
        this.#loading.delete(page);
        this.#pump();
      });
    }
  }
}
