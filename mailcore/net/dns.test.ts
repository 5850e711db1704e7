import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { startDnsServer, type Zone } from '../testing/dns-server.ts';
import { DnsFailure, type DnsFailureKind } from './dns-failure.ts';
import { createResolver, type ResolverOptions } from './dns.ts';

async function open(context: TestContext, zone: Zone, options: ResolverOptions = {}) {
  const server = await startDnsServer(zone);
  const resolver = createResolver({ servers: [server.address], timeoutMs: 200, tries: 1, ...options });
  context.after(async () => {
    resolver.close();
    await server.close();
  });
  return { server, resolver };
}

function failsWith(kind: DnsFailureKind) {
  return (error: unknown) =>
    error instanceof DnsFailure && error.kind === kind && error.temporary === (kind === 'unavailable');
}

test('orders exchangers by preference, shuffled within one', async (context) => {
  const zone: Zone = {
    'example.org': {
      MX: [
        [20, 'c.example.org'],
        [10, 'A.example.org'],
        [10, 'b.example.org'],
      ],
    },
  };
  const draws = [0.5, 0.9, 0.1, 0.5, 0.1, 0.9];
  const { resolver } = await open(context, zone, { random: () => draws.shift() ?? 0 });
  const first = await resolver.resolveMailExchangers('Example.ORG.');
  const second = await resolver.resolveMailExchangers('example.org');
  const orders = [first, second].map((hosts) => hosts.map(({ host }) => host[0]).join(''));
  assert.deepEqual(orders.sort(), ['abc', 'bac']);
  assert.equal(first[2]?.preference, 20);
});

test('an address stands in for a missing MX', async (context) => {
  const { resolver } = await open(context, {
    'example.org': { A: ['192.0.2.1'] },
    'six.example': { AAAA: ['2001:db8::1'] },
  });
  assert.deepEqual(await resolver.resolveMailExchangers('example.org'), [
    { host: 'example.org', preference: 0 },
  ]);
  assert.deepEqual(await resolver.resolveMailExchangers('six.example'), [
    { host: 'six.example', preference: 0 },
  ]);
  assert.deepEqual(await resolver.resolveAddresses('six.example'), [{ address: '2001:db8::1', family: 6 }]);
});

test('tells permanent from temporary failures', async (context) => {
  const zone: Zone = {
    'null.example': { MX: [[0, '.']] },
    'empty.example': { TXT: ['nothing here'] },
    'broken.example': { failure: 'SERVFAIL' },
    'refused.example': { failure: 'REFUSED' },
    'silent.example': { failure: 'SILENCE' },
  };
  const { resolver } = await open(context, zone);
  const rows: [string, DnsFailureKind][] = [
    ['null.example', 'nullMx'],
    ['empty.example', 'noData'],
    ['missing.example', 'noSuchDomain'],
    ['broken.example', 'unavailable'],
    ['refused.example', 'unavailable'],
    ['silent.example', 'unavailable'],
  ];
  for (const [domain, kind] of rows) {
    await assert.rejects(resolver.resolveMailExchangers(domain), failsWith(kind), domain);
  }
});

test('half an answer is not "no address"', async (context) => {
  const { resolver } = await open(context, { 'mx.example': { A: ['192.0.2.1'], AAAA: ['2001:db8::2'] } });
  assert.deepEqual(await resolver.resolveAddresses('mx.example'), [
    { address: '192.0.2.1', family: 4 },
    { address: '2001:db8::2', family: 6 },
  ]);
});

test('address literals need no DNS', async (context) => {
  const { resolver, server } = await open(context, {});
  assert.deepEqual(await resolver.resolveMailExchangers('[192.0.2.7]'), [
    { host: '[192.0.2.7]', preference: 0 },
  ]);
  assert.deepEqual(await resolver.resolveAddresses('[192.0.2.7]'), [{ address: '192.0.2.7', family: 4 }]);
  assert.deepEqual(await resolver.resolveAddresses('[IPv6:2001:db8::7]'), [
    { address: '2001:db8::7', family: 6 },
  ]);
  assert.deepEqual(server.questions, []);
});

test('a cut answer is asked for again over TCP; aliases are followed', async (context) => {
  const zone: Zone = {
    'big.example': { MX: [[5, 'mx.big.example']], tcpOnly: true },
    'alias.example': { CNAME: 'real.example' },
    'real.example': { A: ['192.0.2.9'] },
  };
  const { resolver } = await open(context, zone);
  assert.deepEqual(await resolver.resolveMailExchangers('big.example'), [
    { host: 'mx.big.example', preference: 5 },
  ]);
  assert.deepEqual(await resolver.resolveAddresses('alias.example'), [{ address: '192.0.2.9', family: 4 }]);
});

test('joins the strings of a TXT record', async (context) => {
  const text = `v=DKIM1; p=${'A'.repeat(600)}`;
  const { resolver } = await open(context, { 'k._domainkey.example.org': { TXT: [text, 'other'] } });
  assert.deepEqual((await resolver.resolveTxt('k._domainkey.example.org')).sort(), ['other', text]);
});

test('answers are kept for their time, failures that may heal are not', async (context) => {
  let now = 0;
  const zone: Zone = {
    'mx.example': { A: ['192.0.2.1'], ttlSeconds: 600 },
    'broken.example': { failure: 'SERVFAIL' },
  };
  const { resolver, server } = await open(context, zone, { clock: () => new Date(now) });
  const asked = () => server.questions.filter((question) => question === 'A mx.example').length;

  await Promise.all([resolver.resolveAddresses('mx.example'), resolver.resolveAddresses('MX.example')]);
  now += 599_000;
  await resolver.resolveAddresses('mx.example');
  assert.equal(asked(), 1);
  now += 2_000;
  zone['mx.example'] = { A: ['192.0.2.2'] };
  assert.deepEqual(await resolver.resolveAddresses('mx.example'), [{ address: '192.0.2.2', family: 4 }]);
  assert.equal(asked(), 2);

  await assert.rejects(resolver.resolveAddresses('broken.example'), failsWith('unavailable'));
  zone['broken.example'] = { A: ['192.0.2.3'] };
  assert.deepEqual(await resolver.resolveAddresses('broken.example'), [{ address: '192.0.2.3', family: 4 }]);

  await assert.rejects(resolver.resolveAddresses('new.example'), failsWith('noSuchDomain'));
  zone['new.example'] = { A: ['192.0.2.4'] };
  await assert.rejects(resolver.resolveAddresses('new.example'), failsWith('noSuchDomain'));
  now += 61_000;
  assert.deepEqual(await resolver.resolveAddresses('new.example'), [{ address: '192.0.2.4', family: 4 }]);
});
