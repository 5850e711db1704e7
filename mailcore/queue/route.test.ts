import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { SmartHostConfig } from '../config.ts';
import { createResolver } from '../net/dns.ts';
import { PeerFailure } from '../smtp/client/outgoing.ts';
import { startDnsServer, type Zone } from '../testing/dns-server.ts';
import { peersFor, type RouteOptions } from './route.ts';

const ZONE: Zone = {
  'two.example': {
    MX: [
      [20, 'mx2.two.example'],
      [10, 'mx1.two.example'],
    ],
  },
  'mx1.two.example': { A: ['192.0.2.1'], AAAA: ['2001:db8::1'] },
  'mx2.two.example': { A: ['192.0.2.2'] },
  'bare.example': { A: ['192.0.2.3'] },
  'half.example': {
    MX: [
      [10, 'gone.example'],
      [20, 'mx2.two.example'],
    ],
  },
  'lost.example': { MX: [[10, 'gone.example']] },
  'shaky.example': {
    MX: [
      [10, 'gone.example'],
      [20, 'broken.example'],
    ],
  },
  'broken.example': { failure: 'SERVFAIL' },
  'null.example': { MX: [[0, '.']] },
  'backup.example': {
    MX: [
      [10, 'mx1.two.example'],
      [20, 'our.example'],
      [20, 'mx2.two.example'],
    ],
  },
  'ours.example': { MX: [[10, 'our.example']] },
  'loop.example': { MX: [[10, 'back.example']] },
  'back.example': { A: ['192.0.2.99'] },
};

async function options(
  context: TestContext,
  smartHost: SmartHostConfig | null = null,
): Promise<RouteOptions> {
  const server = await startDnsServer(ZONE);
  const resolver = createResolver({ servers: [server.address], timeoutMs: 300, tries: 1 });
  context.after(async () => {
    resolver.close();
    await server.close();
  });
  return {
    hostname: 'our.example',
    smartHost,
    resolver,
    isOwnListener: (address) => address === '192.0.2.99',
  };
}

async function route(destination: string, how: RouteOptions): Promise<string[]> {
  const peers: string[] = [];
  for await (const { host, address, port } of peersFor(destination, how))
    peers.push(`${host} ${address} ${port}`);
  return peers;
}

test('every address of every exchanger, best first', async (context) => {
  const how = await options(context);
  const rows: [string, string[]][] = [
    [
      'two.example',
      ['mx1.two.example 192.0.2.1 25', 'mx1.two.example 2001:db8::1 25', 'mx2.two.example 192.0.2.2 25'],
    ],
    ['bare.example', ['bare.example 192.0.2.3 25']],
    ['[192.0.2.7]', ['[192.0.2.7] 192.0.2.7 25']],
    // An exchanger without an address is passed over.
    ['half.example', ['mx2.two.example 192.0.2.2 25']],
    // We are the second exchanger: only the better ones count. RFC 5321 §5.1.
    ['backup.example', ['mx1.two.example 192.0.2.1 25', 'mx1.two.example 2001:db8::1 25']],
  ];
  for (const [destination, expected] of rows)
    assert.deepEqual(await route(destination, how), expected, destination);
});

test('says why there is no way', async (context) => {
  const how = await options(context);
  const rows: [string, RegExp, boolean][] = [
    ['missing.example', /^550 5\.1\.2 missing\.example does not exist/, false],
    ['null.example', /^556 5\.1\.10 /, false],
    ['broken.example', /^451 4\.4\.3 /, true],
    ['lost.example', /^550 5\.4\.4 /, false],
    ['shaky.example', /^451 4\.4\.3 /, true],
    ['ours.example', /^554 5\.4\.6 mail for ours\.example loops back to myself/, false],
    ['loop.example', /^554 5\.4\.6 mail for loop\.example loops back to myself/, false],
  ];
  for (const [destination, reply, temporary] of rows) {
    await assert.rejects(route(destination, how), (error) => {
      assert.ok(error instanceof PeerFailure, destination);
      assert.match(error.reply, reply);
      assert.equal(error.temporary, temporary, destination);
      return true;
    });
  }
});

test('a smart host takes everything', async (context) => {
  const smartHost = {
    host: 'mx1.two.example',
    port: 587,
    tls: 'starttls',
    username: 'u',
    password: 'p',
  } as const;
  const how = await options(context, smartHost);
  const { value: peer } = await peersFor('mx1.two.example:587', how).next();
  assert.deepEqual(peer, {
    host: 'mx1.two.example',
    address: '192.0.2.1',
    port: 587,
    tls: 'starttls',
    credentials: { username: 'u', password: 'p' },
  });
});

test('a smart host that is not found, or is us, makes mail wait', async (context) => {
  const smartHost = { host: 'missing.invalid', port: 25, tls: 'none', username: '', password: '' } as const;
  const how = await options(context, smartHost);
  await assert.rejects(route('x', how), (error) => error instanceof PeerFailure && error.temporary);
  await assert.rejects(route('x', { ...how, smartHost: { ...smartHost, host: 'back.example' } }), (error) => {
    return error instanceof PeerFailure && error.temporary;
  });
  // Known to the system only.
  const [peer] = await route('x', { ...how, smartHost: { ...smartHost, host: 'localhost' } });
  assert.match(peer ?? '', /^localhost (?:127\.0\.0\.1|::1) 25$/);
});
