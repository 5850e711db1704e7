import { getArguments, record } from '../arguments.ts';
import { resolveId, type RequestContext } from '../context.ts';
import { MethodFailure } from '../errors.ts';
import { formatId } from '../ids.ts';
import type { Email as StoredEmail } from '../../model/email.ts';
import type { EmailId } from '../../model/ids.ts';
import { StoredBytes } from '../email/message-bytes.ts';
import { parseView, viewArguments, type EmailView } from '../email/properties.ts';
import { messageProperties, rowProperties } from '../email/render.ts';
import { accountMethod } from '../method.ts';
import { MAIL } from '../session-resource.ts';
import { pick, uniqueIds } from '../standard/get.ts';
import type { Email, GetResponse } from '../types.ts';

const check = record({ ...getArguments, ...viewArguments });

/** RFC 8621 §4.2. */
export const emailGet = accountMethod({
  name: 'Email/get',
  capability: MAIL,
  shared: 'read',
  check,
  async run(context, args): Promise<GetResponse<Partial<Email>>> {
    // RFC 8621 §4.2: an account has too many emails for "all of them".
    if (!args.ids) throw new MethodFailure('requestTooLarge', 'Name the ids.');
    const view = parseView(args);
    const asked = uniqueIds(args.ids).map((id) => ({ id, number: resolveId(context, 'e', id) }));
    const state = await context.mail.accountModseq(context.account.id);
    const numbers = asked.flatMap(({ number }) => (number === null ? [] : [number]));
    const emails = await context.mail.getEmails(context.account.id, [...new Set(numbers)]);
    const found = new Set<EmailId | null>(emails.map(({ id }) => id));
    return {
      accountId: formatId('a', context.account.id),
      state: String(state),
      list: await renderEmails(context, emails, view),
      notFound: asked.filter(({ number }) => !found.has(number)).map(({ id }) => id),
    };
  },
});

async function renderEmails(
  context: RequestContext,
  emails: readonly StoredEmail[],
  view: EmailView,
): Promise<Partial<Email>[]> {
  const names = new Set(['id', ...view.names]);
  const rows = emails.map((email) => pick(rowProperties(email), names));
  if (!view.needsContent) return rows;
  const contents = await context.mail.getContents(
    context.account.id,
    emails.map(({ id }) => id),
  );
  const rendered: Partial<Email>[] = [];
  for (const [index, email] of emails.entries()) {
    context.signal.throwIfAborted();
    const stored = contents.get(email.id);
    if (!stored) continue;
    const bytes = new StoredBytes(context.blobs, stored.blob.location);
    const source = {
      blobId: email.blobId,
      content: stored.content,
      bytes,
      offset: 0,
      budget: context.budget,
    };
    rendered.push({ ...rows[index], ...(await messageProperties(source, view)) });
  }
  return rendered;
}
