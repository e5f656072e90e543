import type { Condition } from './index.ts';

/** JSON, CSV and what else is read from text. */
export const formatConditions = {
  'INVALID_SCHEMA.NON_STRING_LITERAL': { sqlState: '42K07', message: 'the schema {inputSchema} is no constant string', hint: "write it as DDL text, as in 'a INT, b STRING'" },
  'DATATYPE_MISMATCH.INVALID_JSON_SCHEMA': { sqlState: '42K09', message: 'cannot resolve {sqlExpr}: the schema {schema} is no struct, array, map or variant' },
  'INVALID_OPTIONS.NON_MAP_FUNCTION': { sqlState: '42K06', message: 'options are given as a constant map', hint: "write map('mode', 'FAILFAST')" },
  'INVALID_OPTIONS.NON_STRING_TYPE': { sqlState: '42K06', message: 'the options {mapType} are no map of strings' },
  PARSE_MODE_UNSUPPORTED: { sqlState: '42601', message: '{funcName} does not take the mode {mode}', hint: 'use PERMISSIVE or FAILFAST' },
  'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION': { sqlState: '22023', message: 'mode {failFastMode}: {badRecord} is malformed', hint: "use mode PERMISSIVE to get NULL instead" },
} as const satisfies Readonly<Record<string, Condition>>;
