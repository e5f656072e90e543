import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseLossless, type Scenario } from '../spark/scenario.ts';
import type { OracleCase } from './generate.ts';
import { Random } from './random.ts';
import { varyScenario } from './vary.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'spark', 'stream');

/** Variants of recorded scenarios, one per seed. Nothing but Spark itself can judge them. */
export function variants(seed: number, count: number, name: string | undefined): OracleCase[] {
  const recorded = recordedScenarios().filter((one) => name === undefined || one.name.includes(name));
  return Array.from({ length: count }, (_, index): OracleCase => {
    const random = new Random(seed + index);
    const scenario = random.pick(recorded);
    return { scenario: varyScenario(scenario, random, `varied_${seed + index}_${scenario.name}`), caveats: new Set(), key: undefined, aggregates: false, lawful: false };
  });
}

function recordedScenarios(): Scenario[] {
  const texts = (part: string): string[] => readdirSync(join(folder, part)).sort().map((file) => readFileSync(join(folder, part, file), 'utf8'));
  return [...texts('designed'), ...texts('generated').flatMap((lines) => lines.split('\n').filter((line) => line !== ''))].map((text) => parseLossless(text) as Scenario);
}
