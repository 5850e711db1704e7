const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'is not allowed for this user (ports below 1024 need CAP_NET_BIND_SERVICE)',
  EADDRNOTAVAIL: 'is no address of this machine',
  ENOTFOUND: 'is no address of this machine',
};

/** A port could not be opened. The message names the address and the reason; `code` is the system's (EADDRINUSE, EACCES, …). */
export class ListenError extends Error {
  readonly code: string;

  constructor(address: string, cause: unknown) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    super(`${address} ${REASONS[code] ?? 'cannot be opened'} (${code})`, { cause });
    this.name = 'ListenError';
    this.code = code;
  }
}

/** Splits `host:port` and `[v6]:port`. Throws ListenError when it is neither. */
export function parseListenAddress(text: string): { host: string; port: number } {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([^:\s]+)):(\d{1,5})$/i.exec(text);
  const host = parts?.[1] ?? parts?.[2];
  const port = Number(parts?.[3]);
  if (host === undefined || port > 65_535) throw new ListenError(text, { code: 'expected host:port' });
  return { host, port };
}
