import { columnOf } from '../../columnar/builder.ts';
import { readValue } from '../../columnar/read.ts';
import { buildText } from '../../columnar/text.ts';
import { fail } from '../../errors/stream-error.ts';
import { isNumeric } from '../../types/coercion.ts';
import { decimalFor, MAX_PRECISION } from '../../types/decimal.ts';
import { type DataType, decimalType, type DecimalType, stringType } from '../../types/data-type.ts';
import { textToSql } from '../../types/print.ts';
import { decodeText } from '../strings/charsets.ts';
import { becomesNullable, castInput, expectConstant, expectCount } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { type NumberFormat, parseNumberFormat, readByFormat, writeByFormat } from './to-number-format.ts';
import { eachRow } from '../row-by-row.ts';

const since = '0.1';
const group = 'string_funcs';

/** Numbers to and from text by formats of 0, 9, `.`, `,`, `$`, S, MI and PR. */
export const toNumberFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'to_char', aliases: ['to_varchar'], display: displayToChar, group, since, signatures: [],
    doc: 'Returns a number by a format such as 99,999.9S (# where it has too many digits), a date or timestamp by a pattern, bytes as base64, hex or utf-8.',
    examples: [["SELECT to_char(454, '999')", '454'], ["SELECT to_char(-12454.8, '99,999.9S')", '12,454.8-']], resolve: resolveToChar, kernel: toChar,
  },
  {
    kind: 'scalar', name: 'to_number', group, since, signatures: [], doc: 'Reads a number by a format such as $99.99; text that does not fit is an error.',
    examples: [["SELECT to_number('$78.12', '$99.99')", '78.12']], resolve: resolveToNumber, kernel: (call) => toNumber(call, true),
  },
  {
    kind: 'scalar', name: 'try_to_number', group, since, signatures: [], doc: 'Like to_number, but gives NULL for text that does not fit.',
    examples: [["SELECT try_to_number('foo', '999')", 'NULL']], resolve: resolveToNumber, kernel: (call) => toNumber(call, false),
  },
];

/** Bytes as text, and the function that this is. */
const binaryFormats: Readonly<Record<string, { readonly shown: (args: readonly string[]) => string; readonly write: (bytes: Uint8Array, call: BoundCall) => string }>> = {
  'base64': { shown: ([bytes]) => `base64(${bytes})`, write: (bytes) => Buffer.from(bytes).toString('base64') },
  'hex': { shown: ([bytes]) => `hex(${bytes})`, write: (bytes) => Buffer.from(bytes).toString('hex').toUpperCase() },
  'utf-8': { shown: (args) => `decode(${args.join(', ')})`, write: (bytes, call) => decodeText(bytes, 'UTF-8', call) },
};

function displayToChar(args: readonly string[], types: readonly DataType[], written: string): string {
  const kind = types[0]?.kind;
  if (kind === 'binary' && written === 'to_varchar') return `to_varchar(${(args[1]?.toLowerCase() === 'utf-8' ? args : args.slice(0, 1)).join(', ')})`;
  return kind === 'binary' ? binaryFormats[args[1]?.toLowerCase() ?? '']?.shown(args) ?? `to_char(${args.join(', ')})` : `to_char(${args.join(', ')})`;
}

function resolveToChar(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  const { type, nullable } = call.arguments[0]!;
  if (type.kind === 'date' || type.kind === 'timestamp' || type.kind === 'timestamp_ntz' || type.kind === 'time') {
    const argumentTypes: readonly DataType[] = [type.kind === 'date' ? { kind: 'timestamp' } : type, stringType];
    return { argumentTypes, returnType: stringType, nullable: call.arguments.some((one) => one.nullable), instead: { name: 'date_format', order: [0, 1], renamed: true } };
  }
  const argument = call.arguments[1]!;
  castInput(call, 1, stringType);
  if (!argument.foldable && type.kind !== 'binary') expectFormat(call);
  if (!argument.foldable || (type.kind === 'binary' && (argument.literal ?? null) === null)) fail('NON_FOLDABLE_ARGUMENT', { funcName: `\`${call.name}\``, paramName: '`format`', paramType: '"STRING"' }, { at: call.at });
  const format = argument.literal ?? null;
  if (type.kind === 'binary') {
    const known = typeof format === 'string' ? binaryFormats[format.toLowerCase()] : undefined;
    if (known === undefined) return fail('INVALID_PARAMETER_VALUE.BINARY_FORMAT', { functionName: `\`${call.name}\``, invalidFormat: `'${String(format)}'` }, { at: call.at });
    return { argumentTypes: [type, stringType], returnType: stringType, nullable: nullable || known === binaryFormats['utf-8'] };
  }
  const decimal = type.kind === 'null' ? decimalType(10, 0) : isNumeric(type) ? decimalFor(type) : castInput(call, 0, decimalType(38, 18));
  if (typeof format === 'string') parsed(format, call);
  return { argumentTypes: [decimal, stringType], returnType: stringType, nullable: becomesNullable(call.arguments[0]!, decimal) || format === null };
}

/** The format is named by what stands in its place. */
function expectFormat(call: CallShape): ReturnType<typeof expectConstant> {
  const { call: called, isLiteral } = call.arguments[1]!;
  return expectConstant(call, 1, called ?? (isLiteral === true ? 'format' : 'attributereference'), stringType);
}

function parsed(format: string, call: Pick<CallShape, 'at'>): NumberFormat {
  const found = parseNumberFormat(format);
  if (!('problem' in found)) return found;
  const token = found.problem === 'WRONG_NUM_TOKEN' ? found.token ?? '' : `character '${found.token ?? ''}''`;
  return fail(`INVALID_FORMAT.${found.problem}`, { format: textToSql(format.toUpperCase()), token }, { at: call.at });
}

function toChar(call: BoundCall): Kernel {
  const literal = call.literals[1];
  if (call.argumentTypes[0]!.kind === 'binary') return bytesToChar(call);
  const format = typeof literal === 'string' ? parsed(literal, call) : undefined;
  const { scale } = call.argumentTypes[0] as DecimalType;
  return (args, rows, { arena }) => buildText({
    type: stringType, args, rows, arena,
    write: (row, out) => {
      if (format === undefined) return false;
      out.writeText(writeByFormat(readValue(args[0]!, row) as bigint, scale, format));
      return true;
    },
  });
}

function bytesToChar(call: BoundCall): Kernel {
  const format = binaryFormats[(call.literals[1] as string).toLowerCase()]!;
  return (args, rows, { arena }) => buildText({
    type: stringType, args, rows, arena,
    write: (row, out) => {
      out.writeText(format.write(readValue(args[0]!, row) as Uint8Array, call));
      return true;
    },
  });
}

function resolveToNumber(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  const text = castInput(call, 0, stringType);
  castInput(call, 1, stringType);
  const format = expectFormat(call);
  const result: DataType = typeof format === 'string' ? resultOf(parsed(format, call), call.at) : decimalType(10, 0);
  return { argumentTypes: [text, stringType], returnType: result, nullable: call.arguments[0]!.nullable || call.name !== 'to_number' || format === null };
}

function resultOf({ whole, fraction }: NumberFormat, at: CallShape['at']): DecimalType {
  const scale = fraction?.count ?? 0;
  const precision = whole.reduce((sum, one) => sum + one.count, 0) + scale;
  if (precision > MAX_PRECISION) fail('DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION', { precision: String(precision), maxPrecision: String(MAX_PRECISION) }, { at });
  return decimalType(precision, scale);
}

function toNumber(call: BoundCall, strict: boolean): Kernel {
  const literal = call.literals[1];
  const format = typeof literal === 'string' ? parsed(literal, call) : undefined;
  const { precision, scale } = call.returnType as DecimalType;
  return (args, rows, { arena }) => columnOf(call.returnType, eachRow(args, rows, (row) => {
    if (format === undefined) return null;
    const text = readValue(args[0]!, row) as string;
    const read = readByFormat(text, format);
    if (read === undefined && strict) fail('INVALID_FORMAT.MISMATCH_INPUT', { inputType: '"STRING"', input: text, format: literal as string }, { at: call.at });
    if (read !== undefined && read.places > precision - scale) return fail('NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION', { value: text, precision: String(precision), scale: String(scale) }, { at: call.at });
    return read?.unscaled ?? null;
  }), arena);
}
