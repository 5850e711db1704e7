/**
 * Loaded before every test file with properties. A plain run tries the same inputs each time, so that a commit is judged by what it
 * changes; `npm run test:fuzz` tries new ones, and more of them. A failure names its seed and path: keep it as a test of its own.
 */
import fc from 'fast-check';

const FIXED_SEED = 20020401;
const RUNS = 100;

const factor = Number(process.env.TEGAMI_FUZZ_FACTOR ?? 0);
fc.configureGlobal(factor > 0 ? { numRuns: RUNS * factor } : { seed: FIXED_SEED });
