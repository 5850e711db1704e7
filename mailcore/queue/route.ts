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
  const { smartHost } = options;
  if (smartHost) {
    const { host, port, tls, username, password } = smartHost;
    const credentials = username === '' ? null : { username, password };
    yield* peersOf([host], destination, options, { port, tls, credentials });
    return;
  }
  const hosts = withoutOurselves(await findExchangers(destination, options.resolver), options.hostname);
  if (hosts.length === 0) throw loop(destination);
  yield* peersOf(hosts, destination, options, { port: SMTP_PORT, tls: 'opportunistic', credentials: null });
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

async function* peersOf(
  hosts: readonly string[],
  destination: string,
  { resolver, isOwnListener }: RouteOptions,
  how: Pick<Peer, 'port' | 'tls' | 'credentials'>,
): AsyncGenerator<Peer> {
  let refusal: PeerFailure | null = null;
  let hasPeer = false;
  for (const host of hosts) {
    try {
      for (const { address } of await resolver.resolveAddresses(host)) {
        if (isOwnListener(address, how.port)) {
          refusal ??= loop(destination);
          continue;
        }
        hasPeer = true;
        yield { host, address, ...how };
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
