import type { FastifyPluginAsync } from 'fastify';
import type { Store } from '../../mailcore/index.ts';

/** `GET /health`: 200 when the store answers; for load balancers and process supervisors, so it tells nothing else. */
export const healthRoutes: FastifyPluginAsync<{ store: Store }> = async (app, { store }) => {
  app.get('/health', { logLevel: 'silent' }, async () => {
    await store.listDomains();
    return { status: 'ok' };
  });
};
