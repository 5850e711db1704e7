import { InboxWatch } from '../load/imap-load.ts';
import { makeMessage, sendMail } from '../load/smtp-load.ts';
import { userAddress } from '../systems/system.ts';
import { timed, type Scenario } from './scenario.ts';

const USERS = 1_000;

/** One message of 1 MB to 1,000 local recipients in one transaction: the time until the last has it, and the disk it takes. */
export const fanOut: Scenario = {
  name: 'fan-out',
  users: USERS,
  async run(system, { quick }) {
    const count = quick ? 50 : USERS;
    const addresses = Array.from({ length: count }, (_, index) => userAddress(index));
    const message = makeMessage(1_048_576);
    // Every 50th mailbox and the last are looked at: a thousand sign-ins would be what is measured.
    const sample = addresses.filter((_, index) => index % 50 === 0 || index === count - 1);
    const inboxes = await InboxWatch.open(system.ports.imap, sample);
    // A first message creates what a mailbox needs once.
    await sendMail({
      port: system.ports.smtp,
      connections: 1,
      messages: 1,
      recipients: () => addresses,
      message: makeMessage(500),
    });
    await inboxes.untilEach(1);
    const before = system.diskBytes();
    const elapsedMs = await timed(async () => {
      await sendMail({
        port: system.ports.smtp,
        connections: 1,
        messages: 1,
        recipients: () => addresses,
        message,
      });
      await inboxes.untilEach(2);
    });
    inboxes.close();
    const diskMb = (system.diskBytes() - before) / 1_048_576;
    return [
      { name: `1 MB to ${count} recipients`, unit: 'ms', value: elapsedMs, better: 'less' },
      { name: `disk for it`, unit: 'MB', value: diskMb, better: 'less' },
    ];
  },
};
