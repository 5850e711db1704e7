import { createReadStream, createWriteStream, type Dirent } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MailError } from '../errors.ts';
import type { AccountId } from '../model/ids.ts';
import type { ExportSource } from './export-source.ts';
import type { ExportedEmail } from './exported-emails.ts';
import { fileNameOf, nameOfFile } from './file-names.ts';
import { openMailImporter, type MailImporter } from './mail-importer.ts';
import type { MailboxPath } from './mailbox-paths.ts';
import { mboxStateHeader, takeMboxState } from './mbox-flags.ts';
import { mboxFromDate, mboxFromLine } from './mbox-from-line.ts';
import { mboxLines } from './mbox-lines.ts';
import { MboxParser, type MboxMessage } from './mbox-parser.ts';
import type { ExportOptions, ImportOptions, ImportProgress, TransferContext } from './transfer.ts';

const EXTENSION = '.mbox';

interface MboxFile {
  readonly file: string;
  readonly path: MailboxPath;
  /** Relative to the source: names the file in checkpoints. */
  readonly container: string;
}

/**
 * Imports an mbox file into one mailbox (`into`, the inbox by default), or a directory as {@link exportMbox} writes it into mailboxes of its
 * names. One message is in memory at a time, and a batch of small ones. Throws `invalidArgument` when the source cannot be read, `overQuota`.
 */
export async function importMbox(
  context: TransferContext,
  accountId: AccountId,
  source: string,
  options: ImportOptions & { into?: MailboxPath },
): Promise<ImportProgress> {
  const importer = await openMailImporter(context, accountId, options);
  const { resumeAfter } = options;
  for (const mbox of await findMboxFiles(source, options.into ?? ['Inbox'])) {
    if (resumeAfter && mbox.container < resumeAfter.container) continue;
    const offset = resumeAfter?.container === mbox.container ? Number(resumeAfter.position) : 0;
    await importFile(importer, mbox, offset, options.maxMessageBytes);
  }
  return importer.finish();
}

async function importFile(
  importer: MailImporter,
  mbox: MboxFile,
  offset: number,
  maxMessageBytes: number,
): Promise<void> {
  const parser = new MboxParser(maxMessageBytes, offset);
  for await (const chunk of createReadStream(mbox.file, { start: offset })) {
    for (const message of parser.push(chunk as Buffer)) await importMessage(importer, mbox, message);
  }
  for (const message of parser.finish()) await importMessage(importer, mbox, message);
}

async function importMessage(importer: MailImporter, mbox: MboxFile, message: MboxMessage): Promise<void> {
  const checkpoint = { container: mbox.container, position: String(message.endOffset) };
  if (message.bytes === null) importer.skip(checkpoint, 'too large');
  else if (message.fromLine === '') importer.skip(checkpoint, 'text before the first message');
  else {
    const state = takeMboxState(message.bytes);
    await importer.add({ ...state, path: mbox.path, receivedAt: mboxFromDate(message.fromLine), checkpoint });
  }
}

async function findMboxFiles(source: string, into: MailboxPath): Promise<MboxFile[]> {
  const isDirectory = await isReadableDirectory(source);
  if (!isDirectory) return [{ file: source, path: into, container: '' }];
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(EXTENSION))
    .map((entry) => describeFile(source, entry))
    .sort((a, b) => (a.container < b.container ? -1 : 1));
}

function describeFile(source: string, entry: Dirent): MboxFile {
  const file = join(entry.parentPath, entry.name);
  const container = file.slice(join(source, '/').length);
  const path = container.slice(0, -EXTENSION.length).split('/').map(nameOfFile);
  return { file, path, container };
}

async function isReadableDirectory(source: string): Promise<boolean> {
  try {
    return (await stat(source)).isDirectory();
  } catch (error) {
    throw new MailError('invalidArgument', `Cannot read ${source}.`, { cause: error });
  }
}

/**
 * Exports an account to a directory: `Work.mbox` for each mailbox, those below it in `Work/`. mboxrd, with state and internal date.
 * Streams. Throws `alreadyExists` when one of the files is there already. Returns the number of messages.
 */
export async function exportMbox(
  source: ExportSource,
  directory: string,
  options: ExportOptions = {},
): Promise<number> {
  let exported = 0;
  for (const { path, emails } of await source.mailboxes()) {
    const file = `${join(directory, ...path.map(fileNameOf))}${EXTENSION}`;
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const count = { messages: 0 };
    await writeNew(file, Readable.from(mailboxBytes(emails(), count)));
    exported += count.messages;
    options.onProgress?.({ exported, mailbox: path.join('/') });
  }
  return exported;
}

async function* mailboxBytes(
  emails: AsyncIterable<ExportedEmail>,
  count: { messages: number },
): AsyncGenerator<Buffer> {
  for await (const email of emails) {
    const { sender, receivedAt, keywords, isDeleted } = email;
    yield Buffer.from(mboxFromLine(sender, receivedAt) + mboxStateHeader(keywords, isDeleted));
    yield* mboxLines(email.stream());
    count.messages += 1;
  }
}

/** Half a file is removed again: a later export can start afresh. */
async function writeNew(file: string, bytes: Readable): Promise<void> {
  try {
    await pipeline(bytes, createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new MailError('alreadyExists', `${file} exists already.`, { cause: error });
    }
    await rm(file, { force: true });
    throw error;
  }
}
