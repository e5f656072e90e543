import { compareRows, compareSchemas, sameNullability } from './compare.ts';
import type { CaseResult } from './result.ts';
import { type RaisedError, type RanBatch, ScenarioRun } from './scenario-run.ts';
import type { BatchAnswer, Phase, RecordedError, Scenario, StepAnswer } from './scenario.ts';

export type { Scenario } from './scenario.ts';

/**
 * Runs a recorded scenario. It passes when schema, batch ids, rows, watermarks, rows dropped by watermark, total state rows and errors are
 * equal; the other counters are compared as `secondary`.
 */
export async function replayScenario(scenario: Scenario): Promise<CaseResult> {
  const base = { id: scenario.name, group: scenario.group };
  const secondary: string[] = [];
  try {
    const problem = await compareScenario(scenario, secondary);
    if (problem !== undefined) return { ...base, outcome: 'fail', detail: problem };
    return { ...base, outcome: 'pass', secondary: secondary.length === 0, ...(secondary.length === 0 ? {} : { detail: secondary.join('; ') }) };
  } catch (error) {
    return { ...base, outcome: 'fail', detail: `the runner failed: ${(error as Error).stack ?? String(error)}` };
  }
}

async function compareScenario(scenario: Scenario, secondary: string[]): Promise<string | undefined> {
  const { expect } = scenario;
  const outcome = await new ScenarioRun(scenario).run();
  if (expect.error !== undefined) return compareErrors(expect.error, outcome.error ?? outcome.steps.find((step) => step.error !== undefined)?.error);
  if (outcome.error !== undefined) return compareErrors(firstErrorWithoutBatches(expect.steps ?? []), outcome.error);
  if (expect.schema !== undefined && outcome.schema !== undefined) {
    const problem = compareSchemas(expect.schema, outcome.schema);
    if (problem !== undefined) return problem;
    if (!sameNullability(expect.schema, outcome.schema)) secondary.push('nullability of the schema');
  }
  for (const [index, answer] of (expect.steps ?? []).entries()) {
    const step = outcome.steps[index];
    if (step === undefined) return `step ${index} did not run`;
    if (answer.skipped === true) { if (step.skipped !== true) return `step ${index} ran, it should have been skipped`; continue; }
    if (step.skipped === true) return `step ${index} was skipped`;
    const problem = compareErrors(answer.error, step.error)
      ?? compareBatches(answer.batches ?? [], step.batches, { ordered: scenario.ordered === true, secondary, step: index });
    if (problem !== undefined) return `step ${index}: ${problem}`;
  }
  return undefined;
}

/** The error of a query that never made a batch; raised at the start it is raised earlier, which is fine. */
function firstErrorWithoutBatches(steps: readonly StepAnswer[]): RecordedError | undefined {
  const first = steps.find((step) => step.error !== undefined || (step.batches ?? []).length > 0);
  return first === undefined || (first.batches ?? []).length > 0 ? undefined : first.error;
}

const phases: readonly Phase[] = ['conf', 'analysis', 'start', 'run'];

/** Failing earlier is fine, later is not. Where Spark has no public condition, any of ours is right. */
function compareErrors(expected: RecordedError | undefined, actual: RaisedError | undefined): string | undefined {
  if (expected === undefined && actual === undefined) return undefined;
  if (actual === undefined) return `no error, expected ${expected!.condition ?? 'one'}`;
  if (expected === undefined) return `unexpected error: ${actual.error.message} ${actual.condition === undefined || actual.condition === 'INTERNAL_ERROR' ? actual.error.stack ?? '' : ''}`;
  if (actual.condition === undefined || actual.condition === 'INTERNAL_ERROR') return `an error without a name: ${actual.error.stack ?? actual.error.message}`;
  const isPublic = expected.condition !== undefined && !expected.condition.startsWith('_LEGACY_ERROR_TEMP_');
  if (isPublic && actual.condition !== expected.condition) return `${actual.condition} instead of ${expected.condition}: ${actual.error.message}`;
  if (expected.phase !== undefined && phases.indexOf(actual.phase) > phases.indexOf(expected.phase)) return `${actual.condition} was raised at ${actual.phase} instead of ${expected.phase}`;
  return undefined;
}

interface Comparison { readonly ordered: boolean; readonly secondary: string[]; readonly step: number }

function compareBatches(expected: readonly BatchAnswer[], actual: readonly RanBatch[], comparison: Comparison): string | undefined {
  const ids = actual.map(({ progress }) => progress.batchId).join();
  if (ids !== expected.map(({ id }) => id).join()) return `batches [${ids}] instead of [${expected.map(({ id }) => id).join()}]`;
  for (const [index, answer] of expected.entries()) {
    const problem = compareBatch(answer, actual[index]!, comparison);
    if (problem !== undefined) return `batch ${answer.id}: ${problem}`;
  }
  return undefined;
}

function compareBatch(expected: BatchAnswer, { progress, rows }: RanBatch, { ordered, secondary, step }: Comparison): string | undefined {
  const problem = compareRows(expected.rows, rows, { ordered, looseDoubles: false });
  if (problem !== undefined) return problem;
  if (expected.eventTime?.['watermark'] !== progress.eventTime?.['watermark']) return `watermark ${progress.eventTime?.['watermark']} instead of ${expected.eventTime?.['watermark']}`;
  const states = expected.state ?? [];
  if (states.length !== progress.stateOperators.length) return `${progress.stateOperators.length} stateful operators instead of ${states.length}`;
  const note = (what: string, wanted: unknown, got: unknown): void => {
    if (wanted !== got) secondary.push(`step ${step} batch ${expected.id}: ${what} ${String(got)} instead of ${String(wanted)}`);
  };
  for (const [index, state] of states.entries()) {
    const got = progress.stateOperators[index]!;
    if (state.numRowsTotal !== got.numRowsTotal) return `${state.operatorName} keeps ${got.numRowsTotal} rows instead of ${state.numRowsTotal}`;
    if (state.numRowsDroppedByWatermark !== got.numRowsDroppedByWatermark) return `${state.operatorName} dropped ${got.numRowsDroppedByWatermark} late rows instead of ${state.numRowsDroppedByWatermark}`;
    note('operator', state.operatorName, got.operatorName);
    note('numRowsUpdated', state.numRowsUpdated, got.numRowsUpdated);
    note('numRowsRemoved', state.numRowsRemoved, got.numRowsRemoved);
    if (state.numDroppedDuplicateRows !== undefined) note('numDroppedDuplicateRows', state.numDroppedDuplicateRows, got.customMetrics?.['numDroppedDuplicateRows'] ?? 0);
  }
  note('observed as recorded', true, sameObserved(expected.observed, progress.observedMetrics));
  note('numInputRows', expected.numInputRows, progress.numInputRows);
  if (expected.timestamp !== undefined) note('timestamp', expected.timestamp, progress.timestamp);
  for (const statistic of ['avg', 'max', 'min']) note(statistic, expected.eventTime?.[statistic], progress.eventTime?.[statistic]);
  return undefined;
}

/** Rows of `observe`: times and fractions are written in different ways. */
function sameObserved(expected: BatchAnswer['observed'] = {}, actual: Readonly<Record<string, unknown>> = {}): boolean {
  const cellsOf = (rows: object): (readonly [string, unknown])[] => Object.entries(rows).flatMap(([name, row]) => Object.entries(row as object).map(([column, cell]) => [`${name}.${column}`, cell] as const)).sort();
  const [wanted, got] = [cellsOf(expected), cellsOf(actual)];
  return wanted.length === got.length && wanted.every(([path, cell], index) => {
    const [own, value] = got[index]!;
    if (path !== own || cell === null || value === null) return path === own && cell === value;
    if (value instanceof Date) return Date.parse(`${String(cell).replace(' ', 'T')}Z`) === value.getTime();
    return typeof value === 'number' ? Number(cell) === value : cell === String(value);
  });
}
