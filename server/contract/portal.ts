import { Type, type Static } from 'typebox';
import { Timestamp } from './common.ts';

export const PasswordChange = Type.Object(
  {
    currentPassword: Type.String({ minLength: 1, maxLength: 1024 }),
    newPassword: Type.String({ minLength: 1, maxLength: 1024 }),
  },
  { additionalProperties: false },
);
export type PasswordChange = Static<typeof PasswordChange>;

export const SessionList = Type.Object({
  sessions: Type.Array(
    Type.Object({
      id: Type.String(),
      createdAt: Timestamp,
      lastSeenAt: Timestamp,
      userAgent: Type.String(),
      remoteAddress: Type.String(),
      isCurrent: Type.Boolean(),
    }),
  ),
});
export type SessionList = Static<typeof SessionList>;

export const SessionParam = Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{64}$' }) });

export const AppPasswordList = Type.Object({
  appPasswords: Type.Array(
    Type.Object({
      id: Type.Integer(),
      label: Type.String(),
      createdAt: Timestamp,
      lastUsedAt: Type.Union([Timestamp, Type.Null()]),
    }),
  ),
});
export type AppPasswordList = Static<typeof AppPasswordList>;

export const NewAppPassword = Type.Object(
  { label: Type.String({ minLength: 1, maxLength: 100 }) },
  { additionalProperties: false },
);
export type NewAppPassword = Static<typeof NewAppPassword>;

/** The only time the password is shown. */
export const CreatedAppPassword = Type.Object({
  id: Type.Integer(),
  label: Type.String(),
  password: Type.String(),
});
export type CreatedAppPassword = Static<typeof CreatedAppPassword>;
