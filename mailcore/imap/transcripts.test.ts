import { test } from 'node:test';
import { loadTranscripts, runTranscript } from '../testing/transcript.ts';
import { GUEST, PASSWORD, startImapTestServer, USER } from './testing/imap-test-server.ts';

for (const { name, text } of loadTranscripts(new URL('./transcripts/', import.meta.url))) {
  test(`transcript ${name}`, async (context) => {
    const { host, port } = await startImapTestServer(context);
    const passwordBytes = String(Buffer.byteLength(PASSWORD));
    await runTranscript(text, {
      host,
      port,
      variables: { user: USER, guest: GUEST, password: PASSWORD, passwordBytes },
    });
  });
}
