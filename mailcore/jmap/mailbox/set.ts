import type { MailboxId } from '../../model/ids.ts';
import { MAILBOX_ROLES } from '../../model/mailbox.ts';
import type { NewMailbox } from '../../store/mailbox-store.ts';
import { boolean, id, nullable, oneOf, string, unsignedInt, type JsonObject } from '../arguments.ts';
import { resolveId, type RequestContext } from '../context.ts';
import { invalidProperties, SetFailure } from '../errors.ts';
import { formatId } from '../ids.ts';
import { MAX_MAILBOX_NAME_BYTES } from '../limits.ts';
import { sameJson, splitPatch } from '../patch.ts';
import { readProperties, type PropertyChecks } from '../standard/properties.ts';
import type { SetOutcome } from '../standard/set.ts';
import type { CreationId, Id, Mailbox } from '../types.ts';
import { MAILBOX_PROPERTIES, toMailbox } from './properties.ts';

/** What a client may set. RFC 8621 §2. */
const SETTABLE = {
  name: string,
  parentId: nullable(id),
  role: nullable(oneOf(MAILBOX_ROLES)),
  sortOrder: unsignedInt,
  isSubscribed: boolean,
} satisfies PropertyChecks;

type Outcome = SetOutcome<Mailbox>;

/** Creates parents before the children that name them as `#creation`, in whatever order they came. RFC 8620 §5.3. */
export async function createMailboxes(
  context: RequestContext,
  create: ReadonlyMap<CreationId, JsonObject>,
  outcome: Outcome,
): Promise<void> {
  const waiting = new Map(create);
  const done = new Set<CreationId>();
  const run = async (creationId: CreationId): Promise<void> => {
    const given = waiting.get(creationId);
    if (!given || done.has(creationId)) return;
    done.add(creationId);
    if (typeof given.parentId === 'string' && given.parentId.startsWith('#'))
      await run(given.parentId.slice(1));
    await outcome.create(creationId, () => createMailbox(context, given), 'parentId');
  };
  for (const creationId of create.keys()) await run(creationId);
}

async function createMailbox(
  context: RequestContext,
  given: JsonObject,
): Promise<Partial<Mailbox> & { id: Id }> {
  const properties = toNewMailbox(context, readProperties(given, SETTABLE));
  const { name } = properties;
  if (name === undefined) throw invalidProperties(['name'], 'A mailbox needs a name.');
  const mailbox = await context.mail.createMailbox(context.account.id, { ...properties, name });
  const shown = await toMailbox(context, mailbox, new Set(['totalThreads']));
  // RFC 8620 §5.3: what the client did not send itself.
  return Object.fromEntries(
    Object.entries(shown).filter(([property, value]) => !sameJson(given[property], value)),
  ) as Partial<Mailbox> & { id: Id };
}

function toNewMailbox(
  context: RequestContext,
  given: ReturnType<typeof readProperties<typeof SETTABLE>>,
): Partial<NewMailbox> {
  const { name, parentId: parent, ...rest } = given;
  const properties: Partial<NewMailbox> = name === undefined ? rest : { ...rest, name: checkName(name) };
  if (parent === undefined) return properties;
  if (parent === null) return { ...properties, parentId: null };
  const parentId = resolveId(context, 'm', parent);
  if (parentId === null) throw invalidProperties(['parentId'], 'There is no such mailbox.');
  return { ...properties, parentId };
}

function checkName(name: string): string {
  if (Buffer.byteLength(name) > MAX_MAILBOX_NAME_BYTES)
    throw invalidProperties(['name'], 'The name is too long.');
  return name.normalize('NFC');
}

export async function updateMailboxes(
  context: RequestContext,
  update: ReadonlyMap<Id, JsonObject>,
  destroyed: ReadonlySet<Id>,
  outcome: Outcome,
): Promise<void> {
  for (const [mailboxId, patch] of update) {
    await outcome.update(
      mailboxId,
      async () => {
        if (destroyed.has(mailboxId)) throw new SetFailure('willDestroy');
        await updateMailbox(context, mailboxId, patch);
        return null;
      },
      'parentId',
    );
  }
}

async function updateMailbox(context: RequestContext, wireId: Id, patch: JsonObject): Promise<void> {
  const mailboxId = requireMailbox(context, wireId);
  const stored = await context.mail.getMailbox(context.account.id, mailboxId);
  if (!stored) throw new SetFailure('notFound');
  const { whole, inner } = splitPatch(patch);
  if (inner.size > 0) throw invalidProperties([...inner.keys()], 'Rights cannot be patched.');
  const current = await toMailbox(context, stored, new Set(MAILBOX_PROPERTIES));
  const changed = Object.fromEntries(
    [...whole].filter(([name, value]) => !sameJson(value, (current as unknown as JsonObject)[name])),
  );
  const properties = toNewMailbox(context, readProperties(changed, SETTABLE));
  if (properties.name !== undefined && stored.role === 'inbox') {
    throw new SetFailure('forbidden', { description: 'The inbox keeps its name.' });
  }
  if (Object.keys(properties).length > 0)
    await context.mail.updateMailbox(context.account.id, mailboxId, properties);
}

/** Children before their parents, so that a whole branch may go in one call. */
export async function destroyMailboxes(
  context: RequestContext,
  destroy: readonly Id[],
  removeEmails: boolean,
  outcome: Outcome,
): Promise<void> {
  if (destroy.length === 0) return;
  const parentsFirst = (await context.mail.listMailboxes(context.account.id)).map(({ id: number }) =>
    formatId('m', number),
  );
  const byDepth = [...new Set(destroy)].toSorted(
    (left, right) => parentsFirst.indexOf(right) - parentsFirst.indexOf(left),
  );
  for (const mailboxId of byDepth) {
    await outcome.destroy(mailboxId, async () => {
      const number = requireMailbox(context, mailboxId);
      if (!(await context.mail.getMailbox(context.account.id, number))) throw new SetFailure('notFound');
      await context.mail.deleteMailbox(context.account.id, number, { removeEmails });
    });
  }
}

function requireMailbox(context: RequestContext, mailboxId: Id): MailboxId {
  const number = resolveId(context, 'm', mailboxId);
  if (number === null) throw new SetFailure('notFound');
  return number;
}
