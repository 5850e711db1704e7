import { ImapLoad } from '../load/imap-load.ts';
import { MixedSession } from '../load/mixed-session.ts';
import { makeMessage } from '../load/smtp-load.ts';
import { userAddress } from '../systems/system.ts';
import { quantile, timed, type Figure, type Scenario } from './scenario.ts';

/** Clients share the mailboxes of the users evenly. */
const CASES = [
  { size: 1_000, users: 10, commands: 6_000 },
  { size: 10_000, users: 5, commands: 4_000 },
  { size: 100_000, users: 1, commands: 1_500 },
];
const CLIENTS = [10, 50];

/** Sessions that read, flag, search, append, expunge and idle on mailboxes of 1k, 10k and 100k messages. */
export const imapMixed: Scenario = {
  name: 'imap-mixed',
  users: CASES.reduce((sum, { users }) => sum + users, 0),
  async run(system, { quick }) {
    const figures: Figure[] = [];
    let firstUser = 0;
    for (const { size, users, commands } of CASES) {
      const addresses = Array.from({ length: users }, (_, index) => userAddress(firstUser + index));
      firstUser += users;
      const count = quick ? size / 100 : size;
      await Promise.all(addresses.map((address) => fill(system.ports.imap, address, count)));
      for (const clients of CLIENTS) {
        const work = { addresses, clients, size: count, commands: quick ? commands / 20 : commands };
        figures.push(...(await measure(system.ports.imap, work)));
      }
    }
    return figures;
  },
};

async function fill(port: number, address: string, count: number): Promise<void> {
  const session = await ImapLoad.open(port, address);
  await session.append(makeMessage(2_000).subarray(0, -3), count);
  session.close();
}

interface Work {
  readonly addresses: readonly string[];
  readonly clients: number;
  readonly size: number;
  readonly commands: number;
}

async function measure(port: number, { addresses, clients, size, commands }: Work): Promise<Figure[]> {
  const connections = await Promise.all(
    Array.from({ length: clients }, (_, index) => ImapLoad.open(port, addresses[index % addresses.length]!)),
  );
  await Promise.all(connections.map((connection) => connection.run('SELECT INBOX')));
  const message = makeMessage(2_000).subarray(0, -3);
  const latencies: number[] = [];
  let done = 0;
  const elapsedMs = await timed(() =>
    Promise.all(
      connections.map(async (connection, seed) => {
        const session = new MixedSession(connection, { seed, size, message });
        while (done < commands) latencies.push(await timed(async () => (done += await session.step())));
      }),
    ),
  );
  for (const connection of connections) connection.close();
  const label = `${size} messages, ${clients} clients`;
  return [
    { name: `${label}: commands`, unit: '/s', value: (done / elapsedMs) * 1000, better: 'more' },
    { name: `${label}: p99`, unit: 'ms', value: quantile(latencies, 0.99), better: 'less' },
  ];
}
