/** A client that only hears ADDTO and REMOVEFROM has, at all times, the result that a new search gives. RFC 5267 §4.3. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LineClient } from '../../testing/line-client.ts';
import { startImapTestServer } from '../testing/imap-test-server.ts';
import { ask, signInTo, untilTagged } from '../testing/sign-in.ts';

const SEARCHES = {
  search: 'UID SEARCH RETURN (ALL UPDATE) OR FLAGGED NOT SEEN',
  sort: 'UID SORT RETURN (ALL UPDATE) (REVERSE SIZE ARRIVAL) UTF-8 NOT DELETED',
  threadlike: 'UID SORT RETURN (ALL UPDATE) (SUBJECT REVERSE DATE) UTF-8 UNFLAGGED SUBJECT a',
} as const;

/** The results of the followed searches as responses tell them. */
class Follower {
  readonly results = new Map<string, number[]>();

  read(line: string): void {
    const match = /^\* ESEARCH \(TAG "(\w+)"\) UID(.*)$/.exec(line);
    if (match === null) return;
    const [, tag = '', items = ''] = match;
    const result = this.results.get(tag) ?? [];
    this.results.set(tag, result);
    for (const [, item, argument = ''] of items.matchAll(/ (ALL|ADDTO|REMOVEFROM) (\([^)]*\)|\S+)/g)) {
      if (item === 'ALL') result.push(...expand(argument));
      else this.#change(result, item === 'ADDTO', argument.slice(1, -1).split(' '));
    }
  }

  #change(result: number[], isAdding: boolean, pairs: readonly string[]): void {
    for (let index = 0; index < pairs.length; index += 2) {
      const position = Number(pairs[index]);
      const uids = expand(pairs[index + 1] ?? '');
      if (position > 0 && isAdding) result.splice(position - 1, 0, ...uids);
      else if (position > 0) assert.deepEqual(result.splice(position - 1, uids.length), uids);
      else if (isAdding) result.splice(0, result.length, ...[...result, ...uids].sort((a, b) => a - b));
      else for (const uid of uids) assert.equal(result.splice(result.indexOf(uid), 1)[0], uid);
    }
  }
}

function expand(set: string): number[] {
  return set.split(',').flatMap((range) => {
    const [from = 0, to = from] = range.split(':').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

async function run(client: LineClient, follower: Follower, command: string): Promise<void> {
  client.send(`x ${command}\r\n`);
  for (let line = await client.line(); !line.startsWith('x '); line = await client.line())
    follower.read(line);
}

const flags = fc.constantFrom('\\Seen', '\\Flagged', '\\Deleted', 'x');
const uid = fc.integer({ min: 1, max: 12 });
const change = fc.oneof(
  fc
    .tuple(uid, fc.constantFrom('+', '-'), flags)
    .map(([id, sign, flag]) => `UID STORE ${id} ${sign}FLAGS (${flag})`),
  fc
    .tuple(fc.constantFrom('a', 'b', 'Re: a', 'c'), fc.nat({ max: 3 }), flags)
    .map(([subject, size, flag]) => {
      const text = `Subject: ${subject}\r\n\r\n${'x'.repeat(size)}\r\n`;
      return `APPEND INBOX (${flag}) {${text.length}+}\r\n${text}`;
    }),
  fc.constant('EXPUNGE'),
);
const steps = fc.array(fc.tuple(fc.boolean(), change), { maxLength: 25 });

test('followed results stay what a new search would find', async (context) => {
  await fc.assert(
    fc.asyncProperty(steps, async (changes) => {
      const server = await startImapTestServer(context);
      const [own, other] = [await signInTo(context, server), await signInTo(context, server)];
      for (const subject of ['a', 'b', 'a'])
        await ask(own, `p APPEND INBOX {${subject.length + 13}+}\r\nSubject: ${subject}\r\n\r\n`);
      await ask(own, 's SELECT INBOX');
      await ask(other, 's SELECT INBOX');
      const follower = new Follower();
      for (const [tag, command] of Object.entries(SEARCHES)) {
        own.send(`${tag} ${command}\r\n`);
        for (let line = await own.line(); !line.startsWith(`${tag} `); line = await own.line())
          follower.read(line);
      }
      for (const [isOwn, command] of changes) {
        if (isOwn) await run(own, follower, command);
        else {
          other.send(`o ${command}\r\n`);
          await untilTagged(other, 'o');
          await run(own, follower, 'NOOP');
        }
        for (const [tag, search] of Object.entries(SEARCHES)) {
          const fresh = new Follower();
          own.send(`f ${search.replace(' UPDATE', '')}\r\n`);
          for (let line = await own.line(); !line.startsWith('f '); line = await own.line()) fresh.read(line);
          assert.deepEqual(
            follower.results.get(tag) ?? [],
            fresh.results.get('f') ?? [],
            `${tag} after ${command}`,
          );
        }
      }
      for (const client of [own, other]) client.close();
    }),
    { numRuns: 15 },
  );
});
