import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Mailcore } from '../../mailcore/index.ts';
import { DeletedMail, DeletedMailIds, DeletedMailQuery, RecoveredMail } from '../contract/deleted-mail.ts';

const PAGE = 50;

/** What people removed and may want back. */
export const deletedMailRoutes: FastifyPluginAsyncTypebox<{ readonly mailcore: Mailcore }> = async (
  app,
  { mailcore: { store, config } },
) => {
  app.addHook('preHandler', app.requireAccount);

  app.get(
    '/api/portal/deleted',
    { schema: { querystring: DeletedMailQuery, response: { 200: DeletedMail } } },
    async (request) => {
      const { text, before, limit = PAGE } = request.query;
      const accountId = request.account!.id;
      const options = {
        ...(text === undefined ? {} : { text }),
        ...(before === undefined ? {} : { beforeId: before }),
        limit,
      };
      const emails = await store.listExpunged(accountId, options);
      const mailboxes = await store.listMailboxes(accountId);
      const roles = new Map(mailboxes.map(({ id, role }) => [id, role]));
      return {
        emails: emails.map(({ mailboxId, receivedAt, removedAt, mailboxPath, ...email }) => ({
          ...email,
          mailboxPath: [...mailboxPath],
          mailboxRole: roles.get(mailboxId) ?? null,
          receivedAt: receivedAt.toISOString(),
          deletedAt: removedAt.toISOString(),
        })),
        hasMore: emails.length === limit,
        keptDays: config.retention.undeleteDays,
      };
    },
  );

  app.post(
    '/api/portal/deleted/restore',
    { schema: { body: DeletedMailIds, response: { 200: RecoveredMail } } },
    async (request) => {
      const { restored, notFound } = await store.restoreExpunged(request.account!.id, request.body.ids);
      return { recovered: restored.length, gone: notFound.length };
    },
  );
};
