import { InboxWatch } from '../load/imap-load.ts';
import { makeMessage, sendMail } from '../load/smtp-load.ts';
import { userAddress } from '../systems/system.ts';
import { timed, type Figure, type Scenario } from './scenario.ts';

const USERS = 10;
/** Before anything is measured: servers run for months, and their first second is not what they are. */
const WARM_UP = { sizeBytes: 4_096, connections: 4, messages: 2_000 };
/** Enough of each that a few seconds of steady work are measured, not the first second of a process. */
const CASES = [
  { label: '4 KB', sizeBytes: 4_096, connections: 1, messages: 1_500 },
  { label: '4 KB', sizeBytes: 4_096, connections: 10, messages: 3_000 },
  { label: '4 KB', sizeBytes: 4_096, connections: 50, messages: 6_000 },
  { label: '60 KB', sizeBytes: 61_440, connections: 10, messages: 2_500 },
  { label: '60 KB', sizeBytes: 61_440, connections: 50, messages: 2_500 },
  { label: '1 MB', sizeBytes: 1_048_576, connections: 10, messages: 300 },
];

interface Load {
  readonly sizeBytes: number;
  readonly connections: number;
  readonly messages: number;
}

/** From the first MAIL until every message is counted by IMAP STATUS: received, durable, filed. */
export const smtpIngest: Scenario = {
  name: 'smtp-ingest',
  users: USERS,
  async run(system, { quick }) {
    const addresses = Array.from({ length: USERS }, (_, index) => userAddress(index));
    const figures: Figure[] = [];
    const inboxes = await InboxWatch.open(system.ports.imap, addresses);
    let already = 0;
    const send = async ({ sizeBytes, connections, messages }: Load) => {
      const count = quick ? Math.ceil(messages / 20) : messages;
      const message = makeMessage(sizeBytes);
      const elapsedMs = await timed(async () => {
        const recipients = (index: number) => [addresses[index % USERS]!];
        await sendMail({ port: system.ports.smtp, connections, messages: count, recipients, message });
        already += count;
        await inboxes.untilTotal(already);
      });
      return (count / elapsedMs) * 1000;
    };
    await send(WARM_UP);
    for (const load of CASES) {
      const name = `${load.label}, ${load.connections} connection${load.connections > 1 ? 's' : ''}`;
      figures.push({ name, unit: 'msg/s', value: await send(load), better: 'more' });
    }
    inboxes.close();
    return figures;
  },
};
