import { SvelteMap } from 'svelte/reactivity';
import type { Id } from '../../../mailcore/jmap/types.ts';
import type { JmapClient } from './client.ts';
import { BODY_PROPERTIES, type EmailBody } from './email.ts';

/** Of one body; the rest of a longer text is a download away. */
const MAX_BODY_BYTES = 512 * 1024;
/** Of all bodies held together, in UTF-16 units. */
const MAX_CACHE_UNITS = 16 * 1024 * 1024;

/** Bodies by email id. A body never changes (RFC 8621 §4.1.4), so what is held is right until the email is destroyed. */
export class BodyCache {
  #client: JmapClient;
  #bodies = new SvelteMap<Id, EmailBody>();
  #sizes = new Map<Id, number>();
  #units = 0;
  #loading = new Map<Id, Promise<void>>();

  constructor(client: JmapClient) {
    this.#client = client;
  }

  get(id: Id): EmailBody | undefined {
    return this.#bodies.get(id);
  }

  /** Reads the bodies that are neither held nor on their way, in one request. Rejects with JmapError. */
  async load(ids: readonly Id[]): Promise<void> {
    const missing = ids.filter((id) => !this.#bodies.has(id) && !this.#loading.has(id));
    if (missing.length > 0) {
      const request = this.#read(missing).finally(() => missing.forEach((id) => this.#loading.delete(id)));
      for (const id of missing) this.#loading.set(id, request);
    }
    await Promise.all(new Set(ids.flatMap((id) => this.#loading.get(id) ?? [])));
  }

  remove(ids: readonly Id[]): void {
    for (const id of ids) this.#drop(id);
  }

  async #read(ids: Id[]): Promise<void> {
    const { list } = await this.#client.call('Email/get', {
      ids,
      properties: [...BODY_PROPERTIES],
      fetchTextBodyValues: true,
      maxBodyValueBytes: MAX_BODY_BYTES,
    });
    for (const body of list) this.#put(body);
  }

  #put(body: EmailBody): void {
    const units = Object.values(body.bodyValues).reduce((sum, { value }) => sum + value.length, 0);
    this.#drop(body.id);
    for (const oldest of this.#sizes.keys()) {
      if (this.#units + units <= MAX_CACHE_UNITS) break;
      this.#drop(oldest);
    }
    this.#bodies.set(body.id, body);
    this.#sizes.set(body.id, units);
    this.#units += units;
  }

  #drop(id: Id): void {
    this.#units -= this.#sizes.get(id) ?? 0;
    this.#sizes.delete(id);
    this.#bodies.delete(id);
  }
}
