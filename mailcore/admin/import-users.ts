import { MailError } from '../errors.ts';
import { makeReadablePassword } from '../sasl/credentials.ts';
import type { Directory } from '../store/directory.ts';
import { addUser, type NewUser } from './accounts.ts';
import { readCsv } from './csv.ts';

/** What became of one line. */
export type ImportedUser =
  /** `generatedPassword` is null where the line had one. */
  | {
      readonly line: number;
      readonly address: string;
      readonly generatedPassword: string | null;
      readonly error: null;
    }
  | {
      readonly line: number;
      readonly address: string;
      readonly generatedPassword: null;
      readonly error: string;
    };

type Column = 'address' | 'password' | 'name' | 'locale' | 'admin' | 'quota';

const COLUMN_NAMES: Readonly<Record<string, Column>> = {
  address: 'address',
  email: 'address',
  mail: 'address',
  password: 'password',
  name: 'name',
  display_name: 'name',
  displayname: 'name',
  locale: 'locale',
  language: 'locale',
  admin: 'admin',
  quota: 'quota',
};

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/**
 * Creates accounts from CSV with a header row: `address`, and as wished `password`, `name`, `locale` (en, ja), `admin` (yes, no) and `quota`
 * (bytes, or with K, M, G, T). Without a password one is drawn. A faulty line is reported and the next one taken; each account that
 * was reported as created is durable. Throws `invalidArgument` for a header row it cannot use or a file that is no CSV.
 */
export async function* importUsers(
  store: Directory,
  chunks: AsyncIterable<Uint8Array>,
  defaults: { readonly quotaBytes: number } = { quotaBytes: 0 },
): AsyncGenerator<ImportedUser> {
  let columns: readonly Column[] | null = null;
  for await (const { line, fields } of readCsv(chunks)) {
    if (columns === null) columns = readHeaderRow(fields);
    else yield await importLine(store, { line, columns, fields }, defaults);
  }
  if (columns === null) throw new MailError('invalidArgument', 'The file is empty.');
}

function readHeaderRow(fields: readonly string[]): Column[] {
  const columns = fields.map((field) => {
    const column = COLUMN_NAMES[field.trim().toLowerCase()];
    if (!column)
      throw new MailError(
        'invalidArgument',
        `Unknown column "${field}". Known: address, password, name, locale, admin, quota.`,
      );
    return column;
  });
  if (!columns.includes('address'))
    throw new MailError('invalidArgument', 'The first row must name the column "address".');
  if (new Set(columns).size < columns.length)
    throw new MailError('invalidArgument', 'A column is named twice.');
  return columns;
}

interface Line {
  readonly line: number;
  readonly columns: readonly Column[];
  readonly fields: readonly string[];
}

async function importLine(
  store: Directory,
  { line, columns, fields }: Line,
  defaults: { readonly quotaBytes: number },
): Promise<ImportedUser> {
  const value = (column: Column) => {
    const field = fields[columns.indexOf(column)] ?? '';
    return column === 'password' ? field : field.trim();
  };
  const address = value('address');
  try {
    if (fields.length > columns.length)
      throw new MailError('invalidArgument', 'The line has more fields than the header.');
    const generatedPassword = value('password') === '' ? makeReadablePassword() : null;
    const account = await addUser(store, readUser(value, generatedPassword ?? value('password'), defaults));
    return { line, address: account.address, generatedPassword, error: null };
  } catch (error) {
    if (!(error instanceof MailError) || error.temporary) throw error;
    return { line, address, generatedPassword: null, error: error.publicText };
  }
}

function readUser(
  value: (column: Column) => string,
  password: string,
  defaults: { readonly quotaBytes: number },
): NewUser {
  return {
    address: value('address'),
    password,
    displayName: value('name'),
    locale: readLocale(value('locale')),
    isAdmin: readFlag(value('admin')),
    quotaBytes: value('quota') === '' ? defaults.quotaBytes : readQuota(value('quota')),
  };
}

function readLocale(text: string): NonNullable<NewUser['locale']> {
  const locale = text.toLowerCase();
  if (locale === '' || locale === 'en') return 'en';
  if (locale === 'ja') return 'ja';
  throw new MailError('invalidArgument', `Unknown language "${text}".`);
}

function readFlag(text: string): boolean {
  if (/^(?:|0|no|false)$/i.test(text)) return false;
  if (/^(?:1|yes|true)$/i.test(text)) return true;
  throw new MailError('invalidArgument', `"${text}" is neither yes nor no.`);
}

function readQuota(text: string): number {
  const [, digits, unit] = /^(\d{1,12})\s*([kmgt]?)b?$/i.exec(text) ?? [];
  const factor = unit === undefined ? undefined : UNITS[unit.toLowerCase()];
  const bytes = Number(digits) * (factor ?? Number.NaN);
  if (!Number.isSafeInteger(bytes)) throw new MailError('invalidArgument', `"${text}" is no size.`);
  return bytes;
}
