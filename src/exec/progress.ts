import type { ObservedRow } from './context.ts';

/** One trigger of a query, as Spark reports it. Field order is Spark's; `JSON.stringify` of it is what Spark prints. */
export interface StreamingQueryProgress {
  /** Of the checkpoint: the same after a restart. */
  readonly id: string;
  /** Of this run. */
  readonly runId: string;
  /** The queryName, null without one. */
  readonly name: string | null;
  /** When the trigger began, ISO 8601 in UTC. */
  readonly timestamp: string;
  /** Number of the batch. */
  readonly batchId: number;
  /** Milliseconds of the whole trigger. */
  readonly batchDuration: number;
  /** Rows read from all sources. */
  readonly numInputRows: number;
  /** Rows read per second since the trigger before; absent for the first. */
  readonly inputRowsPerSecond?: number;
  /** Rows read per second of this trigger. */
  readonly processedRowsPerSecond?: number;
  /** Milliseconds per phase. */
  readonly durationMs: Readonly<Record<string, number>>;
  /** Smallest, greatest and average event time and the watermark; empty without one. */
  readonly eventTime?: Readonly<Record<string, string>>;
  /** One entry per stateful operator, in the order of the plan. */
  readonly stateOperators: readonly StateOperatorProgress[];
  /** One entry per source. */
  readonly sources: readonly SourceProgress[];
  /** Where the rows went. */
  readonly sink: SinkProgress;
  /** Rows of `observe`, by name. */
  readonly observedMetrics?: Readonly<Record<string, unknown>>;
}

/** What an operator keeps between batches. */
export interface StateOperatorProgress {
  /** Spark's name of the operator. */
  readonly operatorName: string;
  /** Rows of state after the batch. */
  readonly numRowsTotal: number;
  /** Rows of state written in the batch. */
  readonly numRowsUpdated: number;
  /** Milliseconds of writing. */
  readonly allUpdatesTimeMs: number;
  /** Rows of state removed in the batch. */
  readonly numRowsRemoved: number;
  /** Milliseconds of removing. */
  readonly allRemovalsTimeMs: number;
  /** Milliseconds of making the changes durable. */
  readonly commitTimeMs: number;
  /** Memory of the state. */
  readonly memoryUsedBytes: number;
  /** Rows that came too late. */
  readonly numRowsDroppedByWatermark: number;
  /** Always 1. */
  readonly numShufflePartitions: number;
  /** Stores of the operator. */
  readonly numStateStoreInstances: number;
  /** Further counters by name. */
  readonly customMetrics?: Readonly<Record<string, number>>;
}

/** What a source gave. */
export interface SourceProgress {
  /** Which source it is. */
  readonly description: string;
  /** Where the batch began, null for the first. */
  readonly startOffset: unknown;
  /** Where it ended. */
  readonly endOffset: unknown;
  /** The newest position known. */
  readonly latestOffset: unknown;
  /** Rows read. */
  readonly numInputRows: number;
  /** Rows read per second since the trigger before. */
  readonly inputRowsPerSecond?: number;
  /** Rows read per second of this trigger. */
  readonly processedRowsPerSecond?: number;
  /** Further facts by name, such as the backlog. */
  readonly metrics?: Readonly<Record<string, string>>;
}

/** What a sink took. */
export interface SinkProgress {
  /** Which sink it is. */
  readonly description: string;
  /** Rows written; -1 where the sink cannot tell. */
  readonly numOutputRows: number;
  /** Further facts by name. */
  readonly metrics?: Readonly<Record<string, string>>;
}

/** Where a query stands right now. */
export interface StreamingQueryStatus {
  /** In words. */
  readonly message: string;
  /** Whether the sources have something new. */
  readonly isDataAvailable: boolean;
  /** Whether a batch runs. */
  readonly isTriggerActive: boolean;
}

/** What the trigger in progress has measured so far. */
export interface TriggerFacts {
  readonly id: string;
  readonly runId: string;
  readonly name: string | undefined;
  readonly batchId: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Start of the trigger before, undefined for the first. */
  readonly startBeforeMs: number | undefined;
  readonly durations: ReadonlyMap<string, number>;
  readonly eventTime: Readonly<Record<string, string>> | undefined;
  readonly stateOperators: readonly StateOperatorProgress[];
  readonly sources: readonly SourceFacts[];
  readonly sink: SinkProgress;
  readonly observed: readonly ObservedRow[];
  /** How an observed row is shown; the engine does not know the session's formats. */
  readonly showRow: (row: ObservedRow) => unknown;
}

export interface SourceFacts {
  readonly description: string;
  readonly startOffset: string | null;
  readonly endOffset: string | null;
  readonly latestOffset: string | null;
  readonly numInputRows: number;
  readonly metrics: Readonly<Record<string, string>> | undefined;
}

export function makeProgress(facts: TriggerFacts): StreamingQueryProgress {
  const batchDuration = Math.round(facts.endMs - facts.startMs);
  const inputSeconds = facts.startBeforeMs === undefined ? NaN : (facts.startMs - facts.startBeforeMs) / 1000;
  const numInputRows = facts.sources.reduce((sum, source) => sum + source.numInputRows, 0);
  const seconds = { input: inputSeconds, processing: batchDuration / 1000 };
  return {
    id: facts.id,
    runId: facts.runId,
    name: facts.name ?? null,
    timestamp: formatInstant(facts.startMs),
    batchId: facts.batchId,
    batchDuration,
    numInputRows,
    ...ratesOf(numInputRows, seconds),
    durationMs: sortedEntries([...facts.durations].map(([phase, ms]) => [phase, Math.round(ms)])),
    ...(facts.eventTime === undefined ? {} : { eventTime: sortedEntries(Object.entries(facts.eventTime)) }),
    stateOperators: facts.stateOperators,
    sources: facts.sources.map((source) => ({
      description: source.description,
      startOffset: jsonOrText(source.startOffset),
      endOffset: jsonOrText(source.endOffset),
      latestOffset: jsonOrText(source.latestOffset),
      numInputRows: source.numInputRows,
      ...ratesOf(source.numInputRows, seconds),
      ...(source.metrics === undefined || Object.keys(source.metrics).length === 0 ? {} : { metrics: sortedEntries(Object.entries(source.metrics)) }),
    })),
    sink: facts.sink,
    ...(facts.observed.length === 0 ? {} : { observedMetrics: sortedEntries(facts.observed.map((row) => [row.name, facts.showRow(row)])) }),
  };
}

/** ISO-8601 with milliseconds in UTC, as Spark prints every time in progress. */
export function formatInstant(ms: number): string {
  return new Date(ms).toISOString();
}

/** Default of spark.sql.streaming.numRecentProgressUpdates. */
export const RECENT_PROGRESS = 100;

function ratesOf(rows: number, seconds: { readonly input: number; readonly processing: number }): { inputRowsPerSecond?: number; processedRowsPerSecond?: number } {
  const input = rows / seconds.input;
  const processed = rows / seconds.processing;
  return {
    ...(Number.isFinite(input) ? { inputRowsPerSecond: input } : {}),
    ...(Number.isFinite(processed) ? { processedRowsPerSecond: processed } : {}),
  };
}

function sortedEntries<V>(entries: readonly (readonly [string, V])[]): Record<string, V> {
  return Object.fromEntries([...entries].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)));
}

/** Offsets are shown as JSON where they are JSON. Numbers beyond 2^53 stay text, so that none is rounded. */
function jsonOrText(offset: string | null): unknown {
  if (offset === null) return null;
  try {
    const value: unknown = JSON.parse(offset);
    return JSON.stringify(value) === offset ? value : offset;
  } catch {
    return offset;
  }
}
