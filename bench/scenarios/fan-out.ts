import { ImapLoad } from '../load/imap-load.ts';
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
    // A first message creates what a mailbox needs once.
    await sendMail({
      port: system.ports.smtp,
      connections: 1,
      messages: 1,
      recipients: () => addresses,
      message: makeMessage(500),
    });
    await untilAllHave(system.ports.imap, addresses, 1);
    const before = system.diskBytes();
    const elapsedMs = await timed(async () => {
      await sendMail({
        port: system.ports.smtp,
        connections: 1,
        messages: 1,
        recipients: () => addresses,
        message,
      });
      await untilAllHave(system.ports.imap, addresses, 2);
    });
    const diskMb = (system.diskBytes() - before) / 1_048_576;
    return [
      { name: `1 MB to ${count} recipients`, unit: 'ms', value: elapsedMs, better: 'less' },
      { name: `disk for it`, unit: 'MB', value: diskMb, better: 'less' },
    ];
  },
};

/** Every 50th mailbox and the last are looked at: a thousand sign-ins would be what is measured. */
async function untilAllHave(port: number, addresses: readonly string[], total: number): Promise<void> {
  const sample = addresses.filter((_, index) => index % 50 === 0 || index === addresses.length - 1);
  const sessions = await Promise.all(sample.map((address) => ImapLoad.open(port, address)));
  for (;;) {
    const counts = await Promise.all(sessions.map((session) => session.messages()));
    if (counts.every((count) => count >= total)) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  for (const session of sessions) session.close();
}
