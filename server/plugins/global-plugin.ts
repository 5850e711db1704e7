import type { FastifyPluginAsync, FastifyPluginOptions } from 'fastify';

/** Marks a plugin whose hooks and decorations hold for the whole app, not only for its own scope (what the package fastify-plugin does). */
export function globalPlugin<Options extends FastifyPluginOptions>(
  plugin: FastifyPluginAsync<Options>,
  name: string,
): FastifyPluginAsync<Options> {
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: name,
  });
}
