import { once } from 'node:events';
import { connect } from 'node:net';
import type { TestServer } from './server.ts';

/** Sends bytes exactly as they are, which no mail library does. */
export async function sendRaw(
  server: TestServer,
  { from, to, message }: { from: string; to: string; message: Buffer },
): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port: server.port('smtp') });
  socket.setEncoding('utf8');
  const expectReply = async (code: string) => {
    const [text] = (await once(socket, 'data')) as [string];
    if (!text.startsWith(code)) throw new Error(`expected ${code}: ${text}`);
  };
  await expectReply('220');
  for (const [line, code] of [
    ['EHLO outside.test', '250'],
    [`MAIL FROM:<${from}>`, '250'],
    [`RCPT TO:<${to}>`, '250'],
    ['DATA', '354'],
  ] as const) {
    socket.write(`${line}\r\n`);
    await expectReply(code);
  }
  socket.write(message);
  socket.write('.\r\n');
  await expectReply('250');
  socket.end('QUIT\r\n');
}
