import { Type, type Static } from 'typebox';
import { LocaleSchema } from './common.ts';

export const SignInRequest = Type.Object(
  {
    address: Type.String({ minLength: 1, maxLength: 320 }),
    password: Type.String({ minLength: 1, maxLength: 1024 }),
  },
  { additionalProperties: false },
);
export type SignInRequest = Static<typeof SignInRequest>;

export const SessionResponse = Type.Object({
  account: Type.Object({
    id: Type.Integer(),
    address: Type.String(),
    displayName: Type.String(),
    locale: LocaleSchema,
    isAdmin: Type.Boolean(),
  }),
});
export type SessionResponse = Static<typeof SessionResponse>;

export const SessionPatch = Type.Object({ locale: LocaleSchema }, { additionalProperties: false });
export type SessionPatch = Static<typeof SessionPatch>;
