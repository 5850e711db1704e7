import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { MailError } from '../../mailcore/index.ts';
import type { StateChange } from '../../mailcore/jmap/types.ts';
import type { JmapRoutesOptions } from './jmap-options.ts';

const MAX_STREAMS_PER_ACCOUNT = 64;
/** Without pings a comment goes out this often, so that proxies and dead peers show themselves. */
const HEARTBEAT_SECONDS = 60;
const MIN_PING_SECONDS = 5;
const MAX_PING_SECONDS = 900;

/** `GET /jmap/eventsource?types=*&closeafter=no&ping=0`: state changes as they are committed. RFC 8620 §7.3. */
export function eventSourceRoute(app: FastifyInstance, { jmap }: JmapRoutesOptions): void {
  const open = new Map<number, number>();

  app.get('/jmap/eventsource', async (request, reply) => {
    const account = request.account!;
    const query = request.query as Record<string, unknown>;
    const types = jmap.parsePushTypes(typeof query.types === 'string' ? query.types : '*');
    const ping = Number(query.ping ?? 0);
    if (types === null || !Number.isFinite(ping) || ping < 0) {
      throw new MailError('invalidArgument', 'types or ping is not what it should be.');
    }
    const count = open.get(account.id) ?? 0;
    if (count >= MAX_STREAMS_PER_ACCOUNT)
      throw new MailError('tooManyAttempts', 'Too many open event streams.');
    open.set(account.id, count + 1);

    const closesAfterState = query.closeafter === 'state';
    const stream = new EventStream(reply, ping);
    const push = (change: StateChange): void => {
      stream.push(change);
      if (closesAfterState) stream.end();
    };
    // Subscribed before the state is read: what is committed in between is told twice rather than never.
    const unsubscribe = jmap.subscribe(account, types, push);
    const unwatch = jmap.watchSignIn(account, request.sessionIdHash ?? null, () => stream.end());
    stream.onClose(() => {
      unsubscribe();
      unwatch();
      const left = (open.get(account.id) ?? 1) - 1;
      if (left === 0) open.delete(account.id);
      else open.set(account.id, left);
    });

    const lastEventId = request.headers['last-event-id'];
    const { state, change } = await jmap.currentState(
      account,
      types.filter((type) => type !== 'EmailDelivery'),
    );
    // A client that comes back missed what happened since; a new one learns where it stands.
    // Of others nothing is known but where they are now.
    const isShared = Object.keys(change.changed).length > 1;
    const isNews = lastEventId === undefined ? !closesAfterState : isShared || lastEventId !== state;
    if (isNews) push(change);
    return reply;
  });
}

/** One `text/event-stream` response. Changes merge while the peer is slow, so that what waits stays small. */
class EventStream {
  readonly #response: ServerResponse;
  readonly #timer: NodeJS.Timeout;
  #waiting: StateChange | null = null;

  constructor(reply: FastifyReply, pingSeconds: number) {
    reply.hijack();
    this.#response = reply.raw;
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) this.#response.setHeader(name, value);
    }
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    this.#response.write(': open\n\n');
    this.#response.on('drain', () => this.#flush());
    // RFC 8620 §7.3: the server may change the interval and says which it took.
    const interval =
      pingSeconds === 0 ? 0 : Math.min(Math.max(pingSeconds, MIN_PING_SECONDS), MAX_PING_SECONDS);
    const beat = interval === 0 ? ': \n\n' : `event: ping\ndata: {"interval":${interval}}\n\n`;
    this.#timer = setInterval(() => this.#heartbeat(beat), (interval || HEARTBEAT_SECONDS) * 1000);
    this.#timer.unref();
  }

  /** A peer that has not even read the last beat is gone. */
  #heartbeat(beat: string): void {
    if (this.#response.writableNeedDrain) this.#response.destroy();
    else this.#response.write(beat);
  }

  push(change: StateChange): void {
    this.#waiting = this.#waiting === null ? change : merge(this.#waiting, change);
    if (!this.#response.writableNeedDrain) this.#flush();
  }

  #flush(): void {
    const change = this.#waiting;
    if (change === null || this.#response.writableEnded) return;
    this.#waiting = null;
    this.#response.write(`event: state\nid: ${newestState(change)}\ndata: ${JSON.stringify(change)}\n\n`);
  }

  end(): void {
    this.#response.end();
  }

  onClose(listener: () => void): void {
    this.#response.once('close', () => {
      clearInterval(this.#timer);
      listener();
    });
  }
}

function merge(older: StateChange, newer: StateChange): StateChange {
  const changed = { ...older.changed };
  for (const [accountId, states] of Object.entries(newer.changed)) {
    changed[accountId] = { ...changed[accountId], ...states };
  }
  return { '@type': 'StateChange', changed };
}

function newestState({ changed }: StateChange): string {
  const states = Object.values(changed).flatMap((types) => Object.values(types).map(Number));
  return String(Math.max(...states));
}
