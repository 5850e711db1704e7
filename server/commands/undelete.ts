import { MailError, requireAccount, type ExpungedEmail } from '../../mailcore/index.ts';
import type { CliCommand } from './command.ts';

const AT_ONCE = 200;

export const undeleteCommands: readonly CliCommand[] = [
  {
    name: 'undelete',
    usage: 'undelete ADDRESS [NUMBER ...] [--text TEXT] [--since DATE] [--all]',
    summary: 'list what a user removed lately; bring back the numbers named, or with --all everything listed',
    operands: [1, 1_000],
    options: { text: { type: 'string' }, since: { type: 'string' }, all: { type: 'boolean' } },
    async run(context, [address, ...numbers]) {
      const { store } = await context.mailcore();
      const account = await requireAccount(store, address!);
      const listed: ExpungedEmail[] = [];
      if (numbers.length === 0) {
        const list: List = (options) => store.listExpunged(account.id, options);
        for await (const email of removedEmails(list, context.options)) listed.push(email);
      }
      if (numbers.length === 0 && context.options.all !== true) {
        context.print(listed, [...listed.map(describe), `${listed.length} can be brought back`]);
        return;
      }
      const ids = numbers.length > 0 ? numbers.map(numberOf) : listed.map(({ id }) => id);
      let restored = 0;
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        restored += (await store.restoreExpunged(account.id, ids.slice(at, at + AT_ONCE))).restored.length;
        context.progress(`${restored} brought back`);
      }
      const missing = ids.length - restored;
      context.print(
        { restored, missing },
        `${restored} brought back${missing > 0 ? `, ${missing} not found` : ''}`,
      );
      if (missing > 0) process.exitCode = 1;
    },
  },
];

type List = (options: { text?: string; beforeId?: number; limit: number }) => Promise<ExpungedEmail[]>;

/** Latest first, page by page, back to `--since`. */
async function* removedEmails(
  list: List,
  options: Readonly<Record<string, unknown>>,
): AsyncGenerator<ExpungedEmail> {
  const text = typeof options.text === 'string' ? { text: options.text } : {};
  const since = typeof options.since === 'string' ? timeOf(options.since) : 0;
  for (let beforeId = Number.MAX_SAFE_INTEGER; ;) {
    const page = await list({ ...text, beforeId, limit: AT_ONCE });
    for (const email of page) {
      if (email.removedAt.getTime() < since) return;
      yield email;
    }
    if (page.length < AT_ONCE) return;
    beforeId = page.at(-1)!.id;
  }
}

function timeOf(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new MailError('invalidArgument', `${text} is no date`);
  return time;
}

function numberOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new MailError('invalidArgument', `${text} is no number`);
  return Number(text);
}

function describe({ id, removedAt, mailboxPath, from, subject }: ExpungedEmail): string {
  return `${id} removed ${removedAt.toISOString()} from ${mailboxPath.join('/')}: ${from?.email ?? ''} ${subject ?? ''}`;
}
