/** Results of asynchronous questions, kept for as long as `lifetime` says; questions under way are shared. */
export interface TtlCache<T> {
  /** `lifetime` gives the seconds to keep an outcome, 0 for not at all. */
  get(key: string, lifetime: (outcome: Outcome<T>) => number, ask: () => Promise<T>): Promise<T>;
}

export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

interface Entry<T> {
  readonly promise: Promise<T>;
  /** Infinity while the question is under way. */
  expiresAtMs: number;
}

export function createTtlCache<T>(options: { maxEntries: number; clock: () => Date }): TtlCache<T> {
  const { maxEntries, clock } = options;
  const entries = new Map<string, Entry<T>>();

  function add(key: string, promise: Promise<T>): Entry<T> {
    const [oldest] = entries.keys();
    if (entries.size >= maxEntries && oldest !== undefined) entries.delete(oldest);
    const entry = { promise, expiresAtMs: Infinity };
    entries.set(key, entry);
    return entry;
  }

  return {
    async get(key, lifetime, ask) {
      const cached = entries.get(key);
      if (cached && cached.expiresAtMs > clock().getTime()) return cached.promise;
      entries.delete(key);
      const entry = add(key, ask());
      const keep = (outcome: Outcome<T>) => {
        const seconds = lifetime(outcome);
        entry.expiresAtMs = clock().getTime() + seconds * 1_000;
        if (seconds === 0 && entries.get(key) === entry) entries.delete(key);
      };
      try {
        const value = await entry.promise;
        keep({ value });
        return value;
      } catch (error) {
        keep({ error });
        throw error;
      }
    },
  };
}
