import { encodeCharset } from '../../message/charset.ts';

/** A message as APPEND takes it. */
export interface CorpusMessage {
  /** `(\Seen)` */
  readonly flags: string;
  readonly internalDate: string;
  readonly bytes: Buffer;
}

interface Draft {
  readonly header: readonly string[];
  readonly body?: string;
  readonly flags?: string;
  /** Day of January 2026. */
  readonly day?: number;
}

const id = (name: string): string => `Message-ID: <${name}@example.org>`;
const references = (...names: string[]): string =>
  `References: ${names.map((name) => `<${name}@example.org>`).join('\r\n ')}`;
const jis = (text: string): string => encodeCharset(text, 'iso-2022-jp').bytes.toString('latin1');
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

/** Odd messages of all kinds: what servers disagree about. Binary strings. */
const DRAFTS: readonly Draft[] = [
  // Dates
  { header: ['From: a@example.org', 'Date: Mon, 5 Jan 2026 10:00:00 +0900', 'Subject: dates', id('d1')] },
  { header: ['From: b@example.org', 'Date: Mon, 5 Jan 2026 00:59:59 +0000', 'Subject: dates two'], day: 9 },
  { header: ['From: c@example.org', 'Date: 4 Jan 2026 23:59 -0100', 'Subject: dates three'] },
  { header: ['From: d@example.org', 'Subject: no date'], day: 2 },
  { header: ['From: e@example.org', 'Date: whenever', 'Subject: broken date'], day: 3 },
  { header: ['From: f@example.org', 'Date:', 'Subject: empty date'], day: 4 },
  { header: ['From: g@example.org', 'Date: Thu, 1 Jan 2026 00:00:00 GMT', 'Subject: first of the year'] },
  { header: ['From: h@example.org', 'Date: Wed, 31 Dec 2025 23:59:59 EST', 'Subject: last of the year'] },
  { header: ['From: i@example.org', 'Date: 1 Feb 99 12:00:00 +0000', 'Subject: two digits'] },
  { header: ['From: j@example.org', 'Date: Fri, 2 Jan 2026 10:00:00', 'Subject: no zone'] },
  // Subjects
  { header: ['Subject:', 'From: =?utf-8?q?=C3=89mile?= <emile@example.org>', id('s1')] },
  { header: ['From: nobody@example.org', 'To: undisclosed-recipients:;', id('s2')] },
  { header: ['Subject: Re: [list] dates', 'From: "zoe" <z@example.org>', 'To: B <b@example.org>', id('s3')] },
  { header: ['Subject: Fwd: Re: dates (fwd)', 'From: Adam <y@example.org>', 'Cc: c@example.org', id('s4')] },
  { header: ['Subject: [Fwd: dates]', 'From: x@example.org (Carol)', id('s5')] },
  { header: ['Subject: [list]', 'From: <w@example.org>', id('s6')] },
  { header: ['Subject: =?iso-2022-jp?b?GyRCMnE1RBsoQg==?=', 'From: v@example.org', id('s7')] },
  {
    header: [
      `Subject: Re: =?utf-8?b?${Buffer.from('会議').toString('base64')}?=`,
      'From: u@example.org',
      id('s8'),
    ],
  },
  { header: ['Subject: a   lot\tof\r\n  space', 'From: t@example.org', id('s9')] },
  { header: ['Subject: ZEBRA', 'From: S@example.org', 'To: A@example.org, b@example.org', id('s10')] },
  { header: ['Subject: zebra', 'From: s@example.org', 'To: "c, d" <a@example.org>', id('s11')] },
  // Bodies
  {
    header: [
      'Subject: JIS',
      'From: r@example.org',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=iso-2022-jp',
      id('b1'),
    ],
    body: jis('来週の火曜日に会議をします。'),
    flags: '(\\Seen)',
  },
  {
    header: [
      'Subject: UTF-8',
      'From: q@example.org',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      id('b2'),
    ],
    body: utf8('火曜日の打ち合わせ'),
    flags: '(\\Flagged \\Seen)',
  },
  {
    header: [
      'Subject: quoted',
      'From: p@example.org',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      id('b3'),
    ],
    body: 'caf=C3=A9 needle=\r\nstack',
    flags: '(\\Answered)',
  },
  {
    header: [
      'Subject: html',
      'From: o@example.org',
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset=utf-8',
      id('b4'),
    ],
    body: '<p>inside <b>markup</b> here</p>',
    flags: '(\\Deleted)',
  },
  {
    header: [
      'Subject: parts',
      'From: n@example.org',
      'X-Odd: needle in a header',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=x',
      id('b5'),
    ],
    body: '--x\r\nContent-Type: text/plain\r\n\r\nfirst part\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: enclosed\r\n\r\nsecond part\r\n--x--',
    flags: '(\\Draft $Forwarded work)',
  },
  { header: ['Subject: twice', 'Subject: again', 'From: zz@example.org', 'From: l@example.org', id('b6')] },
  {
    header: ['subject:no blank', 'from:k@example.org', 'X-Empty:', id('b7')],
    body: 'x'.repeat(5000),
    flags: '(work)',
  },
  // Threads
  { header: ['Subject: root', 'From: a@example.org', 'Date: Tue, 6 Jan 2026 10:00:00 +0000', id('t1')] },
  {
    header: [
      'Subject: Re: root',
      'From: b@example.org',
      'Date: Tue, 6 Jan 2026 12:00:00 +0000',
      id('t3'),
      references('t1', 't2'),
    ],
  },
  {
    header: [
      'Subject: Re: root',
      'From: c@example.org',
      'Date: Tue, 6 Jan 2026 11:00:00 +0000',
      id('t2'),
      'In-Reply-To: <t1@example.org> <other@example.org>',
    ],
  },
  {
    header: [
      'Subject: Re: root',
      'From: d@example.org',
      'Date: Tue, 6 Jan 2026 13:00:00 +0000',
      id('t4'),
      references('t1', 't2', 't3'),
    ],
  },
  {
    header: [
      'Subject: lost',
      'From: e@example.org',
      'Date: Wed, 7 Jan 2026 10:00:00 +0000',
      id('l1'),
      references('gone'),
    ],
  },
  {
    header: [
      'Subject: Re: lost',
      'From: f@example.org',
      'Date: Wed, 7 Jan 2026 11:00:00 +0000',
      id('l2'),
      references('gone'),
    ],
  },
  {
    header: [
      'Subject: ring',
      'From: g@example.org',
      'Date: Thu, 8 Jan 2026 10:00:00 +0000',
      id('r1'),
      references('r2'),
    ],
  },
  {
    header: [
      'Subject: ring',
      'From: h@example.org',
      'Date: Thu, 8 Jan 2026 11:00:00 +0000',
      id('r2'),
      references('r1'),
    ],
  },
  { header: ['Subject: copy', 'From: i@example.org', 'Date: Fri, 9 Jan 2026 10:00:00 +0000', id('c1')] },
  { header: ['Subject: copy', 'From: i@example.org', 'Date: Fri, 9 Jan 2026 10:00:00 +0000', id('c1')] },
  {
    header: [
      'Subject: Re: copy',
      'From: j@example.org',
      'Date: Fri, 9 Jan 2026 11:00:00 +0000',
      id('c2'),
      references('c1'),
    ],
  },
  {
    header: [
      'Subject: quotes',
      'From: k@example.org',
      'Date: Sat, 10 Jan 2026 10:00:00 +0000',
      'Message-ID: <"q1"@example.org>',
    ],
  },
  {
    header: [
      'Subject: other words',
      'From: l@example.org',
      'Date: Sat, 10 Jan 2026 11:00:00 +0000',
      id('q2'),
      references('q1'),
    ],
  },
  {
    header: [
      'Subject: no id',
      'From: m@example.org',
      'Date: Sun, 11 Jan 2026 10:00:00 +0000',
      'Message-ID: nothing',
    ],
  },
  {
    header: [
      'Subject: deep',
      'From: n@example.org',
      'Date: Sun, 11 Jan 2026 11:00:00 +0000',
      id('z9'),
      references(...Array.from({ length: 60 }, (_, n) => `z${n + 10}`), 't4'),
    ],
  },
];

export const CORPUS: readonly CorpusMessage[] = DRAFTS.map(
  ({ header, body = 'Hello.', flags = '()', day }, index) => ({
    flags,
    internalDate: `"${String(day ?? 10 + (index % 20)).padStart(2, ' ')}-Jan-2026 ${String(index % 24).padStart(2, '0')}:30:00 +0000"`,
    bytes: Buffer.from([...header, '', body, ''].join('\r\n'), 'latin1'),
  }),
);
