import { ImapLoad } from '../load/imap-load.ts';
import { makeMessage, sendMail } from '../load/smtp-load.ts';
import { userAddress } from '../systems/system.ts';
import { quantile, timed, type Scenario } from './scenario.ts';

/** From the `250` of SMTP until a client in IDLE is told. */
export const imapNews: Scenario = {
  name: 'imap-news',
  users: 1,
  async run(system, { quick }) {
    const address = userAddress(0);
    const session = await ImapLoad.open(system.ports.imap, address);
    await session.run('SELECT INBOX');
    await session.startIdle();
    const message = makeMessage(4_096);
    const waits: number[] = [];
    for (let index = 0; index < (quick ? 5 : 100); index += 1) {
      const told = session.untilExists();
      const recipients = () => [address];
      await sendMail({ port: system.ports.smtp, connections: 1, messages: 1, recipients, message });
      waits.push(await timed(() => told));
    }
    await session.endIdle();
    session.close();
    return [
      { name: '250 to EXISTS, median', unit: 'ms', value: quantile(waits, 0.5), better: 'less' },
      { name: '250 to EXISTS, p99', unit: 'ms', value: quantile(waits, 0.99), better: 'less' },
    ];
  },
};
