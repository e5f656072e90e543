import type { StreamError } from '../errors/stream-error.ts';
import type { StreamingQueryProgress, StreamingQueryStatus } from '../exec/progress.ts';
import type { StreamExecution } from '../exec/stream-execution.ts';
import type { ExplainMode } from './engine.ts';
import type { Session } from './session.ts';

/**
 * A running query.
 *
 * @example
 * const query = await df.writeStream.format('console').start();
 * process.once('SIGINT', () => query.stop());
 * await query.awaitTermination();
 */
export class StreamingQuery {
  /** The session that started it. */
  readonly sparkSession: Session;
  readonly #execution: StreamExecution;
  readonly #explain: (mode: ExplainMode) => string;

  constructor(sparkSession: Session, execution: StreamExecution, explain: (mode: ExplainMode) => string) {
    this.sparkSession = sparkSession;
    this.#execution = execution;
    this.#explain = explain;
  }

  /** Its queryName, null without one. */
  get name(): string | null { return this.#execution.name ?? null; }
  /** Of the checkpoint: the same after a restart. */
  get id(): string { return this.#execution.id; }
  /** Of this run. */
  get runId(): string { return this.#execution.runId; }
  /** Whether it still runs. */
  get isActive(): boolean { return this.#execution.isActive; }
  /** What it is doing right now. */
  get status(): StreamingQueryStatus { return this.#execution.status; }
  /** The newest progress, null before the first trigger has ended. */
  get lastProgress(): StreamingQueryProgress | null { return this.#execution.lastProgress ?? null; }
  /** The latest progress objects, oldest first. */
  get recentProgress(): readonly StreamingQueryProgress[] { return this.#execution.recentProgress; }
  /** Why it ended, null while it runs or when it was stopped. */
  get exception(): StreamError | null { return this.#execution.exception ?? null; }

  /**
   * Resolves when the query has ended, with true; with a timeout also with false when it is still running then.
   * Rejects with the query's error.
   */
  awaitTermination(timeoutMs?: number): Promise<boolean> { return this.#execution.awaitTermination(timeoutMs); }
  /** Resolves when everything that is there now has been processed. For tests. */
  processAllAvailable(): Promise<void> { return this.#execution.processAllAvailable(); }
  /** Lets the batch that runs come to its end, then stops. The checkpoint stays. */
  stop(): Promise<void> { return this.#execution.stop(); }

  /** Prints the plans of the query. */
  async explain(extended: boolean | ExplainMode = false): Promise<void> {
    this.sparkSession.print(this.#explain(extended === true ? 'extended' : extended === false ? 'simple' : extended));
  }
}
