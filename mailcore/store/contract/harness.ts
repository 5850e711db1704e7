import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Storage } from '../storage.ts';
import type { RetentionSettings } from '../undelete-store.ts';
import { faults } from './fixtures.ts';

export interface ContractOptions {
  readonly tombstonesKept?: number;
  readonly retention?: RetentionSettings;
}

/** One adapter in one configuration. */
export interface StorageAdapter {
  readonly name: string;
  /** Empty storage. */
  open(options?: ContractOptions): Promise<OpenedStorage>;
}

export interface OpenedStorage {
  /** The one open now. */
  readonly storage: Storage;
  /** Closes the storage and opens what it left; null when it leaves nothing. */
  readonly reopen: (() => Promise<Storage>) | null;
  /** Closes whatever is open and removes it. */
  dispose(): Promise<void>;
}

export type ContractTest = (
  name: string,
  run: (storage: Storage, opened: OpenedStorage) => Promise<void>,
  options?: ContractOptions,
) => void;

/** Runs a suite against an adapter: every test on empty storage, which must be without a fault afterwards. */
export function runContract(
  title: string,
  adapter: StorageAdapter,
  suite: (test: ContractTest) => void,
): void {
  describe(`${title} on ${adapter.name}`, () => {
    suite((name, run, options) => {
      test(name, async () => {
        const opened = await adapter.open(options);
        try {
          await run(opened.storage, opened);
          assert.deepEqual(await faults(opened.storage.store), []);
        } finally {
          await opened.dispose();
        }
      });
    });
  });
}
