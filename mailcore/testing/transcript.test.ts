import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { ConnectionLimits } from '../net/connection-limits.ts';
import type { SessionHandler } from '../net/connection.ts';
import { startListener } from '../net/listener.ts';
import { createTlsContext } from '../net/tls-context.ts';
import { createTestCertificate } from './certificate.ts';
import { SILENT_LOGGER } from './silent-logger.ts';
import { runTranscript } from './transcript.ts';

/** Says back what it hears, until QUIT; STARTTLS works. */
const parrot: SessionHandler = async (connection) => {
  void connection.write(`hello ${connection.id}\r\n`);
  for (;;) {
    const line = (await connection.reader.readLine(1000))?.toString('latin1');
    if (line === undefined || line === 'QUIT') return;
    void connection.write(`${line.includes('{') ? '+' : ''}${line}\r\n`);
    if (line === 'STARTTLS') await connection.startTls();
  }
};

async function play(t: TestContext, text: string, variables: Record<string, string> = {}): Promise<void> {
  const listener = await startListener({
    address: '127.0.0.1:0',
    tls: 'starttls',
    tlsContext: createTlsContext(createTestCertificate()),
    handler: parrot,
    limits: new ConnectionLimits({ maxConnections: 10, maxConnectionsPerAddress: 10 }),
    logger: SILENT_LOGGER,
  });
  t.after(() => listener.close({ drainMs: 0 }));
  await runTranscript(text, { host: '127.0.0.1', port: listener.port, variables });
}

test('wildcards, captures, raw bytes, literals, TLS and two connections', (t) =>
  play(
    t,
    `
# a comment
S: hello \${id}
C: x \${id} y
S: x \${id} y
C> a\\x41\\r\\n
S: aA
C: \${base64 \\0$user\\0secret}
S: AGFubgBzZWNyZXQ=
C: 42 anything
S: \${n=/[0-9]+/} \${*}
C: \${n}
S: /^4.$/
C2: one
C2: two
C2: three
S2: \${...}
S2: three
C: APPEND \${literal} x
 | first
 |
 | last
S: first
S:
S: last
S:  x
C: STARTTLS
S: STARTTLS
TLS
C: 手紙
S: 手紙
END
CLOSED
C2: QUIT
CLOSED2
`,
    { user: 'ann' },
  ));

test('a difference names its line and shows what was said', async (t) => {
  await assert.rejects(
    play(t, 'S: hello ${*}\nC: a\nS: b\n'),
    /transcript line 3[^]*expected: b[^]*received: a/,
  );
});

test('a line that is no step is refused', async (t) => {
  await assert.rejects(play(t, 'S: hello ${*}\nX: a\n'), /transcript line 2: no step/);
});
