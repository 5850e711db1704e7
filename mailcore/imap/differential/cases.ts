/** A command that both servers answer alike; or one that we answer as Dovecot answers another, and why. */
export type Case = string | { readonly command: string; readonly like: string; readonly because: string };

const SORT_KEYS = ['ARRIVAL', 'CC', 'DATE', 'FROM', 'SIZE', 'SUBJECT', 'TO', 'DISPLAYFROM', 'DISPLAYTO'];

/** A message with two subjects is looked at apart. */
const ONCE = 'NOT SUBJECT again';

const SORTS = [
  'SORT (FROM) UTF-8 OR SUBJECT again SUBJECT parts',
  ...SORT_KEYS.flatMap((key) => [`SORT (${key}) UTF-8 ${ONCE}`, `SORT (REVERSE ${key}) UTF-8 ${ONCE}`]),
  `SORT (SUBJECT DATE) UTF-8 ${ONCE}`,
  `SORT (SUBJECT REVERSE DATE) UTF-8 ${ONCE}`,
  `SORT (TO REVERSE FROM SIZE) UTF-8 ${ONCE}`,
  'UID SORT (REVERSE ARRIVAL) US-ASCII UNSEEN',
  'SORT (DATE) UTF-8 SUBJECT nothing',
  'SORT RETURN (MIN MAX COUNT) (DATE) UTF-8 ALL',
  'UID SORT RETURN () (REVERSE DATE) UTF-8 SUBJECT dates',
];

const THREADS = ['ORDEREDSUBJECT', 'REFERENCES', 'REFS'].flatMap((algorithm) => [
  `THREAD ${algorithm} UTF-8 ALL`,
  `UID THREAD ${algorithm} UTF-8 SINCE 15-Jan-2026`,
  `THREAD ${algorithm} UTF-8 SUBJECT root`,
  `THREAD ${algorithm} UTF-8 NOT SUBJECT Re`,
  `THREAD ${algorithm} UTF-8 SUBJECT nothing`,
]);

const FLAG_KEYS = [
  'ALL',
  'ANSWERED',
  'DELETED',
  'DRAFT',
  'FLAGGED',
  'SEEN',
  'UNANSWERED',
  'UNDELETED',
  'UNDRAFT',
  'UNFLAGGED',
  'UNSEEN',
  'KEYWORD work',
  'UNKEYWORD work',
  'KEYWORD WORK',
  'KEYWORD $Forwarded',
  'KEYWORD absent',
];

const DATE_KEYS = ['BEFORE', 'ON', 'SINCE', 'SENTON', 'SENTSINCE'].flatMap((key) =>
  ['1-Jan-2026', '4-Jan-2026', '5-Jan-2026', '31-Dec-2025', '15-Jan-2026', '1-Feb-1999'].map(
    (day) => `${key} ${day}`,
  ),
);

const TEXT_KEYS = [
  'SUBJECT dates',
  'SUBJECT DATES',
  'SUBJECT ""',
  'SUBJECT "a lot of space"',
  'SUBJECT zebra',
  'SUBJECT again',
  'FROM example',
  'FROM "Emile"',
  'FROM "@example.org"',
  'FROM carol',
  'TO "c, d"',
  'CC c@',
  'BCC x',
  'BODY needlestack',
  'BODY markup',
  'BODY "first part"',
  'BODY "second part"',
  'BODY nothing',
  'TEXT needle',
  'TEXT example.org',
  'TEXT "X-Odd"',
  'TEXT nothing',
  'HEADER Subject dates',
  'HEADER Message-ID ""',
  'HEADER X-Empty ""',
  'HEADER X-Odd needle',
  'HEADER X-Odd ""',
  'HEADER Message-ID "<d1@example.org>"',
  'HEADER References z42',
  'HEADER To "a@example.org"',
  'HEADER Absent x',
];

const OTHER_KEYS = [
  '1:5',
  '3',
  '*',
  '40:99',
  '2,4:6,*',
  'UID 1:3',
  'UID 100:*',
  'NOT 1:40',
  'OR 1 2',
  'OR (1 SEEN) FLAGGED',
  'NOT (SEEN FLAGGED)',
  'LARGER 1000',
  'SMALLER 100',
  'LARGER 0',
  'LARGER 99999',
  'OLDER 1',
  'YOUNGER 1',
  'NOT NOT SEEN',
  'OR NOT SEEN DELETED',
  '(1:10 (SUBJECT dates) FROM example)',
];

const JAPANESE = ['会議', '打ち合わせ', '火曜日'].flatMap((text) =>
  ['SUBJECT', 'BODY', 'TEXT'].map((key) => `CHARSET UTF-8 ${key} ${literal(text)}`),
);

const EXTENDED = [
  'RETURN (MIN MAX ALL) SEEN',
  'RETURN () SEEN',
  'RETURN (COUNT) SUBJECT nothing',
  'RETURN (MIN) ALL',
  'RETURN (ALL) UNSEEN',
];

/** Without waiting for the server: RFC 7888. */
function literal(text: string): string {
  return `{${Buffer.byteLength(text)}+}\r\n${text}`;
}

const DIFFERENT: readonly Case[] = [
  ...['1-Jan-2026', '4-Jan-2026', '1-Feb-1999'].map((day) => ({
    command: `SEARCH SENTBEFORE ${day}`,
    like: `SEARCH SENTBEFORE ${day} HEADER Date ":"`,
    because: 'a message without a date was not sent before anything: RFC 9051 §6.4.4',
  })),
  {
    command: 'SEARCH BODY enclosed',
    like: 'SEARCH TEXT enclosed',
    because: 'the header of an enclosed message is in the body of the one around it: RFC 9051 §6.4.4',
  },
  {
    command: 'SORT (SUBJECT) UTF-8 OR SUBJECT again SUBJECT parts',
    like: 'SORT (REVERSE SUBJECT) UTF-8 OR SUBJECT again SUBJECT parts',
    because: 'of two subjects the last one counts, in ENVELOPE and in JMAP: RFC 8621 §4.1.3',
  },
];

export const CASES: readonly Case[] = [
  ...SORTS,
  ...THREADS,
  ...[...FLAG_KEYS, ...DATE_KEYS, ...TEXT_KEYS, ...OTHER_KEYS, ...JAPANESE, ...EXTENDED].map(
    (key) => `SEARCH ${key}`,
  ),
  'UID SEARCH SEEN',
  ...DIFFERENT,
];
