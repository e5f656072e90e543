import type { Condition } from './index.ts';

/** Names, clauses and plans the analyzer refuses. */
export const analysisConditions = {
  INTERNAL_ERROR: { sqlState: 'XX000', message: 'internal error: {what}', hint: 'this is a bug of tidemark, please report it' },
  'UNRESOLVED_COLUMN.WITH_SUGGESTION': { sqlState: '42703', message: 'column {objectName} cannot be resolved', hint: 'did you mean one of {proposal}' },
  'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION': { sqlState: '42703', message: 'column {objectName} cannot be resolved' },
  TABLE_OR_VIEW_NOT_FOUND: { sqlState: '42P01', message: 'table or view {relationName} not found', hint: 'check the spelling, or register it with createOrReplaceTempView' },
  UNRESOLVED_ROUTINE: { sqlState: '42883', message: 'function {routineName} not found{proposal}' },
} as const satisfies Readonly<Record<string, Condition>>;
