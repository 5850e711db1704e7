import type { HeaderSection } from './header-section.ts';
import { decodeParameters, parseParameterized, withoutComments } from './parameters.ts';
import type { RawParameter } from './parameters.ts';

/** What the MIME fields of one header section say, defaults applied. RFC 2045, RFC 2183. */
export interface MimeFields {
  type: string;
  subtype: string;
  params: Readonly<Record<string, string>>;
  rawParams?: readonly RawParameter[];
  encoding: string;
  disposition: string | null;
  dispositionParams: Readonly<Record<string, string>>;
  rawDispositionParams?: readonly RawParameter[];
  name: string | null;
  contentId: string | null;
  contentLanguage: string | null;
  contentLocation: string | null;
  contentMd5?: string;
  contentDescription: string | null;
}

const NO_PARAMS: Readonly<Record<string, string>> = {};
const TOKEN = /^[^\x00-\x20\x7f-\xff()<>@,;:\\"/[\]?=]+$/;

/** `defaultType` applies when Content-Type is absent or unreadable: text/plain, in a digest message/rfc822. RFC 2046 §5.1.5. */
export function readMimeFields(
  header: HeaderSection,
  defaultType: 'text/plain' | 'message/rfc822',
): MimeFields {
  const fields: MimeFields = {
    type: defaultType === 'text/plain' ? 'text' : 'message',
    subtype: defaultType === 'text/plain' ? 'plain' : 'rfc822',
    params: NO_PARAMS,
    encoding: '7bit',
    disposition: null,
    dispositionParams: NO_PARAMS,
    name: null,
    contentId: null,
    contentLanguage: null,
    contentLocation: null,
    contentDescription: null,
  };
  const seen = new Set<string>();
  for (const { key } of header.fields) {
    if (!key.startsWith('content-') || seen.has(key)) continue;
    seen.add(key);
    applyField(fields, key, header.value(key) ?? '');
  }
  fields.name = fileName(fields);
  return fields;
}

function applyField(fields: MimeFields, key: string, value: string): void {
  switch (key) {
    case 'content-type':
      return applyContentType(fields, value);
    case 'content-transfer-encoding':
      fields.encoding =
        value
          .replace(/[;(].*$/s, '')
          .replace(/["\s]/g, '')
          .toLowerCase() || '7bit';
      return;
    case 'content-disposition':
      return applyDisposition(fields, value);
    case 'content-id':
      fields.contentId = value.replace(/^.*<|>.*$/gs, '').trim() || null;
      return;
    case 'content-language':
      fields.contentLanguage = withoutComments(value).trim() || null;
      return;
    case 'content-location':
      // RFC 2557 §4.4.2: folding of long URLs leaves white space that is no part of them.
      fields.contentLocation = value.replace(/\s+/g, '') || null;
      return;
    case 'content-md5':
      if (value !== '') fields.contentMd5 = value;
      return;
    case 'content-description':
      fields.contentDescription = value || null;
  }
}

function applyContentType(fields: MimeFields, value: string): void {
  const { head, params } = parseParameterized(value);
  const slash = head.indexOf('/');
  const type = (slash < 0 ? head : head.slice(0, slash)).trim().toLowerCase();
  const subtype =
    slash < 0
      ? ''
      : head
          .slice(slash + 1)
          .trim()
          .toLowerCase();
  if (TOKEN.test(type) && TOKEN.test(subtype)) {
    fields.type = type;
    fields.subtype = subtype;
  } else if (type !== 'text' && type !== '') {
    // RFC 2045 §5.2 would say text/plain; unknown data is safer as a download.
    fields.type = 'application';
    fields.subtype = 'octet-stream';
  }
  fields.params = decodeParameters(params);
  if (!equalsRaw(fields.params, params)) fields.rawParams = params;
}

function applyDisposition(fields: MimeFields, value: string): void {
  const { head, params } = parseParameterized(value);
  const disposition = head.toLowerCase();
  if (disposition === '') return;
  fields.disposition = TOKEN.test(disposition) ? disposition : 'attachment';
  fields.dispositionParams = decodeParameters(params);
  if (!equalsRaw(fields.dispositionParams, params)) fields.rawDispositionParams = params;
}

function equalsRaw(decoded: Readonly<Record<string, string>>, raw: readonly RawParameter[]): boolean {
  return raw.every(([name, value]) => Object.hasOwn(decoded, name) && decoded[name] === value);
}

function fileName({ params, dispositionParams }: MimeFields): string | null {
  const name = dispositionParams.filename ?? params.name;
  return name === undefined || name === '' ? null : name;
}
