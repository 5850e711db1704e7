import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_CONFIG } from '../mailcore/index.ts';
import { ConfigError, loadConfig, parseConfig } from './config-file.ts';

test('an empty file gives the defaults', () => {
  assert.deepEqual(parseConfig('', 'tegami.toml'), DEFAULT_CONFIG);
});

test('the store is the data folder or a PostgreSQL database', () => {
  for (const url of ['sqlite:', 'postgres://tegami@db/mail', 'postgresql://t@%2Frun%2Fpostgresql/mail']) {
    assert.equal(parseConfig(`[storage]\nurl = "${url}"`, 't').storage.url, url);
  }
  for (const url of ['', 'mysql://db/mail', 'postgres://', 'postgres://a b']) {
    assert.throws(() => parseConfig(`[storage]\nurl = "${url}"`, 't'), ConfigError, url);
  }
});

test('keys are snake_case, listen takes an address, a list or "" for off', () => {
  const config = parseConfig(
    `hostname = "mail.example.org"
     [listen]
     smtp = ["0.0.0.0:25", "[::]:25"]
     imap = "127.0.0.1:143"
     pop3 = ""
     [limits]
     max_message_bytes = 1000
     [tls]
     allow_plain_on_loopback = true
     [smart_host]
     host = "relay.example.org"`,
    't',
  );
  assert.deepEqual(config.listen.smtp, ['0.0.0.0:25', '[::]:25']);
  assert.deepEqual(config.listen.imap, ['127.0.0.1:143']);
  assert.deepEqual(config.listen.pop3, []);
  assert.deepEqual(config.listen.imaps, ['127.0.0.1:2993']);
  assert.equal(config.limits.maxMessageBytes, 1000);
  assert.equal(config.limits.maxRecipients, DEFAULT_CONFIG.limits.maxRecipients);
  assert.equal(config.tls.allowPlainOnLoopback, true);
  assert.deepEqual(config.smartHost, {
    host: 'relay.example.org',
    port: 587,
    tls: 'starttls',
    username: '',
    password: '',
  });
});

const REFUSED: [name: string, source: string, message: RegExp][] = [
  ['unknown key', 'hostnam = "x"', /unknown key "hostnam"/],
  ['unknown key in a table', '[listen]\nsmpt = ""', /unknown key "listen\.smpt"/],
  ['wrong type', '[limits]\nmax_recipients = "many"', /"limits\.max_recipients"/],
  ['no port', '[listen]\nsmtp = "127.0.0.1"', /"listen\.smtp"/],
  ['smart host without host', '[smart_host]\nport = 25', /smart_host/],
  ['no network', '[http]\ntrust_proxy = ["everyone"]', /"http\.trust_proxy/],
  ['bad enum', '[log]\nlevel = "loud"', /"log\.level"/],
  ['syntax', 'hostname = ', /^t:1:\d+: /],
];

for (const [name, source, message] of REFUSED) {
  test(`refused with one line: ${name}`, () => {
    assert.throws(
      () => parseConfig(source, 't'),
      (error: unknown) =>
        error instanceof ConfigError && message.test(error.message) && !error.message.includes('\n'),
    );
  });
}

test('a file that was asked for and is not there is an error', () => {
  assert.throws(() => loadConfig({ file: '/nonexistent/x.toml', root: '/' }), /no such file/);
});
