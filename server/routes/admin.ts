import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  addDomain,
  addUser,
  eachAccount,
  listQueue,
  makeReadablePassword,
  MailError,
  removeDomain,
  removeUser,
  setPassword,
  type Account,
  type AccountId,
  type Mailcore,
  type QueueId,
  type Store,
} from '../../mailcore/index.ts';
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
export const adminRoutes: FastifyPluginAsyncTypebox<AdminRoutesOptions> = async (
  app,
  { mailcore, sessions },
) => {
  const { store } = mailcore;
  app.addHook('preHandler', app.requireAdmin);

  app.get('/api/admin/overview', { schema: { response: { 200: Overview } } }, async () => ({
    hostname: mailcore.config.hostname,
    version: VERSION,
    domains: (await store.listDomains()).length,
    accounts: await count(eachAccount(store)),
    queued: await count(listQueue(store)),
  }));

  app.get('/api/admin/domains', { schema: { response: { 200: DomainList } } }, async () => ({
    domains: (await store.listDomains()).map(({ name, createdAt }) => ({
      name,
      createdAt: createdAt.toISOString(),
    })),
  }));
  app.post(
    '/api/admin/domains',
    { schema: { body: NewDomain, response: { 204: NoContent } } },
    async (request, reply) => {
      await addDomain(store, request.body.name);
      return reply.code(204).send(null);
    },
  );
  app.delete(
    '/api/admin/domains/:name',
    { schema: { params: DomainParam, response: { 204: NoContent } } },
    async (request, reply) => {
      await removeDomain(store, request.params.name);
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
      const generated = request.body.password === undefined ? makeReadablePassword() : undefined;
      const password = request.body.password ?? generated!;
      const quotaBytes = mailcore.config.limits.defaultQuotaBytes;
      const account = await addUser(store, { ...request.body, password, quotaBytes });
      return { account: describe(account), password: generated };
    },
  );
  app.patch(
    '/api/admin/accounts/:id',
    { schema: { params: IdParam, body: AccountPatchRequest, response: { 200: AdminAccount } } },
    async (request) => {
      const id = request.params.id as AccountId;
      if (id === request.account!.id && (request.body.isDisabled || request.body.isAdmin === false)) {
        throw new MailError('forbidden', 'You cannot take your own rights away.');
      }
      const account = await store.updateAccount(id, request.body);
      if (request.body.isDisabled) await sessions.endAll(id);
      return describe(account);
    },
  );
  app.post(
    '/api/admin/accounts/:id/password',
    { schema: { params: IdParam, body: PasswordReset, response: { 200: PasswordResetResult } } },
    async (request) => {
      const { address } = await accountById(store, request.params.id);
      const password = request.body.password ?? makeReadablePassword();
      const keepSessionIdHash = request.sessionIdHash ?? undefined;
      await setPassword(store, address, password, { keepSessionIdHash });
      return { password };
    },
  );
  app.delete(
    '/api/admin/accounts/:id',
    { schema: { params: IdParam, response: { 204: NoContent } } },
    async (request, reply) => {
      if (request.params.id === request.account!.id) {
        throw new MailError('forbidden', 'You cannot remove your own account.');
      }
      const { address } = await accountById(store, request.params.id);
      await removeUser(store, address);
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

async function accountById(store: Store, id: number): Promise<Account> {
  const account = await store.getAccount(id as AccountId);
  if (!account) throw new MailError('accountNotFound', 'There is no such account.');
  return account;
}

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let total = 0;
  for await (const _ of items) total += 1;
  return total;
}
