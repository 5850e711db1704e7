/** Two sessions work on one mailbox at random over real connections; one of them must never be led astray. RFC 9051 §5.2, §7.5.1. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LineClient } from '../../testing/line-client.ts';
import { ClientPicture } from '../testing/client-picture.ts';
import { startImapTestServer } from '../testing/imap-test-server.ts';
import { ask, signInTo } from '../testing/sign-in.ts';

const MESSAGE = '{5+}\r\na: b\n';
const position = fc.integer({ min: 1, max: 6 });

/** What the other session does; `n` is a sequence number of its own, or too high for it. */
const disturbance = fc.oneof(
  fc.constant(`APPEND box ${MESSAGE}`),
  position.map((n) => `STORE ${n} +FLAGS.SILENT (\\Flagged)`),
  position.map((n) => `STORE ${n} -FLAGS.SILENT (\\Flagged)`),
  position.map((n) => `MOVE ${n} Archive`),
  position.map((n) => `UID EXPUNGE ${n}`),
);

/** What the watched session does. */
const command = fc.oneof(
  fc.constantFrom(
    'NOOP',
    'CHECK',
    'SEARCH ALL',
    'UID SEARCH ALL',
    'EXPUNGE',
    `APPEND box ${MESSAGE}`,
    'UID FETCH 1:* (FLAGS)',
  ),
  position.map((n) => `FETCH ${n} (UID FLAGS)`),
  position.map((n) => `STORE ${n} +FLAGS (\\Seen)`),
  position.map((n) => `UID STORE ${n} FLAGS (\\Deleted)`),
  position.map((n) => `COPY ${n} Trash`),
  position.map((n) => `UID MOVE ${n} Trash`),
);

const FORBIDS_EXPUNGE = /^(?:FETCH|STORE|SEARCH)/;

/** Sends a command and lets the picture hear everything that comes before its tagged reply. */
async function watch(client: LineClient, tag: string, text: string, picture: ClientPicture): Promise<void> {
  client.send(`${tag} ${text}\r\n`);
  for (let line = await client.line(); !line.startsWith(`${tag} `); line = await client.line()) {
    if (FORBIDS_EXPUNGE.test(text)) assert.doesNotMatch(line, /^\* \d+ EXPUNGE/, text);
    if (/^\* \d+ /.test(line)) picture.read(withUid(line, picture));
  }
}

/** STORE answers without the UID; the client knows which message it means, or does not care yet. */
function withUid(line: string, picture: ClientPicture): string {
  const match = /^\* (\d+) FETCH \(FLAGS (\(.*\))\)$/.exec(line);
  if (match === null) return line;
  const uid = picture.messages[Number(match[1]) - 1]?.uid ?? null;
  return uid === null ? '' : `* ${match[1]} FETCH (UID ${uid} FLAGS ${match[2]})`;
}

test('the watched session sees numbers and flags as they are', async (context) => {
  const server = await startImapTestServer(context);
  const [watched, other] = [await signInTo(context, server), await signInTo(context, server)];
  let run = 0;
  let tag = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(disturbance, { maxLength: 2 }), command), { maxLength: 15 }),
      async (steps) => {
        const name = `box-${run++}`;
        const here = (text: string): string => text.replace(' box ', ` ${name} `);
        await ask(watched, `c${tag++} CREATE ${name}`);
        await ask(watched, here(`a${tag++} APPEND box ${MESSAGE} ${MESSAGE} ${MESSAGE}`));
        await ask(watched, `s${tag++} SELECT ${name}`);
        await ask(other, `s${tag++} SELECT ${name}`);
        const picture = new ClientPicture(3);
        await watch(watched, `t${tag++}`, 'UID FETCH 1:* (FLAGS)', picture);
        for (const [disturbances, text] of steps) {
          for (const disturbing of disturbances) await ask(other, here(`o${tag++} ${disturbing}`));
          await watch(watched, `t${tag++}`, here(text), picture);
        }
        await watch(watched, `t${tag++}`, 'NOOP', picture);
        const believed = picture.messages.map((message) => ({ ...message }));
        const truth = new ClientPicture(picture.messages.length);
        await watch(watched, `t${tag++}`, 'UID FETCH 1:* (FLAGS)', truth);
        for (const [index, { uid, flags }] of believed.entries()) {
          if (uid !== null) assert.equal(uid, truth.messages[index]?.uid);
          if (flags !== null) assert.equal(flags, truth.messages[index]?.flags);
        }
      },
    ),
    { numRuns: 40 },
  );
});
