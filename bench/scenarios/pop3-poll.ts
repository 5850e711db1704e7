import { LineClient } from '../load/line-client.ts';
import { makeMessage, sendMail } from '../load/smtp-load.ts';
import { InboxWatch } from '../load/imap-load.ts';
import { processorMs } from '../systems/files.ts';
import { PASSWORD, userAddress } from '../systems/system.ts';
import { timed, type Scenario } from './scenario.ts';

const USERS = 200;
const AT_ONCE = 20;

/** 200 users, 20 at once, who poll an unchanged inbox of ten messages: connect, sign in, STAT, UIDL, QUIT. F25 of the promises. */
export const pop3Poll: Scenario = {
  name: 'pop3-poll',
  users: USERS,
  async run(system, { quick }) {
    const users = quick ? 10 : USERS;
    const addresses = Array.from({ length: users }, (_, index) => userAddress(index));
    const message = makeMessage(2_000);
    await sendMail({
      port: system.ports.smtp,
      connections: 4,
      messages: 10,
      recipients: () => addresses,
      message,
    });
    const last = await InboxWatch.open(system.ports.imap, addresses.slice(-1));
    await last.untilEach(10);
    last.close();
    // The first round pays for hashing each password once; clients poll for weeks.
    await pollAll(system.ports.pop3, addresses);
    const rounds = quick ? 1 : 10;
    const usedMs = processorMs(system.pids());
    const elapsedMs = await timed(async () => {
      for (let round = 0; round < rounds; round += 1) await pollAll(system.ports.pop3, addresses);
    });
    const perPollMs = (processorMs(system.pids()) - usedMs) / (users * rounds);
    return [
      {
        name: 'polls of an unchanged inbox',
        unit: 'polls/s',
        value: ((users * rounds) / elapsedMs) * 1000,
        better: 'more',
      },
      { name: 'processor time of a poll', unit: 'ms', value: perPollMs, better: 'less' },
    ];
  },
};

async function pollAll(port: number, addresses: readonly string[]): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < addresses.length) await poll(port, addresses[next++]!);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function poll(port: number, address: string): Promise<void> {
  const client = await LineClient.open(port);
  await client.until('+OK');
  for (const command of [`USER ${address}`, `PASS ${PASSWORD}`, 'STAT']) {
    client.send(`${command}\r\n`);
    await client.until('+OK');
  }
  client.send('UIDL\r\n');
  await client.until('.');
  client.send('QUIT\r\n');
  await client.until('+OK');
  client.close();
}
