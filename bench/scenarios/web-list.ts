import { ImapLoad } from '../load/imap-load.ts';
import { makeMessage } from '../load/smtp-load.ts';
import { PASSWORD, userAddress } from '../systems/system.ts';
import type { Figure, Scenario } from './scenario.ts';

const MESSAGES = 20_000;

/** What the web mail asks for when a mailbox opens: a page of 50 conversations and their list properties, in one JMAP request. */
export const webList: Scenario = {
  name: 'web-list',
  users: 1,
  async run(system, { quick }) {
    if (system.ports.http === null) return [];
    const count = quick ? 200 : MESSAGES;
    const filling = await ImapLoad.open(system.ports.imap, userAddress(0));
    await filling.append(makeMessage(600).subarray(0, -3), count);
    filling.close();
    const jmap = await JmapLoad.open(system.ports.http);
    const times: number[] = [];
    for (let round = 0; round < 30; round += 1) {
      const startedAt = performance.now();
      await jmap.list(Math.floor((count / 30) * round));
      times.push(performance.now() - startedAt);
    }
    times.sort((a, b) => a - b);
    const figure = (name: string, value: number): Figure => ({ name, unit: 'ms', value, better: 'less' });
    return [
      figure(`page of 50 of ${count}, median`, times[15]!),
      figure(`page of 50 of ${count}, worst of 30`, times[29]!),
    ];
  },
};

class JmapLoad {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  #accountId = '';
  #inboxId = '';

  private constructor(url: string, headers: Record<string, string>) {
    this.#url = url;
    this.#headers = headers;
  }

  static async open(port: number): Promise<JmapLoad> {
    const token = Buffer.from(`${userAddress(0)}:${PASSWORD}`).toString('base64');
    const headers = { authorization: `Basic ${token}`, 'content-type': 'application/json' };
    const load = new JmapLoad(`http://127.0.0.1:${port}/jmap`, headers);
    const session = (await (await fetch(`${load.#url}/session`, { headers })).json()) as {
      primaryAccounts: Record<string, string>;
    };
    load.#accountId = Object.values(session.primaryAccounts)[0]!;
    const responses = await load.#post([
      ['Mailbox/query', { accountId: load.#accountId, filter: { role: 'inbox' } }, '0'],
    ]);
    load.#inboxId = (responses[0]![1] as { ids: string[] }).ids[0]!;
    return load;
  }

  async list(position: number): Promise<void> {
    const accountId = this.#accountId;
    const query = {
      accountId,
      filter: { inMailbox: this.#inboxId },
      sort: [{ property: 'receivedAt', isAscending: false }],
      collapseThreads: true,
      position,
      limit: 50,
      calculateTotal: true,
    };
    const get = {
      accountId,
      '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' },
      properties: [
        'threadId',
        'mailboxIds',
        'keywords',
        'from',
        'subject',
        'receivedAt',
        'preview',
        'hasAttachment',
        'size',
      ],
    };
    await this.#post([
      ['Email/query', query, '0'],
      ['Email/get', get, '1'],
    ]);
  }

  async #post(methodCalls: [string, object, string][]): Promise<[string, object, string][]> {
    const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'];
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: this.#headers,
      body: JSON.stringify({ using, methodCalls }),
    });
    const { methodResponses } = (await response.json()) as { methodResponses: [string, object, string][] };
    const failed = methodResponses.find(([name]) => name === 'error');
    if (failed) throw new Error(JSON.stringify(failed));
    return methodResponses;
  }
}
