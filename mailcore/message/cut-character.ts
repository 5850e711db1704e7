/**
 * Text bytes that were cut anywhere, shortened to the last line or UTF-8 character that is whole: half a character at the end
 * would make the whole text look mislabelled.
 */
export function withoutCutCharacter(bytes: Buffer): Buffer {
  const line = bytes.lastIndexOf(0x0a);
  if (line > bytes.length / 2) return bytes.subarray(0, line);
  let end = bytes.length;
  while (end > 0 && bytes.length - end < 4 && (bytes[end - 1]! & 0xc0) === 0x80) end--;
  return end > 0 && bytes[end - 1]! >= 0xc0 ? bytes.subarray(0, end - 1) : bytes;
}
