/** Controls, and marks that turn the direction of text: `gpj.exe` must not read as `exe.jpg`. */
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const MAX_NAME_BYTES = 200;

/** A Content-Disposition header for any file name, also of the RFC 8187 form where it is not plain ASCII. RFC 6266 §4. */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  const safe = safeFileName(name);
  const ascii = safe.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%;]/g, '_');
  if (ascii === safe) return `${kind}; filename="${ascii}"`;
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encodeExtended(safe)}`;
}

/** A name that stays in the folder it is saved to and looks like what it is. */
export function safeFileName(name: string): string {
  const plain = name
    .toWellFormed()
    .normalize('NFC')
    .replace(UNSAFE, '')
    .replace(/[/\\:*?<>|]/g, '_');
  const bare = plain.replace(/^[.\s]+|[.\s]+$/g, '');
  return bare === '' ? 'file' : shorten(bare);
}

/** Keeps the extension, which says how the file opens. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : '';
  let stem = '';
  for (const character of name.slice(0, name.length - extension.length)) {
    if (Buffer.byteLength(stem + character + extension) > MAX_NAME_BYTES) break;
    stem += character;
  }
  return stem + extension;
}

/** RFC 8187 §3.2.1: attr-char stays, everything else is percent-encoded UTF-8. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
