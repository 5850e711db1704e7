import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { Type, type TProperties, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { DEFAULT_CONFIG, type Config } from '../mailcore/index.ts';

/** A wrong configuration: one line naming the key; the process exits with 2 and has changed nothing. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

const strict = (properties: TProperties) => Type.Object(properties, { additionalProperties: false });
const optional = (properties: Record<string, TSchema>) =>
  strict(Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, Type.Optional(schema)])));

const address = Type.String({ pattern: '^(?:(?:\\[[0-9a-fA-F:.]+\\]|[^:\\s\\[\\]]+):\\d{1,5})?$' });
const addresses = Type.Union([address, Type.Array(address)]);
const count = Type.Integer({ minimum: 0 });
const positive = Type.Integer({ minimum: 1 });
const text = Type.String();

/** The shape of tegami.toml. Keys are the snake_case of Config's. */
const FILE_SCHEMA = optional({
  hostname: Type.String({ pattern: '^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$' }),
  data_dir: Type.String({ minLength: 1 }),
  threads: Type.Integer({ minimum: 0, maximum: 64 }),
  listen: optional({
    http: addresses,
    admin: addresses,
    smtp: addresses,
    submission: addresses,
    submissions: addresses,
    imap: addresses,
    imaps: addresses,
    pop3: addresses,
    pop3s: addresses,
    managesieve: addresses,
  }),
  auth: optional({ legacy: Type.Boolean() }),
  pop3: optional({ exclusive: Type.Boolean(), login_delay: Type.Integer({ minimum: 0, maximum: 86_400 }) }),
  tls: optional({ cert_file: text, key_file: text, allow_plain_on_loopback: Type.Boolean() }),
  storage: optional({ url: Type.String({ pattern: '^(?:sqlite:|postgres(?:ql)?://\\S+)$' }) }),
  blobs: optional({
    url: Type.String({ pattern: '^segments:$' }),
    segment_bytes: positive,
    compress_after_days: count,
  }),
  dns: optional({ servers: Type.Array(text) }),
  http: optional({
    public_url: Type.String({ pattern: '^(?:https?://[^/\\s]+/?)?$' }),
    trust_proxy: Type.Array(
      Type.Refine(text, isNetwork, () => 'must be an address or a network like 10.0.0.0/8'),
    ),
  }),
  smart_host: strict({
    host: Type.String({ minLength: 1 }),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    tls: Type.Optional(Type.Enum(['none', 'starttls', 'implicit', 'opportunistic'])),
    username: Type.Optional(text),
    password: Type.Optional(text),
  }),
  limits: optional({
    max_message_bytes: positive,
    max_recipients: positive,
    max_connections: positive,
    max_connections_per_address: positive,
    imap_idle_timeout_ms: positive,
    smtp_idle_timeout_ms: positive,
    // RFC 1939 §3: the autologout timer is of at least ten minutes.
    pop_idle_timeout_ms: Type.Integer({ minimum: 600_000 }),
    default_quota_bytes: count,
    queue_lifetime_days: positive,
    queue_delay_notice_hours: positive,
    max_upload_bytes: positive,
    // RFC 9738 §3: clients may count on a thousand.
    imap_message_limit: Type.Union([Type.Literal(0), Type.Integer({ minimum: 1_000 })]),
  }),
  retention: optional({ undelete_days: count, undelete_max_bytes: count }),
  log: optional({ level: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']) }),
});

/** "10.1.2.3", "::1", "10.0.0.0/8". */
function isNetwork(value: string): boolean {
  const [address = '', prefix, ...more] = value.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

const SMART_HOST_DEFAULTS = { port: 587, tls: 'starttls', username: '', password: '' };

/**
 * Reads the configuration. `file` named: it must exist; else `tegami.toml` in `root` when it is there, else the defaults.
 * Relative paths in it are relative to the file. Throws ConfigError.
 */
export function loadConfig(options: { file?: string; root: string }): Config {
  const file = options.file ? resolve(options.file) : join(options.root, 'tegami.toml');
  if (!existsSync(file)) {
    if (options.file) throw new ConfigError(`${options.file}: no such file`);
    return withPaths(DEFAULT_CONFIG, options.root);
  }
  return withPaths(parseConfig(readText(file), file), dirname(file));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Parses the text of a configuration file. `name` is for messages. Throws ConfigError. */
export function parseConfig(source: string, name: string): Config {
  const table = parseToml(source, name);
  checkTable(table, name);
  const { smartHost, ...rest } = camelKeys(table) as Record<string, unknown>;
  const config = merge(DEFAULT_CONFIG, rest) as Config;
  return {
    ...config,
    listen: listLists(config.listen),
    smartHost: smartHost ? ({ ...SMART_HOST_DEFAULTS, ...smartHost } as Config['smartHost']) : null,
  };
}

function parseToml(source: string, name: string): Record<string, unknown> {
  try {
    return parse(source);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n')[0];
    throw new ConfigError(`${name}:${error.line}:${error.column}: ${reason}`);
  }
}

function checkTable(table: Record<string, unknown>, name: string): void {
  const unknown = findUnknownKey(table, FILE_SCHEMA, '');
  if (unknown) throw new ConfigError(`${name}: unknown key "${unknown}"`);
  const [first] = Value.Errors(FILE_SCHEMA, table);
  if (!first) return;
  const key = first.instancePath.slice(1).replaceAll('/', '.');
  throw new ConfigError(`${name}: bad value for "${key}": ${first.message}`);
}

function findUnknownKey(table: object, schema: TSchema, path: string): string | null {
  const { properties } = schema as { properties?: Record<string, TSchema> };
  if (!properties) return null;
  for (const [key, value] of Object.entries(table)) {
    const known = properties[key];
    if (!known) return path + key;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    const inner = findUnknownKey(value, known, `${path}${key}.`);
    if (inner) return inner;
  }
  return null;
}

function camelKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      camelKeys(inner),
    ]),
  );
}

function merge(base: object, over: object): object {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
    result[key] = isTable && typeof below === 'object' && below !== null ? merge(below, value) : value;
  }
  return result;
}

/** `"a:1"`, `["a:1"]` and `""` all become lists. */
function listLists(listen: Config['listen']): Config['listen'] {
  const entries = Object.entries(listen as unknown as Record<string, string | string[]>);
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      (Array.isArray(value) ? value : [value]).filter((item) => item !== ''),
    ]),
  ) as unknown as Config['listen'];
}

function withPaths(config: Config, base: string): Config {
  const absolute = (path: string) => (path === '' || isAbsolute(path) ? path : join(base, path));
  return {
    ...config,
    dataDir: absolute(config.dataDir),
    tls: { ...config.tls, certFile: absolute(config.tls.certFile), keyFile: absolute(config.tls.keyFile) },
  };
}
