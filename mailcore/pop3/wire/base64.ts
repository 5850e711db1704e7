import { Pop3SyntaxError } from './syntax-error.ts';

/** The initial response of AUTH: `=` stands for an empty one. Throws WireError. RFC 5034 §4. */
export function decodeInitialResponse(text: string): Buffer {
  return text === '=' ? Buffer.alloc(0) : decodeBase64(text);
}

/** A response within an AUTH exchange. Throws WireError. RFC 4648 §4. */
export function decodeBase64(text: string): Buffer {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text))
    throw new Pop3SyntaxError('invalidBase64');
  return Buffer.from(text, 'base64');
}
