import { lookup } from 'node:dns/promises';
import type { SmartHostConfig } from '../config.ts';
import { DnsFailure } from '../net/dns-failure.ts';
import type { MailExchanger, Resolver } from '../net/dns.ts';
import { PeerFailure, type Peer } from '../smtp/client/outgoing.ts';
import type { IsOwnListener } from './own-listeners.ts';

export interface RouteOptions {
  readonly hostname: string;
  readonly smartHost: SmartHostConfig | null;
  readonly resolver: Resolver;
  readonly isOwnListener: IsOwnListener;
}

const SMTP_PORT = 25;

/** The name deliveries for a domain are counted and grouped under: all mail for a smart host is one destination. */
export function destinationOf(domain: string, smartHost: SmartHostConfig | null): string {
  return smartHost ? `${smartHost.host}:${smartHost.port}` : domain;
}

/**
 * The addresses to try for a destination, best first, looked up as they are needed. Throws PeerFailure when there is none:
 * no such domain, null MX, DNS out of order, or every way leads back to us.
 */
export async function* peersFor(destination: string, options: RouteOptions): AsyncGenerator<Peer> {
  if (options.smartHost) {
    yield* smartHostPeers(options.smartHost, options);
    return;
  }
  const hosts = withoutOurselves(await findExchangers(destination, options.resolver), options.hostname);
  if (hosts.length === 0) throw loop(destination);
  yield* exchangerPeers(hosts, destination, options);
}

/** Whatever is wrong with the smart host is the operator's to mend: mail waits for it and never comes back. */
async function* smartHostPeers(smartHost: SmartHostConfig, options: RouteOptions): AsyncGenerator<Peer> {
  const { host, port, tls, username, password } = smartHost;
  const credentials = username === '' ? null : { username, password };
  for (const address of await findSmartHost(host, options.resolver)) {
    if (options.isOwnListener(address, port))
      throw new PeerFailure('451 4.4.6 the smart host is this server itself');
    yield { host, address, port, tls, credentials };
  }
}

/** It may be known to the hosts file or the local network only, so the system is asked as well. */
async function findSmartHost(host: string, resolver: Resolver): Promise<string[]> {
  try {
    return (await resolver.resolveAddresses(host)).map(({ address }) => address);
  } catch (error) {
    if (!(error instanceof DnsFailure)) throw error;
  }
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    throw new PeerFailure('451 4.4.3 the smart host cannot be found', { cause: error });
  }
}

async function findExchangers(domain: string, resolver: Resolver): Promise<MailExchanger[]> {
  try {
    return await resolver.resolveMailExchangers(domain);
  } catch (error) {
    throw error instanceof DnsFailure ? dnsRefusal(error) : error;
  }
}

/** We and whoever is less preferred than us would only send it round. RFC 5321 §5.1. */
function withoutOurselves(exchangers: readonly MailExchanger[], hostname: string): string[] {
  const own = exchangers.find(({ host }) => host === hostname.toLowerCase());
  return exchangers.filter(({ preference }) => !own || preference < own.preference).map(({ host }) => host);
}

async function* exchangerPeers(
  hosts: readonly string[],
  destination: string,
  { resolver, isOwnListener }: RouteOptions,
): AsyncGenerator<Peer> {
  let refusal: PeerFailure | null = null;
  let hasPeer = false;
  for (const host of hosts) {
    try {
      for (const { address } of await resolver.resolveAddresses(host)) {
        if (isOwnListener(address, SMTP_PORT)) {
          refusal ??= loop(destination);
          continue;
        }
        hasPeer = true;
        yield { host, address, port: SMTP_PORT, tls: 'opportunistic', credentials: null };
      }
    } catch (error) {
      if (!(error instanceof DnsFailure)) throw error;
      // One host that may come back makes waiting worth while.
      if (!refusal || error.temporary) refusal = hostRefusal(error, host);
    }
  }
  if (!hasPeer) throw refusal ?? new PeerFailure(`550 5.4.4 ${destination} has no host`);
}

function loop(destination: string): PeerFailure {
  return new PeerFailure(`554 5.4.6 mail for ${destination} loops back to myself`);
}

function dnsRefusal(failure: DnsFailure): PeerFailure {
  const codes = {
    // RFC 7505 §4.2
    nullMx: '556 5.1.10',
    noSuchDomain: '550 5.1.2',
    noData: '550 5.1.2',
    unavailable: '451 4.4.3',
  } as const;
  const text = failure.kind === 'noData' ? 'domain has neither MX nor address' : failure.publicText;
  return new PeerFailure(`${codes[failure.kind]} ${text}`, { cause: failure });
}

function hostRefusal(failure: DnsFailure, host: string): PeerFailure {
  const code = failure.temporary ? '451 4.4.3' : '550 5.4.4';
  return new PeerFailure(`${code} mail exchanger ${host}: ${failure.publicText}`, { cause: failure });
}
