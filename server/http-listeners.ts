import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config, Mailcore } from '../mailcore/index.ts';
import { buildApp } from './app.ts';
import type { CertificateFiles } from './certificate.ts';
import { formatListenAddress, isLoopbackHost, listenError, parseListenAddress } from './listen-address.ts';
import type { Sessions } from './sessions.ts';

export interface HttpListeners {
  readonly addresses: { readonly http: readonly string[]; readonly admin: readonly string[] };
  close(): Promise<void>;
}

interface HttpOptions {
  readonly mailcore: Mailcore;
  readonly sessions: Sessions;
  readonly certificate: CertificateFiles;
  readonly webRoot: string;
  readonly logger: Logger;
}

/** Opens the users' and the administrators' HTTP listeners, each with an app of its own, all or none. Throws ConfigError. */
export async function startHttp(options: HttpOptions): Promise<HttpListeners> {
  const { http, admin } = options.mailcore.config.listen;
  const apps: FastifyInstance[] = [];
  const close = async () => {
    await Promise.all(apps.map((app) => app.close()));
  };
  const open = async (zone: 'user' | 'admin', addresses: readonly string[]) => {
    const opened: string[] = [];
    for (const address of addresses) {
      const app = await startApp(options, zone, address);
      apps.push(app);
      const bound = app.server.address() as AddressInfo;
      opened.push(formatListenAddress({ host: bound.address, port: bound.port }));
    }
    return opened;
  };
  try {
    return { addresses: { http: await open('user', http), admin: await open('admin', admin) }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startApp(
  options: HttpOptions,
  zone: 'user' | 'admin',
  address: string,
): Promise<FastifyInstance> {
  const { mailcore, sessions, webRoot, logger } = options;
  const { host, port } = parseListenAddress(address);
  const tls = speaksTls(mailcore.config, host)
    ? { key: readFileSync(options.certificate.keyFile), cert: readFileSync(options.certificate.certFile) }
    : null;
  const app = await buildApp({ mailcore, sessions, webRoot, zone, tls, logger });
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw listenError(zone === 'user' ? 'http' : 'admin', address, error);
  }
  return app;
}

/** Plain HTTP is for this machine only: loopback, or a trusted proxy in front. */
function speaksTls(config: Config, host: string): boolean {
  return !isLoopbackHost(host) && config.http.trustProxy.length === 0;
}
