import { createServer } from 'node:net';
import { ConfigError } from './config-file.ts';
import type { ListenConfig } from '../mailcore/index.ts';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Splits `host:port` and `[v6]:port`. Throws ConfigError for a port beyond 65535. */
export function parseListenAddress(text: string): ListenAddress {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = Number(text.slice(colon + 1));
  if (port > 65_535) throw new ConfigError(`listen address "${text}": there is no port ${port}`);
  return { host, port };
}

export function formatListenAddress({ host, port }: ListenAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

const REASONS: Record<string, string> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'is not allowed for this user (ports below 1024 need CAP_NET_BIND_SERVICE)',
  EADDRNOTAVAIL: 'is no address of this machine',
  ENOTFOUND: 'is no address of this machine',
};

/** Opens and closes every address once, exclusively, so that a taken port is told before anything is made. Throws ConfigError. */
export async function probeListenAddresses(listen: ListenConfig): Promise<void> {
  for (const [name, list] of Object.entries(listen)) {
    // Nothing listens there yet.
    if (name === 'managesieve') continue;
    for (const text of list as string[]) await probe(name, text);
  }
}

async function probe(name: string, text: string): Promise<void> {
  const { host, port } = parseListenAddress(text);
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true }, resolve);
    });
  } catch (error) {
    throw listenError(name, text, error);
  }
  await new Promise((resolve) => server.close(resolve));
}

/** One clear line for a listener that cannot open. */
export function listenError(name: string, text: string, error: unknown): ConfigError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  return new ConfigError(`listen.${name}: ${text} ${REASONS[code] ?? `cannot be opened (${code})`}`);
}

export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
