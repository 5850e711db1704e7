import { test } from 'node:test';
import { loadTranscripts, runTranscript } from '../testing/transcript.ts';
import { messageOfSize, PASSWORD, startPop3TestServer, USER } from './testing/pop3-test-server.ts';

const DOTTED = 'Subject: dots\r\nFrom: a@example.com\r\n\r\n.one\r\n..two\r\n.\r\nthree\r\n';

/** Every transcript finds three messages, of 120, 200 and DOTTED.length octets. */
for (const { name, text } of loadTranscripts(new URL('./transcripts/', import.meta.url))) {
  test(`transcript ${name}`, async (context) => {
    const server = await startPop3TestServer(context);
    for (const message of [messageOfSize(120), messageOfSize(200), DOTTED]) await server.deliver(message);
    const { host, port } = server;
    const variables = { user: USER, password: PASSWORD, dottedBytes: String(DOTTED.length) };
    await runTranscript(text, { host, port, variables });
  });
}
