import type { FinishedBatch } from './micro-batch.ts';
import { formatInstant, makeProgress, type SourceFacts, type StateOperatorProgress, type StreamingQueryProgress, type TriggerFacts } from './progress.ts';
import type { QueryRun } from './query-run.ts';

export interface TriggerTimes { readonly startMs: number; readonly endMs: number; readonly startBeforeMs: number | undefined }

/** The progress of one trigger, with or without a batch. */
export function reportTrigger(run: QueryRun, finished: FinishedBatch | undefined, report: TriggerTimes & Pick<TriggerFacts, 'name' | 'showRow'>): StreamingQueryProgress {
  const watermarkMs = finished?.batch.watermarkMs ?? run.watermark.globalMs;
  return makeProgress({
    ...report,
    id: run.queryId, runId: run.runId, batchId: finished?.batch.batchId ?? run.nextBatchId,
    durations: run.durations,
    eventTime: run.tree.watermarkNodes.length === 0 ? undefined : { ...eventTimeOf(run, finished), watermark: formatInstant(watermarkMs) },
    stateOperators: stateOf(run, finished),
    sources: run.sources.map((running, index): SourceFacts => {
      const end = finished === undefined ? running.committed : finished.batch.offsets[index] ?? null;
      return {
        description: running.source.description,
        startOffset: finished === undefined ? running.committed : finished.starts[index] ?? null, endOffset: end,
        latestOffset: running.source.latestKnown?.() ?? end,
        numInputRows: finished === undefined ? 0 : running.rows, metrics: running.source.metrics?.(running.committed ?? undefined),
      };
    }),
    sink: { description: run.sink.description, numOutputRows: finished?.outputRows ?? -1, ...metricsOf(run.sink.metrics?.()) },
    observed: finished === undefined ? [] : run.tree.observed(),
  });
}

/** From the first watermark operator, in plan order, that saw rows: Spark does not merge them. */
function eventTimeOf(run: QueryRun, finished: FinishedBatch | undefined): Readonly<Record<string, string>> {
  if (finished === undefined) return {};
  for (const node of run.tree.watermarkNodes) {
    const seen = node.statistics();
    if (seen !== undefined) return { avg: formatInstant(Math.trunc(seen.averageMs)), max: formatInstant(seen.maxMs), min: formatInstant(seen.minMs) };
  }
  return {};
}

function stateOf(run: QueryRun, finished: FinishedBatch | undefined): StateOperatorProgress[] {
  const partitions = 1;
  return run.tree.stateful.map((operator) => {
    const { customMetrics, ...counted } = operator.metrics();
    return {
      operatorName: operator.fingerprint.operatorName,
      numRowsTotal: counted.numRowsTotal,
      numRowsUpdated: finished === undefined ? 0 : counted.numRowsUpdated,
      allUpdatesTimeMs: finished === undefined ? 0 : Math.round(counted.allUpdatesTimeMs),
      numRowsRemoved: finished === undefined ? 0 : counted.numRowsRemoved,
      allRemovalsTimeMs: finished === undefined ? 0 : Math.round(counted.allRemovalsTimeMs),
      commitTimeMs: finished === undefined ? 0 : Math.round(operator.stores.reduce((sum, { name }) => sum + (run.commitMs.get(name) ?? 0), 0)),
      memoryUsedBytes: counted.memoryUsedBytes,
      numRowsDroppedByWatermark: finished === undefined ? 0 : counted.numRowsDroppedByWatermark,
      numShufflePartitions: partitions,
      numStateStoreInstances: Math.max(1, operator.stores.length),
      ...(Object.keys(customMetrics).length === 0 ? {} : { customMetrics }),
    };
  });
}

function metricsOf(metrics: Readonly<Record<string, string>> | undefined): { readonly metrics?: Readonly<Record<string, string>> } {
  return metrics === undefined || Object.keys(metrics).length === 0 ? {} : { metrics };
}
