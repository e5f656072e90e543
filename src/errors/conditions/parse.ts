import type { Condition } from './index.ts';

/** What the parser refuses. */
export const parseConditions = {
  PARSE_SYNTAX_ERROR: { sqlState: '42601', message: 'syntax error at or near {error}{expected}' },
  TIDEMARK_NOT_SUPPORTED_YET: { sqlState: '0A000', message: '{feature} is not supported yet', hint: 'the statement is valid Spark SQL, but tidemark cannot run this part of it' },
} as const satisfies Readonly<Record<string, Condition>>;
