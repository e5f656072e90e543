import type { MapValue } from '../../columnar/value.ts';
import { fail, StreamError } from '../../errors/stream-error.ts';
import { checkFormatOptions, type FormatOptionRow } from '../../formats/text/option-row.ts';
import { asNullable } from '../../types/coercion.ts';
import type { DataType } from '../../types/data-type.ts';
import { parseTypeOrSchema } from '../../types/ddl.ts';
import { parseJsonType } from '../../types/json-schema.ts';
import { typeToSql } from '../../types/print.ts';
import type { CallShape } from '../function.ts';
import { expectCharset } from './charsets.ts';
import { isOn } from '../setting.ts';

/** Options of from_json and the like, by lower-case name. */
export type TextOptions = Readonly<Record<string, string>>;

/** Reads a type that an argument holds as text: what is wrong with it stands at the call. */
export function writtenIn<T>({ at }: CallShape, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof StreamError && at !== undefined ? error.movedTo(at) : error;
  }
}

/** The schema of from_json and the like: constant text. Inside of it every part may be NULL. */
export function schemaArgument(call: CallShape, index: number): DataType {
  const schema = call.arguments[index]!;
  const { at } = call;
  if (!schema.foldable || typeof schema.literal !== 'string') return fail('INVALID_SCHEMA.NON_STRING_LITERAL', { inputSchema: `"${schema.sql}"` }, { at });
  const options = { localTimestamps: call.settings.get('spark.sql.timestampType') === 'TIMESTAMP_NTZ' };
  const { literal } = schema;
  const type = asNullable(writtenIn(call, () => (/^\s*[{"]/.test(literal) ? parseJsonType(literal) : undefined) ?? parseTypeOrSchema(literal, options)));
  const charsAsStrings = isOn(call, 'spark.sql.legacy.charVarcharAsString');
  if (hasLimitedText(type) && !charsAsStrings) fail('UNSUPPORTED_CHAR_OR_VARCHAR_AS_STRING', {}, { at });
  return type;
}

function hasLimitedText(type: DataType): boolean {
  switch (type.kind) {
    case 'string': return type.constraint !== undefined;
    case 'array': return hasLimitedText(type.element);
    case 'map': return hasLimitedText(type.key) || hasLimitedText(type.value);
    case 'struct': return type.fields.some((one) => hasLimitedText(one.type));
    default: return false;
  }
}

/** Options are a constant map of strings; what it says is looked at last, see `checkOptionValues`. */
export function checkOptions(call: CallShape, index: number): void {
  const options = call.arguments[index];
  if (options === undefined) return;
  const { type } = options;
  if (options.call !== undefined && options.call !== 'map') fail('INVALID_OPTIONS.NON_MAP_FUNCTION', {}, { at: call.at });
  if (type.kind === 'map' && (type.key.kind !== 'string' || type.value.kind !== 'string')) fail('INVALID_OPTIONS.NON_STRING_TYPE', { mapType: `"${typeToSql(type)}"` }, { at: call.at });
  if (type.kind !== 'map' || !options.foldable) fail('INVALID_OPTIONS.NON_MAP_FUNCTION', {}, { at: call.at });
}

/** Behind all other checks, as Spark reads options only to run the function. */
export function checkOptionValues(call: CallShape, index: number, rows: readonly FormatOptionRow[], reader: 'JSONOptions' | 'CSVOptions'): void {
  const literal = call.arguments[index]?.literal;
  if (literal === undefined) return;
  const given = optionsOf(literal as MapValue | null);
  const charset = given['encoding'] ?? given['charset'];
  if (charset !== undefined) expectCharset(charset, reader, call.at);
  checkFormatOptions(rows, given, call.at);
}

/** The column for malformed records is text. */
export function checkCorruptField(call: CallShape, index: number, type: DataType): void {
  const literal = call.arguments[index]?.literal as MapValue | undefined;
  const name = optionsOf(literal)['columnnameofcorruptrecord'] ?? call.settings.get('spark.sql.columnNameOfCorruptRecord') ?? '_corrupt_record';
  const found = type.kind === 'struct' ? type.fields.find((one) => one.name === name) : undefined;
  if (found !== undefined && found.type.kind !== 'string') fail('INVALID_CORRUPT_RECORD_TYPE', { columnName: `\`${name}\``, actualType: `"${typeToSql(found.type)}"` }, { at: call.at });
}

/** Functions keep every row: they take no mode that drops some. An unknown mode is the default one. */
export function checkMode(call: CallShape, index: number): void {
  const literal = call.arguments[index]?.literal as MapValue | undefined;
  const mode = optionsOf(literal)['mode']?.toUpperCase();
  if (mode === 'DROPMALFORMED') fail('PARSE_MODE_UNSUPPORTED', { funcName: `\`${call.name}\``, mode }, { at: call.at });
}

export function optionsOf(literal: MapValue | null | undefined): TextOptions {
  return Object.fromEntries((literal?.entries ?? []).map(([name, value]) => [String(name).toLowerCase(), String(value)]));
}
