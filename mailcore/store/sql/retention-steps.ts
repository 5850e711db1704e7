import type { WriteContext, WriterSettings } from './write-context.ts';

/** Only the writer knows how it was set up. */
export function writerSettings({ settings }: WriteContext): WriterSettings {
  return settings;
}

/** Removes what could be brought back, and lets go of its bodies. */
export async function forgetRetained({ db }: WriteContext, ids: readonly number[]): Promise<void> {
  const rows = await db
    .deleteFrom('retained_emails')
    .where('id', 'in', [...ids])
    .returning('blob_id')
    .execute();
  for (const { blob_id: id } of rows) {
    await db
      .updateTable('blobs')
      .set((eb) => ({ refs: eb('refs', '-', 1) }))
      .where('id', '=', id)
      .execute();
  }
}

/** Their emails are forgotten by now. */
export async function forgetMailboxes({ db }: WriteContext, before: number): Promise<void> {
  await db.deleteFrom('retained_mailboxes').where('removed_at', '<=', before).execute();
}
