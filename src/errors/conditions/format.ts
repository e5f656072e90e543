import type { Condition } from './index.ts';

/** JSON, CSV and what else is read from text. */
export const formatConditions = {
  'INVALID_SCHEMA.NON_STRING_LITERAL': { sqlState: '42K07', message: 'the schema {inputSchema} is no constant string', hint: "write it as DDL text, as in 'a INT, b STRING'" },
  'DATATYPE_MISMATCH.INVALID_JSON_SCHEMA': { sqlState: '42K09', message: 'cannot resolve {sqlExpr}: the schema {schema} is no struct, array, map or variant' },
  'INVALID_OPTIONS.NON_MAP_FUNCTION': { sqlState: '42K06', message: 'options are given as a constant map', hint: "write map('mode', 'FAILFAST')" },
  'INVALID_OPTIONS.NON_STRING_TYPE': { sqlState: '42K06', message: 'the options {mapType} are no map of strings' },
  PARSE_MODE_UNSUPPORTED: { sqlState: '42601', message: '{funcName} does not take the mode {mode}', hint: 'use PERMISSIVE or FAILFAST' },
  'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION': { sqlState: '22023', message: 'mode {failFastMode}: {badRecord} is malformed', hint: "use mode PERMISSIVE to get NULL instead" },
  TIDEMARK_SCHEMA_REQUIRED: { sqlState: '42K09', message: 'a stream of {format} files needs a schema', hint: "give .schema('a INT, b STRING'), or set spark.sql.streaming.schemaInference" },
  PATH_NOT_FOUND: { sqlState: '42K03', message: 'the path {path} does not exist' },
  UNABLE_TO_INFER_SCHEMA: { sqlState: '42KD9', message: 'the files tell no schema for {format}', hint: 'give .schema(…)' },
  'FAILED_READ_FILE.FILE_NOT_EXIST': { sqlState: 'KD001', message: 'the file {path} is gone', hint: 'set ignoreMissingFiles to skip such files' },
  'FAILED_READ_FILE.NO_HINT': { sqlState: 'KD001', message: 'the file {path} cannot be read: {reason}' },
  INVALID_CORRUPT_RECORD_TYPE: { sqlState: '42804', message: 'the column {columnName} for malformed records is of type {actualType}, not a nullable STRING' },
  TIDEMARK_TEXT_SCHEMA: { sqlState: '42K0E', message: 'text files have one column, not {columns}' },
  UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE: { sqlState: '0A000', message: '{format} files have no columns such as {columnName} of type {columnType}' },
  'MALFORMED_RECORD_IN_PARSING.CANNOT_PARSE_JSON_ARRAYS_AS_STRUCTS': { sqlState: '22023', message: 'mode {failFastMode}: {badRecord} is malformed, a list is no struct', hint: 'give the schema as ARRAY<STRUCT<…>>' },
  'DATATYPE_MISMATCH.INVALID_JSON_MAP_KEY_TYPE': { sqlState: '42K09', message: 'cannot resolve {sqlExpr}: keys of {schema} must be strings' },
  'INVALID_SCHEMA.NON_STRUCT_TYPE': { sqlState: '42K07', message: 'the schema {inputSchema} is no struct but {dataType}' },
  TIDEMARK_BAD_FORMAT_STRING: { sqlState: '22023', message: 'the format {format} cannot be used: {problem}' },
  'INVALID_PARAMETER_VALUE.ZERO_INDEX': { sqlState: '22023', message: 'parameter {parameter} of {functionName} counts arguments from 1: %0$ names none' },
} as const satisfies Readonly<Record<string, Condition>>;
