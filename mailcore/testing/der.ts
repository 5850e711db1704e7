/** The few pieces of ASN.1 DER that a certificate needs. X.690 §8. */

const CLASS_CONSTRUCTED = 0x20;
const CONTEXT = 0x80;

function encode(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>= 8) bytes.unshift(rest & 0xff);
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length, ...bytes]), content]);
}

export const sequence = (...items: Buffer[]): Buffer => encode(0x30, Buffer.concat(items));
export const set = (...items: Buffer[]): Buffer => encode(0x31, Buffer.concat(items));
export const integer = (bytes: Buffer): Buffer => encode(0x02, bytes);
export const octets = (bytes: Buffer): Buffer => encode(0x04, bytes);
export const bits = (bytes: Buffer): Buffer => encode(0x03, Buffer.concat([Buffer.from([0]), bytes]));
export const utf8 = (text: string): Buffer => encode(0x0c, Buffer.from(text));
/** UTCTime: years 1950 to 2049. */
export const time = (date: Date): Buffer =>
  encode(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`));
export const tagged = (number: number, content: Buffer): Buffer =>
  encode(CONTEXT | CLASS_CONSTRUCTED | number, content);
export const taggedText = (number: number, content: Buffer): Buffer => encode(CONTEXT | number, content);

export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const septets = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) septets.unshift((left & 0x7f) | 0x80);
    bytes.push(...septets);
  }
  return encode(0x06, Buffer.from(bytes));
}
