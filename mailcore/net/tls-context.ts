import { constants } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Logger } from 'pino';

/** The certificate listeners serve with; `secureContext` changes when the files do. */
export interface TlsContext {
  readonly secureContext: SecureContext;
}

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

const CHECK_INTERVAL_MS = 60_000;

/** TLS 1.2 is the oldest version in use for mail. RFC 8314 §4.1, RFC 8996. */
export function createTlsContext(pem: { cert: string | Buffer; key: string | Buffer }): TlsContext {
  return {
    secureContext: createSecureContext({
      cert: pem.cert,
      key: pem.key,
      minVersion: 'TLSv1.2',
      honorCipherOrder: true,
      // A client could make us renegotiate again and again.
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    }),
  };
}

/** A TlsContext read from PEM files, read again within a minute when they change. */
export class FileTlsContext implements TlsContext {
  readonly #files: TlsFiles;
  readonly #logger: Pick<Logger, 'info' | 'warn'>;
  #secureContext: SecureContext;
  #version: string;
  readonly #timer: NodeJS.Timeout;

  private constructor(
    files: TlsFiles,
    logger: Pick<Logger, 'info' | 'warn'>,
    first: { secureContext: SecureContext; version: string },
  ) {
    this.#files = files;
    this.#logger = logger;
    this.#secureContext = first.secureContext;
    this.#version = first.version;
    this.#timer = setInterval(() => void this.refresh(), CHECK_INTERVAL_MS).unref();
  }

  /** Rejects with the file's name when one cannot be read or the pair does not fit. */
  static async open(files: TlsFiles, logger: Pick<Logger, 'info' | 'warn'>): Promise<FileTlsContext> {
    return new FileTlsContext(files, logger, await load(files));
  }

  get secureContext(): SecureContext {
    return this.#secureContext;
  }

  /** Reads the files when they changed. A pair that cannot be used is logged and the old one stays. */
  async refresh(): Promise<void> {
    try {
      if ((await fileVersion(this.#files)) === this.#version) return;
      const { secureContext, version } = await load(this.#files);
      this.#secureContext = secureContext;
      this.#version = version;
      this.#logger.info({ certFile: this.#files.certFile }, 'tls: certificate loaded again');
    } catch (error) {
      this.#logger.warn({ err: error }, 'tls: the changed certificate cannot be used, the old one stays');
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

async function load(files: TlsFiles): Promise<{ secureContext: SecureContext; version: string }> {
  const version = await fileVersion(files);
  const [cert, key] = await Promise.all([readFile(files.certFile), readFile(files.keyFile)]);
  try {
    return { secureContext: createTlsContext({ cert, key }).secureContext, version };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`certificate ${files.certFile} with key ${files.keyFile}: ${reason}`, { cause: error });
  }
}

async function fileVersion({ certFile, keyFile }: TlsFiles): Promise<string> {
  const facts = await Promise.all([stat(certFile), stat(keyFile)]);
  return facts.map(({ ino, size, mtimeMs }) => `${ino}:${size}:${mtimeMs}`).join(' ');
}
