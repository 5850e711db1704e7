import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import * as x509 from '@peculiar/x509';
import type { Config } from '../mailcore/index.ts';
import { ConfigError } from './config-file.ts';

const TEN_YEARS_MS = 10 * 365.25 * 86_400_000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/**
 * The certificate to serve with: the operator's, or a self-signed one made once in `data/tls` (key file mode 0600).
 * Mail clients will ask about it; operators replace it with `[tls] cert_file` and `key_file`.
 */
export async function ensureCertificate(config: Config): Promise<CertificateFiles> {
  const { certFile, keyFile } = config.tls;
  if (certFile && keyFile) return checkPair({ certFile, keyFile });
  if (certFile || keyFile)
    throw new ConfigError('tls.cert_file and tls.key_file belong together: set both or none');
  const folder = join(config.dataDir, 'tls');
  const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  if (!existsSync(files.certFile) || !existsSync(files.keyFile)) {
    mkdirSync(folder, { mode: 0o700 });
    const { cert, key } = await selfSigned(config.hostname);
    writeFileSync(files.keyFile, key, { mode: 0o600 });
    writeFileSync(files.certFile, cert, { mode: 0o644 });
  }
  return checkPair(files);
}

/** Throws ConfigError when the pair cannot be served with. */
function checkPair(files: CertificateFiles): CertificateFiles {
  const read = (key: string, file: string) => {
    try {
      return readFileSync(file);
    } catch (error) {
      throw new ConfigError(`tls.${key}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
  };
  const [cert, key] = [read('cert_file', files.certFile), read('key_file', files.keyFile)];
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new ConfigError(
      `tls.cert_file: ${files.certFile} and its key are no usable pair (${(error as Error).message})`,
    );
  }
  return files;
}

async function selfSigned(hostname: string): Promise<{ cert: string; key: string }> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const names = new Set([hostname, 'localhost', '127.0.0.1', '::1']);
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${hostname}`,
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + TEN_YEARS_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        [...names].map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
      ),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const lines = pkcs8.match(/.{1,64}/g) ?? [];
  return {
    cert: `${cert.toString('pem')}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`,
  };
}
