import { pino, type Logger } from 'pino';

/** A real logger that writes nothing. */
export const SILENT_LOGGER: Logger = pino({ level: 'silent' });
