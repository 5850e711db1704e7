import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Config, SessionUrls } from '../../mailcore/index.ts';
import type { JmapResponse, ProblemDetails, UploadResponse } from '../../mailcore/jmap/types.ts';
import { downloadRoute } from './jmap-download.ts';
import { eventSourceRoute } from './jmap-event-source.ts';
import type { JmapRoutesOptions } from './jmap-options.ts';

/** JMAP over HTTP: session, API, upload, download, EventSource. RFC 8620 §2, §3.1, §6, §7.3. */
export function jmapRoutes(options: JmapRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    // Before the body is read: nobody uploads without having signed in.
    app.addHook('onRequest', (request, reply) => app.requireAccount.call(app, request, reply));
    sessionRoutes(app, options);
    downloadRoute(app, options);
    eventSourceRoute(app, options);
    await app.register(apiRoute(options));
    await app.register(uploadRoute(options));
  };
}

function sessionRoutes(app: FastifyInstance, { jmap, config }: JmapRoutesOptions): void {
  for (const path of ['/.well-known/jmap', '/jmap/session']) {
    app.get(path, async (request, reply) => {
      const resource = await jmap.sessionResource(request.account!, urls(request, config));
      return reply.header('cache-control', 'no-cache, no-store, must-revalidate').send(resource);
    });
  }
}

function urls(request: FastifyRequest, { http }: Config): SessionUrls {
  const origin =
    http.publicUrl === '' ? `${request.protocol}://${request.host}` : http.publicUrl.replace(/\/$/, '');
  return {
    apiUrl: `${origin}/jmap`,
    downloadUrl: `${origin}/jmap/download/{accountId}/{blobId}/{name}?type={type}`,
    uploadUrl: `${origin}/jmap/upload/{accountId}`,
    eventSourceUrl: `${origin}/jmap/eventsource?types={types}&closeafter={closeafter}&ping={ping}`,
  };
}

/** A body that is no JSON, told to the handler of the errors of this scope. */
class NotJson extends Error {}

function apiRoute({ jmap }: JmapRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
      try {
        done(null, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body as Buffer)));
      } catch (cause) {
        done(new NotJson('the body is not JSON', { cause }));
      }
    });
    app.addContentTypeParser('*', (_request, _payload, done) =>
      done(new NotJson('the body has another type')),
    );
    app.setErrorHandler((error: Error & { code?: string }, _request, reply) => {
      if (error instanceof NotJson) return sendProblem(reply, jmap.refuse('notJSON'));
      if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
        return sendProblem(reply, jmap.refuse('maxSizeRequest'));
      throw error;
    });

    app.post('/jmap', { bodyLimit: jmap.limits.maxSizeRequest }, async (request, reply) => {
      const options = { signal: closeSignal(reply.raw), remoteAddress: request.ip };
      return sendResult(reply, await jmap.handle(request.account!, request.body, options));
    });
  };
}

function uploadRoute({ jmap, config }: JmapRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers();
    // The body stays a stream: it may be larger than memory should hold.
    app.addContentTypeParser('*', (_request, _payload, done) => done(null));
    app.setErrorHandler((error, request, reply) => {
      // The client went away in the middle: nobody's fault, and nobody to tell.
      if (request.raw.destroyed && !request.raw.complete) return reply.code(400).send();
      // What is left of a refused body is not worth reading.
      void reply.header('connection', 'close');
      throw error;
    });

    app.post('/jmap/upload/:accountId', async (request, reply) => {
      const account = request.account!;
      const { accountId } = request.params as { accountId: string };
      if (Number(request.headers['content-length']) > config.limits.maxUploadBytes) {
        return sendProblem(reply.header('connection', 'close'), uploadTooLarge(config));
      }
      const type = request.headers['content-type'] ?? 'application/octet-stream';
      // The iterator must not destroy the request when it ends early: its socket still carries our answer.
      const chunks = request.raw.iterator({ destroyOnReturn: false });
      return sendResult(reply, await jmap.upload(account, chunks, type, accountId), 201);
    });
  };
}

function uploadTooLarge({ limits }: Config): ProblemDetails {
  const detail = `maxSizeUpload is ${limits.maxUploadBytes}.`;
  return { type: 'urn:ietf:params:jmap:error:limit', status: 413, limit: 'maxSizeUpload', detail };
}

function sendResult(
  reply: FastifyReply,
  result: JmapResponse | UploadResponse | ProblemDetails,
  status = 200,
): FastifyReply {
  if ('status' in result) return sendProblem(reply, result);
  return reply.code(status).header('cache-control', 'no-store').send(result);
}

function sendProblem(reply: FastifyReply, problem: ProblemDetails): FastifyReply {
  return reply.code(problem.status).type('application/problem+json').send(problem);
}

/** Aborts when the client goes away before it has its answer. */
function closeSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
