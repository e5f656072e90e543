import { fail } from '../errors/stream-error.ts';
import { ddlCursor, type DdlCursor } from './ddl-tokens.ts';
import { collatedType, expectCollation } from './collation.ts';
import { namedType } from './ddl-names.ts';
import {
  arrayType, calendarIntervalType, mapType, structType, stringType, timestampNtzType, timestampType, type DataType, type DayTimeIntervalType, type Field, type Schema, type YearMonthIntervalType,
} from './data-type.ts';
import { dayTimeFields, yearMonthFields } from './print.ts';

/**
 * DDL text of types and schemas:
 *
 *   schema = column {"," column}          column = name [":"] type ["NOT" "NULL"] ["COMMENT" string]      the colon in STRUCT<…> only
 *   type   = "ARRAY" "<" type ">" | "MAP" "<" type "," type ">" | "STRUCT" "<" [column {"," column}] ">"
 *          | "INTERVAL" [unit ["TO" unit]] | name ["(" number {"," number} ")"] ["COLLATE" name] | "TIMESTAMP" ("WITH" | "WITHOUT") …
 */
const DEPTH_LIMIT = 200;

/** `localTimestamps`: TIMESTAMP by itself is the one without time zone (spark.sql.timestampType = TIMESTAMP_NTZ). */
export interface DdlOptions { readonly localTimestamps?: boolean }

/** @example parseDataType('MAP<STRING, ARRAY<DECIMAL(10, 2)>>') */
export function parseDataType(text: string, options: DdlOptions = {}): DataType {
  const cursor = ddlCursor(text, options.localTimestamps);
  const type = readType(cursor, 0);
  cursor.expectEnd();
  return type;
}

/** @example parseSchema('ts TIMESTAMP NOT NULL, page STRING, tags ARRAY<STRING>') */
export function parseSchema(text: string, options: DdlOptions = {}): Schema {
  const cursor = ddlCursor(text, options.localTimestamps);
  const fields = cursor.atEnd() ? [] : readFields(cursor, 0);
  cursor.expectEnd();
  return { fields };
}

/** What from_json and `schema(…)` take: a schema (becomes a struct) or a single type. */
export function parseTypeOrSchema(text: string, options: DdlOptions = {}): DataType {
  if (text.trim() === '') fail('PARSE_EMPTY_STATEMENT', {});
  const asSchema = attempt(() => parseSchema(text, options));
  if ('value' in asSchema && !isTypeText(text)) return structType(asSchema.value.fields);
  const asType = attempt(() => parseDataType(text, options));
  if ('value' in asType) return asType.value;
  if ('value' in asSchema) return structType(asSchema.value.fields);
  throw asType.error;
}

/** `interval day` and the like read as one column named `interval`: Spark takes them for types. */
function isTypeText(text: string): boolean {
  return /^\s*interval\s+(year|month|day|hour|minute|second)/i.test(text) || /^\s*timestamp\s+with/i.test(text);
}

function attempt<T>(work: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}

function readFields(cursor: DdlCursor, depth: number): Field[] {
  const fields = [readField(cursor, depth)];
  while (cursor.take(',')) fields.push(readField(cursor, depth));
  return fields;
}

function readField(cursor: DdlCursor, depth: number): Field {
  const name = cursor.name();
  if (depth > 0) cursor.take(':');
  const type = readType(cursor, depth);
  const nullable = !cursor.takeWords('NOT', 'NULL');
  const comment = cursor.takeWords('COMMENT') ? cursor.string() : undefined;
  return comment === undefined ? { name, type, nullable } : { name, type, nullable, comment };
}

function readType(cursor: DdlCursor, depth: number): DataType {
  if (depth > DEPTH_LIMIT) fail('TIDEMARK_TYPE_TOO_DEEP', { limit: String(DEPTH_LIMIT) }, { at: cursor.here() });
  const start = cursor.here();
  const word = cursor.word();
  switch (word) {
    case 'ARRAY': return readArray(cursor, depth);
    case 'MAP': return readMap(cursor, depth);
    case 'STRUCT': return readStruct(cursor, depth);
    case 'INTERVAL': return readInterval(cursor);
    case 'TIMESTAMP':
      if (cursor.takeWords('WITHOUT', 'TIME', 'ZONE')) return timestampNtzType;
      if (cursor.takeWords('WITH', 'LOCAL', 'TIME', 'ZONE') || cursor.takeWords('WITH', 'TIME', 'ZONE')) return timestampType;
      if (cursor.localTimestamps && !cursor.sees('(')) return timestampNtzType;
      break;
    default:
  }
  const parameters = cursor.take('(') ? readNumbers(cursor) : [];
  return readCollation(cursor, cursor.orLater(() => namedType(word, parameters, cursor.since(start)), stringType));
}

function readArray(cursor: DdlCursor, depth: number): DataType {
  if (!cursor.take('<')) fail('INCOMPLETE_TYPE_DEFINITION.ARRAY', { elementType: '<INT>' }, { at: cursor.here() });
  const element = readType(cursor, depth + 1);
  cursor.expect('>');
  return arrayType(element);
}

function readMap(cursor: DdlCursor, depth: number): DataType {
  if (!cursor.take('<')) fail('INCOMPLETE_TYPE_DEFINITION.MAP', {}, { at: cursor.here() });
  const key = readType(cursor, depth + 1);
  cursor.expect(',');
  const value = readType(cursor, depth + 1);
  cursor.expect('>');
  return mapType(key, value);
}

function readStruct(cursor: DdlCursor, depth: number): DataType {
  if (!cursor.take('<')) fail('INCOMPLETE_TYPE_DEFINITION.STRUCT', {}, { at: cursor.here() });
  if (cursor.take('>')) return structType([]);
  const fields = readFields(cursor, depth + 1);
  cursor.expect('>');
  return structType(fields);
}

function readNumbers(cursor: DdlCursor): number[] {
  const numbers = [cursor.number()];
  while (cursor.take(',')) numbers.push(cursor.number());
  cursor.expect(')');
  return numbers;
}

function readCollation(cursor: DdlCursor, type: DataType): DataType {
  if (type.kind !== 'string' || !cursor.takeWords('COLLATE')) return type;
  const start = cursor.here();
  const name = cursor.name();
  return cursor.orLater(() => collatedType(expectCollation([name], cursor.since(start)).name, type), type);
}

/** `INTERVAL`, `INTERVAL MONTH`, `INTERVAL DAY TO SECOND`. */
function readInterval(cursor: DdlCursor): DataType {
  const from = cursor.takeOneOf([...yearMonthFields, ...dayTimeFields]);
  if (from === undefined) return calendarIntervalType;
  const to = cursor.takeWords('TO') ? cursor.takeOneOf([...yearMonthFields, ...dayTimeFields]) ?? cursor.unexpected('a unit') : from;
  return intervalType(from, to) ?? cursor.unexpected('an end of the interval that is smaller than its start');
}

/** The interval type between two unit words, undefined when they do not go together. */
export function intervalType(from: string, to: string): YearMonthIntervalType | DayTimeIntervalType | undefined {
  const months = [yearMonthFields.indexOf(from as 'YEAR'), yearMonthFields.indexOf(to as 'YEAR')] as const;
  if (months[0] >= 0 && months[1] >= months[0]) return { kind: 'year_month_interval', start: months[0] as 0 | 1, end: months[1] as 0 | 1 };
  const times = [dayTimeFields.indexOf(from as 'DAY'), dayTimeFields.indexOf(to as 'DAY')] as const;
  if (times[0] >= 0 && times[1] >= times[0]) return { kind: 'day_time_interval', start: times[0] as 0 | 1 | 2 | 3, end: times[1] as 0 | 1 | 2 | 3 };
  return undefined;
}
