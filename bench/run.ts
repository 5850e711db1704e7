/** `npm run bench [-- scenario …] [--rounds N] [--quick] [--only tegami]` */
import { parseArgs } from 'node:util';
import { fanOut } from './scenarios/fan-out.ts';
import { idleConnections } from './scenarios/idle-connections.ts';
import { imapAppend } from './scenarios/imap-append.ts';
import { imapMixed } from './scenarios/imap-mixed.ts';
import { imapNews } from './scenarios/imap-news.ts';
import { imapRead } from './scenarios/imap-read.ts';
import { imapSort } from './scenarios/imap-sort.ts';
import { pop3Poll } from './scenarios/pop3-poll.ts';
import type { Figure, Scenario } from './scenarios/scenario.ts';
import { search } from './scenarios/search.ts';
import { smtpIngest } from './scenarios/smtp-ingest.ts';
import { webList } from './scenarios/web-list.ts';
import { Report } from './report.ts';
import { hasPostfixDovecot, startPostfixDovecot } from './systems/postfix-dovecot.ts';
import type { StartSystem } from './systems/system.ts';
import { startTegami } from './systems/tegami.ts';

const SCENARIOS: readonly Scenario[] = [
  smtpIngest,
  fanOut,
  imapRead,
  imapSort,
  imapMixed,
  imapAppend,
  imapNews,
  search,
  pop3Poll,
  idleConnections,
  webList,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});

const systems: [name: string, start: StartSystem][] = [['tegami', startTegami]];
if (hasPostfixDovecot()) systems.push(['postfix+dovecot', startPostfixDovecot]);
else
  console.log(
    'Postfix and Dovecot (dovecot-imapd, dovecot-pop3d, dovecot-lmtpd) are not installed: measuring Tegami alone.',
  );

const wanted = SCENARIOS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
if (wanted.length === 0)
  throw new Error(`no such scenario; there are ${SCENARIOS.map(({ name }) => name).join(', ')}`);

for (const scenario of wanted) {
  const report = new Report(scenario.name);
  for (let round = 0; round < (values.quick ? 1 : Number(values.rounds)); round += 1) {
    for (const [name, start] of systems) {
      if (values.only && values.only !== name) continue;
      report.add(name, await measure(scenario, start));
    }
  }
  report.print();
}

async function measure(scenario: Scenario, start: StartSystem): Promise<Figure[]> {
  const system = await start({ users: scenario.users });
  try {
    return await scenario.run(system, { quick: values.quick });
  } finally {
    await system.stop();
  }
}
