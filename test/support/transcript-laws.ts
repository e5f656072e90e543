import type { Schema } from '../../src/types/data-type.ts';
import { parseSchema } from '../../src/types/ddl.ts';
import { Session } from '../../src/api/session.ts';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { cells, POWER_LOSS_MS, START_MS, type StepOutcome, TranscriptRun } from './transcript-run.ts';
import { type CrashLine, durationMs, type InputStep, type Transcript, type TranscriptStep } from './transcript.ts';

/** What happened in each input step, and the schema of the result. */
export interface RunOutcome { readonly schema: Schema; readonly steps: readonly StepOutcome[]; /** of the start, before the first step */ readonly started: StepOutcome | undefined }

/** The transcript as it is written. */
export async function runTranscript(transcript: Transcript): Promise<RunOutcome> {
  return drive(transcript, async (run, step) => run.step(step));
}

const lines: readonly CrashLine[] = ['offsets', 'process', 'write', 'commit'];

/**
 * The four laws; each returns what is wrong, or undefined.
 *
 *   restart   a clean stop and start between any two steps changes nothing
 *   crash     neither does dying behind any line of the protocol, with the power or without
 *   prefix    folding the changes gives what the batch engine gives over the same input; without state each step gives what the batch engine gives over its rows
 *   split     without a watermark, cutting the input into more batches changes nothing in the end
 *
 * `in the end`: a start is a tick of an interval trigger, and may forget how far a source was. Then batches come at other times, and what counts is all that
 * has come out after rows far in the future and batches without rows.
 */
export const laws: Readonly<Record<string, (transcript: Transcript, base: RunOutcome) => Promise<string | undefined>>> = {
  restart: async (transcript, base) => {
    const restarted = (one: Transcript): Promise<RunOutcome> => drive(one, async (run, step) => { await run.restart(); return run.step(step); });
    if (!isInTheEnd(transcript, 'restart')) return firstDifference(base, await restarted(transcript), 'restarted before every step');
    const whole = withEnd(transcript);
    return endDifference(whole, await runTranscript(whole), await restarted(whole), 'restarted before every step');
  },

  crash: async (transcript, base) => {
    const inTheEnd = isInTheEnd(transcript, 'crash');
    const whole = inTheEnd ? withEnd(transcript) : transcript;
    const wanted = inTheEnd ? await runTranscript(whole) : base;
    for (let index = 0; index < base.steps.length; index++) {
      if (base.steps[index]!.batches.length === 0) continue;
      for (const power of [false, true]) {
        const expected = power && tellsTime.test(transcript.sql) ? await drive(whole, (run, step, at) => (at === index ? pausedAfter(run, step) : run.step(step))) : wanted;
        for (const line of lines) {
          const other = await drive(whole, async (run, step, at) => (at === index ? crashed(run, step, { line, power, wanted: base.steps[index]! }) : run.step(step)));
          const how = `died after ${line} in step ${index}${power ? ', power lost' : ''}`;
          const problem = inTheEnd ? endDifference(whole, expected, other, how) : firstDifference(expected, other, how);
          if (problem !== undefined) return problem;
        }
      }
    }
    return undefined;
  },

  prefix: async (transcript, base) => {
    const inputs = inputSteps(transcript);
    let problem: string | undefined;
    for (const counted of withoutLate(inputs, base)) {
      const held = transcript.mode !== 'complete' && base.steps.every((step) => step.facts['state'] === undefined) ? stepByStep : transcript.mode === 'append' ? appendPrefix : foldedPrefix;
      problem = await held(transcript, counted, base);
      if (problem === undefined) return undefined;
    }
    return problem ?? 'more rows are late than the input has: say why the law is off';
  },

  split: async (transcript, base) => {
    if (/watermark/i.test(transcript.sql) || transcript.sources.some(({ watermark }) => watermark !== undefined) || transcript.trigger !== '') return undefined;
    const steps = transcript.steps.flatMap((step): TranscriptStep[] => (step.kind === 'input'
      ? step.add.flatMap(({ source, rows }) => rows.map((row) => ({ ...step, add: [{ source, rows: [row] }] })))
      : [step]));
    const other = await drive({ ...transcript, steps }, async (run, step) => run.step(step));
    const failed = (outcome: RunOutcome): string | undefined => outcome.started?.condition ?? outcome.steps.at(-1)?.condition;
    if (failed(other) !== failed(base)) return `with every row in a batch of its own it ends with ${failed(other) ?? 'no error'} instead of ${failed(base) ?? 'none'}`;
    const rows = new Map<string, string[][]>();
    for (const step of inputSteps(transcript)) addRows(rows, step);
    const batch = hidesGroups(transcript) ? await recompute(transcript, rows) : [];
    const foldAll = (outcome: RunOutcome): readonly string[] => standing(transcript, base.schema, outcome.steps.reduce((folded, step) => fold(transcript, base.schema, folded, step), new Map<string, string>()), batch);
    return sameRows(foldAll(other), foldAll(base), 'with every row in a batch of its own the result is');
  },
};

/** The clock is part of the answer. */
const tellsTime = /\b(current_timestamp|current_date|now)\b/i;

function isInTheEnd({ lawsInTheEnd, trigger }: Transcript, law: string): boolean { return lawsInTheEnd.has(law) || trigger.startsWith('processingTime'); }

export function rowsOf(outcome: StepOutcome, mode: string): readonly string[] {
  const rows = mode === 'complete' ? outcome.batches.at(-1)?.rows ?? [] : outcome.batches.flatMap((batch) => batch.rows);
  return rows;
}

async function drive(transcript: Transcript, act: (run: TranscriptRun, step: InputStep, index: number) => Promise<StepOutcome>): Promise<RunOutcome> {
  const run = new TranscriptRun(transcript);
  const steps: StepOutcome[] = [];
  let crashAfter: CrashLine | undefined;
  try {
    const started = await run.start();
    for (const step of transcript.steps) {
      if (step.kind === 'restart') await run.restart();
      else if (step.kind === 'crash') crashAfter = step.after;
      else if (step.kind !== 'error') {
        steps.push(crashAfter === undefined ? await act(run, step, steps.length) : await run.crash(step, crashAfter, true));
        crashAfter = undefined;
      }
    }
    return { schema: run.schema, steps, started };
  } finally {
    await run.close();
  }
}

/** A batch without data that was due is not made up for after a restart (as in Spark): an empty batch takes its place. */
async function crashed(run: TranscriptRun, step: InputStep, how: { readonly line: CrashLine; readonly power: boolean; readonly wanted: StepOutcome }): Promise<StepOutcome> {
  const outcome = await run.crash(step, how.line, how.power);
  if (outcome.condition !== undefined || outcome.batches.length >= how.wanted.batches.length) return outcome;
  const poked = await run.poke();
  return { facts: { ...outcome.facts, ...poked.facts }, condition: poked.condition, batches: [...outcome.batches, ...poked.batches] };
}

/** The step, and then the time that a machine without power would have been down. */
async function pausedAfter(run: TranscriptRun, step: InputStep): Promise<StepOutcome> {
  const outcome = await run.step(step);
  await run.pause(POWER_LOSS_MS);
  return outcome;
}

function endDifference(transcript: Transcript, base: RunOutcome, other: RunOutcome, how: string): string | undefined {
  const all = ({ schema, steps }: RunOutcome): string[] => [...steps.reduce((folded, step) => fold(transcript, schema, folded, step), new Map<string, string>()).values()];
  return sameRows(all(other), all(base), `${how}: in the end there is`);
}

function firstDifference(base: RunOutcome, other: RunOutcome, how: string): string | undefined {
  if (other.started?.condition !== base.started?.condition) return `${how}: it starts with ${other.started?.condition ?? 'no error'} instead of ${base.started?.condition ?? 'none'}`;
  for (const [index, step] of base.steps.entries()) {
    const got = other.steps[index]!;
    if (got.condition !== step.condition) return `${how}: step ${index} ends with ${got.condition ?? 'no error'} instead of ${step.condition ?? 'none'}`;
    const problem = sameRows(got.batches.flatMap((batch) => batch.rows), step.batches.flatMap((batch) => batch.rows), `${how}: step ${index} gives`);
    if (problem !== undefined) return problem;
    for (const fact of ['watermark', 'state']) {
      if (got.facts[fact] !== undefined && step.facts[fact] !== undefined && got.facts[fact] !== step.facts[fact]) return `${how}: step ${index} has ${fact}=${got.facts[fact]} instead of ${step.facts[fact]}`;
    }
  }
  return undefined;
}

/** append: every row so far; update: the newest row per key; complete: the last batch. */
function fold(transcript: Transcript, schema: Schema, before: ReadonlyMap<string, string>, step: StepOutcome): Map<string, string> {
  const folded = new Map(before);
  for (const { id, rows } of step.batches) {
    if (transcript.mode === 'complete') folded.clear();
    rows.forEach((row, index) => {
      folded.set(transcript.mode === 'update' ? keyOf(transcript, schema, row) : `${id}:${index}`, row);
    });
  }
  return folded;
}

function keyOf({ key }: Transcript, schema: Schema, row: string): string {
  const columns = row.split('  ');
  return key.map((name) => columns[schema.fields.findIndex((field) => field.name === name)]).join('\u0000');
}

/** The rows that count: where so many rows of a step were late, every choice of as many that did not. */
function* withoutLate(inputs: readonly InputStep[], base: RunOutcome): Generator<readonly InputStep[]> {
  const at = inputs.findIndex((_, index) => Number(base.steps[index]?.facts['late'] ?? 0) > 0);
  if (at < 0) { yield inputs; return; }
  const step = inputs[at]!;
  const known: RunOutcome = { ...base, steps: base.steps.map((one, index) => (index === at ? { ...one, facts: { ...one.facts, late: '0' } } : one)) };
  const rows = step.kind === 'input' ? step.add.flatMap(({ source, rows: added }) => added.map((row) => ({ source, row }))) : [];
  for (const kept of choices(rows, rows.length - Number(base.steps[at]!.facts['late']))) {
    yield* withoutLate(inputs.map((one, index) => (index === at && one.kind === 'input' ? { ...one, add: kept.map(({ source, row }) => ({ source, rows: [row] })) } : one)), known);
  }
}

function* choices<T>(from: readonly T[], count: number): Generator<readonly T[]> {
  if (count === 0) { yield []; return; }
  for (let first = 0; first + count <= from.length && count > 0; first++) for (const rest of choices(from.slice(first + 1), count - 1)) yield [from[first]!, ...rest];
}

/** Without state: each step by itself, at its time. */
async function stepByStep(transcript: Transcript, inputs: readonly InputStep[], base: RunOutcome): Promise<string | undefined> {
  let nowMs = START_MS;
  for (const [index, step] of inputs.entries()) {
    if (step.kind === 'advance') nowMs += step.ms;
    const rows = new Map<string, string[][]>();
    addRows(rows, step);
    const outcome = base.steps[index]!;
    const batch = await recompute(transcript, rows, nowMs).catch((error: unknown) => (error as { readonly condition?: string }).condition ?? String(error));
    const problem = typeof batch === 'string' || outcome.condition !== undefined
      ? (batch === outcome.condition ? undefined : `step ${index} ends with ${outcome.condition ?? 'no error'}, the batch engine gives ${String(batch)}`)
      : sameRows(outcome.batches.flatMap((one) => one.rows), batch, `step ${index} gives`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Update and complete: after every step. */
async function foldedPrefix(transcript: Transcript, inputs: readonly InputStep[], base: RunOutcome): Promise<string | undefined> {
  let folded = new Map<string, string>();
  const rows = new Map<string, string[][]>();
  for (const [index, step] of inputs.entries()) {
    addRows(rows, step);
    folded = fold(transcript, base.schema, folded, base.steps[index]!);
    const batch = await recompute(transcript, rows);
    const problem = sameRows(standing(transcript, base.schema, folded, batch), batch, `after step ${index} the changes fold to`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Update mode cannot take a group back that HAVING hides again: of what was given, the groups that are still to be seen. */
function standing(transcript: Transcript, schema: Schema, folded: ReadonlyMap<string, string>, batch: readonly string[]): readonly string[] {
  if (!hidesGroups(transcript)) return [...folded.values()];
  const keys = new Set(batch.map((row) => keyOf(transcript, schema, row)));
  return [...folded].filter(([key]) => keys.has(key)).map(([, row]) => row);
}

function hidesGroups({ mode, sql }: Transcript): boolean { return mode === 'update' && /\bhaving\b/i.test(sql); }

/** With rows far in the future everything that waits comes out: no less than the batch answer without them, no more than the one with them. */
async function appendPrefix(transcript: Transcript, inputs: readonly InputStep[]): Promise<string | undefined> {
  const rows = new Map<string, string[][]>();
  for (const step of inputs) addRows(rows, step);
  const flushed = new Map([...rows].map(([source, known]) => [source, [...known]]));
  for (const step of flushSteps(transcript)) addRows(flushed, step);
  const outcome = await runTranscript(withEnd(transcript));
  const out = outcome.steps.flatMap((one) => one.batches.flatMap((batch) => batch.rows));
  const missing = without(await recompute(transcript, rows), out);
  if (missing.length > 0) return `the stream never gave ${missing.join(', ')}`;
  const extra = without(out, await recompute(transcript, flushed));
  return extra.length === 0 ? undefined : `the stream gave ${extra.join(', ')}, the batch engine does not`;
}

/** Rows far in the future for every source, and then batches without rows, until nothing can wait any more. */
function withEnd(transcript: Transcript): Transcript {
  const nothing: InputStep = { kind: 'input', line: 0, facts: {}, rows: [], add: transcript.sources.map(({ name }) => ({ source: name, rows: [] })) };
  const interval = /^processingTime\s+(\S+)$/.exec(transcript.trigger)?.[1];
  const tick: TranscriptStep[] = interval === undefined ? [] : [{ kind: 'advance', line: 0, ms: durationMs(interval), facts: {}, rows: [] }];
  const end = [...flushSteps(transcript), nothing, nothing, nothing].flatMap((step) => [step, ...tick]);
  return { ...transcript, steps: [...transcript.steps, ...end] };
}

function flushSteps(transcript: Transcript): InputStep[] {
  const rows = new Map<string, string[][]>();
  for (const step of inputSteps(transcript)) addRows(rows, step);
  return [{ kind: 'input', line: 0, facts: {}, rows: [], add: [...rows].map(([source, known]) => ({ source, rows: [flushRow(transcript, source, known)] })) }];
}

/** The last row that has its times, later. */
function flushRow(transcript: Transcript, source: string, known: readonly (readonly string[])[]): string[] {
  const { fields } = parseSchema(transcript.sources.find(({ name }) => name === source)!.columns);
  const isTime = fields.map(({ type }) => type.kind === 'timestamp');
  const last = known.findLast((row) => row.every((cell, index) => !isTime[index] || cell !== 'NULL')) ?? known.at(-1)!;
  return last.map((cell, index) => (isTime[index] ? String(Number(cell === 'NULL' ? 0 : cell) + 10_000_000) : cell));
}

/** The batch engine over all rows so far. */
async function recompute(transcript: Transcript, rows: ReadonlyMap<string, readonly (readonly string[])[]>, nowMs = START_MS): Promise<string[]> {
  const spark = new Session({ environment: new SimulatedEnvironment({ nowMs, autoAdvance: false }), print: () => undefined, config: { 'spark.sql.session.timeZone': 'UTC', ...transcript.settings } });
  const register = (name: string, columns: string, data: readonly (readonly string[])[]): void => {
    const schema = parseSchema(columns);
    spark.createDataFrame(data.map((row) => cells(schema, row)), schema).createOrReplaceTempView(name);
  };
  for (const { name, columns } of transcript.sources) register(name, columns, rows.get(name) ?? []);
  for (const table of transcript.tables) register(table.name, table.columns, table.rows);
  const frame = spark.sql(transcript.sql);
  const schema = spark.engine.schemaOf(frame.relation);
  const names = schema.fields.map((_, index) => `c${index}`);
  const found = await frame.toDF(...names).selectExpr(...names.map((name) => `CAST(${name} AS STRING) AS ${name}`)).collect();
  return found.map((row) => names.map((name, index) => printCell(schema, index, row[name] as string | null)).join('  '));
}

function printCell(schema: Schema, index: number, cell: string | null): string {
  if (cell === null) return 'NULL';
  return schema.fields[index]!.type.kind === 'timestamp' ? String(Date.parse(`${cell.replace(' ', 'T')}Z`) / 1000) : cell;
}

function inputSteps(transcript: Transcript): InputStep[] {
  return transcript.steps.filter((step): step is InputStep => step.kind === 'input' || step.kind === 'advance');
}

function addRows(rows: Map<string, string[][]>, step: InputStep): void {
  if (step.kind !== 'input') return;
  for (const { source, rows: added } of step.add) rows.set(source, [...(rows.get(source) ?? []), ...added.map((row) => [...row])]);
}

function without(rows: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return rows.filter((row) => {
    const at = left.indexOf(row);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function sameRows(got: readonly string[], wanted: readonly string[], what: string): string | undefined {
  const [left, right] = [[...got].sort(), [...wanted].sort()];
  return left.join('\n') === right.join('\n') ? undefined : `${what}\n  ${left.join('\n  ')}\ninstead of\n  ${right.join('\n  ')}`;
}
