import type { FastifyBaseLogger, FastifyInstance, FastifyServerOptions } from 'fastify';
import fastify, { LogController } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Mailcore } from '../mailcore/index.ts';
import { authPlugin } from './plugins/auth.ts';
import { errorsPlugin } from './plugins/errors.ts';
import { securityHeadersPlugin } from './plugins/security-headers.ts';
import { adminRoutes } from './routes/admin.ts';
import { appPasswordRoutes } from './routes/app-passwords.ts';
import { deletedMailRoutes } from './routes/deleted-mail.ts';
import { healthRoutes } from './routes/health.ts';
import { jmapRoutes } from './routes/jmap.ts';
import { pagesRoutes } from './routes/pages.ts';
import { portalRoutes } from './routes/portal.ts';
import { sessionRoutes } from './routes/session.ts';
import { viewRoutes } from './routes/view.ts';
import type { Sessions } from './sessions.ts';

export interface AppOptions {
  readonly mailcore: Mailcore;
  readonly sessions: Sessions;
  readonly webRoot: string;
  /** `user`: web mail, portal, JMAP. `admin`: the administration, and nothing of the rest. */
  readonly zone: 'user' | 'admin';
  /** PEM pair when this listener speaks TLS itself. */
  readonly tls: { readonly key: Buffer; readonly cert: Buffer } | null;
  readonly logger: FastifyBaseLogger;
}

/** Everything HTTP of one listener, in the order it applies. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { mailcore, sessions, webRoot, zone, tls, logger } = options;
  const serverOptions: FastifyServerOptions = {
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: mailcore.config.http.trustProxy.length > 0 ? [...mailcore.config.http.trustProxy] : false,
    bodyLimit: 1024 * 1024,
    requestTimeout: 600_000,
    forceCloseConnections: true,
  };
  const app = (
    tls ? fastify({ ...serverOptions, https: tls } as FastifyServerOptions) : fastify(serverOptions)
  ).withTypeProvider<TypeBoxTypeProvider>();
  const { store, authenticator } = mailcore;

  await app.register(errorsPlugin);
  await app.register(securityHeadersPlugin, { isHttps: tls !== null });
  await app.register(authPlugin, { store, authenticator, sessions, zone });
  await app.register(healthRoutes, { store });
  await app.register(sessionRoutes, { store, authenticator, sessions, zone });
  if (zone === 'admin') await app.register(adminRoutes, { mailcore, sessions });
  else {
    await app.register(portalRoutes, { mailcore, sessions });
    await app.register(deletedMailRoutes, { mailcore });
    await app.register(appPasswordRoutes, { mailcore });
    await app.register(jmapRoutes({ jmap: mailcore.jmap, config: mailcore.config }));
    await app.register(viewRoutes, { mailcore });
  }
  await app.register(pagesRoutes, { webRoot, zone });
  return app as unknown as FastifyInstance;
}
