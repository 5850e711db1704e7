/** An independent client: Python's poplib. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { requireProgram } from '../testing/required-program.ts';
import { messageOfSize, PASSWORD, startPop3TestServer, USER } from './testing/pop3-test-server.ts';

requireProgram('python3');

const PROGRAM = `
import hashlib, json, poplib, ssl, sys
host, port, user, password = sys.argv[1:]
box = poplib.POP3(host, int(port), timeout=20)
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
capabilities = sorted(box.capa())
box.stls(context)
box._encoding = 'utf-8'
box.utf8()
box.user(user)
box.pass_(password)
count, size = box.stat()
sizes = [int(line.split()[1]) for line in box.list()[1]]
ids = [line.split()[1].decode() for line in box.uidl()[1]]
lines = [box.retr(number + 1)[1] for number in range(count)]
top = box.top(1, 0)[1]
box.dele(1)
box.quit()
print(json.dumps({
  'capabilities': capabilities, 'count': count, 'size': size, 'sizes': sizes, 'ids': len(set(ids)), 'top': len(top),
  'hashes': [hashlib.sha256(b''.join(line + b'\\r\\n' for line in message)).hexdigest() for message in lines],
}))
`;

test('poplib asks, fetches and removes over STLS, in UTF-8', async (context) => {
  const server = await startPop3TestServer(context, { allowPlainOnLoopback: false });
  const texts = [messageOfSize(100), 'Subject: 手紙\r\n\r\n.\r\n..\r\n本文\r\n'];
  for (const text of texts) await server.deliver(text);
  const args = ['-c', PROGRAM, server.host, String(server.port), USER, PASSWORD];
  const { stdout } = await promisify(execFile)('python3', args, { timeout: 30_000 });
  const told = JSON.parse(stdout) as Record<string, unknown>;
  const sizes = texts.map((text) => Buffer.byteLength(text));
  assert.deepEqual([told['count'], told['sizes'], told['ids'], told['top']], [2, sizes, 2, 3]);
  assert.equal(told['size'], sizes[0]! + sizes[1]!);
  const hashes = await Promise.all(
    texts.map(async (text) =>
      Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(text))).toString('hex'),
    ),
  );
  assert.deepEqual(told['hashes'], hashes);
  assert.ok((told['capabilities'] as string[]).includes('STLS'));
  assert.deepEqual(await server.uids(), [2]);
});
