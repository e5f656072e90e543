import { describe, expect, it } from 'vitest';
import { families } from './families.ts';
import { generateCase } from './generate.ts';
import { checkLaws } from './laws.ts';

const seed = Number(process.env['SEED'] ?? 1);
const cases = Number(process.env['ORACLE_CASES'] ?? 6);

describe(`random queries over random streams (SEED=${seed})`, () => {
  it.each(families.map(({ name }) => name))('%s: restarts, other splits and the batch engine agree', async (family) => {
    const problems: string[] = [];
    for (let index = 0; index < cases; index++) {
      const one = generateCase(seed + index, family);
      const { problem } = await checkLaws(one);
      if (problem !== undefined) problems.push(`npm run oracle -- --seed ${seed + index} --cases 1 --family "${family}": ${problem}`);
    }
    expect(problems).toEqual([]);
  });

  it('are the same for the same seed', () => {
    expect(generateCase(seed).scenario).toEqual(generateCase(seed).scenario);
    expect(generateCase(seed).scenario).not.toEqual(generateCase(seed + 1).scenario);
  });
});
