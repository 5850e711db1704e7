import type { DeliveryCheck } from './check.ts';
import { maxHops } from './max-hops.ts';
import { quota } from './quota.ts';

/** Every check, in the order they are asked: the cheap ones that refuse first. */
export const CHECKS: readonly DeliveryCheck[] = [maxHops, quota];
