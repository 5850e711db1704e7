import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Account, AccountId, Mailcore, QueueId } from '../../mailcore/index.ts';
import {
  AccountList,
  AccountPatchRequest,
  AccountQuery,
  AdminAccount,
  CreatedAccount,
  DomainList,
  DomainParam,
  NewAccountRequest,
  NewDomain,
  Overview,
  PasswordReset,
  PasswordResetResult,
  QueueList,
} from '../contract/admin.ts';
import { IdParam, NoContent } from '../contract/common.ts';
import type { Sessions } from '../sessions.ts';
import { VERSION } from '../version.ts';

export interface AdminRoutesOptions {
  readonly mailcore: Mailcore;
  readonly sessions: Sessions;
}

const PAGE = 100;

/** What administrators do: domains, accounts, queue. On the administration listener only. */
export const adminRoutes: FastifyPluginAsyncTypebox<AdminRoutesOptions> = async (app, { mailcore, sessions }) => {
  const { store, accounts } = mailcore;
  app.addHook('preHandler', app.requireAdmin);

  app.get('/api/admin/overview', { schema: { response: { 200: Overview } } }, async () => ({
    hostname: mailcore.config.hostname,
    version: VERSION,
    ...(await mailcore.overview()),
  }));

  app.get('/api/admin/domains', { schema: { response: { 200: DomainList } } }, async () => ({
    domains: (await store.listDomains()).map(({ name, createdAt }) => ({ name, createdAt: createdAt.toISOString() })),
  }));
  app.post('/api/admin/domains', { schema: { body: NewDomain, response: { 204: NoContent } } }, async (request, reply) => {
    await mailcore.domains.add(request.body.name);
    return reply.code(204).send(null);
  });
  app.delete(
    '/api/admin/domains/:name',
    { schema: { params: DomainParam, response: { 204: NoContent } } },
    async (request, reply) => {
      await mailcore.domains.remove(request.params.name);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/admin/accounts',
    { schema: { querystring: AccountQuery, response: { 200: AccountList } } },
    async (request) => {
      const list = await store.listAccounts({ ...request.query, limit: PAGE });
      return { accounts: list.map(describe) };
    },
  );
  app.post(
    '/api/admin/accounts',
    { schema: { body: NewAccountRequest, response: { 200: CreatedAccount } } },
    async (request) => {
      const { account, generatedPassword } = await accounts.add(request.body);
      return { account: describe(account), password: generatedPassword };
    },
  );
  app.patch(
    '/api/admin/accounts/:id',
    { schema: { params: IdParam, body: AccountPatchRequest, response: { 200: AdminAccount } } },
    async (request) => {
      const id = request.params.id as AccountId;
      const account = await accounts.update(id, request.body);
      if (request.body.isDisabled) await sessions.endAll(id);
      return describe(account);
    },
  );
  app.post(
    '/api/admin/accounts/:id/password',
    { schema: { params: IdParam, body: PasswordReset, response: { 200: PasswordResetResult } } },
    async (request) => {
      const id = request.params.id as AccountId;
      const password = await accounts.resetPassword(id, request.body.password);
      await sessions.endAll(id, id === request.account!.id ? (request.sessionIdHash ?? undefined) : undefined);
      return { password };
    },
  );
  app.delete(
    '/api/admin/accounts/:id',
    { schema: { params: IdParam, response: { 204: NoContent } } },
    async (request, reply) => {
      await accounts.remove(request.params.id as AccountId);
      return reply.code(204).send(null);
    },
  );

  app.get('/api/admin/queue', { schema: { response: { 200: QueueList } } }, async () => ({
    entries: (await store.listQueue({ limit: 500 })).map((entry) => ({
      id: entry.id,
      traceId: entry.traceId,
      from: entry.envelope.reversePath,
      sizeBytes: entry.sizeBytes,
      queuedAt: entry.queuedAt.toISOString(),
      recipients: entry.recipients.map(({ address, attempts, nextAttemptAt, lastReply }) => ({
        address,
        attempts,
        nextAttemptAt: nextAttemptAt.toISOString(),
        lastReply,
      })),
    })),
  }));
  app.post(
    '/api/admin/queue/:id/retry',
    { schema: { params: IdParam, response: { 204: NoContent } } },
    async (request, reply) => {
      await store.retryQueue(request.params.id as QueueId);
      return reply.code(204).send(null);
    },
  );
  app.delete(
    '/api/admin/queue/:id',
    { schema: { params: IdParam, response: { 204: NoContent } } },
    async (request, reply) => {
      await store.cancelQueue(request.params.id as QueueId);
      return reply.code(204).send(null);
    },
  );
};

function describe(account: Account): AdminAccount {
  const { id, address, displayName, isAdmin, isDisabled, quotaBytes, usedBytes, emailCount } = account;
  return { id, address, displayName, isAdmin, isDisabled, quotaBytes, usedBytes, emailCount };
}
