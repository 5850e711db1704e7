/** Random mutations of real commands, in each state: no crash, no hang, and the next command works. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { WireError } from '../errors.ts';
import { decodeCommandLine } from './command-line.ts';
import { COMMANDS } from './commands/index.ts';
import { message, startImapTestServer } from './testing/imap-test-server.ts';
import { ask, connectTo, signInTo, untilTagged } from './testing/sign-in.ts';

/** One of each grammar. */
const SEEDS = [
  'NOOP',
  'LOGIN "a b" {3+}\r\nabc',
  'AUTHENTICATE PLAIN AGEAYg==',
  'ID ("name" NIL)',
  'ENABLE CONDSTORE QRESYNC IMAP4REV2 UIDONLY',
  'SELECT INBOX (QRESYNC (67890007 9006011519404500 41,43:211 (1,3 41,45)))',
  'SELECT "INBOX" (CONDSTORE)',
  'CREATE &ZeVnLIqe-/a (USE (\\Archive))',
  'RENAME a {1+}\r\nb',
  'LIST (SUBSCRIBED RECURSIVEMATCH) "" ("a%" *) RETURN (CHILDREN STATUS (MESSAGES UNSEEN))',
  'LSUB "" %',
  'STATUS INBOX (MESSAGES UIDNEXT HIGHESTMODSEQ MAILBOXID)',
  'APPEND INBOX (\\Seen) " 1-Jan-2026 00:00:00 +0900" {5+}\r\na: b\n',
  'REPLACE 1 {5+}\r\nINBOX (\\Draft) {5+}\r\na: b\n',
  'FETCH 1:* (UID FLAGS BODY.PEEK[1.2.HEADER.FIELDS (A "B C")]<0.10> RFC822.SIZE) (CHANGEDSINCE 5)',
  'UID FETCH 1,3:5,* ALL',
  'UID FETCH 300:* (FLAGS) (CHANGEDSINCE 12345 VANISHED)',
  'FETCH 1 (BINARY.PEEK[1.2]<0.10> BINARY.SIZE[1] PREVIEW (LAZY))',
  'STORE 1 (UNCHANGEDSINCE 12) +FLAGS.SILENT (\\Seen $x)',
  'UID COPY 1:2 Archive',
  'UID MOVE 1 "Trash"',
  'SEARCH RETURN (MIN COUNT) CHARSET UTF-8 OR (TEXT {2+}\r\nab NOT SEEN) MODSEQ "/flags/x" all 3 SINCE 1-Jan-2026',
  'UID EXPUNGE 1:*',
  'APPEND Drafts (\\Seen) CATENATE (URL "/INBOX;UIDVALIDITY=1/;UID=2/;SECTION=1.MIME" URL "/;UID=1")',
  'NOTIFY SET STATUS (SELECTED (MessageNew (UID BODY.PEEK[HEADER.FIELDS (From)]) MessageExpunge)) (SUBTREE (a "b c") (MailboxName))',
  'COMPRESS DEFLATE',
  'SETACL "Other Users/a@b/c" anyone +lrs',
  'LISTRIGHTS INBOX {1+}\r\nx',
  'GETQUOTAROOT INBOX',
  'SETQUOTA a@b (STORAGE 512 MESSAGE 3)',
  'GETMETADATA (MAXSIZE 10 DEPTH infinity) INBOX (/shared/comment /private/x/y)',
  'SETMETADATA "" (/private/a {2+}\r\nab /private/b NIL /private/c ~{1+}\r\n\0)',
  'LIST "" * RETURN (MYRIGHTS METADATA (/shared/comment))',
  'UID SEARCH EMAILID e1 NOT THREADID t12 SAVEDSINCE 1-Jan-2026 SAVEDATESUPPORTED',
  'SORT RETURN (PARTIAL -1:-20 SAVE UPDATE) (REVERSE DATE SUBJECT DISPLAYFROM) UTF-8 SEEN TEXT {2+}\r\nab',
  'UID THREAD REFERENCES "ISO-2022-JP" $ UNSEEN',
  'ESEARCH IN (mailboxes (INBOX "a b") subtree-one a selected) RETURN (UPDATE COUNT) CHARSET UTF-8 UNSEEN',
  'CANCELUPDATE "A01" "B02"',
  'UID FETCH $ (FLAGS) (PARTIAL -1:-30 CHANGEDSINCE 5)',
];

const PIECES = [
  '(',
  ')',
  '{',
  '}',
  '"',
  '\\',
  '{5}',
  '{99999999999}',
  '\r\n',
  '\0',
  '\xff',
  '*',
  '%',
  ' ',
  '  ',
  'NIL',
  '[',
  ']',
  '<',
  '&',
  '+',
  '-',
  '4294967296',
  'UID ',
];

/** A seed with a few pieces put in, taken out or doubled. */
const mutant = fc
  .tuple(
    fc.constantFrom(...SEEDS),
    fc.array(
      fc.record({ at: fc.nat({ max: 120 }), cut: fc.nat({ max: 6 }), put: fc.constantFrom('', ...PIECES) }),
      { maxLength: 4 },
    ),
  )
  .map(([seed, edits]) => {
    let text: string = seed;
    for (const { at, cut, put } of edits) {
      const start = at % (text.length + 1);
      text = text.slice(0, start) + put + text.slice(start + cut);
    }
    return text;
  });

test('every seed is a command', () => {
  for (const seed of SEEDS) {
    const { command, decoder } = decodeCommandLine(`t ${seed}`.replace(/\{5\+\}\r\na: b\n$/, '{5+}'), {});
    assert.ok(command, seed);
    command.prepare(decoder);
  }
});

test('parsers answer with a command or a WireError', () => {
  fc.assert(
    fc.property(mutant, fc.boolean(), (text, isUtf8) => {
      try {
        const { command, decoder } = decodeCommandLine(`t ${text}`, { isUtf8, isRev2: isUtf8 });
        command?.prepare(decoder);
      } catch (error) {
        assert.ok(error instanceof WireError, String(error));
      }
    }),
    { numRuns: 5_000 },
  );
});

test('arguments of every command may be anything', () => {
  const argumentsText = fc
    .array(fc.constantFrom(...PIECES, 'a', '1', '1:*', 'FLAGS', 'INBOX'), { maxLength: 12 })
    .map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.constantFrom(...COMMANDS), argumentsText, ({ name }, text) => {
      try {
        const { command, decoder } = decodeCommandLine(`t ${name} ${text}`, {});
        command?.prepare(decoder);
      } catch (error) {
        assert.ok(error instanceof WireError, String(error));
      }
    }),
    { numRuns: 5_000 },
  );
});

/** Sends mutants one at a time, each on a line end of its own; a literal it announced is cut short by closing. */
for (const state of ['notAuthenticated', 'authenticated', 'selected'] as const) {
  test(`the server survives mutants ${state}`, async (context) => {
    const server = await startImapTestServer(context);
    await server.deliver(message('prey'));
    await fc.assert(
      fc.asyncProperty(fc.array(mutant, { minLength: 1, maxLength: 8 }), async (mutants) => {
        const client = await (state === 'notAuthenticated'
          ? connectTo(context, server)
          : signInTo(context, server));
        if (state === 'selected') await ask(client, 's SELECT INBOX');
        for (const [index, text] of mutants.entries())
          client.send(Buffer.from(`m${index} ${text}\r\n`, 'latin1'));
        client.end();
        for (let line = await client.lineOrEnd(); line !== null; line = await client.lineOrEnd()) {
          assert.doesNotMatch(line, /SERVERBUG/);
        }
        client.close();
      }),
      { numRuns: 60 },
    );
    const after = await signInTo(context, server);
    after.send('z NOOP\r\n');
    assert.match(await untilTagged(after, 'z'), /^z OK/);
  });
}
