import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

export interface ScramClientOptions {
  readonly hash: 'sha1' | 'sha256';
  readonly login: string;
  readonly password: string;
  /** "n,,", "y,,", "p=tls-exporter,,". */
  readonly gs2Header?: string;
  readonly bindingData?: Buffer;
}

const BYTES = { sha1: 20, sha256: 32 } as const;

/** A SCRAM client written from RFC 5802 §3 alone. */
export class ScramClient {
  readonly #options: Required<ScramClientOptions>;
  readonly #bare: string;

  constructor(options: ScramClientOptions) {
    this.#options = { gs2Header: 'n,,', bindingData: Buffer.alloc(0), ...options };
    const name = options.login.replaceAll('=', '=3D').replaceAll(',', '=2C');
    this.#bare = `n=${name},r=clientnonce`;
  }

  get first(): string {
    return this.#options.gs2Header + this.#bare;
  }

  /** The client's last message, and what a server that knows the password must answer. */
  final(serverFirst: string): { message: string; serverFinal: string } {
    const { hash, password, gs2Header, bindingData } = this.#options;
    const [, nonce = '', salt = '', iterations] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(serverFirst) ?? [];
    const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), BYTES[hash], hash);
    const hmac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest();
    const clientKey = hmac(salted, 'Client Key');
    const binding = Buffer.concat([Buffer.from(gs2Header), bindingData]).toString('base64');
    const withoutProof = `c=${binding},r=${nonce}`;
    const authMessage = `${this.#bare},${serverFirst},${withoutProof}`;
    const signature = hmac(createHash(hash).update(clientKey).digest(), authMessage);
    const proof = Buffer.from(clientKey.map((byte, index) => byte ^ signature[index]!));
    return {
      message: `${withoutProof},p=${proof.toString('base64')}`,
      serverFinal: `v=${hmac(hmac(salted, 'Server Key'), authMessage).toString('base64')}`,
    };
  }
}
