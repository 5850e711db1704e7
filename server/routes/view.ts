import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { MailError, type EmailId, type Mailcore } from '../../mailcore/index.ts';

const ViewParams = Type.Object({
  accountId: Type.String({ pattern: '^a\\d{1,15}$' }),
  emailId: Type.String({ pattern: '^e\\d{1,15}$' }),
});
const ViewQuery = Type.Object({
  images: Type.Optional(Type.Enum(['block', 'load'])),
  scheme: Type.Optional(Type.Enum(['light', 'dark'])),
});

/**
 * `GET /view/a1/e5`: a message's HTML on an opaque origin, for the reader's frame (docs/adr/0003).
 * 404 when the message has no HTML part.
 */
export const viewRoutes: FastifyPluginAsyncTypebox<{ mailcore: Mailcore }> = async (app, { mailcore }) => {
  app.get(
    '/view/:accountId/:emailId',
    { preHandler: app.requireAccount, schema: { params: ViewParams, querystring: ViewQuery } },
    async (request, reply) => {
      const account = request.account!;
      if (request.params.accountId !== `a${account.id}`)
        throw new MailError('emailNotFound', 'There is no such message.');
      const emailId = Number(request.params.emailId.slice(1)) as EmailId;
      const { images = 'block', scheme = 'light' } = request.query;
      const view = await mailcore.renderMessage(account.id, emailId, { images, scheme });
      if (!view) throw new MailError('emailNotFound', 'There is no such message.');
      return reply
        .type('text/html; charset=utf-8')
        .headers({
          'content-security-policy': view.contentSecurityPolicy,
          'x-frame-options': 'SAMEORIGIN',
          'cross-origin-resource-policy': 'same-origin',
          'cache-control': 'private, no-store',
        })
        .send(view.html);
    },
  );
};
