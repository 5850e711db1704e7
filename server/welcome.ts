import type { Config } from '../mailcore/index.ts';

type Addresses = Readonly<Record<string, readonly string[]>>;

/** The short box an operator sees: where to go, whom to sign in as, how to add people. On stderr, so that stdout stays for programs. */
export function welcome(options: {
  readonly config: Config;
  readonly addresses: Addresses;
  /** Made at this start, with the only copy of the password. */
  readonly firstAdministrator: { readonly address: string; readonly password: string } | null;
}): void {
  const { config, addresses, firstAdministrator } = options;
  const lines = [
    'Tegami 手紙 is running.',
    '',
    `Web mail         ${webAddress(config, addresses.http)}`,
    `Administration   ${webAddress({ ...config, http: { ...config.http, publicUrl: '' } }, addresses.admin)}`,
    `Mail             ${mailPorts(addresses)}`,
    `Data             ${config.dataDir}`,
  ];
  if (firstAdministrator) {
    lines.push(
      '',
      `Sign in as       ${firstAdministrator.address}`,
      `Password         ${firstAdministrator.password}   (shown this once)`,
    );
  }
  lines.push('', 'Add a user       npm run -s tegami -- user add tomo@localhost');
  process.stderr.write(`${box(lines)}\n`);
}

function webAddress({ http, hostname }: Config, listening: readonly string[] = []): string {
  const [first] = listening;
  if (!first) return 'off';
  if (http.publicUrl) return http.publicUrl;
  const isLoopback = /^(?:127\.|\[::1\]|localhost)/.test(first);
  const shown = first
    .replace(/^(?:127\.0\.0\.1|\[::1\]):/, 'localhost:')
    .replace(/^(?:0\.0\.0\.0|\[::\]):/, `${hostname}:`);
  return `${isLoopback || http.trustProxy.length > 0 ? 'http' : 'https'}://${shown}`;
}

function mailPorts(addresses: Addresses): string {
  const shown = ['smtp', 'submission', 'submissions', 'imap', 'imaps', 'pop3', 'pop3s']
    .filter((name) => (addresses[name]?.length ?? 0) > 0)
    .map((name) => `${name} ${addresses[name]![0]!.split(':').at(-1)}`);
  return shown.length > 0 ? shown.join(', ') : 'off';
}

/** Full-width characters take two columns. */
function columns(text: string): number {
  return [...text].reduce(
    (sum, char) =>
      sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(char) ? 2 : 1),
    0,
  );
}

function box(lines: readonly string[]): string {
  const width = Math.max(...lines.map(columns));
  const edge = '─'.repeat(width + 4);
  const rows = lines.map((line) => `│  ${line}${' '.repeat(width - columns(line))}  │`);
  return [`╭${edge}╮`, ...rows, `╰${edge}╯`].join('\n');
}
