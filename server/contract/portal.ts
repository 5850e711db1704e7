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

/** `app`: a password for one program. `token`: a bearer token (RFC 6750), which is no password. */
export const AppPasswordKind = Type.Enum(['app', 'token']);
export const AppPasswordScope = Type.Enum(['imap', 'pop3', 'smtp', 'managesieve', 'jmap']);
/** Null: everywhere. */
const Scopes = Type.Union([Type.Array(AppPasswordScope, { minItems: 1, maxItems: 5 }), Type.Null()]);
const OptionalTimestamp = Type.Union([Timestamp, Type.Null()]);

export const AppPasswordList = Type.Object({
  appPasswords: Type.Array(
    Type.Object({
      id: Type.Integer(),
      kind: AppPasswordKind,
      label: Type.String(),
      scopes: Scopes,
      /** Works for CRAM-MD5, DIGEST-MD5 and APOP too, and is kept encrypted for them. */
      isLegacy: Type.Boolean(),
      createdAt: Timestamp,
      expiresAt: OptionalTimestamp,
      isExpired: Type.Boolean(),
      /** To the hour. */
      lastUsedAt: OptionalTimestamp,
      lastUsedAddress: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  /** The operator allows legacy app passwords. */
  mayBeLegacy: Type.Boolean(),
});
export type AppPasswordList = Static<typeof AppPasswordList>;

export const NewAppPassword = Type.Object(
  {
    label: Type.String({ minLength: 1, maxLength: 100 }),
    kind: Type.Optional(AppPasswordKind),
    scopes: Type.Optional(Scopes),
    expiresAt: Type.Optional(OptionalTimestamp),
    /** Of an `app` only. Refused with `forbidden` where legacy ones are not allowed. */
    isLegacy: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type NewAppPassword = Static<typeof NewAppPassword>;

/** The only time the password, or token, is shown. */
export const CreatedAppPassword = Type.Object({
  id: Type.Integer(),
  kind: AppPasswordKind,
  label: Type.String(),
  password: Type.String(),
});
export type CreatedAppPassword = Static<typeof CreatedAppPassword>;
