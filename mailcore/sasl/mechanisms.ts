import { login } from './login.ts';
import type { Mechanism } from './mechanism.ts';
import { plain } from './plain.ts';
import { scramSha256 } from './scram-sha-256.ts';

/** What is offered, best first. */
export const MECHANISMS: readonly Mechanism[] = [scramSha256, plain, login];
