import { readFile } from 'node:fs/promises';
import { MailError } from '../errors.ts';
import { scanMessage } from '../message/scan.ts';
import type { MessageContent } from '../model/content.ts';
import type { PendingBlob } from '../store/blobs.ts';
import { Turnstile } from './turnstile.ts';

/** Bodies in files are large: reading many of them at once would hold them all in memory. */
const MAX_FILES_AT_ONCE = 2;
const MAX_HEADER_BYTES = 256 * 1024;
const files = new Turnstile(MAX_FILES_AT_ONCE);

export interface ScannedMessage {
  readonly content: MessageContent;
  readonly header: Buffer;
}

/** Derives what is stored beside a body from its bytes, before the body is handed on. Throws `unavailable` when its file cannot be read. */
export function scanPending(blob: PendingBlob): ScannedMessage | Promise<ScannedMessage> {
  return blob.kind === 'memory' ? scan(blob.bytes) : files.pass(async () => scan(await readBody(blob.path)));
}

function scan(bytes: Buffer): ScannedMessage {
  const content = scanMessage(bytes);
  const headerBytes = Math.min(content.root.bodyStart, MAX_HEADER_BYTES);
  return { content, header: bytes.subarray(0, headerBytes) };
}

async function readBody(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new MailError('unavailable', 'the message cannot be read now', { cause });
  }
}
