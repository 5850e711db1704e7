import { once } from 'node:events';
import { connect } from 'node:tls';
import { PASSWORD, type TestServer } from './server.ts';

/** Signs in by POP3 over TLS and returns the text of the newest message. */
export async function newestByPop3(server: TestServer, address: string): Promise<string> {
  const socket = connect({ port: server.port('pop3s'), host: '127.0.0.1', rejectUnauthorized: false });
  let buffered = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    buffered += text;
    socket.emit('more');
  });
  const reply = async (end: string) => {
    while (!buffered.includes(end)) await once(socket, 'more');
    const at = buffered.indexOf(end) + end.length;
    const text = buffered.slice(0, at);
    buffered = buffered.slice(at);
    if (!text.startsWith('+OK')) throw new Error(text);
    return text;
  };
  const command = (line: string, end = '\r\n') => {
    socket.write(`${line}\r\n`);
    return reply(end);
  };
  await reply('\r\n');
  await command(`USER ${address}`);
  await command(`PASS ${PASSWORD}`);
  const count = Number(/^\+OK (\d+)/.exec(await command('STAT'))?.[1]);
  const message = await command(`RETR ${count}`, '\r\n.\r\n');
  await command('QUIT');
  socket.destroy();
  return message;
}
