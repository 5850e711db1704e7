import { ImapLoad } from '../load/imap-load.ts';
import { mailCorpus } from '../load/mail-corpus.ts';
import { userAddress } from '../systems/system.ts';
import { timed, type Figure, type Scenario } from './scenario.ts';

const MESSAGES = 100_000;
const REPEATS = 5;

const COMMANDS = [
  ['SORT by date', 'SORT (DATE) UTF-8 ALL'],
  ['SORT by date, newest first', 'UID SORT (REVERSE DATE) UTF-8 ALL'],
  ['SORT by size', 'SORT (SIZE) UTF-8 ALL'],
  ['SORT by subject', 'SORT (SUBJECT DATE) UTF-8 ALL'],
  ['SORT by sender', 'SORT (FROM DATE) UTF-8 ALL'],
  ['THREAD by references', 'UID THREAD REFERENCES UTF-8 ALL'],
] as const;

/** SORT and THREAD of one mailbox of Japanese and English mail: by a session that has just opened it, then the median of five more. */
export const imapSort: Scenario = {
  name: 'imap-sort',
  users: 1,
  async run(system, { quick }) {
    const filling = await ImapLoad.open(system.ports.imap, userAddress(0));
    await filling.appendAll(mailCorpus(quick ? 2_000 : MESSAGES));
    filling.close();
    const session = await ImapLoad.open(system.ports.imap, userAddress(0));
    await session.run('SELECT INBOX');
    const figures: Figure[] = [];
    for (const [name, command] of COMMANDS) {
      figures.push(ms(`${name}, first`, await timed(() => session.count(command, 'OK'))));
      const times: number[] = [];
      for (let round = 0; round < REPEATS; round += 1)
        times.push(await timed(() => session.count(command, 'OK')));
      times.sort((left, right) => left - right);
      figures.push(ms(`${name}, again`, times[REPEATS >> 1] as number));
    }
    session.close();
    return figures;
  },
};

function ms(name: string, value: number): Figure {
  return { name, unit: 'ms', value, better: 'less' };
}
