import { isValid } from '../../columnar/bitmap.ts';
import { childOf, type Column, int32Values, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { withLength } from '../../columnar/constant.ts';
import { MISSING } from '../../columnar/gather.ts';
import { fail } from '../../errors/stream-error.ts';
import { arrayType, type ArrayType, intType, nullType } from '../../types/data-type.ts';
import { isIntegral } from '../../types/coercion.ts';
import { anyNullable, castInput, expectCount, expectInput } from '../define.ts';
import { pickLists, poolOf, rangesOf } from './collections.ts';
import { arrayAndValue, arrayAt, oneArray } from './collections-check.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { failInput } from '../mismatch.ts';
import { isOn } from '../setting.ts';
import { intReader } from '../strings/text-kernels.ts';

const group = 'array_funcs';
const since = '0.1';
/** -1 is the place before the last element. */
const LEGACY_INDEX = 'spark.sql.legacy.negativeIndexInArrayInsert';

/** Arrays with elements added, left out or put elsewhere. Only indexes move; one gather makes the result. */
export const arrayEditFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'array_append', group, since, signatures: ['(array<T>, T) -> array<T>'], nulls: 'custom',
    doc: 'Adds a value, which may be NULL, at the end of an array.', examples: [["SELECT array_append(array('b', 'd'), 'c')", '[b, d, c]']],
    resolve: resolveAppend, kernel: (call) => insertKernel(call, isOn(call, LEGACY_INDEX) ? (size) => Math.max(0, size - 1) : (size) => size),
  },
  {
    kind: 'scalar', name: 'array_prepend', group, since, signatures: ['(array<T>, T) -> array<T>'], nulls: 'custom',
    doc: 'Adds a value, which may be NULL, at the start of an array.', examples: [["SELECT array_prepend(array('b', 'd'), 'c')", '[c, b, d]']],
    resolve: resolveAppend, kernel: (call) => insertKernel(call, () => 0),
  },
  {
    kind: 'scalar', name: 'array_insert', group, since, signatures: ['(array<T>, int, T) -> array<T>'], nulls: 'custom',
    doc: 'Puts a value at a position from 1 (negative: from the end). Beyond the array, NULLs fill the gap. Position 0 is an error.',
    examples: [['SELECT array_insert(array(1, 2, 3, 4), 5, 5)', '[1, 2, 3, 4, 5]'], ['SELECT array_insert(array(5, 3, 2, 1), -4, 4)', '[5, 4, 3, 2, 1]']],
    resolve: resolveInsert, kernel: insertAt,
  },
  {
    kind: 'scalar', name: 'array_compact', group, since, signatures: ['(array<T>) -> array<T>'],
    doc: 'Leaves out NULLs.', examples: [['SELECT array_compact(array(1, 2, 3, null))', '[1, 2, 3]']],
    resolve: (call) => oneArray(call, (array) => arrayType(array.element, false)), kernel: compactKernel,
  },
  {
    kind: 'scalar', name: 'array_repeat', group, since, signatures: ['(T, int) -> array<T>'], nulls: 'custom',
    doc: 'Returns an array with a value so many times; none for counts below 1.', examples: [["SELECT array_repeat('123', 2)", '[123, 123]']],
    resolve: (call) => {
      expectCount(call, 2, 2);
      const [value, count] = call.arguments;
      return { argumentTypes: [value!.type, expectInput(call, 1, intType)], returnType: arrayType(value!.type, value!.nullable), nullable: count!.nullable };
    },
    kernel: repeatKernel,
  },
  {
    kind: 'scalar', name: 'slice', group, since, signatures: ['(array<T>, int, int) -> array<T>'],
    doc: 'Returns so many elements from a position on, counted from 1 (negative: from the end).',
    examples: [['SELECT slice(array(1, 2, 3, 4), 2, 2)', '[2, 3]'], ['SELECT slice(array(1, 2, 3, 4), -2, 2)', '[3, 4]']],
    resolve: resolveSlice, kernel: sliceKernel,
  },
  {
    kind: 'scalar', name: 'flatten', group, since, signatures: ['(array<array<T>>) -> array<T>'],
    doc: 'Returns the elements of all inner arrays as one array; NULL when one of them is NULL.', examples: [['SELECT flatten(array(array(1, 2), array(3, 4)))', '[1, 2, 3, 4]']],
    resolve: resolveFlatten, kernel: flattenKernel,
  },
];

function resolveAppend(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  const { array, value } = arrayAndValue(call, 1, { firstMustBeArray: true });
  return { argumentTypes: [array, value], returnType: arrayType(array.element, array.containsNull || call.arguments[1]!.nullable), nullable: call.arguments[0]!.nullable };
}

function resolveInsert(call: CallShape): ResolvedCall {
  expectCount(call, 3, 3);
  const position = call.arguments[1]!;
  if (call.arguments[0]!.type.kind === 'array' && (!isIntegral(position.type) || position.type.kind === 'long')) failInput(call, 1, intType);
  const { array, value } = arrayAndValue(call, 2);
  return { argumentTypes: [array, intType, value], returnType: arrayType(array.element, true), nullable: call.arguments[0]!.nullable || position.nullable };
}

/** The array and a value, which is the last argument, `at` its place among the elements of the array. */
function insertKernel(call: BoundCall, at: (size: number) => number): Kernel {
  const { element } = call.returnType as ArrayType;
  return (args, rows, { arena }) => {
    const [array, value] = args as readonly [Column, Column];
    const offsets = offsetsOf(array);
    const elements = childOf(array, 0);
    const { elements: pool, bases } = poolOf(element, [elements, value], arena);
    return pickLists({
      type: call.returnType, args: [array], rows, arena, pool,
      pick: (row, out) => {
        const start = offsets[row & array.mask]!;
        const end = offsets[(row & array.mask) + 1]!;
        const place = start + at(end - start);
        out.pushRange(start, place, elements.mask);
        out.push(bases[1]! + (row & value.mask));
        out.pushRange(place, end, elements.mask);
      },
    });
  };
}

function insertAt(call: BoundCall): Kernel {
  const { element } = call.returnType as ArrayType;
  const behind = isOn(call, LEGACY_INDEX) ? 0 : 1;
  return (args, rows, { arena }) => {
    const [array, position, value] = args as readonly [Column, Column, Column];
    const offsets = offsetsOf(array);
    const positions = int32Values(position);
    const elements = childOf(array, 0);
    const { elements: pool, bases } = poolOf(element, [elements, value], arena);
    return pickLists({
      type: call.returnType, args: [array, position], rows, arena, pool,
      pick: (row, out) => {
        const start = offsets[row & array.mask]!;
        const end = offsets[(row & array.mask) + 1]!;
        const size = end - start;
        const wanted = positions[row & position.mask]!;
        if (wanted === 0) fail('INVALID_INDEX_OF_ZERO', {}, { at: call.at });
        const place = wanted > 0 ? wanted - 1 : size + wanted + behind;
        refuseTooLong(call, Math.max(size + 1, place + 1, size + 1 - Math.min(0, place)), 'pos');
        const inside = Math.min(Math.max(place, 0), size);
        const item = bases[1]! + (row & value.mask);
        if (place < 0) out.push(item);
        out.pushMany(MISSING, -place);
        out.pushRange(start, start + inside, elements.mask);
        out.pushMany(MISSING, place - size);
        if (place >= 0) out.push(item);
        out.pushRange(start + inside, end, elements.mask);
      },
    });
  };
}

function compactKernel(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [array] = args as readonly [Column];
    const offsets = offsetsOf(array);
    const elements = childOf(array, 0);
    const none = elements.type.kind === 'null';
    return pickLists({
      type: call.returnType, args, rows, arena, pool: elements,
      pick: (row, out) => {
        const end = offsets[(row & array.mask) + 1]!;
        for (let at = offsets[row & array.mask]!; at < end; at++) if (!none && isValid(elements.validity, at & elements.mask)) out.push(at);
      },
    });
  };
}

/** A constant is kept once, however often it is repeated. */
function repeatKernel(call: BoundCall): Kernel {
  const { element } = call.returnType as ArrayType;
  return (args, rows, { arena }) => {
    const [value, count] = args as readonly [Column, Column];
    const times = intReader(count);
    const wantedAt = (row: number): number => {
      const wanted = times(row);
      refuseTooLong(call, wanted, 'count');
      return Math.max(0, wanted);
    };
    if (value.mask === 0) {
      let length = 0;
      const ranges = rangesOf([count], rows, arena, () => length, (row) => { length += wantedAt(row); });
      return makeColumn(call.returnType, rows.rowCount, { ...ranges, children: [withLength(value, length)] });
    }
    const { elements: pool } = poolOf(element, [value], arena);
    return pickLists({
      type: call.returnType, args: [count], rows, arena, pool,
      pick: (row, out) => { out.pushMany(row, wantedAt(row)); },
    });
  };
}

/** What no array can hold. */
export const MAXIMUM_ARRAY_LENGTH = 2_147_483_632;

/** What this engine makes in one value: more takes seconds and gigabytes. */
const REASONABLE_ARRAY_LENGTH = 1 << 24;

export function refuseTooLong(call: BoundCall, length: number, parameter: string): void {
  if (length <= REASONABLE_ARRAY_LENGTH) return;
  if (length <= MAXIMUM_ARRAY_LENGTH) fail('TIDEMARK_ARRAY_TOO_LARGE', { functionName: `\`${call.name}\``, count: String(length), limit: String(REASONABLE_ARRAY_LENGTH) }, { at: call.at });
  fail('COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER', {
    numberOfElements: String(length), maxRoundedArrayLength: String(MAXIMUM_ARRAY_LENGTH), parameter: `\`${parameter}\``, functionName: `\`${call.name}\``,
  }, { at: call.at });
}

function resolveSlice(call: CallShape): ResolvedCall {
  expectCount(call, 3, 3);
  const array = arrayAt(call, 0);
  const argumentTypes = [array, castInput(call, 1, intType), castInput(call, 2, intType)];
  return { argumentTypes, returnType: array, nullable: anyNullable(call, argumentTypes) };
}

function sliceKernel(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [array, start, length] = args as readonly [Column, Column, Column];
    const offsets = offsetsOf(array);
    const starts = intReader(start);
    const lengths = intReader(length);
    return pickLists({
      type: call.returnType, args, rows, arena, pool: childOf(array, 0),
      pick: (row, out) => {
        const first = offsets[row & array.mask]!;
        const size = offsets[(row & array.mask) + 1]! - first;
        const from = starts(row);
        const wanted = lengths(row);
        if (from === 0) fail('INVALID_PARAMETER_VALUE.START', { parameter: '`start`', functionName: `\`${call.name}\`` }, { at: call.at });
        if (wanted < 0) fail('INVALID_PARAMETER_VALUE.LENGTH', { parameter: '`length`', functionName: `\`${call.name}\``, length: String(wanted) }, { at: call.at });
        const position = from > 0 ? from - 1 : size + from;
        if (position < 0 || position >= size) return;
        out.pushRange(first + position, first + Math.min(size, position + wanted));
      },
    });
  };
}

function resolveFlatten(call: CallShape): ResolvedCall {
  expectCount(call, 1, 1);
  const { type, nullable } = call.arguments[0]!;
  if (type.kind !== 'array' || type.element.kind !== 'array') return failInput(call, 0, arrayType(arrayType(nullType)));
  return { argumentTypes: [type], returnType: type.element, nullable: nullable || type.containsNull };
}

function flattenKernel(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [array] = args as readonly [Column];
    const outer = offsetsOf(array);
    const lists = childOf(array, 0);
    const inner = offsetsOf(lists);
    return pickLists({
      type: call.returnType, args, rows, arena, pool: childOf(lists, 0),
      pick: (row, out) => {
        const end = outer[(row & array.mask) + 1]!;
        for (let at = outer[row & array.mask]!; at < end; at++) if (!isValid(lists.validity, at & lists.mask)) return false;
        for (let at = outer[row & array.mask]!; at < end; at++) out.pushRange(inner[at & lists.mask]!, inner[(at & lists.mask) + 1]!);
        return true;
      },
    });
  };
}
