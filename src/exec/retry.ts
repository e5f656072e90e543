import { StreamError } from '../errors/stream-error.ts';
import type { QueryRun } from './query-run.ts';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 30_000;

/** True for errors that the same call may not have next time: a broker that is down. */
export function isRetryable(error: unknown): error is StreamError {
  return error instanceof StreamError && error.retry;
}

/** Doubles with each failure, up to half a minute. */
export function backoffMs(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, failures - 1));
}

/** Calls `action` until it works, an error will not go away, or the query is stopped. The status says what it waits for. */
export async function retryWhile<T>(run: Pick<QueryRun, 'environment' | 'signal' | 'note'>, action: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await action();
    } catch (error) {
      if (!isRetryable(error) || run.signal.aborted) throw error;
      run.note(`Waiting to try again: ${error.message.split('\n')[0] ?? ''}`);
      run.environment.log('warn', 'trying again', { error: error.message, failures });
      await run.environment.clock.sleep(backoffMs(failures), run.signal);
      if (run.signal.aborted) throw error;
    }
  }
}
