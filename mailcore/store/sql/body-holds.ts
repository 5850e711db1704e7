import type { WriteContext } from './write-context.ts';

/** Keeps every body that is stored now where it is until `until`; renewed by calling it again. */
export async function holdBodies({ db }: WriteContext, holder: string, until: Date): Promise<void> {
  const held_until = until.getTime();
  await db
    .insertInto('body_holds')
    .values({ holder, held_until })
    .onConflict((conflict) => conflict.column('holder').doUpdateSet({ held_until }))
    .execute();
}

export async function releaseBodies({ db }: WriteContext, holder: string): Promise<void> {
  await db.deleteFrom('body_holds').where('holder', '=', holder).execute();
}

/** True while a holder that is still at work counts on the bodies; one that died is forgotten with its time. */
export async function areBodiesHeld({ db, now }: WriteContext): Promise<boolean> {
  await db.deleteFrom('body_holds').where('held_until', '<=', now.getTime()).execute();
  const hold = await db.selectFrom('body_holds').select('holder').limit(1).executeTakeFirst();
  return hold !== undefined;
}
