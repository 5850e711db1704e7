/** Limits work going on at once, in all and for each key; whoever waits longest and has room goes next. */
export interface Slots {
  /** Rejects when `signal` aborts first. */
  acquire(key: string, signal: AbortSignal): Promise<Slot>;
}

export interface Slot {
  /** There was no room at first. */
  readonly hasWaited: boolean;
  release(): void;
}

interface Waiter {
  readonly key: string;
  readonly start: (slot: Slot) => void;
}

export function createSlots(limits: { total: number; perKey: number }): Slots {
  const running = new Map<string, number>();
  const waiting = new Set<Waiter>();
  let total = 0;

  function hasRoom(key: string): boolean {
    return total < limits.total && (running.get(key) ?? 0) < limits.perKey;
  }

  function enter(key: string, hasWaited: boolean): Slot {
    total += 1;
    running.set(key, (running.get(key) ?? 0) + 1);
    let isHeld = true;
    return {
      hasWaited,
      release() {
        if (isHeld) leave(key);
        isHeld = false;
      },
    };
  }

  function leave(key: string): void {
    total -= 1;
    const left = (running.get(key) ?? 1) - 1;
    if (left > 0) running.set(key, left);
    else running.delete(key);
    for (const waiter of waiting) {
      if (total >= limits.total) return;
      if (!hasRoom(waiter.key)) continue;
      waiting.delete(waiter);
      waiter.start(enter(waiter.key, true));
    }
  }

  return {
    acquire(key, signal) {
      if (signal.aborted) return Promise.reject(signal.reason as Error);
      if (hasRoom(key)) return Promise.resolve(enter(key, false));
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          waiting.delete(waiter);
          reject(signal.reason as Error);
        };
        const waiter: Waiter = {
          key,
          start(slot) {
            signal.removeEventListener('abort', onAbort);
            resolve(slot);
          },
        };
        signal.addEventListener('abort', onAbort, { once: true });
        waiting.add(waiter);
      });
    },
  };
}
