import type { MimePart } from '../model/content.ts';

/** The parts a reader shows and offers. RFC 8621 §4.1.4. */
export interface BodyParts {
  readonly textBody: readonly MimePart[];
  readonly htmlBody: readonly MimePart[];
  readonly attachments: readonly MimePart[];
}

interface Lists {
  /** null inside the alternatives of the other kind. */
  text: MimePart[] | null;
  html: MimePart[] | null;
  attachments: MimePart[];
}

/** Decomposes a MIME tree as RFC 8621 §4.1.4 lays down. */
export function bodyParts(root: MimePart): BodyParts {
  const textBody: MimePart[] = [];
  const htmlBody: MimePart[] = [];
  const attachments: MimePart[] = [];
  collect([root], 'mixed', false, { text: textBody, html: htmlBody, attachments });
  return { textBody, htmlBody, attachments };
}

/** Whether a part is text a reader may show, and nothing says it is a file. */
function isInlineText(part: MimePart, isFirst: boolean, parent: string): boolean {
  if (part.disposition === 'attachment' || !isInlineType(part)) return false;
  return isFirst || (parent !== 'related' && (isMedia(part) || part.name === null));
}

function isInlineType(part: MimePart): boolean {
  const isText = part.type === 'text' && (part.subtype === 'plain' || part.subtype === 'html');
  return isText || isMedia(part);
}

function isMedia(part: MimePart): boolean {
  return part.type === 'image' || part.type === 'audio' || part.type === 'video';
}

function collect(parts: readonly MimePart[], parent: string, inAlternative: boolean, lists: Lists): void {
  const textLength = lists.text?.length ?? -1;
  const htmlLength = lists.html?.length ?? -1;
  for (const [index, part] of parts.entries()) {
    if (part.type === 'multipart') {
      collect(part.parts, part.subtype, inAlternative || part.subtype === 'alternative', lists);
    } else if (!isInlineText(part, index === 0, parent)) {
      lists.attachments.push(part);
    } else if (parent === 'alternative') {
      pushAlternative(part, lists);
    } else {
      pushInline(part, inAlternative, lists);
    }
  }
  if (parent === 'alternative' && lists.text !== null && lists.html !== null) {
    // An alternative with only one of the two serves both.
    if (textLength === lists.text.length) lists.text.push(...lists.html.slice(htmlLength));
    if (htmlLength === lists.html.length) lists.html.push(...lists.text.slice(textLength));
  }
}

function pushAlternative(part: MimePart, lists: Lists): void {
  if (part.type === 'text' && part.subtype === 'plain') lists.text?.push(part);
  else if (part.type === 'text' && part.subtype === 'html') lists.html?.push(part);
  else lists.attachments.push(part);
}

function pushInline(part: MimePart, inAlternative: boolean, lists: Lists): void {
  if (inAlternative) {
    if (part.type === 'text' && part.subtype === 'plain') lists.html = null;
    if (part.type === 'text' && part.subtype === 'html') lists.text = null;
  }
  lists.text?.push(part);
  lists.html?.push(part);
  if ((lists.text === null || lists.html === null) && isMedia(part)) lists.attachments.push(part);
}

/** Whether there is something to download beyond what the text shows in place. RFC 8621 §4.1.4 hasAttachment. */
export function hasAttachment(attachments: readonly MimePart[]): boolean {
  return attachments.some(isDownload);
}

/** Signatures and images that the HTML shows by cid are no attachments to a person. */
function isDownload(part: MimePart): boolean {
  if (part.disposition === 'attachment') return !isSignature(part);
  if (part.contentId !== null && part.type === 'image') return false;
  return (
    !isSignature(part) && !(part.disposition === 'inline' && part.name === null && part.type === 'image')
  );
}

function isSignature({ type, subtype }: MimePart): boolean {
  return type === 'application' && /^(pgp-signature|(x-)?pkcs7-signature)$/.test(subtype);
}
