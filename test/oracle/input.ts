import type { JsonRow, ScenarioStep } from '../spark/scenario.ts';
import type { ColumnType, Draft } from './draft.ts';
import { letter } from './expressions.ts';
import type { Random } from './random.ts';

type Rows = Record<string, JsonRow[]>;
const epochSeconds = Date.UTC(2024, 0, 1) / 1000;
const finestParts = [1, 1, 1, 1, 1000] as const;

/** Rows in random batches, late ones, repeated ones and NULLs among them, with restarts between, and at the end rows that push everything out. */
export function someSteps(draft: Draft, oneShot: boolean, interval: boolean): ScenarioStep[] {
  const { random } = draft;
  const names = Object.keys(draft.sources);
  const steps: ScenarioStep[] = [];
  const known = new Map<string, JsonRow[]>(names.map((name) => [name, []]));
  const parts = random.pick(finestParts);
  const nullShare = random.chance(0.6) ? 0 : 0.06;
  let now = random.int(0, 20);
  const batches = random.int(2, 5);
  for (let batch = 0; batch < batches; batch++) {
    const add: Rows = {};
    for (const name of names) if (names.length === 1 || random.chance(0.75)) add[name] = someRows(draft, name, { now, parts, nullShare, known: known.get(name)! });
    now += random.int(0, 14);
    steps.push(...arrival(random, add, { oneShot, interval, first: batch === 0 }));
  }
  for (const far of [60, 160]) steps.push({ add: Object.fromEntries(names.map((name) => [name, [flushRow(draft, name, now + far + 40)]])), ...(interval ? { advanceClock: '10 seconds' } : {}) });
  return interval ? [...steps, { advanceClock: '10 seconds' }, { advanceClock: '10 seconds' }] : steps;
}

function arrival(random: Random, add: Rows, { oneShot, interval, first }: { readonly oneShot: boolean; readonly interval: boolean; readonly first: boolean }): ScenarioStep[] {
  if (oneShot) return random.chance(0.2) ? [{ add, noRun: true }] : random.chance(0.1) ? [{ add }, { add: {} }] : random.chance(0.12) ? [{ add }, { restart: { dropLastCommit: true } }] : [{ add }];
  if (interval) return random.chance(0.8) ? [{ add, advanceClock: `${random.pick([5, 10, 10, 20])} seconds` }] : [{ add }, { advanceClock: '10 seconds' }];
  const step: ScenarioStep = random.chance(0.1) ? { advanceClock: `${random.int(1, 20)} seconds`, add } : { add };
  return random.weighted<ScenarioStep[]>([
    [10, [step]], [1.5, [step, { restart: true }]], [1, [step, { restart: { dropLastCommit: true } }]], [first ? 0 : 0.5, [step, { restart: { dropLastCommit: true, dropLastOffset: true } }]],
    [0.25, [step, { restart: { mode: random.pick(['append', 'update', 'complete']) } }]], [0.2, [step, { restart: { conf: { 'spark.sql.streaming.noDataMicroBatches.enabled': random.pick(['true', 'false']) } } }]],
    [0.7, [{ stop: true }, { ...step, start: true }]], [0.4, [{ stop: true }, { add, noRun: true }, { start: true }]],
  ]);
}

interface Situation { readonly now: number; readonly parts: number; readonly nullShare: number; readonly known: JsonRow[] }

function someRows(draft: Draft, source: string, { now, parts, nullShare, known }: Situation): JsonRow[] {
  const { random } = draft;
  return Array.from({ length: random.int(1, 6) }, () => {
    if (known.length > 0 && random.chance(0.12)) return random.pick(known);
    const at = random.chance(0.1) ? now - random.int(10, 40) : now + random.int(-8, 10);
    const row = draft.columnsOf(source).map(({ type }) => (random.chance(nullShare) ? null : cells[type]!(random, at + (parts === 1 ? 0 : random.int(0, parts - 1) / parts))));
    known.push(row);
    return row;
  });
}

const cells: Readonly<Partial<Record<ColumnType, (random: Random, at: number) => unknown>>> = {
  timestamp: (_, at) => timeText(at), string: letter, long: (random) => random.int(-3, 20), int: (random) => random.int(0, 3), double: (random) => random.int(-4, 40) / 2,
  decimal: (random) => (random.int(-300, 2000) / 100).toFixed(2), boolean: (random) => random.chance(0.5),
};

function flushRow(draft: Draft, source: string, at: number): JsonRow {
  return draft.columnsOf(source).map(({ type }) => ({ timestamp: timeText(at), string: 'z', long: 0, int: 0, double: 0, decimal: '0.00', boolean: true, window: null, other: null })[type]);
}

export function timeText(seconds: number): string {
  return new Date(Math.round((epochSeconds + seconds) * 1000)).toISOString().replace('T', ' ').replace('Z', '').replace('.000', '');
}
