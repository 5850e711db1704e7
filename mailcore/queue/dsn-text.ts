import type { Locale } from '../model/account.ts';
import { enhancedStatus } from '../smtp/client/reply-line.ts';
import type { DsnAction, ReportedRecipient } from './dsn-report.ts';

interface Wording {
  readonly sender: string;
  readonly subject: Readonly<Record<DsnAction, string>>;
  readonly opening: Readonly<Record<DsnAction, (until: string) => string>>;
  readonly closing: string;
  readonly said: (host: string) => string;
  readonly timeLocale: string;
  /** By enhanced status, longest match first: what it means to the sender. RFC 3463 §3. */
  readonly reasons: readonly (readonly [prefix: string, text: string])[];
}

const ENGLISH: Wording = {
  sender: 'Mail Delivery System',
  subject: {
    failed: 'Your message could not be delivered',
    delayed: 'Your message is delayed',
    relayed: 'Your message was handed over',
  },
  opening: {
    failed: () =>
      'Your message could not be delivered to the following recipients. It will not be tried again.',
    delayed: (until) =>
      `Your message has not reached the following recipients yet. We keep trying until ${until}; you need not send it again.`,
    relayed: () =>
      'Your message was handed over for the following recipients, to a server that does not confirm delivery.',
  },
  closing: 'Technical details and your message, or its header, are attached.',
  said: (host) => `${host} said:`,
  timeLocale: 'en-GB',
  reasons: [
    ['1.1', 'There is no such address. Please check its spelling.'],
    ['1.10', 'This domain does not accept mail.'],
    ['1.2', 'There is no such domain. Please check the part after the @.'],
    ['2.1', 'The mailbox is disabled.'],
    ['2.2', 'The mailbox is full.'],
    ['2.3', 'The message is too large for the recipient.'],
    ['3.4', 'The message is too large for the recipient.'],
    ['4.6', 'Our own configuration leads this mail back to us. Please tell your administrator.'],
    ['6.7', "The recipient's server does not take addresses or headers in other scripts."],
    ['7.', 'The receiving server refused the message by its rules.'],
    ['4.', 'The receiving server could not be reached.'],
  ],
};

const JAPANESE: Wording = {
  sender: 'メール配信システム',
  subject: {
    failed: 'メールを配信できませんでした',
    delayed: 'メールの配信が遅れています',
    relayed: 'メールを引き渡しました',
  },
  opening: {
    failed: () => '次の宛先にメールを届けられませんでした。再送は行いません。',
    delayed: (until) =>
      `次の宛先にはまだメールが届いていません。${until}まで自動で再送を続けますので、送り直す必要はありません。`,
    relayed: () => '次の宛先へのメールを、配信確認に対応していないサーバーに引き渡しました。',
  },
  closing: '詳しい情報と、お送りになったメール（またはそのヘッダー）を添付しています。',
  said: (host) => `${host} の応答:`,
  timeLocale: 'ja-JP',
  reasons: [
    ['1.1', '宛先のアドレスは存在しません。つづりをお確かめください。'],
    ['1.10', '宛先のドメインはメールを受け付けていません。'],
    ['1.2', '宛先のドメインは存在しません。@ より後をお確かめください。'],
    ['2.1', '宛先のメールボックスは停止されています。'],
    ['2.2', '宛先のメールボックスがいっぱいです。'],
    ['2.3', 'メールが大きすぎて、宛先で受け取れません。'],
    ['3.4', 'メールが大きすぎて、宛先で受け取れません。'],
    ['4.6', '設定により、このメールは当サーバーに戻ってしまいます。管理者にお知らせください。'],
    ['6.7', '宛先のサーバーは、英数字以外のアドレスやヘッダーに対応していません。'],
    ['7.', '宛先のサーバーの規則により、受け取りを断られました。'],
    ['4.', '宛先のサーバーに接続できませんでした。'],
  ],
};

const WORDINGS: Readonly<Record<Locale, Wording>> = { en: ENGLISH, ja: JAPANESE };
const ACTIONS: readonly DsnAction[] = ['failed', 'delayed', 'relayed'];

/** Display name of the sender and subject of a DSN, in the first of its languages. The gravest action gives the subject. */
export function dsnHeadline(
  recipients: readonly ReportedRecipient[],
  locales: readonly Locale[],
): { sender: string; subject: string } {
  const wording = WORDINGS[locales[0] ?? 'en'];
  const action =
    ACTIONS.find((each) => recipients.some((recipient) => recipient.action === each)) ?? 'failed';
  return { sender: wording.sender, subject: wording.subject[action] };
}

/** The part for people, once in each language; lines end in CRLF. RFC 3464 §2. */
export function dsnText(
  recipients: readonly ReportedRecipient[],
  locales: readonly Locale[],
  until: Date,
): string {
  return locales.map((locale) => paragraphs(recipients, WORDINGS[locale], until)).join('\r\n----\r\n\r\n');
}

function paragraphs(recipients: readonly ReportedRecipient[], wording: Wording, until: Date): string {
  const time = until.toLocaleString(wording.timeLocale, {
    timeZone: 'UTC',
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const lines: string[] = [];
  for (const action of ACTIONS) {
    const concerned = recipients.filter((recipient) => recipient.action === action);
    if (concerned.length === 0) continue;
    lines.push(
      wording.opening[action](`${time} UTC`),
      '',
      ...concerned.flatMap((each) => describe(each, wording)),
    );
  }
  return [...lines, wording.closing, ''].join('\r\n');
}

function describe({ address, action, reply, host }: ReportedRecipient, wording: Wording): string[] {
  const reason = action === 'relayed' ? null : reasonFor(reply, wording);
  const said = host === null ? [reply] : [wording.said(host), `  ${reply}`];
  return [
    `<${address}>`,
    ...(reason === null ? [] : [`  ${reason}`]),
    ...said.map((line) => `  ${line}`),
    '',
  ];
}

function reasonFor(reply: string, { reasons }: Wording): string | null {
  const detail = enhancedStatus(reply).slice(2);
  return (
    reasons.find(([prefix]) => (prefix.endsWith('.') ? detail.startsWith(prefix) : detail === prefix))?.[1] ??
    null
  );
}
