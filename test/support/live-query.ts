import type { DataFrame } from '../../src/api/data-frame.ts';
import { Session } from '../../src/api/session.ts';
import type { StreamingQuery } from '../../src/api/streaming-query.ts';
import type { TriggerOptions } from '../../src/api/trigger.ts';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import type { StreamingQueryProgress } from '../../src/exec/progress.ts';
import { rewind } from './rewind.ts';

export interface LiveBatch { readonly progress: StreamingQueryProgress; readonly rows: readonly (readonly (string | null)[])[] }

export const CHECKPOINT = '/checkpoint';
/** Of real time; what takes longer hangs. */
const SETTLE_MS = 30_000;

/**
 * A session on a simulated machine with one query into a sink that keeps every batch as text. Whoever drives it steps the clock and waits for
 * rest with `settle`; nothing happens in between.
 */
export class LiveQuery {
  readonly machine: SimulatedEnvironment;
  readonly spark: Session;
  readonly #written: { readonly id: number; readonly rows: (string | null)[][] }[] = [];
  readonly #progress: StreamingQueryProgress[] = [];
  #query: StreamingQuery | undefined;
  #oneShot = false;

  constructor(options: { readonly nowMs: number; readonly conf?: Readonly<Record<string, string>>; readonly seed?: number }) {
    this.machine = new SimulatedEnvironment({ nowMs: options.nowMs, autoAdvance: false, seed: options.seed ?? 1 });
    this.spark = new Session({ environment: this.machine, print: () => undefined, config: { 'spark.sql.session.timeZone': 'UTC', 'spark.sql.shuffle.partitions': '1', ...options.conf } });
    this.spark.streams.addListener({ onQueryProgress: ({ progress }) => { this.#progress.push(progress); } });
  }

  async start(frame: DataFrame, mode: string, trigger: TriggerOptions = {}): Promise<void> {
    this.#oneShot = trigger.availableNow === true || trigger.once === true;
    this.#query = await frame.writeStream.outputMode(mode).trigger(trigger).option('checkpointLocation', CHECKPOINT)
      .foreachBatch(async (batch, id) => { this.#written.push({ id, rows: await textRows(batch) }); })
      .start();
  }

  /** Until the query sleeps on the virtual clock, or has ended; rejects with its error. */
  async settle(): Promise<void> {
    const query = this.#query;
    if (query === undefined) return;
    const started = performance.now();
    while (query.isActive && (this.#oneShot || this.machine.clock.sleeperCount === 0)) {
      if (performance.now() - started > SETTLE_MS) throw new Error(`the query does not come to rest: ${query.status.message}`);
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    if (query.exception !== null) throw query.exception;
  }

  async stop(): Promise<void> {
    const query = this.#query;
    this.#query = undefined;
    await query?.stop().catch(() => undefined);
  }

  /** Batches that have run since the last call, in order. */
  takeBatches(): LiveBatch[] {
    const batches = this.#progress.splice(0).map((progress): LiveBatch => {
      const at = this.#written.findIndex(({ id }) => id === progress.batchId);
      return { progress, rows: at < 0 ? [] : this.#written.splice(at, 1)[0]!.rows };
    });
    this.#written.length = 0;
    return batches;
  }

  /** What the sink got since the last call, also of batches that did not come to their end. */
  takeWritten(): { readonly id: number; readonly rows: readonly (readonly (string | null)[])[] }[] { return this.#written.splice(0); }

  /** As if the last commit, or also the last offsets, had not been written. */
  rewind(what: { readonly offsets: boolean }): void { rewind(this.machine.files, CHECKPOINT, what); }
}

/** Every cell cast to text. */
async function textRows(batch: DataFrame): Promise<(string | null)[][]> {
  const names = batch.sparkSession.engine.schemaOf(batch.relation).fields.map((_, index) => `c${index}`);
  const rows = await batch.toDF(...names).selectExpr(...names.map((name) => `CAST(${name} AS STRING) AS ${name}`)).collect();
  return rows.map((row) => names.map((name) => row[name] as string | null));
}
