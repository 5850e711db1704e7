import type { FastifyError, FastifyPluginAsync } from 'fastify';
import { MailError, type MailErrorCode } from '../../mailcore/index.ts';
import { globalPlugin } from './global-plugin.ts';

/** MailError code -> HTTP status; every other code is a 400. */
const STATUS: Partial<Record<MailErrorCode, number>> = {
  accountNotFound: 404,
  addressTaken: 409,
  alreadyExists: 409,
  authFailed: 401,
  blobNotFound: 404,
  domainNotEmpty: 409,
  domainNotFound: 404,
  emailNotFound: 404,
  forbidden: 403,
  noPermission: 403,
  inUse: 409,
  mailboxNotFound: 404,
  messageTooLarge: 413,
  overQuota: 507,
  queueEntryNotFound: 404,
  stateMismatch: 409,
  tlsRequired: 403,
  tooManyAttempts: 429,
  unavailable: 503,
};

/** RFC 9457 problem details for every failure; what is not a MailError or a client's mistake is logged and told as "internal". */
const errors: FastifyPluginAsync = async (app) => {
  app.setErrorHandler((error: FastifyError | MailError, request, reply) => {
    if (error instanceof MailError) {
      const status = STATUS[error.code] ?? 400;
      if (status >= 500) request.log.error({ err: error }, 'request failed');
      const retryAfter = error.detail.retryAfterSeconds;
      if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
      return reply
        .code(status)
        .type('application/problem+json')
        .send({
          type: 'about:blank',
          status,
          code: error.code,
          title: error.publicText,
          ...error.detail,
        });
    }
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, 'bug: unexpected error');
    return reply
      .code(status)
      .type('application/problem+json')
      .send({
        type: 'about:blank',
        status,
        code: status >= 500 ? 'internal' : 'badRequest',
        title: status >= 500 ? 'Something went wrong on our side.' : error.message,
      });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .type('application/problem+json')
      .send({ type: 'about:blank', status: 404, code: 'notFound', title: 'There is nothing here.' }),
  );
};

export const errorsPlugin = globalPlugin(errors, 'errors');
