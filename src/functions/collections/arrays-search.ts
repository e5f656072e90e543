import { isValid } from '../../columnar/bitmap.ts';
import { childOf, type Column, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { type CompareCells, comparatorOf } from '../../columnar/compare.ts';
import { gatherOrNull, MISSING } from '../../columnar/gather.ts';
import { buildText } from '../../columnar/text.ts';
import { arrayType, type ArrayType, intType, longType, stringType } from '../../types/data-type.ts';
import { losesValues } from '../../types/coercion.ts';
import { arrayAndValue, arrayAt, refuseNullType, refuseUnordered } from './collections-check.ts';
import { castInput, expectCount, expectInput } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { failInput } from '../mismatch.ts';
import { visitRows } from '../row-by-row.ts';
import { intReader, textInput } from '../strings/text-kernels.ts';

const group = 'array_funcs';
const since = '0.1';

/** One thing out of an array: an element, a position, a text. */
export const arraySearchFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'array_max', group, since, signatures: ['(array<T>) -> T'], nulls: 'custom',
    doc: 'Returns the greatest element; NULLs do not count.',
    examples: [['SELECT array_max(array(1, 20, null, 3))', '20']], resolve: resolveExtreme, kernel: (call) => extremeKernel(call, 1),
  },
  {
    kind: 'scalar', name: 'array_min', group, since, signatures: ['(array<T>) -> T'], nulls: 'custom',
    doc: 'Returns the smallest element; NULLs do not count.',
    examples: [['SELECT array_min(array(1, 20, null, 3))', '1']], resolve: resolveExtreme, kernel: (call) => extremeKernel(call, -1),
  },
  {
    kind: 'scalar', name: 'array_position', group, since, signatures: ['(array<T>, T) -> bigint'],
    doc: 'Returns the first position, from 1, of a value in an array, 0 when it is not there.',
    examples: [['SELECT array_position(array(312, 773, 708, 708), 708)', '3'], ['SELECT array_position(array(312, 773), 414)', '0']],
    resolve: resolvePosition, kernel: positionKernel,
  },
  {
    kind: 'scalar', name: 'get', group, since, signatures: ['(array<T>, int) -> T'], nulls: 'custom',
    doc: 'Returns the element at a position from 0, NULL when there is none.', examples: [['SELECT get(array(1, 2, 3), 0)', '1'], ['SELECT get(array(1, 2, 3), 3)', 'NULL']],
    resolve: resolveGet, kernel: getKernel,
  },
  {
    kind: 'scalar', name: 'array_join', group, since, signatures: ['(array<string>, string, [string]) -> string'],
    doc: 'Puts the strings of an array together with a separator. NULLs are left out, or replaced by the third argument.',
    examples: [["SELECT array_join(array('hello', 'world'), ' ')", 'hello world'], ["SELECT array_join(array('hello', null, 'world'), ' ', ',')", 'hello , world']],
    resolve: resolveJoin, kernel: joinKernel,
  },
];

function resolveExtreme(call: CallShape): ResolvedCall {
  expectCount(call, 1, 1);
  const array = arrayAt(call, 0);
  refuseUnordered(call, array.element);
  return { argumentTypes: [array], returnType: array.element, nullable: true };
}

function extremeKernel(call: BoundCall, sign: 1 | -1): Kernel {
  const { element } = call.argumentTypes[0] as ArrayType;
  const compare: CompareCells = element.kind === 'null' ? () => 0 : comparatorOf(element);
  return (args, rows, { arena }) => {
    const [array] = args as readonly [Column];
    const offsets = offsetsOf(array);
    const elements = childOf(array, 0);
    const found = arena.uint32(rows.rowCount).fill(MISSING);
    visitRows(args, rows, (row) => {
      let best = -1;
      const end = offsets[(row & array.mask) + 1]!;
      for (let at = offsets[row & array.mask]!; at < end; at++) {
        const cell = at & elements.mask;
        if (isValid(elements.validity, cell) && (best < 0 || compare(elements, cell, elements, best & elements.mask) * sign > 0)) best = at;
      }
      if (best >= 0) found[row] = best;
    });
    return gatherOrNull(elements, found, arena);
  };
}

function resolvePosition(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  if (call.arguments[0]!.type.kind !== 'array') refuseNullType(call, [0, 1]);
  const { array, value, nullable } = arrayAndValue(call, 1, { firstMustBeArray: true });
  if (value.kind === 'null') refuseNullType(call, [1]);
  refuseUnordered(call, value);
  return { argumentTypes: [array, value], returnType: longType, nullable };
}

function positionKernel(call: BoundCall): Kernel {
  const compare = comparatorOf(call.argumentTypes[1]!);
  return (args, rows, { arena }) => {
    const [array, value] = args as readonly [Column, Column];
    const offsets = offsetsOf(array);
    const elements = childOf(array, 0);
    const values = arena.int64(rows.rowCount);
    const low = new Int32Array(values.buffer, values.byteOffset, rows.rowCount * 2).fill(0);
    visitRows(args, rows, (row) => {
      const start = offsets[row & array.mask]!;
      const end = offsets[(row & array.mask) + 1]!;
      for (let at = start; at < end; at++) {
        if (!isValid(elements.validity, at & elements.mask) || compare(elements, at & elements.mask, value, row & value.mask) !== 0) continue;
        low[2 * row] = at - start + 1;
        return;
      }
    });
    return makeColumn(longType, rows.rowCount, { values });
  };
}

function resolveGet(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  const [array, position] = call.arguments;
  if (array!.type.kind !== 'array') return failInput(call, 0, { family: 'array' });
  const positionType = castInput(call, 1, intType);
  return { argumentTypes: [array!.type, positionType], returnType: array!.type.element, nullable: losesValues(position!.type, positionType) || itemNullable(call, position!.literal) };
}

/** Known not to be NULL is only what stands in array(…) itself. */
function itemNullable(call: CallShape, position: unknown): boolean {
  const written = call.arguments[0]!.items;
  return typeof position !== 'number' && typeof position !== 'bigint' ? true : written?.[Number(position)] ?? true;
}

function getKernel(): Kernel {
  return (args, rows, { arena }) => {
    const [array, position] = args as readonly [Column, Column];
    const offsets = offsetsOf(array);
    const positions = intReader(position);
    const found = arena.uint32(rows.rowCount).fill(MISSING);
    visitRows(args, rows, (row) => {
      const start = offsets[row & array.mask]!;
      const at = positions(row);
      if (at >= 0 && at < offsets[(row & array.mask) + 1]! - start) found[row] = start + at;
    });
    return gatherOrNull(childOf(array, 0), found, arena);
  };
}

function resolveJoin(call: CallShape): ResolvedCall {
  expectCount(call, 2, 3);
  const { type } = call.arguments[0]!;
  const array = castInput(call, 0, arrayType(stringType, type.kind !== 'array' || type.containsNull));
  const argumentTypes = [array, ...call.arguments.slice(1).map((_, index) => expectInput(call, index + 1, stringType))];
  return { argumentTypes, returnType: stringType, nullable: call.arguments.some((one) => one.nullable) };
}

function joinKernel(): Kernel {
  return (args, rows, { arena }) => {
    const [array, separator, replacement] = args as readonly [Column, Column, Column | undefined];
    const offsets = offsetsOf(array);
    const elements = childOf(array, 0);
    const texts = textInput(elements);
    const between = textInput(separator);
    const instead = replacement === undefined ? undefined : textInput(replacement);
    return buildText({
      type: stringType, args, rows, arena, guessBytes: texts.bytes.length * 2 + 64,
      write: (row, out) => {
        let first = true;
        const end = offsets[(row & array.mask) + 1]!;
        for (let at = offsets[row & array.mask]!; at < end; at++) {
          const missing = !isValid(elements.validity, at & elements.mask);
          const source = missing ? instead : texts;
          if (source === undefined) continue;
          if (!first) out.copy(between.bytes, between.offsets[row & between.mask]!, between.offsets[(row & between.mask) + 1]!);
          first = false;
          const cell = (missing ? row : at) & source.mask;
          out.copy(source.bytes, source.offsets[cell]!, source.offsets[cell + 1]!);
        }
        return true;
      },
    });
  };
}
