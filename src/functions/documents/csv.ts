import { ColumnBuilder, constantColumn } from '../../columnar/builder.ts';
import { buildText, textReader } from '../../columnar/text.ts';
import { type MapValue, structValue } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import { readCsv, readCsvVariant, type Rungs } from '../../formats/csv/convert.ts';
import { inferCell } from '../../formats/csv/infer.ts';
import { csvOptions, csvReadOptions, shapeOf } from '../../formats/csv/options.ts';
import { splitCsv } from '../../formats/csv/tokens.ts';
import type { WriteOptions } from '../../formats/json/write-json.ts';
import { timeWriters } from '../../formats/text/times.ts';
import { type DataType, field, stringType, structType, type StructType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { zoneOf } from '../../types/time-zone.ts';
import { expectConstant, expectCount, expectInput } from '../define.ts';
import { isOn } from '../setting.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { visitRows } from '../row-by-row.ts';
import { shownRow } from './bad-record.ts';
import { cellOf, type CellStyle } from './csv-cells.ts';
import { checkCorruptField, checkMode, checkOptions, checkOptionValues, optionsOf, schemaArgument } from '../strings/text-options.ts';
import { LateClock } from './late-clock.ts';

const group = 'csv_funcs';
const since = '0.1';

/** Lines of CSV to structs and back. */
export const csvFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'from_csv', group, since, signatures: [], nulls: 'custom',
    doc: 'Reads a line of CSV into a struct given as DDL. What does not fit is NULL, or an error with mode FAILFAST.',
    examples: [["SELECT from_csv('1, 0.8', 'a INT, b DOUBLE')", '{1, 0.8}']],
    display: ([csv]) => `from_csv(${csv})`, resolve: resolveFromCsv, kernel: fromCsv,
  },
  {
    kind: 'scalar', name: 'to_csv', group, since, signatures: [],
    doc: 'Writes a struct as a line of CSV; NULL instead of an empty line.', examples: [["SELECT to_csv(named_struct('a', 1, 'b', 2))", '1,2']],
    display: ([value]) => `to_csv(${value})`, resolve: resolveToCsv, kernel: toCsv,
  },
  {
    kind: 'scalar', name: 'schema_of_csv', group, since, signatures: [], nulls: 'custom',
    doc: 'Returns the schema of a constant line of CSV as DDL.', examples: [["SELECT schema_of_csv('1,abc')", 'STRUCT<_c0: INT, _c1: STRING>']],
    display: ([csv]) => `schema_of_csv(${csv})`, resolve: resolveSchemaOfCsv, kernel: schemaOfCsv,
  },
];

const readable = new Set<DataType['kind']>([
  'boolean', 'byte', 'short', 'int', 'long', 'float', 'double', 'decimal', 'string', 'binary', 'date', 'time', 'timestamp', 'timestamp_ntz', 'year_month_interval', 'day_time_interval', 'calendar_interval', 'variant',
]);

function resolveFromCsv(call: CallShape): ResolvedCall {
  expectCount(call, 2, 3);
  const schema = call.arguments[1]!;
  const type = schemaArgument(call, 1);
  checkOptions(call, 2);
  if (type.kind !== 'struct') return fail('INVALID_SCHEMA.NON_STRUCT_TYPE', { inputSchema: `"${String(schema.literal)}"`, dataType: `"${typeToSql(type)}"` }, { at: call.at });
  const text = expectInput(call, 0, stringType);
  for (const one of type.fields) if (!readable.has(one.type.kind)) fail('UNSUPPORTED_DATATYPE', { typeName: `"${typeToSql(one.type)}"` }, { at: call.at });
  checkOptionValues(call, 2, csvOptions, 'CSVOptions');
  checkMode(call, 2);
  checkCorruptField(call, 2, type);
  return { argumentTypes: [text, ...call.arguments.slice(1).map((one) => one.type)], returnType: type, nullable: call.arguments[0]!.nullable };
}

function fromCsv(call: BoundCall): Kernel {
  const given = optionsOf(call.literals[2] as MapValue | undefined);
  const clock = new LateClock();
  const options = { ...csvReadOptions(given, call.settings.timeZone, call.settings.get), nowSeconds: () => clock.seconds() };
  const type = call.returnType as StructType;
  const corruptName = given['columnnameofcorruptrecord'] ?? call.settings.get('spark.sql.columnNameOfCorruptRecord') ?? '_corrupt_record';
  const corrupt = type.fields.findIndex((one) => one.name === corruptName);
  const fields = type.fields.filter((_, index) => index !== corrupt);
  const strict = given['mode']?.toUpperCase() === 'FAILFAST';
  const wholeField = type.fields.findIndex((one) => one.name === given['singlevariantcolumn'] && one.type.kind === 'variant');
  const rungs: Rungs = [];
  return clock.setFor((args, rows, { arena }) => {
    const text = textReader(args[0]!);
    const builder = new ColumnBuilder(type, arena, Math.max(1, rows.rowCount));
    visitRows([args[0]!], rows, (row) => {
      while (builder.length < row) builder.appendNull();
      const line = text(row);
      if (wholeField >= 0) { builder.append(structValue(type.fields.map((_, index) => (index === wholeField ? readCsvVariant(line, undefined, options, rungs) ?? null : null)))); return; }
      const { values, bad } = readCsv(line, fields, options, { rungs });
      if (bad && strict) fail('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', { badRecord: shownRow(corrupt < 0 ? values : values.toSpliced(corrupt, 0, line)), failFastMode: 'FAILFAST' }, { at: call.at });
      builder.append(structValue(corrupt < 0 ? values : values.toSpliced(corrupt, 0, bad ? line : null)));
    });
    while (builder.length < rows.rowCount) builder.appendNull();
    return builder.finish();
  });
}

function resolveToCsv(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  checkOptions(call, 1);
  const { type } = call.arguments[0]!;
  if (type.kind === 'null') return { argumentTypes: call.arguments.map((one) => one.type), returnType: stringType, nullable: true };
  if (type.kind !== 'struct' || !isWritable(type)) {
    return fail('DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE', { sqlExpr: `"${call.sql}"`, functionName: '`to_csv`', dataType: `"${typeToSql(type)}"` }, { at: call.at });
  }
  checkOptionValues(call, 1, csvOptions, 'CSVOptions');
  return { argumentTypes: call.arguments.map((one) => one.type), returnType: stringType, nullable: true };
}

function isWritable(type: DataType): boolean {
  switch (type.kind) {
    case 'variant': return false;
    case 'array': return isWritable(type.element);
    case 'map': return isWritable(type.key) && isWritable(type.value);
    case 'struct': return type.fields.every((one) => isWritable(one.type));
    default: return true;
  }
}

function toCsv(call: BoundCall): Kernel {
  const given = optionsOf(call.literals[1] as MapValue | undefined);
  const common = shapeOf(given, true);
  const shape = { ...common, quote: common.quote === '' ? '\u0000' : common.quote, comment: (given['comment'] ?? '#').replace('\u0000', '#') };
  const zoneId = given['timezone'] ?? call.settings.timeZone;
  const emptyValue = given['emptyvalue'] ?? '""';
  const style: CellStyle = {
    shape, emptyValue, nullValue: given['nullvalue'] ?? (isOn(call, 'spark.sql.legacy.nullValueWrittenAsQuotedEmptyStringCsv') ? emptyValue : ''),
    quoteAll: given['quoteall']?.toLowerCase() === 'true', escapeQuotes: given['escapequotes']?.toLowerCase() !== 'false', lineEnd: given['linesep'],
  };
  const times: WriteOptions = { zone: zoneOf(zoneId), ignoreNulls: true, pretty: false, ...timeWriters(given, zoneOf(zoneId), call.settings.get) };
  return ([value], rows, { arena }) => {
    const { mask, children } = value!;
    const separator = Buffer.from(shape.separator, 'utf8');
    const cells = children.map((child, index) => cellOf(child, index === 0, style, { times, text: { timeZone: zoneId, ansi: call.settings.ansi } }, arena));
    return buildText({
      type: stringType, args: [value!], rows, arena,
      write: (row, out) => {
        const start = out.top;
        cells.forEach((write, index) => {
          if (index > 0) out.copy(separator, 0, separator.length);
          write(row & mask, out);
        });
        return out.top > start;
      },
    });
  };
}

function resolveSchemaOfCsv(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  checkOptions(call, 1);
  const constant = expectConstant(call, 0, 'csv', stringType);
  expectInput(call, 0, stringType);
  if (constant === null) fail('DATATYPE_MISMATCH.UNEXPECTED_NULL', { sqlExpr: `"${call.sql}"`, exprName: 'csv' }, { at: call.at });
  checkOptionValues(call, 1, csvOptions, 'CSVOptions');
  return { argumentTypes: call.arguments.map((one) => one.type), returnType: stringType, nullable: false };
}

function schemaOfCsv(call: BoundCall): Kernel {
  const options = csvReadOptions(optionsOf(call.literals[1] as MapValue | undefined), call.settings.timeZone, call.settings.get);
  const tokens = splitCsv(call.literals[0] as string, options.shape) ?? [];
  const types = tokens.map((token) => inferCell(token, options));
  const schema = typeToSql(structType(types.map((type, index) => field(`_c${index}`, type.kind === 'null' ? stringType : type))));
  return (_args, rows, { arena }) => constantColumn(stringType, schema, rows.rowCount, arena);
}
