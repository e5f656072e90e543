import { isValid } from '../../columnar/bitmap.ts';
import { childOf, type Column, int32Values, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { concatColumns, gatherColumn } from '../../columnar/gather.ts';
import { commonValidity } from '../../columnar/stamp.ts';
import { buildText } from '../../columnar/text.ts';
import { fail } from '../../errors/stream-error.ts';
import { arrayType, type DataType, intType, stringType } from '../../types/data-type.ts';
import { commonType } from '../../types/coercion.ts';
import { implicitCast } from '../../types/coercion-implicit.ts';
import { typeToSql } from '../../types/print.ts';
import { castInput } from '../define.ts';
import type { BoundCall, CallArgument, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { isOn } from '../setting.ts';
import { failDifferentTypes, failInput, quoted } from '../mismatch.ts';
import { failArgumentCount } from '../signature-match.ts';
import { textInput } from './text-kernels.ts';

const since = '0.1';

/** Strings made of several. */
export const stringJoinFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'concat', aliases: ['||'], group: 'collection_funcs', since, signatures: ['(any...) -> any'],
    doc: 'Puts strings, binaries or arrays together. Other types are cast to strings.',
    examples: [["SELECT concat('Spark', 'SQL')", 'SparkSQL'], ['SELECT concat(array(1, 2, 3), array(4, 5), array(6))', '[1, 2, 3, 4, 5, 6]'], ["SELECT 'a' || 1", 'a1']],
    resolve: resolveConcat, kernel: concatKernel,
  },
  {
    kind: 'scalar', name: 'concat_ws', group: 'string_funcs', since, signatures: ['(string, any...) -> string'], nulls: 'custom', nullable: 'any argument',
    doc: 'Puts strings and the elements of string arrays together with a separator, leaving out NULLs. NULL when the separator is.',
    examples: [["SELECT concat_ws(' ', 'Spark', 'SQL')", 'Spark SQL'], ["SELECT concat_ws('/', 'foo', null, 'bar')", 'foo/bar']],
    resolve: resolveConcatWs, kernel: concatWsKernel,
  },
  {
    kind: 'scalar', name: 'elt', group: 'string_funcs', since, signatures: ['(int, any...) -> string'], nulls: 'custom', nullable: 'always',
    doc: 'Returns the n-th of the strings that follow. A position out of range is an error under ANSI, else NULL.', examples: [["SELECT elt(1, 'scala', 'java')", 'scala']],
    resolve: resolveElt, kernel: eltKernel,
  },
];

/** All binary stays binary, all arrays become one array type, everything else becomes text. */
function resolveConcat(call: CallShape): ResolvedCall {
  const types = call.arguments.map((one) => one.type);
  const nullable = call.arguments.some((one) => one.nullable);
  const same = (type: DataType): ResolvedCall => ({ argumentTypes: types.map(() => type), returnType: type, nullable });
  const complex = types.findIndex((type) => type.kind !== 'array' && implicitCast(type, stringType, call.settings) === undefined);
  if (complex >= 0) return failInput(call, complex, { oneOf: [stringType, { kind: 'binary' }, { family: 'array' }] });
  if (types.some((type) => type.kind === 'array')) {
    if (types.some((type) => type.kind !== 'array')) return failDifferentTypes(call, types.map((type) => (type.kind === 'array' ? type : stringType)));
    const common = commonType(types, { ansi: call.settings.ansi });
    return common === undefined ? failDifferentTypes(call) : same(common);
  }
  if (types.length > 0 && types.every((type) => type.kind === 'binary') && !isOn(call, 'spark.sql.function.concatBinaryAsString')) return same({ kind: 'binary' });
  return same(stringType);
}

function concatKernel(call: BoundCall): Kernel {
  if (call.returnType.kind === 'array') return concatArraysKernel(call);
  return (args, rows, { arena }) => {
    const inputs = args.map(textInput);
    return buildText({
      type: call.returnType, args, rows, arena, guessBytes: inputs.reduce((sum, input) => sum + (input.mask === 0 ? input.bytes.length * rows.rowCount : input.bytes.length), 64),
      write: (row, out) => {
        for (const { bytes, offsets, mask } of inputs) out.copy(bytes, offsets[row & mask]!, offsets[(row & mask) + 1]!);
        return true;
      },
    });
  };
}

/** The elements of all inputs behind each other, then one gather per row and input. */
function concatArraysKernel(call: BoundCall): Kernel {
  const { element } = call.returnType as Extract<DataType, { kind: 'array' }>;
  return (args, rows, { arena }) => {
    const validity = commonValidity(args, rows.rowCount, arena);
    const missing = args.some((column) => column.mask === 0 && !isValid(column.validity, 0));
    const elements = concatColumns(element, args.map((column) => childOf(column, 0)), arena);
    const bases = args.map((_, index) => args.slice(0, index).reduce((sum, column) => sum + childOf(column, 0).length, 0));
    const offsets = arena.int32(rows.rowCount + 1);
    const picked: number[] = [];
    for (let row = 0; row < rows.rowCount; row++) {
      offsets[row] = picked.length;
      if (missing || !isValid(validity, row)) continue;
      args.forEach((column, index) => {
        const ranges = offsetsOf(column);
        for (let at = ranges[row & column.mask]!; at < ranges[(row & column.mask) + 1]!; at++) picked.push(bases[index]! + at);
      });
    }
    offsets[rows.rowCount] = picked.length;
    const indexes = arena.uint32(picked.length);
    indexes.set(picked);
    return makeColumn(call.returnType, rows.rowCount, { validity: missing ? arena.bitmap(rows.rowCount, 0) : validity, offsets, children: [gatherColumn(elements, indexes, arena)] });
  };
}

function resolveConcatWs(call: CallShape): ResolvedCall {
  if (call.arguments.length === 0) return failArgumentCount(call, []);
  const argumentTypes = call.arguments.map(({ type }, index) => {
    if (index > 0 && type.kind === 'array' && implicitCast(type.element, stringType, call.settings) !== undefined) return arrayType(stringType, type.containsNull);
    const text = type.kind !== 'array' && implicitCast(type, stringType, call.settings) !== undefined;
    if (!text) return failInput(call, index, index === 0 ? stringType : { oneOf: [arrayType(stringType), stringType] });
    return stringType;
  });
  return { argumentTypes, returnType: stringType, nullable: call.arguments[0]!.nullable };
}

function concatWsKernel(): Kernel {
  return (args, rows, { arena }) => {
    const [separator, ...parts] = args;
    const between = textInput(separator!);
    return buildText({
      type: stringType, args: [separator!, ...(parts.length > 0 ? parts : [])], rows, arena, skipNulls: false,
      write: (row, out) => {
        if (!isValid(separator!.validity, row & separator!.mask)) return false;
        let first = true;
        const add = (bytes: Uint8Array, start: number, end: number): void => {
          if (!first) out.copy(between.bytes, between.offsets[row & between.mask]!, between.offsets[(row & between.mask) + 1]!);
          first = false;
          out.copy(bytes, start, end);
        };
        for (const part of parts) eachText(part, row, add);
        return true;
      },
    });
  };
}

/** The string of a row, or the strings of its array; NULLs are left out. */
function eachText(part: Column, row: number, visit: (bytes: Uint8Array, start: number, end: number) => void): void {
  const at = row & part.mask;
  if (!isValid(part.validity, at)) return;
  const offsets = offsetsOf(part);
  if (part.type.kind !== 'array') { visit(part.bytes!, offsets[at]!, offsets[at + 1]!); return; }
  const elements = childOf(part, 0);
  const inner = offsetsOf(elements);
  for (let index = offsets[at]!; index < offsets[at + 1]!; index++) {
    const element = index & elements.mask;
    if (isValid(elements.validity, element)) visit(elements.bytes!, inner[element]!, inner[element + 1]!);
  }
}

function resolveElt(call: CallShape): ResolvedCall {
  if (call.arguments.length < 2) return failArgumentCount(call, [2]);
  const values = call.arguments.slice(1);
  const binary = values.every(({ type }) => type.kind === 'binary') && !isOn(call, 'spark.sql.function.eltOutputAsString');
  const returnType: DataType = binary ? { kind: 'binary' } : stringType;
  const position = castInput(call, 0, intType);
  const become = values.map(({ type }) => implicitCast(type, returnType, call.settings) ?? (type.kind === 'null' ? returnType : undefined));
  if (become.includes(undefined)) failTexts(call, values, become);
  return { argumentTypes: [position, ...values.map(() => returnType)], returnType, nullable: true };
}

/** All of them are told, as what they have become. */
function failTexts(call: CallShape, values: readonly CallArgument[], become: readonly (DataType | undefined)[]): never {
  return fail('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', {
    sqlExpr: quoted(call.sql), paramIndex: 'second...', requiredType: '"STRING" or "BINARY"', inputSql: values.map(({ sql }) => quoted(sql)).join(','),
    inputType: values.map(({ type }, index) => quoted(typeToSql(become[index] ?? type))).join(','),
  }, { at: call.at });
}

function eltKernel(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [index, ...values] = args;
    const positions = int32Values(index!);
    const inputs = values.map(textInput);
    return buildText({
      type: call.returnType, args, rows, arena, skipNulls: false,
      write: (row, out) => {
        if (!isValid(index!.validity, row & index!.mask)) return false;
        const position = positions[row & index!.mask]!;
        if (position < 1 || position > values.length) return outOfRange(call, position, values.length);
        const column = values[position - 1]!;
        if (!isValid(column.validity, row & column.mask)) return false;
        const { bytes, offsets, mask } = inputs[position - 1]!;
        out.copy(bytes, offsets[row & mask]!, offsets[(row & mask) + 1]!);
        return true;
      },
    });
  };
}

function outOfRange(call: BoundCall, position: number, size: number): false {
  if (!call.settings.ansi) return false;
  return fail('INVALID_ARRAY_INDEX', { indexValue: String(position), arraySize: String(size) }, { at: call.at });
}
