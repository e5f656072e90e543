import { fail, type StreamError } from '../errors/stream-error.ts';
import type { StreamingQueryProgress } from '../exec/progress.ts';
import type { Relation } from '../plan/relation.ts';
import type { Session } from './session.ts';
import { prepareStream } from './start-stream.ts';
import type { StreamWrite } from './stream-writer.ts';
import { StreamingQuery } from './streaming-query.ts';

/** Told what queries do. `onQueryStarted` is called inside `start()`, the others while the query runs. */
export interface StreamingQueryListener {
  /** A query has started; called inside of `start()`. */
  onQueryStarted?(event: { readonly id: string; readonly runId: string; readonly name: string | null; readonly timestamp: string }): void;
  /** A trigger with data has ended. */
  onQueryProgress?(event: { readonly progress: StreamingQueryProgress }): void;
  /** There was nothing to do for a while. */
  onQueryIdle?(event: { readonly id: string; readonly runId: string; readonly timestamp: string }): void;
  /** A query has ended; `exception` is null when it was stopped. */
  onQueryTerminated?(event: { readonly id: string; readonly runId: string; readonly exception: string | null; readonly errorClassOnException: string | null }): void;
}

/** The queries of a session: `spark.streams`. */
export class StreamingQueryManager {
  readonly #session: Session;
  /** With the folder of the checkpoint that each one holds. */
  readonly #queries = new Map<StreamingQuery, string>();
  readonly #listeners = new Set<StreamingQueryListener>();
  #terminated: { readonly error: StreamError | undefined } | undefined;
  #waiters: (() => void)[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  /** Queries that run. */
  get active(): StreamingQuery[] { return [...this.#queries.keys()].filter((query) => query.isActive); }
  /** The running query of that id, undefined when there is none. */
  get(id: string): StreamingQuery | undefined { return this.active.find((query) => query.id === id); }

  /** Tells a listener from now on. */
  addListener(listener: StreamingQueryListener): void { this.#listeners.add(listener); }
  /** Tells a listener no more. */
  removeListener(listener: StreamingQueryListener): void { this.#listeners.delete(listener); }
  /** Listeners that are told. */
  listListeners(): StreamingQueryListener[] { return [...this.#listeners]; }

  /**
   * Resolves true when any query of the session has ended since the session or `resetTerminated()`, false after the timeout; rejects with the
   * error of the query that ended with one.
   */
  async awaitAnyTermination(timeoutMs?: number): Promise<boolean> {
    const { clock } = this.#session.engine.environment;
    const stop = new AbortController();
    if (this.#terminated === undefined) {
      const ended = new Promise<void>((resolve) => { this.#waiters.push(resolve); });
      await (timeoutMs === undefined ? ended : Promise.race([ended, clock.sleep(timeoutMs, stop.signal)]));
      stop.abort();
    }
    if (this.#terminated?.error !== undefined) throw this.#terminated.error;
    return this.#terminated !== undefined;
  }

  /** Forgets queries that have ended, so that `awaitAnyTermination` waits for the next one. */
  resetTerminated(): void { this.#terminated = undefined; }

  /** Starts what a DataStreamWriter describes. */
  async start(relation: Relation, write: StreamWrite): Promise<StreamingQuery> {
    if (write.queryName !== undefined && this.active.some((query) => query.name === write.queryName)) {
      fail('TIDEMARK_QUERY_NAME_IN_USE', { name: write.queryName });
    }
    await this.#session.engine.settled();
    const { execution, explain, checkpointPath } = prepareStream(this.#session, relation, write, {
      onProgress: (progress) => { this.#tell((listener) => listener.onQueryProgress?.({ progress })); },
      onIdle: (progress) => { this.#tell((listener) => listener.onQueryIdle?.({ id: progress.id, runId: progress.runId, timestamp: progress.timestamp })); },
      onTerminated: (error) => { this.#ended(query, error); },
    });
    const query = new StreamingQuery(this.#session, execution, explain);
    await this.#free(checkpointPath);
    await execution.start();
    this.#queries.set(query, checkpointPath);
    const timestamp = new Date(this.#session.engine.environment.clock.nowMs()).toISOString();
    this.#tell((listener) => listener.onQueryStarted?.({ id: query.id, runId: query.runId, name: query.name, timestamp }));
    return query;
  }

  /** One run per checkpoint: what is active on it stops, or the new one does not start. */
  async #free(checkpointPath: string): Promise<void> {
    const holder = this.active.find((query) => this.#queries.get(query) === checkpointPath);
    if (holder === undefined) return;
    if (!this.#session.engine.settings.flag('spark.sql.streaming.stopActiveRunOnRestart')) {
      fail('TIDEMARK_CHECKPOINT_IN_USE', { path: checkpointPath, holder: `query ${holder.id} of this session` });
    }
    await holder.stop();
  }

  #ended(query: StreamingQuery, error: StreamError | undefined): void {
    if (!this.#queries.delete(query)) return;
    if (this.#terminated?.error === undefined) this.#terminated = { error };
    for (const wake of this.#waiters.splice(0)) wake();
    this.#tell((listener) => listener.onQueryTerminated?.({ id: query.id, runId: query.runId, exception: error?.message ?? null, errorClassOnException: error?.condition ?? null }));
  }

  /** A listener that throws must not end a query. */
  #tell(event: (listener: StreamingQueryListener) => void): void {
    for (const listener of this.#listeners) {
      try {
        event(listener);
      } catch (error) {
        this.#session.engine.environment.log('error', 'a streaming query listener failed', { error: error instanceof Error ? error.message : String(error) });
      }
    }
  }
}
