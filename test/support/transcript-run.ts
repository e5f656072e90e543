import type { DataFrame } from '../../src/api/data-frame.ts';
import type { MemoryStream } from '../../src/api/memory-stream.ts';
import { StreamError } from '../../src/errors/stream-error.ts';
import type { Schema } from '../../src/types/data-type.ts';
import { parseSchema } from '../../src/types/ddl.ts';
import { type LiveBatch, LiveQuery } from './live-query.ts';
import { type CrashLine, durationMs, type InputStep, type Transcript } from './transcript.ts';

/** What a step gave: facts and rows as a transcript writes them. */
export interface StepOutcome {
  readonly facts: Readonly<Record<string, string>>;
  /** Of all batches of the step, in order; a batch that ran again counts once. */
  readonly batches: readonly { readonly id: number; readonly rows: readonly string[] }[];
  readonly condition: string | undefined;
}

/** The machine is down so long. */
export const POWER_LOSS_MS = 60_000;
export const START_MS = Date.UTC(2030, 0, 1);

class Died extends Error {}

/** Drives the query of a transcript step by step. */
export class TranscriptRun {
  readonly #transcript: Transcript;
  readonly #live: LiveQuery;
  readonly #streams = new Map<string, MemoryStream>();
  #schema: Schema = { fields: [] };
  #condition: string | undefined;

  constructor(transcript: Transcript) {
    this.#transcript = transcript;
    this.#live = new LiveQuery({ nowMs: START_MS, conf: transcript.settings });
    for (const source of transcript.sources) this.#registerSource(source);
    for (const { name, columns, rows } of transcript.tables) {
      const schema = parseSchema(columns);
      this.#live.spark.createDataFrame(rows.map((row) => cells(schema, row)), schema).createOrReplaceTempView(name);
    }
  }

  get schema(): Schema { return this.#schema; }
  get oneShot(): boolean { return this.#transcript.trigger === 'availableNow' || this.#transcript.trigger === 'once'; }

  async start(): Promise<StepOutcome | undefined> {
    await this.#attempt(async () => {
      const frame = this.#live.spark.sql(this.#transcript.sql);
      this.#schema = frame.sparkSession.engine.schemaOf(frame.relation);
      if (this.oneShot) return;
      await this.#open(frame);
      await this.#live.settle();
    });
    return this.#condition === undefined ? undefined : { facts: {}, batches: [], condition: this.#condition };
  }

  /** Ends cleanly and starts again from the checkpoint. */
  async restart(): Promise<void> {
    await this.#live.stop();
    await this.start();
  }

  async step(step: InputStep): Promise<StepOutcome> {
    await this.#attempt(async () => {
      if (step.kind === 'advance') this.#live.machine.clock.advance(step.ms);
      else for (const { source, rows } of step.add) this.add(source, rows);
      await this.#run();
    });
    return this.#outcome();
  }

  /** The step dies behind `line` of the protocol in its first batch, with the power or without, and the query starts again. */
  async crash(step: InputStep, line: CrashLine, power: boolean): Promise<StepOutcome> {
    let armed = true;
    this.#live.machine.probe = (at) => {
      if (at !== line || !armed) return;
      armed = false;
      // A dead process writes nothing more: every later disk operation fails too.
      this.#live.machine.files.crashAt(1);
      throw new Died(`died after ${line}`);
    };
    await this.#attempt(async () => {
      if (step.kind === 'advance') this.#live.machine.clock.advance(step.ms);
      else for (const { source, rows } of step.add) this.add(source, rows);
      await this.#run().catch((error: unknown) => { if (!(innermost(error) instanceof Died)) throw error; });
    });
    this.#live.machine.probe = () => undefined;
    await this.#live.stop();
    if (power) this.#live.machine.powerLoss();
    else this.#live.machine.files.revive();
    this.#live.machine.processes.reboot();
    // A lock file torn by the power loss counts as being written for some seconds.
    this.#live.machine.clock.advance(power ? POWER_LOSS_MS : 0);
    await this.start();
    if (this.oneShot) await this.#attempt(() => this.#run());
    return this.#outcome();
  }

  /** Time goes by, and nothing else happens. */
  async pause(ms: number): Promise<void> {
    this.#live.machine.clock.advance(ms);
    await this.#attempt(() => this.#live.settle());
  }

  /** Rows without any row: a batch that does what a batch without data would have done. */
  async poke(): Promise<StepOutcome> {
    await this.#attempt(async () => {
      this.#streams.values().next().value!.addData();
      await this.#run();
    });
    return this.#outcome();
  }

  add(source: string, rows: readonly (readonly string[])[]): void {
    const stream = this.#streams.get(source)!;
    stream.addData(...rows.map((row) => cells(stream.schema, row)));
  }

  async close(): Promise<void> {
    await this.#live.stop();
    for (const stream of this.#streams.values()) stream.release();
  }

  #registerSource({ name, columns, watermark }: Transcript['sources'][number]): void {
    const stream = this.#live.spark.memoryStream(columns);
    this.#streams.set(name, stream);
    const frame = watermark === undefined ? stream.toDF() : stream.toDF().withWatermark(watermark.column, watermark.delay.replace(/^(\d+)\s*s$/, '$1 seconds').replace(/^(\d+)\s*m$/, '$1 minutes'));
    frame.createOrReplaceTempView(name);
  }

  async #run(): Promise<void> {
    if (this.oneShot) await this.#open(this.#live.spark.sql(this.#transcript.sql));
    await this.#live.settle();
  }

  async #open(frame: DataFrame): Promise<void> {
    const { mode, trigger } = this.#transcript;
    const interval = /^processingTime\s+(\S+)$/.exec(trigger)?.[1];
    await this.#live.start(frame, mode, this.oneShot ? { [trigger]: true } : interval === undefined ? {} : { processingTime: `${durationMs(interval)} milliseconds` });
  }

  async #attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#condition = conditionOf(error) ?? (error as Error).stack ?? String(error);
    }
  }

  #outcome(): StepOutcome {
    const written = this.#live.takeWritten();
    const ran = this.#live.takeBatches();
    const condition = this.#condition;
    this.#condition = undefined;
    const last = ran.at(-1)?.progress;
    const sum = (of: (batch: LiveBatch) => number): number => ran.reduce((total, batch) => total + of(batch), 0);
    const late = sum(({ progress }) => progress.stateOperators.reduce((total, operator) => total + operator.numRowsDroppedByWatermark, 0));
    const facts: Record<string, string> = {};
    const watermark = last?.eventTime?.['watermark'];
    if (watermark !== undefined) facts['watermark'] = seconds(Date.parse(watermark) / 1000);
    if (last !== undefined && last.stateOperators.length > 0) facts['state'] = last.stateOperators.map((operator) => operator.numRowsTotal).join('+');
    if (late > 0) facts['late'] = String(late);
    if (last !== undefined) facts['batch'] = String(last.batchId);
    const batches = new Map<number, readonly string[]>();
    for (const { id, rows } of written) {
      const printed = rows.map((row) => this.#print(row));
      const before = batches.get(id);
      if (before !== undefined && [...before].sort().join('\n') !== [...printed].sort().join('\n')) throw new Error(`batch ${id} gave other rows when it was run again: ${before.join(', ')} then ${printed.join(', ')}`);
      batches.set(id, printed);
    }
    return { facts, condition, batches: [...batches].map(([id, rows]) => ({ id, rows })) };
  }

  #print(row: readonly (string | null)[]): string {
    return row.map((cell, index) => (cell === null ? 'NULL' : this.#schema.fields[index]?.type.kind === 'timestamp' ? seconds(Date.parse(`${cell.replace(' ', 'T')}Z`) / 1000) : cell)).join('  ');
  }
}

/** Text of a transcript as a cell: timestamps are seconds since 1970, NULL is NULL. */
export function cells(schema: Schema, row: readonly string[]): unknown[] {
  return schema.fields.map(({ type }, index) => {
    const text = row[index];
    if (text === undefined || text === 'NULL') return null;
    switch (type.kind) {
      case 'timestamp': return new Date(Number(text) * 1000);
      case 'long': return BigInt(text);
      case 'int': case 'double': return Number(text);
      case 'boolean': return text === 'true';
      default: return text;
    }
  });
}

function seconds(value: number): string { return String(value); }

function innermost(error: unknown): unknown {
  let at = error;
  while (at instanceof Error && at.cause !== undefined) at = at.cause;
  return at;
}

function conditionOf(error: unknown): string | undefined {
  const at = innermost(error);
  return at instanceof StreamError ? at.condition : undefined;
}
