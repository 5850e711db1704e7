import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CAPABILITIES, capabilityList, extensionOf } from './capabilities.ts';
import type { CapabilityContext } from './capabilities.ts';

const BEFORE_TLS: CapabilityContext = {
  isAuthenticated: false,
  canStartTls: true,
  maySignIn: false,
  mechanisms: [],
  maxMessageBytes: 1_000,
  hasJmapUrl: false,
  messageLimit: 0,
};

const LISTS: readonly [state: string, context: CapabilityContext, list: string][] = [
  ['before TLS', BEFORE_TLS, 'IMAP4rev1 IMAP4rev2 LITERAL+ ID ENABLE SASL-IR STARTTLS LOGINDISABLED'],
  [
    'over TLS',
    { ...BEFORE_TLS, canStartTls: false, maySignIn: true, mechanisms: ['SCRAM-SHA-256', 'PLAIN'] },
    'IMAP4rev1 IMAP4rev2 LITERAL+ ID ENABLE SASL-IR AUTH=SCRAM-SHA-256 AUTH=PLAIN',
  ],
];
for (const [state, context, list] of LISTS) {
  test(`capabilities ${state}`, () => assert.equal(capabilityList(context), list));
}

test('signed in, nothing about signing in is shown', () => {
  const list = capabilityList({
    ...BEFORE_TLS,
    isAuthenticated: true,
    maySignIn: true,
    mechanisms: ['PLAIN'],
  }).split(' ');
  assert.ok(!list.some((name) => /^(?:AUTH=|STARTTLS|LOGINDISABLED|SASL-IR)/.test(name)));
  for (const name of [
    'IDLE',
    'UIDPLUS',
    'MOVE',
    'CONDSTORE',
    'SPECIAL-USE',
    'NAMESPACE',
    'APPENDLIMIT=1000',
  ]) {
    assert.ok(list.includes(name), name);
  }
});

test('every capability cites its RFC', () => {
  for (const { name, rfc } of CAPABILITIES) assert.match(rfc, /^RFC \d{4}(?: §[\d.]+)?$/, name);
});

test('ENABLE knows the extensions of the table and nothing else', () => {
  assert.equal(extensionOf('CONDSTORE'), 'CONDSTORE');
  assert.equal(extensionOf('IMAP4REV2'), 'IMAP4rev2');
  assert.equal(extensionOf('IDLE'), null);
  assert.equal(extensionOf('X-ANYTHING'), null);
});
