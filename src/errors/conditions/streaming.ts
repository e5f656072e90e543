import type { Condition } from './index.ts';

/** What a streaming query may not do, and how it ends. */
export const streamingConditions = {
  STREAM_FAILED: { sqlState: 'XXKST', message: 'query [id = {id}, runId = {runId}] terminated with exception: {message}' },
} as const satisfies Readonly<Record<string, Condition>>;
