import type { Schema } from '../../src/types/data-type.ts';
import { parseSchema } from '../../src/types/ddl.ts';
import { Session } from '../../src/api/session.ts';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { cells, type StepOutcome, TranscriptRun } from './transcript-run.ts';
import type { CrashLine, InputStep, Transcript, TranscriptStep } from './transcript.ts';

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
 *   prefix    folding the changes gives what the batch engine gives over the same input
 *   split     without a watermark, cutting the input into more batches changes nothing in the end
 */
export const laws: Readonly<Record<string, (transcript: Transcript, base: RunOutcome) => Promise<string | undefined>>> = {
  restart: async (transcript, base) => {
    if (transcript.trigger.startsWith('processingTime')) return undefined;
    const other = await drive(transcript, async (run, step) => { await run.restart(); return run.step(step); });
    return firstDifference(base, other, 'restarted before every step');
  },

  crash: async (transcript, base) => {
    for (let index = 0; index < base.steps.length; index++) {
      if (base.steps[index]!.batches.length === 0) continue;
      for (const line of lines) {
        for (const power of [false, true]) {
          const other = await drive(transcript, async (run, step, at) => (at === index ? crashed(run, step, { line, power, wanted: base.steps[index]! }) : run.step(step)));
          const problem = firstDifference(base, other, `died after ${line} in step ${index}${power ? ', power lost' : ''}`);
          if (problem !== undefined) return problem;
        }
      }
    }
    return undefined;
  },

  prefix: async (transcript, base) => {
    const inputs = inputSteps(transcript);
    if (base.steps.some((step) => step.facts['late'] !== undefined || step.condition !== undefined)) return undefined;
    if (transcript.mode === 'append') return appendPrefix(transcript);
    let folded = new Map<string, string>();
    const rows = new Map<string, string[][]>();
    for (const [index, step] of inputs.entries()) {
      addRows(rows, step);
      folded = fold(transcript, base.schema, folded, base.steps[index]!);
      const problem = sameRows([...folded.values()], await recompute(transcript, rows), `after step ${index} the changes fold to`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  },

  split: async (transcript, base) => {
    if (/watermark/i.test(transcript.sql) || transcript.sources.some(({ watermark }) => watermark !== undefined) || transcript.trigger !== '') return undefined;
    const steps = transcript.steps.flatMap((step): TranscriptStep[] => (step.kind === 'input'
      ? step.add.flatMap(({ source, rows }) => rows.map((row) => ({ ...step, add: [{ source, rows: [row] }] })))
      : [step]));
    const other = await drive({ ...transcript, steps }, async (run, step) => run.step(step));
    const foldAll = (outcome: RunOutcome): string[] => [...outcome.steps.reduce((folded, step) => fold(transcript, base.schema, folded, step), new Map<string, string>()).values()];
    return sameRows(foldAll(other), foldAll(base), 'with every row in a batch of its own the result is');
  },
};

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

function firstDifference(base: RunOutcome, other: RunOutcome, how: string): string | undefined {
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
      const columns = row.split('  ');
      const key = transcript.mode === 'update' ? transcript.key.map((name) => columns[schema.fields.findIndex((field) => field.name === name)]).join('\u0000') : `${id}:${index}`;
      folded.set(key, row);
    });
  }
  return folded;
}

/** With rows far in the future everything that waits comes out: no less than the batch answer without them, no more than the one with them. */
async function appendPrefix(transcript: Transcript): Promise<string | undefined> {
  const rows = new Map<string, string[][]>();
  for (const step of inputSteps(transcript)) addRows(rows, step);
  const flush = new Map([...rows].map(([source, known]) => [source, [flushRow(transcript, source, known.at(-1)!)]]));
  const step: TranscriptStep = { kind: 'input', line: 0, facts: {}, rows: [], add: [...flush].map(([source, added]) => ({ source, rows: added })) };
  const outcome = await drive({ ...transcript, steps: [...transcript.steps, step] }, async (run, one) => run.step(one));
  const out = outcome.steps.flatMap((one) => one.batches.flatMap((batch) => batch.rows));
  const least = await recompute(transcript, rows);
  const most = await recompute(transcript, new Map([...rows].map(([source, known]) => [source, [...known, ...flush.get(source)!]])));
  const missing = without(least, out);
  if (missing.length > 0) return `the stream never gave ${missing.join(', ')}`;
  const extra = without(out, most);
  return extra.length === 0 ? undefined : `the stream gave ${extra.join(', ')}, the batch engine does not`;
}

function flushRow(transcript: Transcript, source: string, last: readonly string[]): string[] {
  const { columns } = transcript.sources.find(({ name }) => name === source)!;
  return parseSchema(columns).fields.map((field, index) => (field.type.kind === 'timestamp' ? String(Number(last[index] === 'NULL' ? 0 : last[index]) + 10_000_000) : last[index]!));
}

/** The batch engine over all rows so far. */
async function recompute(transcript: Transcript, rows: ReadonlyMap<string, readonly (readonly string[])[]>): Promise<string[]> {
  const spark = new Session({ environment: new SimulatedEnvironment({ nowMs: Date.UTC(2030, 0, 1) }), print: () => undefined, config: { 'spark.sql.session.timeZone': 'UTC', ...transcript.settings } });
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
