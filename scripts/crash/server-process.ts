import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { projectRoot } from '../steps.ts';

/** The real server in a process of its own. */
export interface ServerProcess {
  readonly pid: number;
  readonly smtpPort: number;
  readonly imapPort: number;
  /** Ends it as a power cut would: no handler runs, nothing is finished. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the server on a configuration; resolves when it says `ready`. */
export async function startServerProcess(configFile: string): Promise<ServerProcess> {
  const child = spawnServer(configFile);
  let complaints = '';
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (complaints = (complaints + text).slice(-4_000)));
  const exited = once(child, 'exit');
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('ready ')) continue;
    child.stdout.resume();
    const addresses = JSON.parse(line.slice('ready '.length)) as Record<string, string[]>;
    return {
      pid: child.pid ?? 0,
      smtpPort: portOf(addresses['smtp']),
      imapPort: portOf(addresses['imap']),
      kill: () => end('SIGKILL'),
      stop: () => end('SIGTERM'),
    };
  }
  await exited;
  throw new Error(`the server ended before it was ready:\n${complaints}`);
}

/** Starts the server and kills it after `afterMs`, ready or not: recovery itself may be cut short. */
export async function startAndKill(configFile: string, afterMs: number): Promise<void> {
  const child = spawnServer(configFile);
  const exited = once(child, 'exit');
  await setTimeout(afterMs);
  child.kill('SIGKILL');
  await exited;
}

function spawnServer(configFile: string) {
  return spawn(process.execPath, [join(projectRoot, 'server/main.ts'), '--config', configFile], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function portOf(addresses: readonly string[] | undefined): number {
  return Number(addresses?.[0]?.split(':').at(-1));
}

/** `tegami verify`: what is wrong with the store, one line per fault. */
export async function verifyStore(configFile: string): Promise<string[]> {
  const args = [join(projectRoot, 'server/cli.ts'), 'verify', '--json', '--config', configFile];
  const { promise, resolve, reject } = Promise.withResolvers<string[]>();
  execFile(process.execPath, args, { cwd: projectRoot }, (error, stdout, stderr) => {
    if (stdout === '') reject(new Error(`verify said nothing: ${stderr}`, { cause: error }));
    else resolve((JSON.parse(stdout) as { faults: { fault: string }[] }).faults.map(({ fault }) => fault));
  });
  return promise;
}
