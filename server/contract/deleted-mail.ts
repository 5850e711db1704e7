import { Type, type Static } from 'typebox';
import { Timestamp } from './common.ts';

const MAX_AT_ONCE = 200;

export const DeletedMailQuery = Type.Object(
  {
    /** In subject or author. */
    text: Type.Optional(Type.String({ maxLength: 200 })),
    /** The last id of the page before. */
    before: Type.Optional(Type.Integer({ minimum: 1 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_AT_ONCE })),
  },
  { additionalProperties: false },
);

export const DeletedMail = Type.Object({
  /** Latest deletion first. */
  emails: Type.Array(
    Type.Object({
      id: Type.Integer(),
      subject: Type.Union([Type.String(), Type.Null()]),
      from: Type.Union([
        Type.Object({ name: Type.Union([Type.String(), Type.Null()]), email: Type.String() }),
        Type.Null(),
      ]),
      /** Names from the root. */
      mailboxPath: Type.Array(Type.String()),
      mailboxRole: Type.Union([Type.String(), Type.Null()]),
      sizeBytes: Type.Integer(),
      receivedAt: Timestamp,
      deletedAt: Timestamp,
    }),
  ),
  hasMore: Type.Boolean(),
  /** How long deleted mail is kept; 0 = not at all. */
  keptDays: Type.Integer(),
});
export type DeletedMail = Static<typeof DeletedMail>;

export const DeletedMailIds = Type.Object(
  { ids: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: MAX_AT_ONCE }) },
  { additionalProperties: false },
);

export const RecoveredMail = Type.Object({
  recovered: Type.Integer(),
  /** Their time was over meanwhile. */
  gone: Type.Integer(),
});
export type RecoveredMail = Static<typeof RecoveredMail>;
