import type { FastifyInstance } from 'fastify';
import { MailError } from '../../mailcore/index.ts';
import { contentDisposition } from '../content-disposition.ts';
import type { JmapRoutesOptions } from './jmap-options.ts';

/** Types no browser runs anything of; everything else is only ever saved. */
const INLINE_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'text/plain']);
const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]{1,100}\/[a-z0-9!#$&^_.+-]{1,100}$/;
const CHARSET = /;\s*charset="?([a-z0-9_.:-]{1,40})"?\s*(?:;|$)/;

/**
 * `GET /jmap/download/a1/b7/name?type=image/png`: a body as a file; `inline=1` shows the few types that are safe to show.
 * A body never changes, so it may be kept. RFC 8620 §6.2.
 */
export function downloadRoute(app: FastifyInstance, { jmap }: JmapRoutesOptions): void {
  app.get('/jmap/download/:accountId/:blobId/:name', async (request, reply) => {
    const account = request.account!;
    const { accountId, blobId, name } = request.params as Record<'accountId' | 'blobId' | 'name', string>;
    const query = request.query as { type?: unknown; inline?: unknown };
    const blob = await jmap.download(account, blobId, accountId);
    if (!blob) throw new MailError('blobNotFound', 'There is no such file.');
    const type = mediaType(typeof query.type === 'string' ? query.type : blob.type);
    const isInline = query.inline === '1' && INLINE_TYPES.has(type.essence);
    if (blob.sizeBytes !== null) void reply.header('content-length', blob.sizeBytes);
    return reply
      .headers({
        'content-type':
          isInline || !type.essence.startsWith('text/') ? type.full : 'application/octet-stream',
        'content-disposition': contentDisposition(isInline ? 'inline' : 'attachment', name),
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, immutable, max-age=31536000',
      })
      .send(blob.stream);
  });
}

function mediaType(given: string): { essence: string; full: string } {
  const lower = given.toLowerCase();
  const essence = lower.split(';')[0]!.trim();
  if (!MEDIA_TYPE.test(essence))
    return { essence: 'application/octet-stream', full: 'application/octet-stream' };
  const charset = CHARSET.exec(lower)?.[1];
  return { essence, full: charset === undefined ? essence : `${essence}; charset=${charset}` };
}
