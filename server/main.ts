/** The process: configuration, start, signals, exit code. */
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { ConfigError, loadConfig } from './config-file.ts';
import { startServer } from './start-server.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const USAGE = 'usage: npm start [-- --config FILE]';

function readArguments(): { config?: string } {
  try {
    return parseArgs({ options: { config: { type: 'string' } } }).values;
  } catch (error) {
    throw new ConfigError(`${(error as Error).message}\n${USAGE}`);
  }
}

/** Resolves at the first SIGTERM or SIGINT; heard from the beginning, so that one during the start is not lost. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
}

try {
  const stopAsked = stopSignal();
  const { config: file } = readArguments();
  const running = await startServer(loadConfig({ file, root }), { root });
  await stopAsked;
  await running.stop();
  process.exit(0);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(`tegami: ${error.message}`);
  process.exit(2);
}
