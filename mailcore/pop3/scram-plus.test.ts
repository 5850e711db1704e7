/** SCRAM bound to the TLS session, end to end: the client exports its side of the binding. RFC 9266. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { connect } from 'node:tls';
import { ScramClient } from '../sasl/testing/scram-client.ts';
import { PASSWORD, startPop3TestServer, USER, type Pop3TestServer } from './testing/pop3-test-server.ts';

async function dial(context: TestContext, { port }: Pop3TestServer) {
  const socket = connect({ port, rejectUnauthorized: false });
  context.after(() => socket.destroy());
  await once(socket, 'secureConnect');
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => String((await lines.next()).value);
  await line();
  const say = (text: string): Promise<string> => {
    socket.write(`${text}\r\n`);
    return line();
  };
  return { socket, say };
}

const encode = (text: string): string => Buffer.from(text).toString('base64');
const decode = (answer: string): string => Buffer.from(answer.replace(/^\+ /, ''), 'base64').toString();

for (const [mechanism, hash] of [
  ['SCRAM-SHA-256-PLUS', 'sha256'],
  ['SCRAM-SHA-1-PLUS', 'sha1'],
] as const) {
  test(`${mechanism} with tls-exporter; what another session exports is refused`, async (context) => {
    const server = await startPop3TestServer(context, { tls: 'implicit', allowPlainOnLoopback: false });
    const [mine, other] = [await dial(context, server), await dial(context, server)];
    const attempt = async (from: typeof mine): Promise<string> => {
      const bindingData = from.socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
      const client = new ScramClient({
        hash,
        login: USER,
        password: PASSWORD,
        gs2Header: 'p=tls-exporter,,',
        bindingData,
      });
      const started = await mine.say(`AUTH ${mechanism} ${encode(client.first)}`);
      const { message, serverFinal } = client.final(decode(started));
      const answer = await mine.say(encode(message));
      if (!answer.startsWith('+ ')) return answer;
      assert.equal(decode(answer), serverFinal);
      return mine.say('');
    };
    assert.match(await attempt(other), /^-ERR \[AUTH\]/);
    assert.match(await attempt(mine), /^\+OK 0 /);
  });
}
