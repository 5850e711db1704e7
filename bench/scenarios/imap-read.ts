import { ImapLoad } from '../load/imap-load.ts';
import { makeMessage } from '../load/smtp-load.ts';
import { userAddress } from '../systems/system.ts';
import { timed, type Figure, type Scenario } from './scenario.ts';

const SIZES = [1_000, 10_000, 100_000];

/** Reading mailboxes of 1k, 10k and 100k messages: sign in, SELECT, all flags, all envelopes, 200 bodies, each cold and warm. */
export const imapRead: Scenario = {
  name: 'imap',
  users: SIZES.length,
  async run(system, { quick }) {
    const figures: Figure[] = [];
    for (const [user, size] of SIZES.entries()) {
      const count = quick ? size / 100 : size;
      figures.push(...(await readMailbox(system.ports.imap, userAddress(user), count)));
    }
    return figures;
  },
};

async function readMailbox(port: number, address: string, count: number): Promise<Figure[]> {
  const filling = await ImapLoad.open(port, address);
  const message = makeMessage(600).subarray(0, -3);
  const fillMs = await timed(() => filling.append(message, count));
  filling.close();

  const label = `${count} messages`;
  const ms = (name: string, value: number): Figure => ({
    name: `${label}: ${name}`,
    unit: 'ms',
    value,
    better: 'less',
  });
  const figures = [ms('APPEND all', fillMs)];
  let session: ImapLoad | null = null;
  const steps: [name: string, work: () => Promise<unknown>][] = [
    ['login', async () => (session = await ImapLoad.open(port, address))],
    ['SELECT', () => session!.run('SELECT INBOX')],
    ...coldAndWarm('UID FETCH 1:* (FLAGS)'),
    ...coldAndWarm('UID FETCH 1:* (ENVELOPE)'),
    ...coldAndWarm(`FETCH 1:${Math.min(200, count)} (BODY.PEEK[])`),
    ['SELECT again', () => session!.run('SELECT INBOX')],
  ];
  // The first run of a session finds the caches empty, the second full.
  function coldAndWarm(command: string): [name: string, work: () => Promise<unknown>][] {
    const work = () => session!.count(command, 'OK');
    return [
      [`${command}, cold`, work],
      [`${command}, warm`, work],
    ];
  }
  for (const [name, work] of steps) figures.push(ms(name, await timed(work)));
  session!.close();
  return figures;
}
