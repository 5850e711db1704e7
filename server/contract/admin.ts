import { Type, type Static } from 'typebox';
import { Timestamp } from './common.ts';

export const Overview = Type.Object({
  hostname: Type.String(),
  version: Type.String(),
  domains: Type.Integer(),
  accounts: Type.Integer(),
  queued: Type.Integer(),
});
export type Overview = Static<typeof Overview>;

export const DomainList = Type.Object({
  domains: Type.Array(Type.Object({ name: Type.String(), createdAt: Timestamp })),
});
export type DomainList = Static<typeof DomainList>;

export const NewDomain = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 255 }) },
  { additionalProperties: false },
);
export type NewDomain = Static<typeof NewDomain>;
export const DomainParam = Type.Object({ name: Type.String() });

export const AdminAccount = Type.Object({
  id: Type.Integer(),
  address: Type.String(),
  displayName: Type.String(),
  isAdmin: Type.Boolean(),
  isDisabled: Type.Boolean(),
  quotaBytes: Type.Integer(),
  usedBytes: Type.Integer(),
  emailCount: Type.Integer(),
});
export type AdminAccount = Static<typeof AdminAccount>;

export const AccountQuery = Type.Object({
  query: Type.Optional(Type.String({ maxLength: 200 })),
  after: Type.Optional(Type.String({ maxLength: 320 })),
});
/** At most 100 a page; `after` = the last address of the page before. */
export const AccountList = Type.Object({ accounts: Type.Array(AdminAccount) });
export type AccountList = Static<typeof AccountList>;

const password = Type.String({ minLength: 1, maxLength: 1024 });
export const NewAccountRequest = Type.Object(
  {
    address: Type.String({ minLength: 3, maxLength: 320 }),
    displayName: Type.String({ maxLength: 200 }),
    password: Type.Optional(password),
  },
  { additionalProperties: false },
);
export type NewAccountRequest = Static<typeof NewAccountRequest>;

/** `password` only when it was made for the caller. */
export const CreatedAccount = Type.Object({ account: AdminAccount, password: Type.Optional(Type.String()) });
export type CreatedAccount = Static<typeof CreatedAccount>;

export const AccountPatchRequest = Type.Partial(
  Type.Object({
    displayName: Type.String({ maxLength: 200 }),
    isAdmin: Type.Boolean(),
    isDisabled: Type.Boolean(),
    quotaBytes: Type.Integer({ minimum: 0 }),
  }),
  { additionalProperties: false },
);
export type AccountPatchRequest = Static<typeof AccountPatchRequest>;

export const PasswordReset = Type.Object(
  { password: Type.Optional(password) },
  { additionalProperties: false },
);
export type PasswordReset = Static<typeof PasswordReset>;
export const PasswordResetResult = Type.Object({ password: Type.String() });
export type PasswordResetResult = Static<typeof PasswordResetResult>;

export const QueueList = Type.Object({
  entries: Type.Array(
    Type.Object({
      id: Type.Integer(),
      traceId: Type.String(),
      from: Type.String(),
      sizeBytes: Type.Integer(),
      queuedAt: Timestamp,
      recipients: Type.Array(
        Type.Object({
          address: Type.String(),
          attempts: Type.Integer(),
          nextAttemptAt: Timestamp,
          lastReply: Type.Union([Type.String(), Type.Null()]),
        }),
      ),
    }),
  ),
});
export type QueueList = Static<typeof QueueList>;
