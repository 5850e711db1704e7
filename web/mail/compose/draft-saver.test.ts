import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Id } from '../../../mailcore/jmap/types.ts';
import { JmapError } from '../../lib/jmap/failure.ts';
import { DraftSaver, type DraftShelf, type SaveStatus, type Timers } from './draft-saver.ts';
import type { DraftContent } from './intent.ts';

const draft = (text: string) => ({ text, messageId: 'x@a.org' }) as DraftContent;

/** Drafts as a server keeps them, with answers that can be lost before or after the work is done. */
class Shelf implements DraftShelf {
  readonly stored = new Map<Id, string>();
  readonly losing: ('before' | 'after')[] = [];
  #count = 0;

  async save({ text }: DraftContent, replacing: Id | null) {
    const loss = this.losing.shift();
    if (loss === 'before') throw new JmapError({ kind: 'offline' });
    this.#count += 1;
    const emailId = `m${this.#count}`;
    this.stored.set(emailId, text);
    if (replacing !== null) this.stored.delete(replacing);
    if (loss === 'after') throw new JmapError({ kind: 'offline' });
    return { emailId, movedBlobs: new Map<Id, Id>() };
  }

  async find() {
    const emailId = [...this.stored.keys()].at(-1);
    return emailId === undefined ? null : { emailId, isSent: false };
  }
}

/** Timers that ring when told. */
class Bell implements Timers {
  #ring: (() => void) | null = null;
  delayMs = 0;
  set(callback: () => void, ms: number): unknown {
    this.#ring = callback;
    this.delayMs = ms;
    return callback;
  }
  clear(): void {
    this.#ring = null;
  }
  get isSet(): boolean {
    return this.#ring !== null;
  }
  ring(): void {
    const callback = this.#ring;
    this.#ring = null;
    callback?.();
  }
}

function opened(storedId: Id | null = null) {
  const shelf = new Shelf();
  const timers = new Bell();
  const statuses: SaveStatus['kind'][] = [];
  const saver = new DraftSaver(shelf, { storedId, timers, onStatus: ({ kind }) => statuses.push(kind) });
  return { shelf, timers, saver, statuses };
}

test('what is typed is stored once, after the typing', async () => {
  const { shelf, timers, saver, statuses } = opened();
  saver.note(draft('a'));
  saver.note(draft('ab'));
  assert.equal(timers.delayMs, 1500);
  timers.ring();
  await saver.flush();
  assert.deepEqual([...shelf.stored.values()], ['ab']);
  assert.deepEqual(statuses, ['unsaved', 'unsaved', 'saving', 'stored']);
});

test('what is typed during a save is stored after it', async () => {
  const { shelf, timers, saver } = opened();
  saver.note(draft('a'));
  timers.ring();
  saver.note(draft('ab'));
  await saver.flush();
  assert.deepEqual([...shelf.stored.values()], ['ab']);
  assert.equal(saver.hasUnsaved, false);
});

test('a version whose answer was lost is not stored twice', async () => {
  const { shelf, timers, saver } = opened();
  shelf.losing.push('after');
  saver.note(draft('a'));
  timers.ring();
  assert.deepEqual(await saver.flush(), { kind: 'offline' });
  assert.ok(timers.isSet, 'tries again by itself');
  timers.ring();
  assert.equal(await saver.flush(), null);
  assert.deepEqual([...shelf.stored.values()], ['a']);
});

test('a refusal waits for the next change', async () => {
  const { timers, saver, shelf, statuses } = opened();
  const save = shelf.save.bind(shelf);
  shelf.save = () =>
    Promise.reject(new JmapError({ kind: 'set', id: 'draft', error: { type: 'overQuota' } }));
  saver.note(draft('a'));
  await saver.flush();
  assert.equal(statuses.at(-1), 'failed');
  assert.equal(timers.isSet, false);
  shelf.save = save;
  saver.note(draft('b'));
  assert.equal(await saver.flush(), null);
});

test('after the stop nothing is stored any more', async () => {
  const { shelf, timers, saver } = opened();
  saver.note(draft('a'));
  await saver.stop();
  timers.ring();
  assert.equal(await saver.flush(), null);
  assert.equal(shelf.stored.size, 0);
});

test('a version that turns out to have been sent is left alone', async () => {
  const { shelf, saver } = opened('m7');
  shelf.stored.set('m7', 'sent');
  shelf.find = async () => ({ emailId: 'm7', isSent: true });
  saver.noteLostAnswer();
  saver.note(draft('more'));
  assert.equal(await saver.flush(), null);
  assert.deepEqual([...shelf.stored], [['m7', 'sent']]);
});

const steps = fc.array(fc.constantFrom('type', 'ring', 'settle', 'lose before', 'lose after'), {
  maxLength: 40,
});

test('a word typed in the turn that ends a save is stored by the flush after it', async () => {
  for (let turns = 0; turns < 40; turns += 1) {
    const { shelf, timers, saver } = opened();
    saver.note(draft('x'));
    timers.ring();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    saver.note(draft('xx'));
    assert.equal(await saver.flush(), null);
    assert.deepEqual([...shelf.stored.values()], ['xx'], `after ${turns} turns`);
  }
});

test('whatever is lost in between, in the end one draft holds the last words', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const { shelf, timers, saver } = opened();
      let text = '';
      for (const step of [...given, 'type']) {
        if (step === 'type') saver.note(draft((text += 'x')));
        if (step === 'ring') timers.ring();
        if (step === 'settle') await new Promise(setImmediate);
        if (step.startsWith('lose')) shelf.losing.push(step === 'lose before' ? 'before' : 'after');
      }
      for (let tries = 0; tries < 50 && (await saver.flush()) !== null; tries += 1) continue;
      assert.deepEqual([...shelf.stored.values()], [text]);
      assert.equal([...shelf.stored.keys()][0], saver.storedId);
    }),
    { numRuns: 300 },
  );
});
