import type { ObservedRow } from './context.ts';

/** One trigger of a query, as Spark reports it. Field order is Spark's; `JSON.stringify` of it is what Spark prints. */
export interface StreamingQueryProgress {
  readonly id: string;
  readonly runId: string;
  readonly name: string | null;
  readonly timestamp: string;
  readonly batchId: number;
  readonly batchDuration: number;
  readonly numInputRows: number;
  readonly inputRowsPerSecond?: number;
  readonly processedRowsPerSecond?: number;
  readonly durationMs: Readonly<Record<string, number>>;
  readonly eventTime?: Readonly<Record<string, string>>;
  readonly stateOperators: readonly StateOperatorProgress[];
  readonly sources: readonly SourceProgress[];
  readonly sink: SinkProgress;
  readonly observedMetrics?: Readonly<Record<string, unknown>>;
}

export interface StateOperatorProgress {
  readonly operatorName: string;
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  readonly allUpdatesTimeMs: number;
  readonly numRowsRemoved: number;
  readonly allRemovalsTimeMs: number;
  readonly commitTimeMs: number;
  readonly memoryUsedBytes: number;
  readonly numRowsDroppedByWatermark: number;
  readonly numShufflePartitions: number;
  readonly numStateStoreInstances: number;
  readonly customMetrics?: Readonly<Record<string, number>>;
}

export interface SourceProgress {
  readonly description: string;
  readonly startOffset: unknown;
  readonly endOffset: unknown;
  readonly latestOffset: unknown;
  readonly numInputRows: number;
  readonly inputRowsPerSecond?: number;
  readonly processedRowsPerSecond?: number;
  readonly metrics?: Readonly<Record<string, string>>;
}

export interface SinkProgress { readonly description: string; readonly numOutputRows: number; readonly metrics?: Readonly<Record<string, string>> }

/** Where a query stands right now. */
export interface StreamingQueryStatus { readonly message: string; readonly isDataAvailable: boolean; readonly isTriggerActive: boolean }

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

/** The last 99 of them: Spark's buffer of 100 keeps one less. */
export const RECENT_PROGRESS_MAX = 99;

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
