import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { MailError } from '../errors.ts';

/** What one hash costs. RFC 9106 §4 recommends 64 MiB, 3 passes where memory is scarce. */
export interface Argon2Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

export const ARGON2_COST: Argon2Cost = { memoryKib: 64 * 1024, passes: 3, lanes: 1 };

/** Each running hash holds `memoryKib` and a thread of the pool; more at once only make all of them late. */
const MAX_RUNNING = 2;
/** At 130 ms each, whoever stands behind these would wait longer than clients do. */
const MAX_WAITING = 256;

const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

let running = 0;
const waiting: (() => void)[] = [];

/** Hashes a prepared password to a PHC string with a random salt. Throws `unavailable` when too many wait. */
export async function hashArgon2(password: string, cost: Argon2Cost = ARGON2_COST): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, 32, cost);
  const parameters = `m=${cost.memoryKib},t=${cost.passes},p=${cost.lanes}`;
  return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** True when the prepared password gives the hash in `phc`; false also for a string that is no argon2id hash of ours. */
export async function verifyArgon2(password: string, phc: string): Promise<boolean> {
  const match = PHC.exec(phc);
  if (!match) return false;
  const [, memory, passes, lanes, salt = '', hash = ''] = match;
  const expected = Buffer.from(hash, 'base64');
  const cost = { memoryKib: Number(memory), passes: Number(passes), lanes: Number(lanes) };
  const actual = await derive(password, Buffer.from(salt, 'base64'), expected.length, cost);
  return timingSafeEqual(actual, expected);
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

async function derive(password: string, salt: Buffer, sizeBytes: number, cost: Argon2Cost): Promise<Buffer> {
  await enter();
  try {
    return await new Promise((resolve, reject) => {
      const parameters = {
        message: password,
        nonce: salt,
        tagLength: sizeBytes,
        memory: cost.memoryKib,
        passes: cost.passes,
        parallelism: cost.lanes,
      };
      argon2('argon2id', parameters, (error, key) => (error ? reject(error) : resolve(key)));
    });
  } finally {
    leave();
  }
}

async function enter(): Promise<void> {
  if (running < MAX_RUNNING) {
    running += 1;
    return;
  }
  if (waiting.length >= MAX_WAITING)
    throw new MailError('unavailable', 'Too many sign-ins at once, try again.');
  await new Promise<void>((resolve) => waiting.push(resolve));
}

/** Hands the place on without giving it up, so that nobody slips in between. */
function leave(): void {
  const next = waiting.shift();
  if (next) next();
  else running -= 1;
}
