import { Type, type Static } from 'typebox';

/** RFC 9457 problem details, the body of every refusal. `code` is a MailErrorCode, `badRequest`, `notFound` or `internal`. */
export const Problem = Type.Object({
  type: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  title: Type.String(),
  retryAfterSeconds: Type.Optional(Type.Number()),
});
export type Problem = Static<typeof Problem>;

export const LocaleSchema = Type.Enum(['en', 'ja']);
export const Timestamp = Type.String({ format: 'date-time' });
export const NoContent = Type.Null();
export const IdParam = Type.Object({ id: Type.Integer({ minimum: 1 }) });
