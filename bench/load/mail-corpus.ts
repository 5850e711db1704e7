/** Words that are in no message but where {@link mailCorpus} puts them. */
export const NEEDLES = {
  /** In one message of 10,000. */
  rare: { english: 'zephyranthes', japanese: '霹靂', sender: 'quenby' },
  /** In one message of 100. */
  percent: { english: 'quintessence', japanese: '瑪瑙', sender: 'wolfram' },
  absent: { english: 'xylographer', japanese: '囹圄', sender: 'jocasta' },
} as const;

type Random = () => number;

const ENGLISH_WORDS = 40_000;
const KANJI_WORDS = 12_000;
const KATAKANA_WORDS = 2_000;
const PEOPLE = 2_000;
const PARTICLES = ['は', 'が', 'を', 'に', 'で', 'と', 'も', 'の', 'から', 'まで', 'です。', 'ます。', 'しました。', 'ください。', 'について', 'ので、']; // prettier-ignore
const TLDS = ['example.com', 'example.org', 'test.co.jp', 'mail.test'];

/** The same mails at every run: half of them Japanese, some ISO-2022-JP, some with HTML, some with a text attachment. */
export function* mailCorpus(count: number): Generator<Buffer> {
  const random = mulberry32(20_261_124);
  const language = new Language(random);
  for (let index = 0; index < count; index += 1) yield language.mail(index);
}

/** A small, fast, seeded generator of numbers from 0 to 1. */
function mulberry32(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Language {
  readonly #random: Random;
  readonly #english: readonly string[];
  readonly #kanji: readonly string[];
  readonly #katakana: readonly string[];
  readonly #people: readonly string[];

  constructor(random: Random) {
    this.#random = random;
    const syllables = 'ba be bi bo ca ce co da de di do fa fe fi ga go ha he in ka la le li lo ma me mi mo na ne ni no on pa pe po ra re ri ro sa se si so ta te ti to un va ve vi wa ing tion ment'.split(' '); // prettier-ignore
    this.#english = this.#distinct(ENGLISH_WORDS, () => this.#join(syllables, 1 + this.#zipf(5)));
    const kanji = decodeEuc(0xb0, 0xcf);
    this.#kanji = this.#distinct(KANJI_WORDS, () => this.#join(kanji, this.#random() < 0.8 ? 2 : 3));
    const kana = decodeEuc(0xa5, 0xa5);
    this.#katakana = this.#distinct(KATAKANA_WORDS, () => this.#join(kana, 3 + this.#below(3)));
    this.#people = Array.from({ length: PEOPLE }, () => this.#pick(this.#english));
  }

  mail(index: number): Buffer {
    const isJapanese = this.#random() < 0.5;
    const needle = needleOf(index);
    const planted = needle === null ? [] : [isJapanese ? needle.japanese : needle.english];
    const subject = this.#sentence(isJapanese, 3 + this.#below(6), planted);
    const body = Array.from({ length: 2 + this.#below(8) }, (_, paragraph) =>
      this.#sentence(isJapanese, 10 + this.#below(40), paragraph === 1 ? planted : []),
    ).join('\r\n');
    const sender = needle?.sender ?? this.#pick(this.#people);
    return Buffer.concat([
      Buffer.from(this.#header(index, sender, subject)),
      this.#content(body, isJapanese, index),
    ]);
  }

  #header(index: number, sender: string, subject: string): string {
    const day = new Date(Date.UTC(2020, 0, 1) + index * 1_500_000);
    const host = this.#pick(TLDS);
    const token = (length: number): string =>
      Buffer.from(Array.from({ length }, () => this.#below(256))).toString('base64');
    return [
      `Received: from mx.${host} (mx.${host} [192.0.2.${this.#below(256)}]) by localhost with ESMTPS id ${token(9)}; ${day.toUTCString()}`,
      `DKIM-Signature: v=1; a=rsa-sha256; d=${host}; s=s1; bh=${token(32)}; b=${token(256)}`,
      `From: ${sender} ${this.#pick(this.#people)} <${sender}@${host}>`,
      `To: User <user@bench.test>, ${this.#pick(this.#people)}@${this.#pick(TLDS)}`,
      `Subject: ${encodedWord(subject)}`,
      `Date: ${day.toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${token(12).replaceAll(/[+/=]/g, '')}.${index}@${host}>`,
      'MIME-Version: 1.0',
      '',
    ].join('\r\n');
  }

  #content(body: string, isJapanese: boolean, index: number): Buffer {
    if (isJapanese && index % 3 === 0) return part('text/plain; charset=iso-2022-jp', encodeJis(body));
    const plain = part('text/plain; charset=utf-8', Buffer.from(body));
    if (index % 5 === 1) {
      const html = `<html><body><p style="color:#333">${body.replaceAll('\r\n', '</p>\r\n<p>')}</p></body></html>`;
      return multipart('alternative', [plain, part('text/html; charset=utf-8', Buffer.from(html))]);
    }
    if (index % 20 !== 2) return plain;
    const rows = Array.from({ length: 20 }, () => this.#sentence(isJapanese, 6, []).replaceAll(' ', ','));
    const file = encodedWord(`${this.#pick(this.#kanji)}.csv`);
    return multipart('mixed', [plain, part(`text/csv; charset=utf-8; name="${file}"`, Buffer.from(rows.join('\r\n')))]); // prettier-ignore
  }

  #sentence(isJapanese: boolean, words: number, planted: readonly string[]): string {
    const all = Array.from({ length: words }, () => this.#word(isJapanese));
    for (const word of planted) all.splice(this.#below(all.length), 0, word);
    const text = all.join(isJapanese ? '' : ' ');
    return text.replaceAll(isJapanese ? /(.{35})/g : /(.{1,70}) /g, '$1\r\n');
  }

  #word(isJapanese: boolean): string {
    if (!isJapanese)
      return this.#random() < 0.03 ? String(this.#below(1_000_000)) : this.#pick(this.#english);
    const word = this.#pick(this.#random() < 0.85 ? this.#kanji : this.#katakana);
    return word + PARTICLES[this.#below(PARTICLES.length)]!;
  }

  #distinct(count: number, make: () => string): string[] {
    const words = new Set<string>();
    while (words.size < count) words.add(make());
    return [...words];
  }

  #join(parts: readonly string[], count: number): string {
    let word = '';
    for (let at = 0; at < count; at += 1) word += parts[this.#below(parts.length)]!;
    return word;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** 0 is the likeliest, each next one in proportion to its rank. */
  #zipf(limit: number): number {
    return Math.floor(limit ** this.#random()) % limit;
  }

  #pick(words: readonly string[]): string {
    return words[this.#zipf(words.length)]!;
  }
}

function needleOf(index: number): { english: string; japanese: string; sender: string } | null {
  if (index % 10_000 === 77) return NEEDLES.rare;
  return index % 100 === 7 ? NEEDLES.percent : null;
}

/** The characters of these rows of JIS X 0208. */
function decodeEuc(firstRow: number, lastRow: number): string[] {
  const decoder = new TextDecoder('euc-jp');
  const characters: string[] = [];
  for (let row = firstRow; row <= lastRow; row += 1)
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) {
      const character = decoder.decode(Uint8Array.of(row, cell));
      if (!character.includes('\ufffd')) characters.push(character);
    }
  return characters;
}

let jisCodes: ReadonlyMap<string, number> | null = null;

/** ISO-2022-JP of text whose every character is US-ASCII or in JIS X 0208. RFC 1468. */
function encodeJis(text: string): Buffer {
  jisCodes ??= jisTable();
  const bytes: number[] = [];
  let isKanji = false;
  for (const character of text) {
    const code = jisCodes.get(character);
    if ((code !== undefined) !== isKanji) {
      isKanji = !isKanji;
      bytes.push(0x1b, ...(isKanji ? [0x24, 0x42] : [0x28, 0x42]));
    }
    if (code === undefined) bytes.push(character.charCodeAt(0));
    else bytes.push(code >> 8, code & 0xff);
  }
  if (isKanji) bytes.push(0x1b, 0x28, 0x42);
  return Buffer.from(bytes);
}

function jisTable(): Map<string, number> {
  const decoder = new TextDecoder('euc-jp');
  const codes = new Map<string, number>();
  for (let row = 0x21; row <= 0x74; row += 1)
    for (let cell = 0x21; cell <= 0x7e; cell += 1)
      codes.set(decoder.decode(Uint8Array.of(row | 0x80, cell | 0x80)), (row << 8) | cell);
  return codes;
}

function encodedWord(text: string): string {
  if (!/[^ -~]/.test(text)) return text.replaceAll('\r\n', ' ');
  const characters = Array.from(text.replaceAll('\r\n', ''));
  const words: string[] = [];
  for (let at = 0; at < characters.length; at += 12) {
    words.push(`=?UTF-8?B?${Buffer.from(characters.slice(at, at + 12).join('')).toString('base64')}?=`);
  }
  return words.join('\r\n ');
}

function part(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n\r\n`), body, Buffer.from('\r\n')]);
}

function multipart(subtype: string, parts: readonly Buffer[]): Buffer {
  const boundary = 'bench-boundary';
  return Buffer.concat([
    Buffer.from(`Content-Type: multipart/${subtype}; boundary=${boundary}\r\n\r\n`),
    ...parts.flatMap((one) => [Buffer.from(`--${boundary}\r\n`), one]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
}
