import type { DataFrame } from '../../src/api/data-frame.ts';
import type { MemoryStream } from '../../src/api/memory-stream.ts';
import { StreamError } from '../../src/errors/stream-error.ts';
import type { DataType, Schema } from '../../src/types/data-type.ts';
import { parseSchema } from '../../src/types/ddl.ts';
import { type LiveBatch, LiveQuery } from '../support/live-query.ts';
import { frameOf } from './scenario-query.ts';
import type { JsonRow, Phase, Restart, Scenario, ScenarioStep } from './scenario.ts';

/** What happened: one list of batches per step, in the words of our own progress. */
export interface ScenarioOutcome {
  schema: Schema | undefined;
  error: RaisedError | undefined;
  readonly onStart: RanBatch[];
  readonly steps: RanStep[];
}

export interface RanStep { readonly batches: readonly RanBatch[]; readonly error?: RaisedError; readonly skipped?: true }
export type RanBatch = LiveBatch;
export interface RaisedError { readonly phase: Phase; readonly error: Error; readonly condition: string | undefined }

/** Runs a scenario through the public API on a simulated machine. */
export class ScenarioRun {
  readonly #scenario: Scenario;
  readonly #live: LiveQuery;
  readonly #sources = new Map<string, MemoryStream>();
  readonly #oneShot: boolean;
  /** Triggered at an interval. */
  readonly #ticks: boolean;
  #definition: Scenario['query'];
  #mode: string;
  #phase: Phase = 'conf';
  /** Of the first start: what a later query change makes of it is not recorded. */
  #schema: Schema | undefined;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#definition = scenario.query;
    this.#mode = scenario.mode ?? 'append';
    this.#oneShot = scenario.trigger === 'availableNow' || scenario.trigger === 'once';
    this.#ticks = typeof scenario.trigger === 'object';
    this.#live = new LiveQuery({ nowMs: Date.parse(`${(scenario.clock ?? '2030-01-01 00:00:00').replace(' ', 'T')}Z`) });
  }

  async run(): Promise<ScenarioOutcome> {
    const outcome: ScenarioOutcome = { schema: undefined, error: undefined, onStart: [], steps: [] };
    try {
      await this.#steps(outcome);
    } finally {
      outcome.schema = this.#schema;
      await this.#live.stop();
      for (const source of this.#sources.values()) source.release();
    }
    return outcome;
  }

  async #steps(outcome: ScenarioOutcome): Promise<void> {
    const first = await this.#step(async () => {
      for (const [key, value] of Object.entries(this.#scenario.conf ?? {})) this.#live.spark.conf.set(key, value);
      this.#phase = 'analysis';
      this.#register();
      for (const statement of this.#scenario.setup ?? []) await this.#live.spark.sql(statement).collect();
      if (this.#oneShot) this.#build();
      else {
        await this.#start();
        await this.#settle();
      }
    });
    outcome.error = first.error;
    outcome.onStart.push(...first.batches);
    if (first.error !== undefined) return;
    let dead = false;
    for (const step of this.#scenario.steps) {
      if (dead && !(step.restart !== undefined || step.start !== undefined || this.#oneShot)) { outcome.steps.push({ batches: [], skipped: true }); continue; }
      const ran = await this.#step(() => this.#perform(step));
      dead = ran.error !== undefined;
      outcome.steps.push(ran);
    }
  }

  async #step(action: () => Promise<void>): Promise<RanStep> {
    let error: RaisedError | undefined;
    try {
      await action();
    } catch (raised) {
      error = { phase: this.#phase, error: raised as Error, condition: innermostCondition(raised) };
    }
    const batches = this.#live.takeBatches();
    return { batches, ...(error === undefined ? {} : { error }) };
  }

  async #perform(step: ScenarioStep): Promise<void> {
    this.#phase = 'run';
    let ran = false;
    // Spark takes longer to start than the recorder to go on: the first trigger sees what the rest of the step added and where it put the clock.
    let reopening: true | Restart | undefined;
    for (const member of Object.keys(step) as (keyof ScenarioStep)[]) {
      switch (member) {
        case 'add': for (const [name, rows] of Object.entries(step.add!)) this.#add(name, rows); break;
        case 'advanceClock': this.#live.machine.clock.advance(durationMs(step.advanceClock!)); break;
        case 'noRun': ran = true; break;
        case 'sql': for (const statement of step.sql!) await this.#live.spark.sql(statement).collect(); break;
        case 'stop': await this.#live.stop(); ran = true; break;
        case 'start': reopening = step.start!; break;
        case 'restart': await this.#live.stop(); reopening = step.restart!; break;
        default: break;
      }
      if (reopening !== undefined && !this.#ticks) { await this.#reopen(reopening); reopening = undefined; }
    }
    if (reopening !== undefined) await this.#reopen(reopening);
    if (ran) return;
    if (this.#oneShot) await this.#start();
    await this.#settle();
  }

  async #settle(): Promise<void> {
    this.#phase = 'run';
    await this.#live.settle();
  }

  #register(): void {
    for (const [name, ddl] of Object.entries(this.#scenario.sources)) this.#sources.set(name, this.#live.spark.memoryStream(ddl, name));
    for (const [name, { schema, rows }] of Object.entries(this.#scenario.tables ?? {})) {
      const shape = parseSchema(schema);
      this.#live.spark.createDataFrame(rows.map((row) => cellsOf(shape, row)), shape).createOrReplaceTempView(name);
    }
  }

  #add(name: string, rows: readonly JsonRow[]): void {
    const source = this.#sources.get(name)!;
    source.addData(...rows.map((row) => cellsOf(source.schema, row)));
  }

  #build(): DataFrame {
    const frame = frameOf(this.#live.spark, this.#definition);
    this.#schema ??= frame.sparkSession.engine.schemaOf(frame.relation);
    return frame;
  }

  async #start(): Promise<void> {
    this.#phase = 'analysis';
    const frame = this.#build();
    this.#phase = 'start';
    if (this.#definition.collect === true) { await frame.collect(); return; }
    const { trigger } = this.#scenario;
    await this.#live.start(frame, this.#mode, trigger === undefined ? {} : typeof trigger === 'string' ? { [trigger]: true } : trigger);
  }

  async #reopen(restart: true | Restart): Promise<void> {
    const change = restart === true ? {} : restart;
    for (const [key, value] of Object.entries(change.conf ?? {})) this.#live.spark.conf.set(key, value);
    this.#definition = change.query ?? this.#definition;
    this.#mode = change.mode ?? this.#mode;
    if (change.dropLastCommit === true) this.#live.rewind({ offsets: change.dropLastOffset === true });
    if (!this.#oneShot) await this.#start();
  }
}

function innermostCondition(error: unknown): string | undefined {
  let condition: string | undefined;
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof StreamError && !wrappers.has(at.condition)) condition = at.condition;
  return condition;
}

const wrappers = new Set(['STREAM_FAILED', 'FOREACH_BATCH_USER_FUNCTION_ERROR']);

export function cellsOf(schema: Schema, row: JsonRow | Readonly<Record<string, unknown>>): unknown[] {
  return schema.fields.map((field, index) => cellOf(field.type, Array.isArray(row) ? (row as JsonRow)[index] : (row as Readonly<Record<string, unknown>>)[field.name]));
}

/** JSON as the recorder read it: numbers too long for JavaScript come as text. */
function cellOf(type: DataType, cell: unknown): unknown {
  if (cell === null || cell === undefined) return null;
  switch (type.kind) {
    case 'long': return BigInt(cell as string | number);
    case 'byte': case 'short': case 'int': case 'float': case 'double': return Number(cell);
    case 'string': case 'decimal': return String(cell);
    case 'array': return (cell as unknown[]).map((item) => cellOf(type.element, item));
    case 'map': return new Map(Object.entries(cell as object).map(([key, item]) => [key, cellOf(type.value, item)]));
    case 'struct': return cellsOf(type, cell as JsonRow);
    default: return cell;
  }
}

function durationMs(text: string): number {
  const [count, unit] = text.split(' ');
  const factor = { millisecond: 1, second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 }[unit!.replace(/s$/, '')];
  if (factor === undefined) throw new Error(`the duration ${text} of the scenario is unknown`);
  return Number(count) * factor;
}
