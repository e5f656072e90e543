import type { Condition } from './index.ts';

/** What the parser refuses. */
export const parseConditions = {
  'NOT_A_CONSTANT_STRING.WRONG_TYPE': { sqlState: '42601', message: '{name} needs constant text, but {expr} has type {dataType}' },
  'NOT_A_CONSTANT_STRING.NULL': { sqlState: '42601', message: '{name} needs constant text, but {expr} is NULL' },
  PARSE_SYNTAX_ERROR: { sqlState: '42601', message: 'syntax error at or near {error}{expected}' },
  PARSE_EMPTY_STATEMENT: { sqlState: '42617', message: 'the statement is empty' },
  UNCLOSED_BRACKETED_COMMENT: { sqlState: '42601', message: 'a bracketed comment is never closed', hint: 'bracketed comments nest: each /* needs its own */' },
  FAILED_TO_PARSE_TOO_COMPLEX: { sqlState: '54001', message: 'the statement is too complex: {what}', hint: 'divide it with views or common table expressions' },
  INVALID_IDENTIFIER: { sqlState: '42602', message: 'the name {ident} needs back quotes', hint: 'write `{ident}`' },
  INVALID_NUMERIC_LITERAL_RANGE: { sqlState: '22003', message: 'the literal {rawStrippedQualifier} is outside of the range of {typeName}, {minValue} to {maxValue}' },
  UNSUPPORTED_TYPED_LITERAL: { sqlState: '0A000', message: 'literals of type {unsupportedType} are not supported', hint: 'use one of {supportedTypes}' },
  INVALID_ESC: { sqlState: '42604', message: 'the escape string {invalidEscape} must be one character' },
  DUPLICATE_CLAUSES: { sqlState: '42614', message: 'the clause {clauseName} stands twice' },
  INVALID_RESET_COMMAND_FORMAT: { sqlState: '42000', message: "RESET expects nothing or one key", hint: 'quote keys that hold blanks or semicolons with back quotes' },
  INVALID_SET_SYNTAX: { sqlState: '42000', message: "SET expects 'key' or 'key=value'", hint: 'quote keys and values that hold blanks or semicolons with back quotes' },
  'INVALID_SQL_SYNTAX.EMPTY_QUANTIFIED_PATTERN': { sqlState: '42000', message: 'LIKE ANY and LIKE ALL need at least one pattern' },
  'INVALID_SQL_SYNTAX.INVALID_WINDOW_FRAME_BOUND': { sqlState: '42000', message: 'the distance of a window frame must be a constant' },
  'UNSUPPORTED_FEATURE.CLAUSE_WITH_PIPE_OPERATORS': { sqlState: '0A000', message: 'the clause {clauses} is not possible behind |>' },
  'UNSUPPORTED_FEATURE.PIPE_OPERATOR_AGGREGATE_UNSUPPORTED_CASE': { sqlState: '0A000', message: '{case} is not possible in |> AGGREGATE', hint: 'use |> SELECT … GROUP BY …' },
  'UNSUPPORTED_FEATURE.COMBINATION_QUERY_RESULT_CLAUSES': { sqlState: '0A000', message: 'ORDER BY, SORT BY, DISTRIBUTE BY and CLUSTER BY exclude each other (only SORT BY goes with DISTRIBUTE BY)' },
  'UNSUPPORTED_FEATURE.LATERAL_JOIN_USING': { sqlState: '0A000', message: 'a LATERAL join cannot have USING', hint: 'use ON' },
  MULTIPLE_QUERY_RESULT_CLAUSES_WITH_PIPE_OPERATORS: { sqlState: '42000', message: '{clause1} and {clause2} cannot share one |>', hint: 'write a |> before each of them' },
  TIDEMARK_IDENTIFIED_BY_NEEDS_STREAM: { sqlState: '42601', message: 'IDENTIFIED BY names the source of a stream', hint: 'write STREAM before the table function' },
  TIDEMARK_TEMPORARY_VIEW_CLAUSE: { sqlState: '42601', message: '{clause} is not possible for a temporary view' },
  TIDEMARK_SQL_TOO_LONG: { sqlState: '54000', message: 'the SQL text has {length} characters, more than {limit}' },
  TIDEMARK_NOT_SUPPORTED_YET: { sqlState: '0A000', message: '{feature} is not supported yet', hint: 'the statement is valid Spark SQL, but tidemark cannot run this part of it' },
} as const satisfies Readonly<Record<string, Condition>>;
