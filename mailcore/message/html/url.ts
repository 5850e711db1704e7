export interface ResourcePolicy {
  readonly images: 'block' | 'load';
  /** URL under which a part of this message is served; null when it has no such part. */
  readonly cid: (contentId: string) => string | null;
}

const INLINE_IMAGE = /^data:image\/(?:png|gif|jpe?g|webp|bmp|avif);base64,[A-Za-z0-9+/=]*$/i;
const MAX_URL_CHARS = 100_000;

/** As the URL parser does before anything else: tabs and newlines out, controls and blanks off both ends. URL Standard §4.4. */
export function stripUrl(raw: string): string {
  const text = raw.replace(/[\t\n\r]+/g, '');
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start++;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end--;
  return text.slice(start, end);
}

/** A safe link target, or null: http, https, mailto and tel only. The user part before `@` of a host goes: it only deceives. */
export function linkUrl(raw: string): string | null {
  const text = stripUrl(raw);
  if (text.length > MAX_URL_CHARS || !/^(?:https?|mailto|tel):/i.test(text)) return null;
  if (/^mailto:|^tel:/i.test(text)) return /[\x00-\x20<>"`\\]/.test(text) ? null : text;
  return httpUrl(text);
}

function httpUrl(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || url.hostname === '') return null;
  url.username = '';
  url.password = '';
  return url.href;
}

/** Decides what images, backgrounds and CSS may load, and notes what they wanted from outside. */
export class ResourceFilter {
  /** True once anything referred to a remote resource, loaded or not. */
  hasRemoteContent = false;
  readonly #policy: ResourcePolicy;
  /** What `cid` has answered: it must pass when the output is parsed again. */
  readonly #own = new Set<string>();

  constructor(policy: ResourcePolicy) {
    this.#policy = policy;
  }

  /** The URL to load, or null for nothing. */
  resource(raw: string): string | null {
    const text = stripUrl(raw);
    if (this.#own.has(text) || INLINE_IMAGE.test(text)) return text;
    if (/^cid:/i.test(text)) return this.#attached(text.slice(4));
    const remote = /^https?:/i.test(text) ? text : /^[\\/]{2}/.test(text) ? `https:${text}` : null;
    if (remote === null) return null;
    this.hasRemoteContent = true;
    return this.#policy.images === 'load' && remote.length <= MAX_URL_CHARS ? httpUrl(remote) : null;
  }

  #attached(contentId: string): string | null {
    const url = this.#policy.cid(percentDecoded(contentId));
    if (url !== null) this.#own.add(stripUrl(url));
    return url === null ? null : stripUrl(url);
  }
}

function percentDecoded(text: string): string {
  return /%(?![0-9a-f]{2})/i.test(text) || !text.includes('%') ? text : Buffer.from(text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8'); // prettier-ignore
}
