import { describe, expect, it } from 'vitest';
import { runTrial } from '../support/crash-trial.ts';

const trials = Number(process.env['CRASH_TRIALS'] ?? '300');
const seed = Number(process.env['SEED'] ?? Math.floor(performance.now() * 1000) % 1_000_000_007);

describe(`power loss anywhere, seed ${seed}`, () => {
  it(`${trials} runs with up to three power losses each end with every row counted once`, { timeout: 600_000 }, async () => {
    const failures: string[] = [];
    for (let trial = 0; trial < trials; trial++) {
      const problem = await runTrial(seed + trial);
      if (problem !== undefined) failures.push(`SEED=${seed + trial}: ${problem}`);
    }
    expect(failures.slice(0, 40), `${failures.length} of ${trials} failed`).toEqual([]);
  });
});
