import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ImapLoad } from '../load/imap-load.ts';
import { mailCorpus, NEEDLES } from '../load/mail-corpus.ts';
import { userAddress, type MailSystem } from '../systems/system.ts';
import { timed, type Figure, type Scenario } from './scenario.ts';

const MESSAGES = 100_000;
/** A system without an index reads all the mail at each of them: it is asked less often. */
const REPEATS = { indexed: 20, read: 1 };

type Query = readonly [name: string, key: string, term: string];

/** SEARCH in one mailbox of Japanese and English mail, warm: words that are rare, in one of a hundred, and nowhere. */
export const search: Scenario = {
  name: 'search',
  users: 1,
  async run(system, { quick }) {
    const count = quick ? 2_000 : MESSAGES;
    await fill(system, count);
    const fullText = await measureIndexing(system, count);
    const session = await ImapLoad.open(system.ports.imap, userAddress(0));
    await session.run('SELECT INBOX');
    const figures = [...fullText];
    for (const query of queries()) figures.push(await measure(session, query, system.fullText !== null));
    session.close();
    return figures;
  },
};

/** What is measured is the search: where there is a Maildir, the messages are put there as files, which is quicker. */
async function fill({ maildir, ports }: MailSystem, count: number): Promise<void> {
  if (maildir === null) {
    const filling = await ImapLoad.open(ports.imap, userAddress(0));
    await filling.appendAll(mailCorpus(count));
    filling.close();
    return;
  }
  const { path, owner } = maildir(userAddress(0));
  for (const name of ['', 'cur', 'new', 'tmp']) {
    mkdirSync(join(path, name), { recursive: true });
    chownSync(join(path, name), owner, owner);
  }
  let next = 0;
  for (const message of mailCorpus(count)) {
    const file = join(path, 'cur', `${1_700_000_000 + next}.${(next += 1)}.bench:2,`);
    writeFileSync(file, message);
    chownSync(file, owner, owner);
  }
}

async function measureIndexing({ fullText }: MailSystem, count: number): Promise<Figure[]> {
  if (fullText === null) return [];
  const behindMs = await timed(() => fullText.settle());
  const rebuildMs = await timed(() => fullText.rebuild());
  return [
    ms('index complete after the last APPEND', behindMs),
    { name: 'messages indexed', unit: '/s', value: (count / rebuildMs) * 1000, better: 'more' },
    { name: 'index', unit: 'bytes/message', value: fullText.diskBytes() / count, better: 'less' },
  ];
}

function queries(): Query[] {
  const all: Query[] = [];
  for (const key of ['BODY', 'TEXT', 'SUBJECT'])
    for (const [frequency, { english, japanese }] of Object.entries(NEEDLES)) {
      all.push([`${key}, ${frequency} word`, key, english]);
      all.push([`${key}, ${frequency} 2 kanji`, key, japanese]);
    }
  for (const [frequency, { sender }] of Object.entries(NEEDLES))
    all.push([`FROM, ${frequency}`, 'FROM', sender]);
  all.push(['BODY, inside of a word', 'BODY', NEEDLES.percent.english.slice(3, 9)]);
  all.push(['BODY, one kanji', 'BODY', NEEDLES.percent.japanese.slice(1)]);
  all.push(['BODY, 4 characters', 'BODY', `${NEEDLES.percent.japanese}です`]);
  return all;
}

/** The 95th percentile. */
async function measure(session: ImapLoad, [name, key, term]: Query, isIndexed: boolean): Promise<Figure> {
  const command = `UID SEARCH CHARSET UTF-8 ${key} {${Buffer.byteLength(term)}+}\r\n${term}`;
  const times: number[] = [];
  await session.run(command);
  for (let round = 0; round < (isIndexed ? REPEATS.indexed : REPEATS.read); round += 1)
    times.push(await timed(() => session.run(command)));
  times.sort((left, right) => left - right);
  return ms(`${name}, p95`, times[Math.ceil(times.length * 0.95) - 1]!);
}

function ms(name: string, value: number): Figure {
  return { name, unit: 'ms', value, better: 'less' };
}
