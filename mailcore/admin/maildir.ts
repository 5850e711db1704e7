import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MailError } from '../errors.ts';
import type { AccountId } from '../model/ids.ts';
import { isKeyword } from '../model/keyword.ts';
import type { ExportSource } from './export-source.ts';
import type { ExportedEmail } from './exported-emails.ts';
import { withCrlf, withLf } from './line-ends.ts';
import { openMailImporter, type MailImporter } from './mail-importer.ts';
import type { MailboxPath } from './mailbox-paths.ts';
import {
  maildirFolder,
  maildirInfo,
  maildirPath,
  readKeywordList,
  readMaildirInfo,
  writeKeywordList,
} from './maildir-names.ts';
import type { ExportOptions, ImportOptions, ImportProgress, TransferContext } from './transfer.ts';

const KEYWORDS_FILE = 'dovecot-keywords';
const INBOX: MailboxPath = ['Inbox'];

interface MaildirFolder {
  /** "" for the inbox, else ".Work.Projects". */
  readonly container: string;
  readonly path: MailboxPath;
}

/**
 * Imports a Maildir with its Maildir++ folders. State comes from the file names, the internal date from the time of the file. One message is
 * in memory at a time. Throws `invalidArgument` when `source` is no Maildir, `overQuota`.
 */
export async function importMaildir(
  context: TransferContext,
  accountId: AccountId,
  source: string,
  options: ImportOptions,
): Promise<ImportProgress> {
  const folders = await findFolders(source);
  const importer = await openMailImporter(context, accountId, options);
  const { resumeAfter } = options;
  for (const folder of folders) {
    if (resumeAfter && folder.container < resumeAfter.container) continue;
    const after = resumeAfter?.container === folder.container ? resumeAfter.position : '';
    await importFolder(importer, source, folder, after, options.maxMessageBytes);
  }
  return importer.finish();
}

async function findFolders(source: string): Promise<MaildirFolder[]> {
  if (!(await isMaildir(source)))
    throw new MailError('invalidArgument', `${source} is no Maildir: it has no folder "cur".`);
  const entries = await readdir(source, { withFileTypes: true });
  const folders: MaildirFolder[] = [{ container: '', path: INBOX }];
  for (const { name } of entries.filter((entry) => entry.isDirectory() && /^\.[^.]/.test(entry.name))) {
    if (await isMaildir(join(source, name))) folders.push({ container: name, path: maildirPath(name) });
  }
  return folders.sort((a, b) => (a.container < b.container ? -1 : 1));
}

async function isMaildir(directory: string): Promise<boolean> {
  try {
    return (await stat(join(directory, 'cur'))).isDirectory();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw new MailError('invalidArgument', `Cannot read ${directory}.`, { cause: error });
  }
}

async function importFolder(
  importer: MailImporter,
  source: string,
  { container, path }: MaildirFolder,
  after: string,
  maxMessageBytes: number,
): Promise<void> {
  const directory = join(source, container);
  const keywordList = (await readKeywords(directory)).map((name) => (isKeyword(name) ? name : ''));
  for (const position of await listMessages(directory)) {
    if (position <= after) continue;
    const checkpoint = { container, position };
    const message = await readMessage(join(directory, position), maxMessageBytes);
    if ('fault' in message) {
      importer.skip(checkpoint, message.fault);
      continue;
    }
    const { keywords, isDeleted } = readMaildirInfo(position, keywordList);
    const named = { flags: keywords.flags, custom: keywords.custom.filter((name) => name !== '') };
    await importer.add({ ...message, path, keywords: named, isDeleted, checkpoint });
  }
}

/** "cur/<name>" and "new/<name>", in the order of their names: the time they came in. */
async function listMessages(directory: string): Promise<string[]> {
  const lists = await Promise.all(['cur', 'new'].map((part) => listFiles(directory, part)));
  return lists.flat().sort();
}

async function listFiles(directory: string, part: string): Promise<string[]> {
  const entries = await optional(() => readdir(join(directory, part), { withFileTypes: true }));
  return (entries ?? [])
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => `${part}/${name}`);
}

async function readMessage(
  file: string,
  maxMessageBytes: number,
): Promise<{ bytes: Buffer; receivedAt: Date } | { fault: string }> {
  const facts = await optional(() => stat(file));
  if (!facts) return { fault: 'gone' };
  if (facts.size > maxMessageBytes) return { fault: 'too large' };
  try {
    return { bytes: withCrlf(await readFile(file)), receivedAt: facts.mtime };
  } catch (error) {
    return { fault: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` };
  }
}

async function readKeywords(directory: string): Promise<string[]> {
  const text = await optional(() => readFile(join(directory, KEYWORDS_FILE), 'utf8'));
  return readKeywordList(text ?? '');
}

/** Null when the file is not there. */
async function optional<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Exports an account to a new Maildir, mailboxes as Maildir++ folders. Streams; each file appears when it is whole.
 * Throws `alreadyExists` when the directory is not empty. Returns the number of messages.
 */
export async function exportMaildir(
  source: ExportSource,
  directory: string,
  options: ExportOptions = {},
): Promise<number> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if ((await readdir(directory)).length > 0)
    throw new MailError('alreadyExists', `${directory} is not empty.`);
  let exported = 0;
  for (const { path, isInbox, emails } of await source.mailboxes()) {
    exported += await exportFolder(emails(), join(directory, isInbox ? '' : maildirFolder(path)));
    options.onProgress?.({ exported, mailbox: path.join('/') });
  }
  return exported;
}

async function exportFolder(emails: AsyncIterable<ExportedEmail>, folder: string): Promise<number> {
  for (const part of ['tmp', 'new', 'cur']) await mkdir(join(folder, part), { recursive: true, mode: 0o700 });
  const keywordList: string[] = [];
  let count = 0;
  for await (const email of emails) {
    for (const name of email.keywords.custom) if (!keywordList.includes(name)) keywordList.push(name);
    await exportEmail(folder, email, keywordList);
    count += 1;
  }
  if (keywordList.length > 0)
    await writeFile(join(folder, KEYWORDS_FILE), writeKeywordList(keywordList), { mode: 0o600 });
  return count;
}

async function exportEmail(
  folder: string,
  email: ExportedEmail,
  keywordList: readonly string[],
): Promise<void> {
  const { emailId, receivedAt, keywords, isDeleted } = email;
  // Padded, so that names sort as the emails came in.
  const seconds = String(Math.max(0, Math.floor(receivedAt.getTime() / 1_000))).padStart(10, '0');
  const name = `${seconds}.M${String(emailId).padStart(10, '0')}.tegami`;
  const temporary = join(folder, 'tmp', name);
  const file = createWriteStream(temporary, { flags: 'wx', mode: 0o600 });
  await pipeline(Readable.from(withLf(email.stream())), file);
  await utimes(temporary, receivedAt, receivedAt);
  await rename(temporary, join(folder, 'cur', `${name}${maildirInfo(keywords, isDeleted, keywordList)}`));
}
