import helmet from '@fastify/helmet';
import type { FastifyPluginAsync } from 'fastify';
import { globalPlugin } from './global-plugin.ts';

/** The same strict headers on every response; message views and downloads set a stricter policy of their own. */
const securityHeaders: FastifyPluginAsync<{ isHttps: boolean }> = async (app, { isHttps }) => {
  await app.register(helmet, {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'frame-src': ["'self'"],
        'manifest-src': ["'self'"],
        'worker-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000 } : false,
  });
};

export const securityHeadersPlugin = globalPlugin(securityHeaders, 'security-headers');
