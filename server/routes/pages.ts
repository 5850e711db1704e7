import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync, FastifyReply } from 'fastify';

export interface PagesOptions {
  /** web/dist, as built by vite. */
  readonly webRoot: string;
  readonly zone: 'user' | 'admin';
}

/** Page of each zone -> paths it serves: every path below belongs to the page's own router. */
const PAGES = {
  user: [
    { file: 'mail.html', paths: ['/mail', '/mail/*'] },
    { file: 'portal.html', paths: ['/portal', '/portal/*'] },
  ],
  admin: [{ file: 'admin.html', paths: ['/admin', '/admin/*'] }],
} as const;

const HOME = { user: '/mail/', admin: '/admin/' } as const;

/** The web's static files (hashed names for ever, pages never cached) and the pages of one zone. */
export const pagesRoutes: FastifyPluginAsync<PagesOptions> = async (app, { webRoot, zone }) => {
  await app.register(fastifyStatic, {
    root: webRoot,
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = path.includes('/assets/');
      void reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
    // Pages have routes of their own, with their own headers.
    allowedPath: (path) => !path.endsWith('.html'),
  });

  for (const { file, paths } of PAGES[zone]) {
    const html = readFileSync(join(webRoot, file), 'utf8');
    for (const path of paths) app.get(path, async (_request, reply) => sendPage(reply, html));
  }
  app.get('/', async (_request, reply) => reply.redirect(HOME[zone]));
};

function sendPage(reply: FastifyReply, html: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(html);
}
