/** Decodes base64 text, skipping what is not of the alphabet; padding may stand anywhere or be missing. RFC 2045 §6.8. */
export function decodeBytes64(text: string): Buffer {
  // Buffer would take these for the URL alphabet.
  if (/[-_]/.test(text)) return decodeBytes64(text.replace(/[-_]+/g, ''));
  const padding = text.indexOf('=');
  if (padding < 0 || !/[A-Za-z0-9+/]/.test(text.slice(padding))) return Buffer.from(text, 'base64');
  // Concatenated base64 blocks, each padded: Buffer would stop at the first.
  return Buffer.concat(text.split(/=+/).map((block) => Buffer.from(block, 'base64')));
}
