/** An independent client: swaks, with CRAM-MD5 on a connection without TLS. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { addAppPassword } from '../../admin/app-passwords.ts';
import { createPasswordSealer } from '../../sasl/sealed-password.ts';
import { requireProgram } from '../../testing/required-program.ts';
import { startSmtpServer } from '../../testing/smtp-test-server.ts';

requireProgram('swaks');

test('swaks submits with CRAM-MD5 and a legacy app password', async (context) => {
  const sealer = createPasswordSealer(Buffer.from('secret'));
  const server = await startSmtpServer(context, { sealer });
  const tomo = await server.addUser('tomo@example.com');
  const { password } = await addAppPassword(server.storage.store, tomo.id, { label: 'fax' }, sealer);
  const submit = (secret: string) =>
    promisify(execFile)(
      'swaks',
      [
        '--server',
        `127.0.0.1:${server.submission.port}`,
        '--auth',
        'CRAM-MD5',
        '--auth-user',
        tomo.address,
      ].concat(['--auth-password', secret, '--from', tomo.address, '--to', tomo.address, '--silent', '2']),
      { timeout: 30_000 },
    );
  await assert.rejects(submit('wrong'));
  await submit(password);
  const [mail] = await server.mail(tomo);
  assert.match(mail?.text ?? '', /with ESMTPA /);
});
