import { Resolver as NodeResolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { DnsFailure, toDnsFailure } from './dns-failure.ts';
import { createTtlCache } from './ttl-cache.ts';

/** A host that takes mail for a domain. */
export interface MailExchanger {
  /** Lower case, without the final dot. */
  readonly host: string;
  readonly preference: number;
}

export interface HostAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** DNS as mail needs it, cached. Every failure is a {@link DnsFailure}. */
export interface Resolver {
  /**
   * Hosts to try for a domain, in this order: by preference, shuffled within one (RFC 5321 §5.1). Without MX, the domain itself when it has
   * an address. Throws `nullMx` (RFC 7505), `noSuchDomain`, `noData` and `unavailable`.
   */
  resolveMailExchangers(domain: string): Promise<MailExchanger[]>;
  /** IPv4 first: many networks announce IPv6 that leads nowhere. An address, bare or in brackets, is its own answer. */
  resolveAddresses(host: string): Promise<HostAddress[]>;
  /** Each record joined from its strings. */
  resolveTxt(name: string): Promise<string[]>;
  close(): void;
}

export interface ResolverOptions {
  /** "address" or "address:port"; the system's when empty. */
  readonly servers?: readonly string[];
  readonly timeoutMs?: number;
  readonly tries?: number;
  readonly clock?: () => Date;
  /** 0 <= n < 1: the order among equal preferences. */
  readonly random?: () => number;
}

const MIN_TTL_SECONDS = 30;
const MAX_TTL_SECONDS = 3_600;
/** node:dns gives no TTL for MX and TXT. */
const DEFAULT_TTL_SECONDS = 300;
const NEGATIVE_TTL_SECONDS = 60;
const MAX_CACHED = 10_000;
/** No honest domain has more; each one may cost a connection. RFC 5321 §5.1 lets a client limit. */
const MAX_EXCHANGERS = 20;
const MAX_ADDRESSES = 10;

interface Answer<T> {
  readonly records: T[];
  readonly ttlSeconds: number;
}

export function createResolver(options: ResolverOptions = {}): Resolver {
  const {
    servers = [],
    timeoutMs = 5_000,
    tries = 2,
    clock = () => new Date(),
    random = Math.random,
  } = options;
  const resolver = new NodeResolver({ timeout: timeoutMs, tries, maxTimeout: timeoutMs * 2 });
  if (servers.length > 0) resolver.setServers(servers);

  const exchangers = createTtlCache<Answer<MailExchanger>>({ maxEntries: MAX_CACHED, clock });
  const addresses = createTtlCache<Answer<HostAddress>>({ maxEntries: MAX_CACHED, clock });
  const texts = createTtlCache<Answer<string>>({ maxEntries: MAX_CACHED, clock });

  /** Runs a query; what node:dns throws becomes a DnsFailure. */
  async function ask<T>(name: string, query: () => Promise<Answer<T>>): Promise<Answer<T>> {
    try {
      return await query();
    } catch (error) {
      throw toDnsFailure(error, name);
    }
  }

  async function queryMx(domain: string): Promise<Answer<MailExchanger>> {
    const records = await resolver.resolveMx(domain);
    const hosts = records.map(({ exchange, priority }) => ({
      host: hostName(exchange),
      preference: priority,
    }));
    return { records: hosts, ttlSeconds: DEFAULT_TTL_SECONDS };
  }

  async function queryAddresses(host: string): Promise<Answer<HostAddress>> {
    const [v4, v6] = await Promise.allSettled([
      resolver.resolve4(host, { ttl: true }),
      resolver.resolve6(host, { ttl: true }),
    ]);
    const found = [
      ...(v4.status === 'fulfilled' ? v4.value.map((record) => ({ ...record, family: 4 as const })) : []),
      ...(v6.status === 'fulfilled' ? v6.value.map((record) => ({ ...record, family: 6 as const })) : []),
    ];
    if (found.length === 0) throw firstTemporary([v4, v6], host);
    const ttlSeconds = Math.min(...found.map(({ ttl }) => ttl));
    return {
      records: found.slice(0, MAX_ADDRESSES).map(({ address, family }) => ({ address, family })),
      ttlSeconds,
    };
  }

  async function lookUpAddresses(host: string): Promise<HostAddress[]> {
    const literal = addressLiteral(host);
    if (literal) return [literal];
    const name = hostName(host);
    const { records } = await addresses.get(name, lifetime, () => ask(name, () => queryAddresses(name)));
    return records;
  }

  return {
    async resolveMailExchangers(domain) {
      // RFC 5321 §5: an address literal names its host itself.
      if (addressLiteral(domain)) return [{ host: domain, preference: 0 }];
      const name = hostName(domain);
      try {
        const { records } = await exchangers.get(name, lifetime, () => ask(name, () => queryMx(name)));
        const usable = records.filter(({ host }) => host !== '');
        // RFC 7505 §3: a single "." says that the domain takes no mail.
        if (usable.length === 0) throw new DnsFailure('nullMx', `${name} takes no mail`);
        return orderByPreference(usable, random).slice(0, MAX_EXCHANGERS);
      } catch (error) {
        if (!(error instanceof DnsFailure) || error.kind !== 'noData') throw error;
      }
      // RFC 5321 §5.1: the implicit MX.
      await lookUpAddresses(name);
      return [{ host: name, preference: 0 }];
    },

    resolveAddresses: lookUpAddresses,

    async resolveTxt(name) {
      const query = async () => ({
        records: (await resolver.resolveTxt(name)).map((strings) => strings.join('')),
        ttlSeconds: DEFAULT_TTL_SECONDS,
      });
      return (await texts.get(hostName(name), lifetime, () => ask(name, query))).records;
    },

    close: () => resolver.cancel(),
  };
}

/** Seconds to keep an answer or a failure; what may heal is asked again at once. */
function lifetime(outcome: { value: Answer<unknown> } | { error: unknown }): number {
  if ('value' in outcome)
    return Math.min(Math.max(outcome.value.ttlSeconds, MIN_TTL_SECONDS), MAX_TTL_SECONDS);
  return outcome.error instanceof DnsFailure && !outcome.error.temporary ? NEGATIVE_TTL_SECONDS : 0;
}

function firstTemporary(results: readonly PromiseSettledResult<unknown>[], host: string): DnsFailure {
  const failures = results.flatMap((result) =>
    result.status === 'rejected' ? [toDnsFailure(result.reason, host)] : [],
  );
  return (
    failures.find(({ temporary }) => temporary) ??
    failures[0] ??
    new DnsFailure('noData', `${host} has no address`)
  );
}

function hostName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

function addressLiteral(host: string): HostAddress | null {
  const address = host.replace(/^\[(?:IPv6:)?(.*)\]$/i, '$1');
  const family = isIP(address);
  return family === 4 || family === 6 ? { address, family } : null;
}

function orderByPreference(records: readonly MailExchanger[], random: () => number): MailExchanger[] {
  return records
    .map((record) => ({ record, draw: random() }))
    .sort((a, b) => a.record.preference - b.record.preference || a.draw - b.draw)
    .map(({ record }) => record);
}
