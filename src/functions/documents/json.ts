import { isValid } from '../../columnar/bitmap.ts';
import { ColumnBuilder } from '../../columnar/builder.ts';
import { type Column, makeColumn } from '../../columnar/column.ts';
import { expandConstant } from '../../columnar/gather.ts';
import { readValue } from '../../columnar/read.ts';
import { buildText, textReader } from '../../columnar/text.ts';
import { type MapValue, type StructValue, structValue } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import { conversionOf, jsonOptions, leniencyOf } from '../../formats/json/options.ts';
import { type ReadOptions, readRecord, readStructs } from '../../formats/json/read-column.ts';
import { rangesOf } from '../../formats/text/text-ranges.ts';
import { timeWriters } from '../../formats/text/times.ts';
import { convertPart } from '../../formats/json/convert.ts';
import { type JsonNode, notJson, readJson } from '../../formats/json/tokens.ts';
import { type WriteOptions, writeJson } from '../../formats/json/write-json.ts';
import { shownRow } from './bad-record.ts';
import { jsonWriter } from './json-cells.ts';
import { type DataType, stringType, type StructType, variantType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { zoneOf } from '../../types/time-zone.ts';
import { expectCount, expectInput } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { visitRows } from '../row-by-row.ts';
import { checkCorruptField, checkMode, checkOptions, checkOptionValues, optionsOf, schemaArgument } from '../strings/text-options.ts';
import { LateClock } from './late-clock.ts';

const group = 'json_funcs';
const since = '0.1';

/** JSON text to values and back. */
export const jsonFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'from_json', group, since, signatures: [], nulls: 'custom', nullable: 'always',
    doc: 'Reads JSON text into a struct, array or map given as a type in DDL. What does not fit is NULL, or an error with mode FAILFAST.',
    examples: [["SELECT from_json('{\"a\":1, \"b\":0.8}', 'a INT, b DOUBLE')", '{1, 0.8}']],
    display: ([json, schema]) => (/^map\s*</i.test(schema?.trim() ?? '') ? 'entries' : `from_json(${json})`), resolve: resolveFromJson, kernel: fromJsonKernel,
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
  const type = schemaArgument(call, 1);
  checkOptions(call, 2);
  if (type.kind !== 'struct' && type.kind !== 'array' && type.kind !== 'map' && type.kind !== 'variant') {
    fail('DATATYPE_MISMATCH.INVALID_JSON_SCHEMA', { sqlExpr: `"${call.sql}"`, schema: `"${typeToSql(type)}"` }, { at: call.at });
  }
  if (hasOtherKeys(type)) fail('DATATYPE_MISMATCH.INVALID_JSON_MAP_KEY_TYPE', { sqlExpr: `"${call.sql}"`, schema: `"${typeToSql(type)}"` }, { at: call.at });
  const text = expectInput(call, 0, stringType);
  checkOptionValues(call, 2, jsonOptions, 'JSONOptions');
  checkMode(call, 2);
  checkCorruptField(call, 2, type);
  return { argumentTypes: [text, ...call.arguments.slice(1).map((one) => one.type)], returnType: type, nullable: true };
}

/** Names in JSON are text. */
function hasOtherKeys(type: DataType): boolean {
  switch (type.kind) {
    case 'array': return hasOtherKeys(type.element);
    case 'map': return type.key.kind !== 'string' || hasOtherKeys(type.value);
    case 'struct': return type.fields.some((one) => hasOtherKeys(one.type));
    default: return false;
  }
}

function fromJsonKernel(call: BoundCall): Kernel {
  const given = optionsOf(call.literals[2] as MapValue | undefined);
  const zoneId = given['timezone'] ?? call.settings.timeZone;
  const corruptName = given['columnnameofcorruptrecord'] ?? call.settings.get('spark.sql.columnNameOfCorruptRecord') ?? '_corrupt_record';
  const type = call.returnType;
  const corruptField = type.kind === 'struct' ? type.fields.findIndex((field) => field.name === corruptName) : -1;
  const zone = zoneOf(zoneId);
  const clock = new LateClock();
  const options: ReadOptions = { nowSeconds: () => clock.seconds(), leniency: leniencyOf(given), zoneId, ...conversionOf(given, zone, call.settings.get), ...(corruptField < 0 ? {} : { corruptField }) };
  const strict = given['mode']?.toUpperCase() === 'FAILFAST';
  const wholeField = type.kind === 'struct' ? type.fields.findIndex((field) => field.name === given['singlevariantcolumn'] && field.type.kind === 'variant') : -1;
  const onBad = (text: string): void => { if (strict) failRecord(text, type, options, call); };
  if (type.kind === 'struct' && wholeField >= 0) return clock.setFor(wholeKernel(type, wholeField, options, onBad));
  return clock.setFor(type.kind === 'struct' ? structKernel(type, options, onBad) : valueKernel(type, options, onBad));
}

function structKernel(type: StructType, options: ReadOptions, onBad: (text: string) => void): Kernel {
  return ([json], rows, { arena }) => {
    const input = json!.mask === 0 ? expandConstant({ ...json!, length: rows.rowCount }, arena) : json!;
    const text = textReader(input);
    const children = readStructs(rangesOf(input, rows, arena), type.fields, options, arena, (row) => { onBad(text(row)); });
    return makeColumn(type, rows.rowCount, { validity: withoutBlank(input, rows.rowCount, arena), children });
  };
}

/** One variant field gets the whole record. */
function wholeKernel(type: StructType, wholeField: number, options: ReadOptions, onBad: (text: string) => void): Kernel {
  const { corruptField, ...others } = options;
  return recordKernel(type, (source) => {
    const { value, bad } = readRecord(source, variantType, others);
    return { value: structValue(type.fields.map((_, index) => (index === wholeField ? value : index === corruptField && bad ? source : null))), bad };
  }, onBad);
}

function failRecord(text: string, type: DataType, options: ReadOptions, call: BoundCall): never {
  const parameters = { badRecord: text, failFastMode: 'FAILFAST' };
  if (type.kind === 'struct' && parsedOrNothing(text, options.leniency)?.json === 'list') return fail('MALFORMED_RECORD_IN_PARSING.CANNOT_PARSE_JSON_ARRAYS_AS_STRUCTS', parameters, { at: call.at });
  const named = type.kind === 'struct' ? firstMisfit(text, type, options) : undefined;
  if (named !== undefined) return fail('MALFORMED_RECORD_IN_PARSING.CANNOT_PARSE_STRING_AS_DATATYPE', { ...parameters, ...named }, { at: call.at });
  const read = type.kind === 'struct' ? readRecord(text, type, options).value : null;
  return fail('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { ...parameters, badRecord: shownRow(read === null ? [null] : (read as StructValue).struct) }, { at: call.at });
}

interface NamedMisfit { readonly fieldName: string; readonly fieldValue: string; readonly inputType: string; readonly targetType: string }

/** Only text in the place of a fraction is told by name, and only when it is the first that does not fit. */
function firstMisfit(text: string, type: StructType, options: ReadOptions): NamedMisfit | undefined {
  const node = parsedOrNothing(text, options.leniency);
  return node === undefined ? undefined : misfitIn(node, type, options);
}

function misfitIn(node: JsonNode, type: StructType, options: ReadOptions): NamedMisfit | undefined {
  for (const [name, child] of node.json === 'object' ? node.entries : []) {
    const to = type.fields.findLast((one) => one.name === name)?.type;
    const converted = to === undefined ? undefined : convertPart(child, to, options);
    if (to === undefined || converted?.partial === false) continue;
    if (to.kind === 'struct') return misfitIn(child, to, options);
    const isFraction = to.kind === 'float' || to.kind === 'double';
    return isFraction && child.json === 'text' ? { fieldName: name, fieldValue: child.text, inputType: 'VALUE_STRING', targetType: typeToSql(to) } : undefined;
  }
  return undefined;
}

function parsedOrNothing(text: string, leniency: ReadOptions['leniency']): JsonNode | undefined {
  const node = readJson(text, leniency);
  return node === notJson ? undefined : node;
}

/** Blank text is NULL, not a struct of NULLs. */
function withoutBlank(input: Column, rowCount: number, arena: { bitmap(count: number, bit: 0 | 1): Uint8Array }): Uint8Array | undefined {
  const offsets = input.offsets!;
  const bytes = input.bytes!;
  let bits: Uint8Array | undefined;
  for (let row = 0; row < rowCount; row++) {
    let at = offsets[row]!;
    const end = offsets[row + 1]!;
    if (at < end && bytes[at]! > 32) continue;
    while (at < end && bytes[at]! <= 32) at++;
    if (at < end || !isValid(input.validity, row)) continue;
    if (bits === undefined) {
      bits = arena.bitmap(rowCount, 1);
      if (input.validity !== undefined) bits.set(input.validity.subarray(0, bits.length));
    }
    bits[row >> 3]! &= ~(1 << (row & 7));
  }
  return bits ?? input.validity;
}

function valueKernel(type: DataType, options: ReadOptions, onBad: (text: string) => void): Kernel {
  return recordKernel(type, (source) => readRecord(source, type, options), onBad);
}

/** Record by record; a blank one is NULL. */
function recordKernel(type: DataType, read: (source: string) => ReturnType<typeof readRecord>, onBad: (text: string) => void): Kernel {
  return ([json], rows, { arena }) => {
    const text = textReader(json!);
    const builder = new ColumnBuilder(type, arena, Math.max(1, rows.rowCount));
    visitRows([json!], rows, (row) => {
      while (builder.length < row) builder.appendNull();
      const source = text(row);
      const { value, bad } = source.trim() === '' ? { value: null, bad: false } : read(source);
      if (bad) onBad(source);
      builder.append(value);
    });
    while (builder.length < rows.rowCount) builder.appendNull();
    return builder.finish();
  };
}

const writable = new Set<DataType['kind']>(['struct', 'array', 'map', 'variant', 'null']);

function resolveToJson(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  checkOptions(call, 1);
  const { type } = call.arguments[0]!;
  if (!writable.has(type.kind)) fail('DATATYPE_MISMATCH.INVALID_JSON_SCHEMA', { sqlExpr: `"${call.sql}"`, schema: `"${typeToSql(type)}"` }, { at: call.at });
  checkOptionValues(call, 1, jsonOptions, 'JSONOptions');
  return { argumentTypes: call.arguments.map((one) => one.type), returnType: stringType, nullable: true };
}

function toJsonKernel(call: BoundCall): Kernel {
  const given = optionsOf(call.literals[1] as MapValue | undefined);
  const ignoreNulls = (given['ignorenullfields'] ?? call.settings.get('spark.sql.jsonGenerator.ignoreNullFields') ?? 'true').toLowerCase() === 'true';
  const zone = zoneOf(given['timezone'] ?? call.settings.timeZone);
  const options: WriteOptions = { zone, ignoreNulls, pretty: given['pretty']?.toLowerCase() === 'true', ...timeWriters(given, zone, call.settings.get) };
  const asciiOnly = given['writenonasciicharacterascodepoint']?.toLowerCase() === 'true';
  const writer = options.pretty || asciiOnly ? wholeWriter(options, asciiOnly) : jsonWriter;
  return ([value], rows, { arena }) => {
    const write = writer(value!, options);
    const { mask } = value!;
    return buildText({ type: stringType, args: [value!], rows, arena, guessBytes: rows.rowCount * 48, write: (row, out) => { write(row & mask, out); return true; } });
  };
}

function wholeWriter(options: WriteOptions, asciiOnly: boolean): typeof jsonWriter {
  return (column) => (row, out) => {
    const json = writeJson(column.type, readValue(column, row), options);
    out.writeText(asciiOnly ? escapeNonAscii(json) : json);
  };
}

function escapeNonAscii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
}
