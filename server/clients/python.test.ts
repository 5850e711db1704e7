import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letter } from './letters.ts';
import { requireProgram, run, startLiveServer } from './live-server.ts';

const IMAP = `
import imaplib, os
far = imaplib.IMAP4('127.0.0.1', int(os.environ['PORT']))
far.login(os.environ['ADDRESS'], os.environ['PASSWORD'])
message = os.environ['LETTER'].encode()
for mailbox in ('INBOX', '"Archive"'):
    status, answer = far.append(mailbox, '(\\\\Flagged)', imaplib.Time2Internaldate(1790000000), message)
    assert status == 'OK', answer
assert far.select('INBOX')[0] == 'OK'
far.literal = '手紙'.encode()
status, found = far.uid('SEARCH', 'CHARSET', 'UTF-8', 'BODY')
assert (status, found) == ('OK', [b'1']), (status, found)
status, parts = far.uid('FETCH', '1', '(FLAGS BODY.PEEK[] BODYSTRUCTURE)')
assert parts[0][1] == message, parts
assert b'Flagged' in parts[0][0] + parts[1], parts
assert far.uid('COPY', '1', 'Trash')[0] == 'OK'
assert far.uid('STORE', '1', '+FLAGS', '(\\\\Deleted)')[0] == 'OK'
assert far.expunge() == ('OK', [b'1'])
assert far.status('Trash', '(MESSAGES UNSEEN)')[0] == 'OK'
assert far.sort('REVERSE DATE', 'UTF-8', 'ALL')[0] == 'OK'
assert far.thread('REFERENCES', 'UTF-8', 'ALL')[0] == 'OK'
assert far.getquotaroot('INBOX')[0] == 'OK'
far.close(); far.logout()
print('done')
`;

test('the IMAP client of Python’s library works as its manual says', async (context) => {
  const python = requireProgram('/usr/bin/python3', 'python3');
  const { ports, address, password } = await startLiveServer(context);
  const env = {
    PORT: String(ports.imap),
    ADDRESS: address,
    PASSWORD: password,
    LETTER: letter(1),
    PYTHONUTF8: '1',
  };
  assert.match(await run(python, ['-'], { input: IMAP, env }), /done/);
});
