import { expect, test } from 'vitest';
import { session } from '../../src/index.ts';
import { FuzzRun } from './trial.ts';

/** A slice of `npm run fuzz`: every statement gives rows or is refused by name. `SEED` and `FUZZ_RUNS` change it. */
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const statements = Number(process.env['FUZZ_RUNS'] ?? 1_000);

test(`mutated statements give rows or are refused by name (seed ${seed})`, async () => {
  const run = new FuzzRun(seed);
  let rows = 0;
  for (let number = 0; number < statements; number++) {
    const trial = await run.run(number);
    expect(trial.outcome === 'bug' ? `${number}: ${trial.sql}\n${trial.words}` : '').toBe('');
    if (trial.outcome === 'rows') rows++;
  }
  await run.close();
  expect(rows).toBeGreaterThan(statements / 20);
}, 120_000);

// Found by seed 20261207: without an end, and without a name.
test('windows that overlap without number are refused', async () => {
  const spark = session();
  expect(() => spark.sql("SELECT window.start FROM VALUES (TIMESTAMP'2024-01-01') t(ts) GROUP BY window(ts, '10 minutes', 5Y)")).toThrow(/TIDEMARK_TOO_MANY_WINDOWS/);
  await spark.stop();
});
