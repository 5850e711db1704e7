/** Mutated sessions in each state: answered or refused, never a crash, a hang or a failure of ours. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { mutate, pick, seededRandom } from '../testing/mutation.ts';
import { messageOfSize, PASSWORD, startPop3TestServer, USER } from './testing/pop3-test-server.ts';
import { ask, connectTo, signInTo } from './testing/sign-in.ts';

const SESSIONS = 60;
const folder = new URL('./transcripts/', import.meta.url);

/** The client's lines of every transcript, without the ones that end a session or begin TLS. */
const seeds = readdirSync(folder)
  .flatMap((file) => readFileSync(new URL(file, folder), 'utf8').split('\n'))
  .flatMap((line) => /^C\d?: (.*)$/.exec(line)?.slice(1) ?? [])
  .filter((line) => !/^(?:QUIT|STLS)/i.test(line))
  .map((line) =>
    line.replace('${user}', USER).replace('${password}', Buffer.from(PASSWORD).toString('latin1')),
  );

for (const state of ['authorization', 'transaction'] as const) {
  test(`the server survives mutants in the ${state} state`, async (context) => {
    const faults: unknown[] = [];
    const server = await startPop3TestServer(context, { onFault: (fault) => faults.push(fault) });
    await server.deliver(messageOfSize(100));
    const random = seededRandom(20_261_124);
    for (let session = 0; session < SESSIONS; session++) {
      const client = await (state === 'authorization' ? connectTo : signInTo)(context, server);
      for (let count = 1 + pick(random, 12); count > 0; count--) {
        const line = mutate(seeds[pick(random, seeds.length)] ?? '', random);
        client.send(Buffer.from(`${line}\r\n`, 'latin1'));
      }
      client.end();
      while ((await client.lineOrEnd()) !== null);
      client.close();
    }
    assert.deepEqual(faults, []);
    const after = await signInTo(context, server);
    assert.match(await ask(after, 'NOOP'), /^\+OK/);
  });
}
