import assert from 'node:assert/strict';
import { beforeEach, test, type TestContext } from 'node:test';
import { PushChannel } from './push.ts';

/** The streams that were opened, in order, driven by the test. */
class Stream extends EventTarget {
  static opened: Stream[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  isClosed = false;

  constructor() {
    super();
    Stream.opened.push(this);
  }

  close(): void {
    this.isClosed = true;
  }
}

class Page extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';

  show(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

const MINUTE_MS = 60_000;

beforeEach(() => {
  Stream.opened = [];
  const network = new EventTarget();
  Object.assign(globalThis, {
    EventSource: Stream,
    addEventListener: network.addEventListener.bind(network),
    removeEventListener: network.removeEventListener.bind(network),
    dispatchEvent: network.dispatchEvent.bind(network),
  });
});

function opened(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const page = new Page();
  const heard: unknown[] = [];
  const channel = new PushChannel({
    url: '/jmap/eventsource',
    page: page as unknown as Document,
    onChange: (change) => heard.push(change.changed),
    onOpen: () => heard.push('open'),
  });
  channel.start();
  t.after(() => channel.stop());
  const tick = (ms: number) => t.mock.timers.tick(ms);
  return { page, heard, channel, tick, newest: () => Stream.opened.at(-1)! };
}

test('state events are passed on', (t) => {
  const { heard, newest } = opened(t);
  newest().onopen?.();
  const data = JSON.stringify({ '@type': 'StateChange', changed: { a1: { Email: '7' } } });
  newest().dispatchEvent(new MessageEvent('state', { data }));
  assert.deepEqual(heard, ['open', { a1: { Email: '7' } }]);
});

test('a broken stream is opened again, later each time', (t) => {
  const { tick, newest } = opened(t);
  newest().onerror?.();
  tick(500);
  assert.equal(Stream.opened.length, 2);
  newest().onerror?.();
  tick(400);
  assert.equal(Stream.opened.length, 2, 'half of the second delay is the least');
  tick(600);
  assert.equal(Stream.opened.length, 3);
});

test('a silent stream counts as broken, a ping keeps it', (t) => {
  const { tick, newest } = opened(t);
  tick(50_000);
  newest().dispatchEvent(new Event('ping'));
  tick(50_000);
  assert.equal(newest().isClosed, false);
  tick(30_000);
  assert.equal(Stream.opened[0]!.isClosed, true);
});

test('a page hidden for long rests, and catches up when it is seen', (t) => {
  const { page, tick, newest } = opened(t);
  page.show('hidden');
  for (let minute = 0; minute < 16; minute += 1) {
    tick(MINUTE_MS);
    newest().dispatchEvent(new Event('ping'));
  }
  assert.equal(newest().isClosed, true);
  const count = Stream.opened.length;
  page.show('visible');
  assert.equal(Stream.opened.length, count + 1);
});

test('a page hidden for a moment keeps its stream', (t) => {
  const { page, tick, newest } = opened(t);
  page.show('hidden');
  tick(10_000);
  page.show('visible');
  assert.equal(Stream.opened.length, 1);
  assert.equal(newest().isClosed, false);
});

test('after the stop nothing is opened', (t) => {
  const { channel, tick, newest } = opened(t);
  newest().onerror?.();
  channel.stop();
  tick(5 * MINUTE_MS);
  assert.equal(Stream.opened.length, 1);
});

test('the network that is back is used at once', (t) => {
  const { newest } = opened(t);
  newest().onerror?.();
  globalThis.dispatchEvent(new Event('online'));
  assert.equal(Stream.opened.length, 2);
});
