import { sanitizeHtml } from '../message/html/sanitize.ts';
import { bodyParts } from '../message/body-parts.ts';
import { readTextPart } from '../message/text.ts';
import type { AccountId, EmailId } from '../model/ids.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Store } from '../store/store.ts';
import { FRAME_SCRIPT, FRAME_SCRIPT_SOURCE } from './frame-script.ts';
import { inlineImages } from './inline-images.ts';

export interface ViewOptions {
  /** `load`: remote images of this message may be fetched by the browser. */
  readonly images: 'block' | 'load';
  readonly scheme: 'light' | 'dark';
}

export interface MessageView {
  /** A whole document. Send it with exactly this policy and never into a page of ours. */
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

/** Larger HTML is cut: no reader wants it, and parsing it costs the server. */
const MAX_HTML_BYTES = 1024 * 1024;

/** Renders the HTML part of a message for the reader's frame (docs/adr/0003); null when the message is not there or has none. */
export async function renderMessage(
  deps: { store: Store; blobs: Blobs },
  accountId: AccountId,
  emailId: EmailId,
  options: ViewOptions,
): Promise<MessageView | null> {
  const stored = (await deps.store.getContents(accountId, [emailId])).get(emailId);
  if (!stored) return null;
  const { root } = stored.content;
  const parts = bodyParts(root).htmlBody.filter((part) => part.type === 'text' && part.subtype === 'html');
  if (parts.length === 0) return null;
  const bytes = await deps.blobs.read(stored.blob.location);
  const cid = inlineImages(bytes, root);
  const cleaned = parts.map((part) =>
    sanitizeHtml(readTextPart(bytes, part, { maxBytes: MAX_HTML_BYTES }).text, {
      images: options.images,
      cid,
    }),
  );
  const hasRemoteContent = cleaned.some((part) => part.hasRemoteContent);
  return {
    html: frameDocument(cleaned.map((part) => part.html).join('<hr>'), { ...options, hasRemoteContent }),
    contentSecurityPolicy: framePolicy(options.images),
  };
}

function framePolicy(images: ViewOptions['images']): string {
  const sources = images === 'load' ? 'data: https: http:' : 'data:';
  return [
    'sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox',
    "default-src 'none'",
    `script-src ${FRAME_SCRIPT_SOURCE}`,
    `img-src ${sources}`,
    "style-src 'unsafe-inline'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}

/** Colours of the mail's own, in attributes or style sheets. */
const OWN_COLOURS = /\b(?:bgcolor|background(?:-color)?|color)\s*[:=]/i;

/** Mail is designed on white paper: in the dark it keeps its own sheet, unless it brings no colours at all. */
const FRAME_STYLE = `
html{overflow:hidden}
body{margin:0;padding:1px 0;font:15px/1.6 system-ui,"Hiragino Sans","Yu Gothic UI","Noto Sans CJK JP","IPAGothic",sans-serif;overflow-wrap:anywhere;line-break:strict}
img,table{max-width:100%}img{height:auto}img:not([src]){visibility:hidden}pre{white-space:pre-wrap}
blockquote{margin:.5em 0 .5em .25em;padding-left:1em;border-left:2px solid #c8c2b8}
html[data-scheme=light]{color:#1f1d1a;background:#fff}
html[data-sheet=own] body{padding:12px 16px}
html[data-scheme=dark]{color:#e8e4dc;background:#1b1a18;color-scheme:dark}
html[data-scheme=dark] a{color:#9db7ff}
`;

function frameDocument(
  body: string,
  { scheme, hasRemoteContent }: ViewOptions & { hasRemoteContent: boolean },
): string {
  const sheet = scheme === 'dark' && OWN_COLOURS.test(body) ? 'own' : 'ours';
  const shown = sheet === 'own' ? 'light' : scheme;
  return (
    `<!doctype html><html data-scheme="${shown}" data-sheet="${sheet}" data-remote="${hasRemoteContent ? 1 : 0}"><head><meta charset="utf-8">` +
    `<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width, initial-scale=1"><title></title>` +
    `<style>${FRAME_STYLE}</style></head><body>${body}<script>${FRAME_SCRIPT}</script></body></html>`
  );
}
