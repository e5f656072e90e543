import { fail, StreamError } from '../errors/stream-error.ts';
import { durationMs } from '../plan/settings.ts';
import type { ObservedRow } from './context.ts';
import { type FinishedBatch, releaseCommitted, runMicroBatch } from './micro-batch.ts';
import { closeRun, openRun, type StreamRequest } from './open-run.ts';
import { RECENT_PROGRESS, type StreamingQueryProgress, type StreamingQueryStatus } from './progress.ts';
import type { QueryRun } from './query-run.ts';
import { backoffMs, isRetryable } from './retry.ts';
import { nextTriggerMs } from './trigger.ts';
import { reportTrigger } from './trigger-report.ts';

/** What a query tells while it runs; all called on the loop, in order. */
export interface StreamListener {
  onProgress?(progress: StreamingQueryProgress): void;
  onIdle?(progress: StreamingQueryProgress): void;
  onTerminated?(error: StreamError | undefined): void;
}

const POLL_MS = 10;
const IDLE_REPORT_MS = 10_000;

/**
 * A query that runs: opens everything, makes batches as its trigger says, closes everything.
 *
 * It pulls at its own pace and is a function of its environment. Errors of outside systems that may go away (`retry`) are waited out, if need
 * be by starting over from the checkpoint; every other error ends it with STREAM_FAILED.
 */
export class StreamExecution {
  readonly runId: string;
  readonly name: string | undefined;
  readonly #request: StreamRequest;
  readonly #listener: StreamListener;
  readonly #showRow: (row: ObservedRow) => unknown;
  readonly #stopping = new AbortController();
  readonly #recent: StreamingQueryProgress[] = [];
  #id: string | undefined;
  #message = 'Initializing sources';
  #triggerActive = false;
  #dataAvailable = false;
  #active = true;
  #error: StreamError | undefined;
  #wake = new AbortController();
  #dataArrived = false;
  #idleWaiters: { readonly asked: number; readonly resolve: () => void }[] = [];
  #triggerCount = 0;
  #startBeforeMs: number | undefined;
  #idleReportedMs = -Infinity;
  #ended: Promise<void> = Promise.resolve();

  constructor(request: StreamRequest, listener: StreamListener = {}, showRow: (row: ObservedRow) => unknown = (row) => row.row) {
    this.#request = request;
    this.#listener = listener;
    this.#showRow = showRow;
    this.name = request.name;
    this.runId = request.environment.random.uuid();
  }

  /** The query's own, from the checkpoint; known once `start` has resolved. */
  get id(): string { return this.#id ?? ''; }
  get isActive(): boolean { return this.#active; }
  get exception(): StreamError | undefined { return this.#error; }
  get recentProgress(): readonly StreamingQueryProgress[] { return this.#recent; }
  get lastProgress(): StreamingQueryProgress | undefined { return this.#recent.at(-1); }
  get status(): StreamingQueryStatus { return { message: this.#message, isDataAvailable: this.#dataAvailable, isTriggerActive: this.#triggerActive }; }

  /** Resolves when everything is open, or when the query waits for an outside system; rejects with what makes it impossible. */
  async start(): Promise<this> {
    let opened: (() => void) | undefined;
    let refused: ((error: unknown) => void) | undefined;
    const ready = new Promise<void>((resolve, reject) => { opened = resolve; refused = reject; });
    this.#ended = this.#run({ opened: () => opened?.(), refused: (error) => refused?.(error) });
    await ready;
    return this;
  }

  /** Ends after the batch that is running; fails when that takes longer than spark.sql.streaming.stopTimeout. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake.abort();
    const timeoutMs = this.#durationMs('spark.sql.streaming.stopTimeout', 0);
    await this.#endedWithin(timeoutMs === 0 ? undefined : timeoutMs);
    if (this.#active) fail('TIDEMARK_STOP_TIMEOUT', { id: this.id, runId: this.runId, milliseconds: String(timeoutMs) });
  }

  /** Resolves true when the query has ended, false after `timeoutMs`; rejects with its error. */
  async awaitTermination(timeoutMs?: number): Promise<boolean> {
    await this.#endedWithin(timeoutMs);
    if (this.#error !== undefined) throw this.#error;
    return !this.#active;
  }

  async #endedWithin(timeoutMs: number | undefined): Promise<void> {
    if (timeoutMs === undefined) { await this.#ended; return; }
    const waiting = new AbortController();
    await Promise.race([this.#ended, this.#request.environment.clock.sleep(timeoutMs, waiting.signal)]);
    waiting.abort();
  }

  /** Resolves when all data that is there now has been processed and is durable. */
  async processAllAvailable(): Promise<void> {
    if (this.#active) {
      const idle = new Promise<void>((resolve) => { this.#idleWaiters.push({ asked: this.#triggerCount, resolve }); });
      this.#dataArrived = true;
      this.#wakeIfPolling();
      await idle;
    }
    if (this.#error !== undefined) throw this.#error;
  }

  async #run(starting: { readonly opened: () => void; readonly refused: (error: unknown) => void }): Promise<void> {
    for (let failures = 0; ; failures++) {
      try {
        await this.#runOnce(() => { failures = 0; starting.opened(); });
        this.#finish(undefined);
        return;
      } catch (error) {
        if (this.#stopping.signal.aborted) { this.#finish(undefined); return; }
        if (!isRetryable(error)) {
          starting.refused(error);
          if (this.#request.conf['spark.sql.streaming.forceDeleteTempCheckpointLocation']?.toLowerCase() === 'true') this.#removeTemporary();
          this.#finish(this.#failed(error));
          return;
        }
        starting.opened();
        this.#note(`Waiting to try again: ${error.message.split('\n')[0] ?? ''}`);
        this.#request.environment.log('warn', 'the query starts over from its checkpoint', { error: error.message });
        await this.#request.environment.clock.sleep(backoffMs(failures + 1), this.#stopping.signal);
      }
    }
  }

  async #runOnce(opened: () => void): Promise<void> {
    this.#note('Initializing sources');
    const run = await openRun(this.#request, { runId: this.runId, signal: this.#stopping.signal, note: (message) => { this.#note(message); } });
    this.#id = run.queryId;
    for (const { source } of run.sources) source.onData?.(() => { this.#dataArrived = true; this.#wakeIfPolling(); });
    let clean = false;
    try {
      opened();
      await this.#makeBatches(run);
      clean = true;
    } finally {
      await closeRun(run, clean);
    }
    this.#removeTemporary();
  }

  #removeTemporary(): void {
    if (this.#request.temporaryCheckpoint) this.#request.environment.files.remove(this.#request.checkpointPath);
  }

  async #makeBatches(run: QueryRun): Promise<void> {
    const { clock } = run.environment;
    while (!this.#stopping.signal.aborted) {
      const startMs = clock.nowMs();
      this.#dataArrived = false;
      const finished = await this.#trigger(run, startMs);
      if (run.trigger.kind === 'once' || (run.trigger.kind === 'availableNow' && finished === undefined)) break;
      await this.#waitForNext(run, { startMs, ran: finished !== undefined });
    }
    await this.#rest(run);
  }

  async #trigger(run: QueryRun, startMs: number): Promise<FinishedBatch | undefined> {
    const { clock } = run.environment;
    this.#triggerActive = true;
    const asked = ++this.#triggerCount;
    const startedMs = clock.monotonicMs();
    run.durations.clear();
    const finished = await runMicroBatch(run);
    this.#dataAvailable = finished?.batch.offsets.some((end, index) => end !== finished.starts[index]) ?? false;
    run.durations.set('triggerExecution', clock.monotonicMs() - startedMs);
    const report = { name: this.name, showRow: this.#showRow, startMs, endMs: clock.nowMs(), startBeforeMs: this.#startBeforeMs };
    this.#startBeforeMs = startMs;
    if (finished !== undefined) {
      this.#idleReportedMs = clock.nowMs();
      const progress = reportTrigger(run, finished, report);
      this.#remember(progress);
      this.#listener.onProgress?.(progress);
    } else {
      await this.#rest(run);
      this.#reportIdle(run, report);
      const done = this.#idleWaiters.filter((waiter) => waiter.asked < asked);
      this.#idleWaiters = this.#idleWaiters.filter((waiter) => waiter.asked >= asked);
      for (const waiter of done) waiter.resolve();
    }
    this.#triggerActive = false;
    return finished;
  }

  /** Nothing follows soon: makes the last commit durable and lets the sources forget what it consumed. */
  async #rest(run: QueryRun): Promise<void> {
    if (!run.unsynced) return;
    run.checkpoint.sync();
    await releaseCommitted(run);
  }

  #reportIdle(run: QueryRun, report: Parameters<typeof reportTrigger>[2]): void {
    const everyMs = this.#durationMs('spark.sql.streaming.noDataProgressEventInterval', IDLE_REPORT_MS);
    if (report.endMs - everyMs < this.#idleReportedMs) return;
    this.#idleReportedMs = report.endMs;
    this.#listener.onIdle?.(reportTrigger(run, undefined, report));
  }

  async #waitForNext(run: QueryRun, last: { readonly startMs: number; readonly ran: boolean }): Promise<void> {
    const { clock } = run.environment;
    if (run.trigger.kind !== 'processingTime') { await clock.pause(); return; }
    const { intervalMs } = run.trigger;
    if (intervalMs > 0) {
      const waitMs = nextTriggerMs(last.startMs, intervalMs) - clock.nowMs();
      if (waitMs <= 0) { await clock.pause(); return; }
      await this.#rest(run);
      this.#note('Waiting for next trigger');
      await this.#sleep(clock.sleep.bind(clock), waitMs);
    } else if (last.ran || this.#dataArrived) await clock.pause();
    else {
      this.#note('Waiting for data to arrive');
      await this.#sleep(clock.sleep.bind(clock), this.#durationMs('spark.sql.streaming.pollingDelay', POLL_MS));
    }
  }

  async #sleep(sleep: (ms: number, signal: AbortSignal) => Promise<void>, ms: number): Promise<void> {
    this.#wake = new AbortController();
    if (this.#stopping.signal.aborted) return;
    await sleep(ms, this.#wake.signal);
  }

  #wakeIfPolling(): void {
    const { trigger } = this.#request;
    if (trigger.kind === 'processingTime' && trigger.intervalMs === 0) this.#wake.abort();
  }

  #durationMs(key: string, fallback: number): number {
    const text = this.#request.conf[key];
    return text === undefined ? fallback : durationMs(text) ?? fallback;
  }

  #note(message: string): void { this.#message = message; }

  #remember(progress: StreamingQueryProgress): void {
    this.#recent.push(progress);
    // Spark makes room for one more before there is need of it: of 100, 99 are kept.
    if (this.#recent.length >= Number(this.#request.conf['spark.sql.streaming.numRecentProgressUpdates'] ?? RECENT_PROGRESS)) this.#recent.shift();
  }

  #failed(error: unknown): StreamError {
    return new StreamError('STREAM_FAILED', { id: this.id, runId: this.runId, message: error instanceof Error ? error.message : String(error) }, { cause: error });
  }

  #finish(error: StreamError | undefined): void {
    this.#error = error;
    this.#active = false;
    this.#triggerActive = false;
    this.#dataAvailable = false;
    this.#note(error === undefined ? 'Stopped' : `Terminated with exception: ${(error.cause as Error | undefined)?.message ?? error.message}`);
    for (const waiter of this.#idleWaiters.splice(0)) waiter.resolve();
    this.#listener.onTerminated?.(error);
  }
}
