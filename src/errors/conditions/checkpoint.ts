import type { Condition } from './index.ts';

/** A checkpoint that cannot be used. */
export const checkpointConditions = {
  TIDEMARK_CHECKPOINT_CORRUPT: { sqlState: 'XX001', message: 'checkpoint {path} is damaged: {problem}', hint: 'restore the folder from a copy, or start with a new checkpoint' },
} as const satisfies Readonly<Record<string, Condition>>;
