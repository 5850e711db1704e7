import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAuth, parseAuthResponse } from './auth.ts';
import { parseCommandLine } from './command-line.ts';
import { parseHelo } from './helo.ts';
import { parseMail } from './mail.ts';
import { parseParameters } from './parameters.ts';
import { parseRcpt } from './rcpt.ts';
import { formatReply } from './reply.ts';
import { SmtpSyntaxError } from './syntax-error.ts';

function status(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof SmtpSyntaxError, String(error));
    return `${error.code} ${error.enhanced}`;
  }
  return 'accepted';
}

test('command lines', () => {
  assert.deepEqual(parseCommandLine(Buffer.from('mail FROM:<a@b.example>  ')), {
    verb: 'MAIL',
    argument: 'FROM:<a@b.example>',
  });
  assert.deepEqual(parseCommandLine(Buffer.from('NOOP')), { verb: 'NOOP', argument: '' });
  assert.deepEqual(parseCommandLine(Buffer.from('')), { verb: '', argument: '' });
  assert.equal(parseCommandLine(Buffer.from('RCPT TO:<鈴木@例.example>')).argument, 'TO:<鈴木@例.example>');
  for (const line of ['NO\0OP', 'NOOP \x7f', 'NOOP\ra', 'NOOP \xff', 'NOOP\t']) {
    assert.equal(
      status(() => parseCommandLine(Buffer.from(line, 'latin1'))),
      '500 5.5.2',
      JSON.stringify(line),
    );
  }
});

test('reverse-paths', () => {
  const table: [string, string][] = [
    ['FROM:<>', ''],
    ['FROM:<a@b.example>', 'a@b.example'],
    ['from: <A.b@B.EXAMPLE>', 'A.b@b.example'],
    ['FROM:<@relay.example,@other.example:a@b.example>', 'a@b.example'],
    ['FROM:<"a b"@c.example>', '"a b"@c.example'],
    ['FROM:<"a>b"@c.example>', '"a>b"@c.example'],
    ['FROM:<"a\\"b"@c.example>', '"a\\"b"@c.example'],
    ['FROM:<"plain"@c.example>', 'plain@c.example'],
    ['FROM:<a..b.@docomo.example>', '"a..b."@docomo.example'],
    ['FROM:<a@[192.0.2.1]>', 'a@[192.0.2.1]'],
    ['FROM:<a@[IPv6:2001:db8::1]>', 'a@[ipv6:2001:db8::1]'],
    ['FROM:<a@日本語.example>  SMTPUTF8', 'a@xn--wgv71a119e.example'],
    ['FROM:<鈴木@b.example> SMTPUTF8', '鈴木@b.example'],
  ];
  for (const [argument, address] of table) assert.equal(parseMail(argument).reversePath, address, argument);
});

test('malformed MAIL', () => {
  const table: [string, string][] = [
    ['', '501 5.5.4'],
    ['TO:<a@b.example>', '501 5.5.4'],
    ['FROM <a@b.example>', '501 5.5.4'],
    ['FROM:', '501 5.1.7'],
    ['FROM:a@b.example', '501 5.1.7'],
    ['FROM:<a@b.example', '501 5.5.4'],
    ['FROM:<"a@b.example>', '501 5.5.4'],
    ['FROM:<a>', '501 5.1.7'],
    ['FROM:<a@>', '501 5.1.7'],
    ['FROM:<@b.example>', '501 5.1.7'],
    ['FROM:<a@b..example>', '501 5.1.7'],
    ['FROM:<a b@c.example>', '501 5.1.7'],
    ['FROM:<a@b.example>x', '501 5.5.4'],
    ['FROM:<a@b.example> SIZE', '501 5.5.4'],
    ['FROM:<a@b.example> SIZE=', '501 5.5.4'],
    ['FROM:<a@b.example> SIZE=x', '501 5.5.4'],
    ['FROM:<a@b.example> SIZE=1 size=2', '501 5.5.4'],
    ['FROM:<a@b.example> BODY=BINARYMIME', '501 5.5.4'],
    ['FROM:<a@b.example> SMTPUTF8=yes', '501 5.5.4'],
    ['FROM:<a@b.example> XYZZY=1', '555 5.5.4'],
    ['FROM:<鈴木@b.example>', '553 5.6.7'],
    [`FROM:<${'a'.repeat(65)}@b.example>`, '501 5.1.7'],
    [`FROM:<a@${'b'.repeat(64)}.example>`, '501 5.1.7'],
  ];
  for (const [argument, expected] of table)
    assert.equal(
      status(() => parseMail(argument)),
      expected,
      argument,
    );
});

test('parameters of MAIL', () => {
  assert.deepEqual(parseMail('FROM:<> size=1000 BODY=8bitmime AUTH=<> SMTPUTF8'), {
    reversePath: '',
    declaredSizeBytes: 1000,
    body: '8BITMIME',
    smtpUtf8: true,
  });
  assert.equal(parseMail('FROM:<> SIZE=99999999999999999999').declaredSizeBytes, 1e20);
  assert.deepEqual(
    [...parseParameters(' A  B=x+3D ')],
    [
      ['A', true],
      ['B', 'x+3D'],
    ],
  );
});

test('forward-paths', () => {
  const recipient = (argument: string) => parseRcpt(argument, 'mx.example').recipient;
  assert.equal(recipient('TO:<a@b.example>'), 'a@b.example');
  assert.equal(recipient('to: <@x.example:a@b.example>'), 'a@b.example');
  assert.equal(recipient('TO:<PostMaster>'), 'postmaster@mx.example');
  const table: [string, string][] = [
    ['FROM:<a@b.example>', '501 5.5.4'],
    ['TO:<>', '501 5.1.3'],
    ['TO:<a>', '501 5.1.3'],
    ['TO:a@b.example', '501 5.1.3'],
    ['TO:<a@b.example> NOTIFY=NEVER', '555 5.5.4'],
    ['TO:<a@b.example>,<c@d.example>', '501 5.5.4'],
  ];
  for (const [argument, expected] of table)
    assert.equal(
      status(() => recipient(argument)),
      expected,
      argument,
    );
});

test('names in EHLO', () => {
  for (const name of ['mx.example', '[192.0.2.1]', '[IPv6:2001:db8::1]', 'my_pc', 'x.']) {
    assert.equal(parseHelo(name), name);
  }
  assert.equal(parseHelo('日本語.example'), 'xn--wgv71a119e.example');
  for (const name of ['', ' ', 'a b', '例 。', 'a\r\nb', '<a>', '(a)', 'a;b', '[a', 'x'.repeat(256)]) {
    assert.equal(
      status(() => parseHelo(name)),
      '501 5.5.4',
      name,
    );
  }
});

test('AUTH', () => {
  assert.deepEqual(parseAuth('plain AGEAYg=='), {
    mechanism: 'PLAIN',
    initialResponse: Buffer.from('\0a\0b'),
  });
  assert.deepEqual(parseAuth('PLAIN ='), { mechanism: 'PLAIN', initialResponse: Buffer.alloc(0) });
  assert.deepEqual(parseAuth('SCRAM-SHA-256'), { mechanism: 'SCRAM-SHA-256', initialResponse: null });
  for (const bad of ['', 'PLAIN a b', 'PL@IN'])
    assert.equal(
      status(() => parseAuth(bad)),
      '501 5.5.4',
      bad,
    );
  for (const bad of ['PLAIN AGE', 'PLAIN A===', 'PLAIN A-_=']) {
    assert.equal(
      status(() => parseAuth(bad)),
      '501 5.5.2',
      bad,
    );
  }
  assert.equal(parseAuthResponse(Buffer.from('*')), 'cancel');
  assert.deepEqual(parseAuthResponse(Buffer.from('')), Buffer.alloc(0));
});

test('replies', () => {
  assert.equal(formatReply(250, '2.1.0', 'ok'), '250 2.1.0 ok\r\n');
  assert.equal(formatReply(250, '', ['a', 'b']), '250-a\r\n250 b\r\n');
  assert.equal(formatReply(550, '5.1.1', 'a\r\n250 鈴'), '550 5.1.1 a??250 ?\r\n');
});
