import type { Condition } from './index.ts';

/** Calls of the DataFrame API that make no sense. */
export const apiConditions = {
  TIDEMARK_INVALID_API_CALL: { sqlState: '42K0E', message: 'wrong use of {call}: {problem}' },
  INVALID_ATTRIBUTE_NAME_SYNTAX: { sqlState: '42601', message: 'the column name {attributeName} has a syntax error', hint: 'put back-quotes around parts that contain dots, and close every back-quote' },
  'UNSUPPORTED_FEATURE.LITERAL_TYPE': { sqlState: '0A000', message: 'the value {value} of type {type} cannot be a literal' },
  UNSUPPORTED_JOIN_TYPE: { sqlState: '0A000', message: 'the join type {typ} is not supported', hint: 'use one of {supported}' },
  SQL_CONF_NOT_FOUND: { sqlState: '42K0I', message: 'the setting {sqlConf} has no value' },
  TEMP_TABLE_OR_VIEW_ALREADY_EXISTS: { sqlState: '42P07', message: 'the temporary view {relationName} already exists', hint: 'use createOrReplaceTempView, another name, or drop it first' },
  TABLE_OR_VIEW_ALREADY_EXISTS: { sqlState: '42P07', message: 'the table or view {relationName} already exists', hint: 'add IF NOT EXISTS or OR REPLACE, use another name, or drop it first' },
  WRITE_STREAM_NOT_ALLOWED: { sqlState: '42601', message: 'writeStream needs a streaming DataFrame', hint: 'make it with spark.readStream, or use write for a batch DataFrame' },
  CALL_ON_STREAMING_DATASET_UNSUPPORTED: { sqlState: '42KDE', message: 'the method {methodName} cannot be called on a streaming DataFrame', hint: 'use writeStream' },
  'STREAMING_OUTPUT_MODE.INVALID': { sqlState: '42KDE', message: 'the output mode {outputMode} is unknown', hint: 'use append, update or complete' },
  TIDEMARK_SCHEMA_NOT_ALLOWED: { sqlState: '42K0E', message: 'the source {format} has a schema of its own', hint: 'leave .schema(…) out' },
} as const satisfies Readonly<Record<string, Condition>>;
