/** `npm start`: builds the web when it is missing or older than its sources, then runs the server. */
import { ensureWebBuilt } from './web-build.ts';

await ensureWebBuilt();
await import('../server/main.ts');
