/** Everything an operator can set, typed, with every default once. Loaded by server/config-file.ts from tegami.toml. */
export interface Config {
  /** The name we greet with and put in Received and Message-ID. */
  readonly hostname: string;
  readonly dataDir: string;
  readonly listen: ListenConfig;
  readonly tls: TlsConfig;
  readonly auth: AuthConfig;
  readonly pop3: Pop3Config;
  readonly storage: { readonly url: string };
  readonly blobs: BlobsConfig;
  readonly dns: { readonly servers: readonly string[] };
  readonly http: HttpConfig;
  readonly smartHost: SmartHostConfig | null;
  readonly limits: Limits;
  readonly retention: RetentionConfig;
  /** Protocol threads; 0 = one less than the cores, at least one. */
  readonly threads: number;
  readonly log: { readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent' };
}

/** Each a list of `address:port`; empty = off. Port 0 = any free port (tests). */
export interface ListenConfig {
  readonly http: readonly string[];
  readonly admin: readonly string[];
  readonly smtp: readonly string[];
  readonly submission: readonly string[];
  readonly submissions: readonly string[];
  readonly imap: readonly string[];
  readonly imaps: readonly string[];
  readonly pop3: readonly string[];
  readonly pop3s: readonly string[];
  readonly managesieve: readonly string[];
}

export interface TlsConfig {
  /** PEM files; the self-signed pair in data_dir/tls when empty. */
  readonly certFile: string;
  readonly keyFile: string;
  /** Allow plain-text login without TLS when both ends are on loopback. */
  readonly allowPlainOnLoopback: boolean;
}

export interface AuthConfig {
  /**
   * Users may make legacy app passwords, and CRAM-MD5, DIGEST-MD5 and APOP are offered for them, also without TLS: the password does
   * not cross the wire then, but all mail does.
   */
  readonly legacy: boolean;
}

export interface Pop3Config {
  /** One session per mailbox at a time. RFC 1939 §4. */
  readonly exclusive: boolean;
  /** Seconds between two sessions of an account; 0 = none. RFC 2449 §6.5. */
  readonly loginDelay: number;
}

export interface HttpConfig {
  /** Where users reach the web mail, e.g. "https://mail.example.org"; "" = as asked. */
  readonly publicUrl: string;
  /** Addresses or networks of proxies whose X-Forwarded-* are believed. */
  readonly trustProxy: readonly string[];
}

/** Everything not local goes to this host. */
export interface SmartHostConfig {
  readonly host: string;
  readonly port: number;
  readonly tls: 'none' | 'starttls' | 'implicit' | 'opportunistic';
  readonly username: string;
  readonly password: string;
}

export interface BlobsConfig {
  readonly url: string;
  /** A file of bodies this long is closed and a new one begun. */
  readonly segmentBytes: number;
  /** Bodies in files this old are compressed in the background; 0 = never. */
  readonly compressAfterDays: number;
}

export interface RetentionConfig {
  /** Removed mail can be brought back for so long; 0 = it is gone at once. */
  readonly undeleteDays: number;
  /** Of an account; beyond it the oldest goes first. */
  readonly undeleteMaxBytes: number;
}

export interface Limits {
  readonly maxMessageBytes: number;
  readonly maxRecipients: number;
  /** Connections open at once, over all protocols, per thread. */
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
  readonly imapIdleTimeoutMs: number;
  readonly smtpIdleTimeoutMs: number;
  readonly popIdleTimeoutMs: number;
  /** 0 = no limit. */
  readonly defaultQuotaBytes: number;
  /** Days a message is tried before it bounces, and hours until the sender is told of the delay. */
  readonly queueLifetimeDays: number;
  readonly queueDelayNoticeHours: number;
  readonly maxUploadBytes: number;
  /** Messages that one IMAP command works on; 0 = as many as it names. RFC 9738. */
  readonly imapMessageLimit: number;
}

export const DEFAULT_CONFIG: Config = {
  hostname: 'localhost',
  dataDir: 'data',
  listen: {
    http: ['127.0.0.1:8080'],
    admin: ['127.0.0.1:8081'],
    smtp: ['127.0.0.1:2525'],
    submission: ['127.0.0.1:2587'],
    submissions: ['127.0.0.1:2465'],
    imap: ['127.0.0.1:2143'],
    imaps: ['127.0.0.1:2993'],
    pop3: ['127.0.0.1:2110'],
    pop3s: ['127.0.0.1:2995'],
    managesieve: ['127.0.0.1:24190'],
  },
  tls: { certFile: '', keyFile: '', allowPlainOnLoopback: false },
  auth: { legacy: false },
  pop3: { exclusive: true, loginDelay: 0 },
  storage: { url: 'sqlite:' },
  blobs: { url: 'segments:', segmentBytes: 256 * 1024 * 1024, compressAfterDays: 30 },
  dns: { servers: [] },
  http: { publicUrl: '', trustProxy: [] },
  smartHost: null,
  limits: {
    maxMessageBytes: 50 * 1024 * 1024,
    maxRecipients: 1_000,
    maxConnections: 10_000,
    maxConnectionsPerAddress: 200,
    imapIdleTimeoutMs: 30 * 60_000,
    smtpIdleTimeoutMs: 5 * 60_000,
    popIdleTimeoutMs: 10 * 60_000,
    defaultQuotaBytes: 0,
    queueLifetimeDays: 5,
    queueDelayNoticeHours: 4,
    maxUploadBytes: 50 * 1024 * 1024,
    imapMessageLimit: 0,
  },
  retention: { undeleteDays: 30, undeleteMaxBytes: 1024 * 1024 * 1024 },
  threads: 0,
  log: { level: 'info' },
};
