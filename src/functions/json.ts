import { isValid } from '../columnar/bitmap.ts';
import { ColumnBuilder } from '../columnar/builder.ts';
import { type Column, makeColumn } from '../columnar/column.ts';
import { expandConstant } from '../columnar/gather.ts';
import { readValue } from '../columnar/read.ts';
import { buildText, textReader } from '../columnar/text.ts';
import type { MapValue } from '../columnar/value.ts';
import { fail } from '../errors/stream-error.ts';
import { type JsonOptions, leniencyOf } from '../formats/json/options.ts';
import { type ReadOptions, readRecord, readStructs } from '../formats/json/read-column.ts';
import { rangesOf } from '../formats/json/scan-columns.ts';
import { type WriteOptions, writeJson } from '../formats/json/write-json.ts';
import { type DataType, stringType, type StructType } from '../types/data-type.ts';
import { parseTypeOrSchema } from '../types/ddl.ts';
import { asNullable } from '../types/coercion.ts';
import { zoneOf } from '../types/time-zone.ts';
import { castInput, expectCount } from './define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from './function.ts';
import { failInput } from './mismatch.ts';
import { visitRows } from './row-by-row.ts';

const group = 'json_funcs';
const since = '0.1';

/** JSON text to values and back. */
export const jsonFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'from_json', group, since, signatures: [], nulls: 'custom', nullable: 'always',
    doc: 'Reads JSON text into a struct, array or map given as a type in DDL. What does not fit is NULL, or an error with mode FAILFAST.',
    examples: [["SELECT from_json('{\"a\":1, \"b\":0.8}', 'a INT, b DOUBLE')", '{1, 0.8}']],
    display: ([json]) => `from_json(${json})`, resolve: resolveFromJson, kernel: fromJsonKernel,
  },
  {
    kind: 'scalar', name: 'to_json', group, since, signatures: [],
    doc: 'Writes a struct, array or map as JSON. Fields that are NULL are left out unless ignoreNullFields is false.',
    examples: [["SELECT to_json(named_struct('a', 1, 'b', 2))", '{"a":1,"b":2}']],
    display: ([value]) => `to_json(${value})`, resolve: resolveToJson, kernel: toJsonKernel,
  },
];

function resolveFromJson(call: CallShape): ResolvedCall {
  expectCount(call, 2, 3);
  const schema = call.arguments[1];
  const text = castInput(call, 0, stringType);
  if (!schema!.foldable || typeof schema!.literal !== 'string') fail('INVALID_SCHEMA.NON_STRING_LITERAL', { inputSchema: `"${schema!.sql}"` }, { at: schema!.at ?? call.at });
  const type = asNullable(parseTypeOrSchema(schema!.literal));
  if (type.kind !== 'struct' && type.kind !== 'array' && type.kind !== 'map' && type.kind !== 'variant') {
    fail('DATATYPE_MISMATCH.INVALID_JSON_SCHEMA', { sqlExpr: `"${call.sql}"`, schema: `"${schema!.literal}"` }, { at: schema!.at ?? call.at });
  }
  checkOptions(call);
  return { argumentTypes: [text, ...call.arguments.slice(1).map((one) => one.type)], returnType: type, nullable: true };
}

function checkOptions(call: CallShape): void {
  const options = call.arguments[2];
  if (options === undefined) return;
  if (options.type.kind !== 'map' || !options.foldable) fail('INVALID_OPTIONS.NON_MAP_FUNCTION', {}, { at: options.at ?? call.at });
  if (options.type.key.kind !== 'string' || options.type.value.kind !== 'string') fail('INVALID_OPTIONS.NON_STRING_TYPE', { mapType: `"${options.sql}"` }, { at: options.at ?? call.at });
  const mode = (optionsOf(options.literal as MapValue | undefined)['mode'] ?? 'PERMISSIVE').toUpperCase();
  if (call.name === 'from_json' && mode !== 'PERMISSIVE' && mode !== 'FAILFAST') fail('PARSE_MODE_UNSUPPORTED', { funcName: `\`${call.name}\``, mode }, { at: call.at });
}

function optionsOf(literal: MapValue | undefined): JsonOptions {
  return Object.fromEntries((literal?.entries ?? []).map(([name, value]) => [String(name).toLowerCase(), String(value)]));
}

function fromJsonKernel(call: BoundCall): Kernel {
  const given = optionsOf(call.literals[2] as MapValue | undefined);
  const zoneId = given['timezone'] ?? call.settings.timeZone;
  const corruptName = given['columnnameofcorruptrecord'] ?? call.settings.get('spark.sql.columnNameOfCorruptRecord') ?? '_corrupt_record';
  const type = call.returnType;
  const corruptField = type.kind === 'struct' ? type.fields.findIndex((field) => field.name === corruptName) : -1;
  const options: ReadOptions = { leniency: leniencyOf(given), zoneId, zone: zoneOf(zoneId), ...(corruptField < 0 ? {} : { corruptField }) };
  const strict = given['mode']?.toUpperCase() === 'FAILFAST';
  const onBad = strict ? (): never => fail('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { badRecord: 'a record', failFastMode: 'FAILFAST' }, { at: call.at }) : (): undefined => undefined;
  return type.kind === 'struct' ? structKernel(type, options, onBad) : valueKernel(type, options, onBad);
}

function structKernel(type: StructType, options: ReadOptions, onBad: () => void): Kernel {
  return ([json], rows, { arena }) => {
    const input = json!.mask === 0 ? expandConstant({ ...json!, length: rows.rowCount }, arena) : json!;
    const children = readStructs(rangesOf(input, rows, arena), type.fields, options, arena, onBad);
    return makeColumn(type, rows.rowCount, { validity: withoutBlank(input, rows.rowCount, arena), children });
  };
}

/** Blank text is NULL, not a struct of NULLs. */
function withoutBlank(input: Column, rowCount: number, arena: { bitmap(count: number, bit: 0 | 1): Uint8Array }): Uint8Array | undefined {
  const offsets = input.offsets!;
  let bits: Uint8Array | undefined;
  for (let row = 0; row < rowCount; row++) {
    let at = offsets[row]!;
    const end = offsets[row + 1]!;
    if (at < end && input.bytes![at]! > 32) continue;
    while (at < end && input.bytes![at]! <= 32) at++;
    if (at < end || !isValid(input.validity, row)) continue;
    if (bits === undefined) {
      bits = arena.bitmap(rowCount, 1);
      if (input.validity !== undefined) bits.set(input.validity.subarray(0, bits.length));
    }
    bits[row >> 3]! &= ~(1 << (row & 7));
  }
  return bits ?? input.validity;
}

function valueKernel(type: DataType, options: ReadOptions, onBad: () => void): Kernel {
  return ([json], rows, { arena }) => {
    const text = textReader(json!);
    const builder = new ColumnBuilder(type, arena, Math.max(1, rows.rowCount));
    visitRows([json!], rows, (row) => {
      while (builder.length < row) builder.appendNull();
      const source = text(row);
      const { value, bad } = source.trim() === '' ? { value: null, bad: false } : readRecord(source, type, options);
      if (bad) onBad();
      builder.append(value);
    });
    while (builder.length < rows.rowCount) builder.appendNull();
    return builder.finish();
  };
}

function resolveToJson(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  const { type, nullable } = call.arguments[0]!;
  if (type.kind !== 'struct' && type.kind !== 'array' && type.kind !== 'map' && type.kind !== 'variant') return failInput(call, 0, { oneOf: [{ family: 'struct' }, { family: 'array' }, { family: 'map' }] } as never);
  checkToJsonOptions(call);
  return { argumentTypes: call.arguments.map((one) => one.type), returnType: stringType, nullable };
}

function checkToJsonOptions(call: CallShape): void {
  const options = call.arguments[1];
  if (options === undefined) return;
  if (options.type.kind !== 'map' || !options.foldable) fail('INVALID_OPTIONS.NON_MAP_FUNCTION', {}, { at: options.at ?? call.at });
  if (options.type.key.kind !== 'string' || options.type.value.kind !== 'string') fail('INVALID_OPTIONS.NON_STRING_TYPE', { mapType: `"${options.sql}"` }, { at: options.at ?? call.at });
}

function toJsonKernel(call: BoundCall): Kernel {
  const given = optionsOf(call.literals[1] as MapValue | undefined);
  const ignoreNulls = (given['ignorenullfields'] ?? call.settings.get('spark.sql.jsonGenerator.ignoreNullFields') ?? 'true').toLowerCase() === 'true';
  const options: WriteOptions = { zone: zoneOf(given['timezone'] ?? call.settings.timeZone), ignoreNulls, pretty: given['pretty']?.toLowerCase() === 'true' };
  const type = call.argumentTypes[0]!;
  return ([value], rows, { arena }) => buildText({
    type: stringType, args: [value!], rows, arena, guessBytes: rows.rowCount * 48,
    write: (row, out) => {
      out.writeText(writeJson(type, readValue(value!, row), options));
      return true;
    },
  });
}
