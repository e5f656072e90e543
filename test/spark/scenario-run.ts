import type { DataFrame } from '../../src/api/data-frame.ts';
import type { MemoryStream } from '../../src/api/memory-stream.ts';
import { Session } from '../../src/api/session.ts';
import type { StreamingQuery } from '../../src/api/streaming-query.ts';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { StreamError } from '../../src/errors/stream-error.ts';
import type { StreamingQueryProgress } from '../../src/exec/progress.ts';
import type { DataType, Schema } from '../../src/types/data-type.ts';
import { parseSchema } from '../../src/types/ddl.ts';
import { rewind } from '../support/rewind.ts';
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
export interface RanBatch { readonly progress: StreamingQueryProgress; readonly rows: readonly (readonly (string | null)[])[] }
export interface RaisedError { readonly phase: Phase; readonly error: Error; readonly condition: string | undefined }

const CHECKPOINT = '/checkpoint';
/** Of real time; a step that takes longer hangs. */
const STEP_MS = 30_000;

/** Runs a scenario through the public API on a simulated machine. */
export class ScenarioRun {
  readonly #scenario: Scenario;
  readonly #machine: SimulatedEnvironment;
  readonly #spark: Session;
  readonly #sources = new Map<string, MemoryStream>();
  readonly #written: { readonly id: number; readonly rows: (string | null)[][] }[] = [];
  readonly #progress: StreamingQueryProgress[] = [];
  readonly #oneShot: boolean;
  #query: StreamingQuery | undefined;
  #definition: Scenario['query'];
  #mode: string;
  #phase: Phase = 'conf';
  #schema: Schema | undefined;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#definition = scenario.query;
    this.#mode = scenario.mode ?? 'append';
    this.#oneShot = scenario.trigger === 'availableNow' || scenario.trigger === 'once';
    this.#machine = new SimulatedEnvironment({ nowMs: Date.parse(`${(scenario.clock ?? '2030-01-01 00:00:00').replace(' ', 'T')}Z`), autoAdvance: false });
    this.#spark = new Session({ environment: this.#machine, print: () => undefined, config: { 'spark.sql.session.timeZone': 'UTC', 'spark.sql.shuffle.partitions': '1' } });
    this.#spark.streams.addListener({ onQueryProgress: ({ progress }) => { this.#progress.push(progress); } });
  }

  async run(): Promise<ScenarioOutcome> {
    const outcome: ScenarioOutcome = { schema: undefined, error: undefined, onStart: [], steps: [] };
    try {
      await this.#steps(outcome);
    } finally {
      outcome.schema = this.#schema;
      await this.#stop();
      for (const source of this.#sources.values()) source.release();
    }
    return outcome;
  }

  async #steps(outcome: ScenarioOutcome): Promise<void> {
    const first = await this.#step(async () => {
      for (const [key, value] of Object.entries(this.#scenario.conf ?? {})) this.#spark.conf.set(key, value);
      this.#phase = 'analysis';
      this.#register();
      if (this.#oneShot) this.#build();
      else { await this.#start(); await this.#settle(); }
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
    const batches = this.#progress.splice(0).map((progress): RanBatch => {
      const at = this.#written.findIndex(({ id }) => id === progress.batchId);
      return { progress, rows: at < 0 ? [] : this.#written.splice(at, 1)[0]!.rows };
    });
    this.#written.length = 0;
    return { batches, ...(error === undefined ? {} : { error }) };
  }

  async #perform(step: ScenarioStep): Promise<void> {
    this.#phase = 'run';
    let ran = false;
    for (const member of Object.keys(step) as (keyof ScenarioStep)[]) {
      switch (member) {
        case 'add': for (const [name, rows] of Object.entries(step.add!)) this.#add(name, rows); break;
        case 'advanceClock': this.#machine.clock.advance(durationMs(step.advanceClock!)); break;
        case 'noRun': ran = true; break;
        case 'stop': await this.#stop(); ran = true; break;
        case 'start': await this.#reopen(step.start!); break;
        case 'restart': await this.#stop(); await this.#reopen(step.restart!); break;
        default: break;
      }
    }
    if (ran) return;
    if (this.#oneShot) await this.#start();
    await this.#settle();
  }

  #register(): void {
    for (const [name, ddl] of Object.entries(this.#scenario.sources)) this.#sources.set(name, this.#spark.memoryStream(ddl, name));
    for (const [name, { schema, rows }] of Object.entries(this.#scenario.tables ?? {})) {
      const shape = parseSchema(schema);
      this.#spark.createDataFrame(rows.map((row) => cellsOf(shape, row)), shape).createOrReplaceTempView(name);
    }
  }

  #add(name: string, rows: readonly JsonRow[]): void {
    const source = this.#sources.get(name)!;
    source.addData(...rows.map((row) => cellsOf(source.schema, row)));
  }

  #build(): DataFrame {
    const frame = frameOf(this.#spark, this.#definition);
    this.#schema = frame.sparkSession.engine.schemaOf(frame.relation);
    return frame;
  }

  async #start(): Promise<void> {
    this.#phase = 'analysis';
    const frame = this.#build();
    this.#phase = 'start';
    if (this.#definition.collect === true) { await frame.collect(); return; }
    const { trigger } = this.#scenario;
    this.#query = await frame.writeStream
      .outputMode(this.#mode)
      .trigger(trigger === undefined ? {} : typeof trigger === 'string' ? { [trigger]: true } : trigger)
      .option('checkpointLocation', CHECKPOINT)
      .foreachBatch(async (batch, id) => { this.#written.push({ id, rows: await textRows(batch) }); })
      .start();
    this.#phase = 'run';
  }

  async #reopen(restart: true | Restart): Promise<void> {
    const change = restart === true ? {} : restart;
    for (const [key, value] of Object.entries(change.conf ?? {})) this.#spark.conf.set(key, value);
    this.#definition = change.query ?? this.#definition;
    this.#mode = change.mode ?? this.#mode;
    if (change.dropLastCommit === true) rewind(this.#machine.files, CHECKPOINT, { offsets: change.dropLastOffset === true });
    if (!this.#oneShot) await this.#start();
  }

  async #settle(): Promise<void> {
    const query = this.#query;
    if (query === undefined) return;
    this.#phase = 'run';
    // Advancing the clock or adding data wakes the loop, which then sleeps on the virtual clock again or ends.
    const started = performance.now();
    while (query.isActive && (this.#oneShot || this.#machine.clock.sleeperCount === 0)) {
      if (performance.now() - started > STEP_MS) throw new Error(`the query does not come to rest: ${query.status.message}`);
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    if (query.exception !== null) throw query.exception;
  }

  async #stop(): Promise<void> {
    const query = this.#query;
    this.#query = undefined;
    await query?.stop().catch(() => undefined);
  }
}

/** Every cell cast to text, as the recorder did. */
async function textRows(batch: DataFrame): Promise<(string | null)[][]> {
  const names = batch.sparkSession.engine.schemaOf(batch.relation).fields.map((_, index) => `c${index}`);
  const rows = await batch.toDF(...names).selectExpr(...names.map((name) => `CAST(${name} AS STRING) AS ${name}`)).collect();
  return rows.map((row) => names.map((name) => row[name] as string | null));
}

function innermostCondition(error: unknown): string | undefined {
  let condition: string | undefined;
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof StreamError && !wrappers.has(at.condition)) condition = at.condition;
  return condition;
}

const wrappers = new Set(['STREAM_FAILED', 'FOREACH_BATCH_USER_FUNCTION_ERROR']);

function cellsOf(schema: Schema, row: JsonRow | Readonly<Record<string, unknown>>): unknown[] {
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
