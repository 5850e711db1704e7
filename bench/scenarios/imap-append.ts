import { ImapLoad } from '../load/imap-load.ts';
import { makeMessage } from '../load/smtp-load.ts';
import { userAddress } from '../systems/system.ts';
import { timed, type Figure, type Scenario } from './scenario.ts';

const CLIENTS = 10;
const CASES = [
  { label: '4 KB', sizeBytes: 4_096, messages: 3_000 },
  { label: '60 KB', sizeBytes: 61_440, messages: 1_500 },
];

/** Ten clients that store one message after the other, each in an inbox of its own. */
export const imapAppend: Scenario = {
  name: 'imap-append',
  users: CLIENTS,
  async run(system, { quick }) {
    const sessions = await Promise.all(
      Array.from({ length: CLIENTS }, (_, user) => ImapLoad.open(system.ports.imap, userAddress(user))),
    );
    const figures: Figure[] = [];
    for (const { label, sizeBytes, messages } of CASES) {
      const message = makeMessage(sizeBytes).subarray(0, -3);
      const count = quick ? messages / 20 : messages;
      let begun = 0;
      const elapsedMs = await timed(() =>
        Promise.all(
          sessions.map(async (session) => {
            while (begun++ < count) await session.appendOne(message);
          }),
        ),
      );
      const name = `APPEND of ${label}, ${CLIENTS} clients`;
      figures.push({ name, unit: '/s', value: (count / elapsedMs) * 1000, better: 'more' });
    }
    for (const session of sessions) session.close();
    return figures;
  },
};
