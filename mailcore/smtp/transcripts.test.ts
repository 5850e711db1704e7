import { test } from 'node:test';
import { PASSWORD, startSmtpServer } from '../testing/smtp-test-server.ts';
import { loadTranscripts, runTranscript } from '../testing/transcript.ts';

for (const kind of ['receive', 'submission'] as const) {
  for (const { name, text } of loadTranscripts(new URL(`./transcripts/${kind}/`, import.meta.url))) {
    test(`${kind}: ${name}`, async (t) => {
      const server = await startSmtpServer(t, { limits: { maxMessageBytes: 20_000 } });
      await server.addUser('tomo@example.com', { isAdmin: true });
      await server.addUser('hanako@example.com');
      await server.addUser('友@example.com');
      const { host } = server;
      await runTranscript(text, { host, port: server[kind].port, variables: { password: PASSWORD } });
    });
  }
}
