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

try {
  const { config: file } = readArguments();
  const running = await startServer(loadConfig({ file, root }), { root });
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      running.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error('tegami: stopped with an error:', error);
          process.exit(1);
        },
      );
    });
  }
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(`tegami: ${error.message}`);
  process.exit(2);
}
