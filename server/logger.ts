import { pino, type Logger } from 'pino';
import type { Config } from '../mailcore/index.ts';

/** JSON lines on stderr. Secrets are removed by name wherever they stand; message content never gets here. */
export function createLogger(config: Config): Logger {
  return pino(
    {
      level: config.log.level,
      base: undefined,
      redact: {
        paths: [
          'password',
          '*.password',
          'headers.authorization',
          'headers.cookie',
          '*.headers.authorization',
          '*.headers.cookie',
        ],
        censor: '[removed]',
      },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
