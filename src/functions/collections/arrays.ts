import { isValid, setValid } from '../../columnar/bitmap.ts';
import { childOf, type Column, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { comparatorOf } from '../../columnar/compare.ts';
import { concatColumns, gatherColumn, gatherOrNull, MISSING } from '../../columnar/gather.ts';
import { visitRows } from '../row-by-row.ts';
import { fail } from '../../errors/stream-error.ts';
import { arrayType, type ArrayType, booleanType, intType, stringType } from '../../types/data-type.ts';
import { isIntegral, isOrderable } from '../../types/coercion.ts';
import { sorterOf } from './collections-sort.ts';
import { pickLists, validityOf } from './collections.ts';
import { arrayAndValue, mapAndKey, refuseNullType, refuseUnordered } from './collections-check.ts';
import { anyNullable, expectConstant, expectCount, expectInput, sameTypes } from '../define.ts';
import type { BoundCall, CallArgument, CallShape, EvaluationSettings, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { EMPTY_OF_TEXT, isOn } from '../setting.ts';
import { failInput, failOrdering } from '../mismatch.ts';
import { matchSignatures } from '../signature-match.ts';
import { intColumn } from '../strings/text-kernels.ts';

const group = 'array_funcs';
const since = '0.1';

/** Arrays made, measured, searched and sorted. Elements stay in columns: only offsets and indexes move. */
export const arrayFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'array', group, since, signatures: [], nulls: 'custom', nullable: 'never',
    doc: 'Returns an array of the arguments, cast to one type.', examples: [['SELECT array(1, 2, 3)', '[1, 2, 3]']],
    resolve: (call) => {
      const made = sameTypes({ minimumCount: 0, nullable: 'never' })(call);
      const element = call.arguments.length === 0 && isOn(call, EMPTY_OF_TEXT) ? stringType : made.returnType;
      return { ...made, returnType: arrayType(element, anyNullable(call, made.argumentTypes)) };
    },
    kernel: makeArray,
  },
  {
    kind: 'scalar', name: 'size', aliases: ['cardinality'], group: 'collection_funcs', since, signatures: ['(array<T>) -> int', '(map<K,V>) -> int'], displayAsWritten: true,
    nulls: 'custom', doc: 'Returns the number of elements of an array or entries of a map. NULL for NULL; -1 without ANSI, unless spark.sql.legacy.sizeOfNull is false.',
    examples: [["SELECT size(array('b', 'd', 'c', 'a'))", '4'], ["SELECT size(map('a', 1, 'b', 2))", '2']],
    resolve: resolveSize, kernel: sizeOrKernel,
  },
  {
    kind: 'scalar', name: 'array_size', group, since, signatures: ['(array<T>) -> int'],
    doc: 'Returns the number of elements of an array.', examples: [["SELECT array_size(array('b', 'd', 'c', 'a'))", '4']], kernel: sizeKernel,
  },
  {
    kind: 'scalar', name: 'array_contains', group, since, signatures: ['(array<T>, T) -> boolean'], nulls: 'custom', nullable: 'always',
    doc: 'Whether an array has a value. NULL when it has not, but has NULLs.', examples: [['SELECT array_contains(array(1, 2, 3), 2)', 'true']],
    resolve: resolveContains, kernel: containsKernel,
  },
  {
    kind: 'scalar', name: 'element_at', group: 'collection_funcs', since, signatures: ['(array<T>, int) -> T', '(map<K,V>, K) -> V'], nulls: 'custom', nullable: 'always',
    doc: 'Returns the element of an array at a position from 1 (negative: from the end), or the value of a map under a key. Beyond the array it is an error under ANSI, else NULL; a missing key gives NULL.',
    examples: [['SELECT element_at(array(1, 2, 3), 2)', '2'], ["SELECT element_at(map(1, 'a', 2, 'b'), 2)", 'b']],
    resolve: (call) => resolveElementAt(call, call.settings.ansi), kernel: (call) => elementAt(call, call.settings.ansi),
  },
  {
    kind: 'scalar', name: 'try_element_at', group: 'collection_funcs', since, signatures: ['(array<T>, int) -> T', '(map<K,V>, K) -> V'], nulls: 'custom', nullable: 'always',
    doc: 'Like element_at, but NULL beyond the array.', examples: [['SELECT try_element_at(array(1, 2, 3), 4)', 'NULL']],
    resolve: (call) => resolveElementAt(call, false), kernel: (call) => elementAt(call, false),
  },
  {
    kind: 'scalar', name: 'sort_array', group, since, signatures: ['(array<T>, [boolean]) -> array<T>'],
    doc: 'Sorts an array in natural order; NULLs come first, or last when descending (second argument false).',
    examples: [["SELECT sort_array(array('b', 'd', null, 'c', 'a'), true)", '[null, a, b, c, d]']],
    display: (args) => `sort_array(${args[0]}, ${args[1] ?? 'true'})`,
    resolve: resolveSortArray, kernel: sortKernel,
  },
];

/** One column after the other, then one gather puts the elements of each row side by side. */
function makeArray(call: BoundCall): Kernel {
  const { element } = call.returnType as ArrayType;
  return (args, rows, { arena }) => {
    const width = args.length;
    const constant = args.every((column) => column.mask === 0);
    const count = constant ? 1 : rows.rowCount;
    const offsets = arena.int32(count + 1);
    for (let row = 0; row <= count; row++) offsets[row] = row * width;
    const plain = args.map((column) => (column.mask === 0 ? { ...column, length: 1, mask: -1 as const } : column));
    const bases = args.map((_, index) => args.slice(0, index).reduce((sum, column) => sum + (column.mask === 0 ? 1 : column.length), 0));
    const all = concatColumns(element, plain, arena);
    const indexes = arena.uint32(count * width);
    for (let row = 0; row < count; row++) {
      for (let index = 0; index < width; index++) indexes[row * width + index] = bases[index]! + (args[index]!.mask === 0 ? 0 : row);
    }
    return makeColumn(call.returnType, rows.rowCount, { offsets, children: [gatherColumn(all, indexes, arena)], mask: constant ? 0 : -1 });
  };
}

function resolveSize(call: CallShape): ResolvedCall {
  const { argumentTypes, returnType } = matchSignatures(['(array<T>) -> int', '(map<K,V>) -> int'], call);
  return { argumentTypes, returnType, nullable: !sizesNull(call.settings) && call.arguments[0]!.nullable };
}

/** The old way: NULL has a size, -1. */
function sizesNull(settings: EvaluationSettings): boolean {
  return !settings.ansi && settings.get('spark.sql.legacy.sizeOfNull')?.toLowerCase() !== 'false';
}

function sizeOrKernel(call: BoundCall): Kernel {
  const minusOne = sizesNull(call.settings);
  return (args, rows, { arena }) => {
    const [input] = args as readonly [Column];
    const offsets = offsetsOf(input);
    const values = arena.int32(rows.rowCount).fill(-1);
    visitRows(args, rows, (row) => { values[row] = offsets[(row & input.mask) + 1]! - offsets[row & input.mask]!; });
    return makeColumn(intType, rows.rowCount, { values, validity: minusOne ? undefined : validityOf(args, rows, arena) });
  };
}

function sizeKernel(): Kernel {
  return (args, rows, { arena }) => {
    const [input] = args;
    const offsets = offsetsOf(input!);
    return intColumn(args, rows, arena, (row) => offsets[(row & input!.mask) + 1]! - offsets[row & input!.mask]!);
  };
}

function resolveContains(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  refuseNullType(call, [0, 1]);
  const { array, value, nullable } = arrayAndValue(call, 1, { wider: true, firstMustBeArray: true });
  refuseUnordered(call, value);
  return { argumentTypes: [array, value], returnType: booleanType, nullable: nullable || array.containsNull };
}

function containsKernel(call: BoundCall): Kernel {
  const compare = comparatorOf(call.argumentTypes[1]!);
  return (args, rows, { arena }) => {
    const [array, value] = args as readonly [Column, Column];
    const offsets = offsetsOf(array);
    const elements = childOf(array, 0);
    const values = arena.uint8(rows.rowCount);
    const validity = arena.bitmap(rows.rowCount, 0);
    visitRows(args, rows, (row) => {
      let found = false;
      let missing = false;
      for (let at = offsets[row & array.mask]!; at < offsets[(row & array.mask) + 1]! && !found; at++) {
        if (!isValid(elements.validity, at & elements.mask)) missing = true;
        else found = compare(elements, at & elements.mask, value, row & value.mask) === 0;
      }
      values[row] = found ? 1 : 0;
      if (found || !missing) setValid(validity, row);
    });
    return makeColumn(booleanType, rows.rowCount, { values, validity });
  };
}

function resolveElementAt(call: CallShape, strict: boolean): ResolvedCall {
  expectCount(call, 2, 2);
  const [input, key] = [call.arguments[0]!, call.arguments[1]!];
  if (input.type.kind === 'map') {
    const types = mapAndKey(call, false);
    return { argumentTypes: types, returnType: types[0].value, nullable: true };
  }
  if (input.type.kind !== 'array') return failInput(call, 0, { oneOf: [{ family: 'array' }, { family: 'map' }] });
  if (!isIntegral(key.type) || key.type.kind === 'long') return failInput(call, 1, intType);
  const position = key.foldable && !key.nullable ? Number(key.literal) : undefined;
  return { argumentTypes: [input.type, intType], returnType: input.type.element, nullable: itemNullable(input, key, position, strict) };
}

/** At a constant position only what stands in array(…) itself is known; elsewhere what is beyond the end is an error or NULL. */
function itemNullable(array: CallArgument, key: CallArgument, position: number | undefined, strict: boolean): boolean {
  const { type, items } = array;
  if (position === undefined) return !strict || (type.kind === 'array' && type.containsNull) || array.nullable || key.nullable;
  if (items === undefined) return true;
  if (position === 0) return false;
  return items.at(position > 0 ? position - 1 : position) ?? !strict;
}

function elementAt(call: BoundCall, strict: boolean): Kernel {
  return call.argumentTypes[0]!.kind === 'map' ? valueUnder(call) : itemAt(call, strict);
}

function itemAt(call: BoundCall, strict: boolean): Kernel {
  return (args, rows, { arena }) => {
    const [array, position] = args as readonly [Column, Column];
    const offsets = offsetsOf(array);
    const indexes = arena.uint32(rows.rowCount).fill(MISSING);
    visitRows(args, rows, (row) => {
      const start = offsets[row & array.mask]!;
      const size = offsets[(row & array.mask) + 1]! - start;
      const wanted = position.values![row & position.mask] as number;
      if (wanted === 0) fail('INVALID_INDEX_OF_ZERO', {}, { at: call.at });
      if (Math.abs(wanted) <= size) indexes[row] = start + (wanted > 0 ? wanted - 1 : size + wanted);
      else if (strict) fail('INVALID_ARRAY_INDEX_IN_ELEMENT_AT', { indexValue: String(wanted), arraySize: String(size) }, { at: call.at });
    });
    return gatherOrNull(childOf(array, 0), indexes, arena);
  };
}

function valueUnder(call: BoundCall): Kernel {
  const compare = comparatorOf(call.argumentTypes[1]!);
  return (args, rows, { arena }) => {
    const [map, key] = args as readonly [Column, Column];
    const offsets = offsetsOf(map);
    const keys = childOf(map, 0);
    const indexes = arena.uint32(rows.rowCount).fill(MISSING);
    visitRows(args, rows, (row) => {
      for (let at = offsets[row & map.mask]!; at < offsets[(row & map.mask) + 1]!; at++) {
        if (compare(keys, at & keys.mask, key, row & key.mask) === 0) { indexes[row] = at; return; }
      }
    });
    return gatherOrNull(childOf(map, 1), indexes, arena);
  };
}

function resolveSortArray(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  const [array] = call.arguments;
  const type = array!.type.kind === 'null' ? arrayType(array!.type) : array!.type;
  if (type.kind !== 'array') return failInput(call, 0, { family: 'array' });
  if (!isOrderable(type.element)) return failOrdering(call, type);
  const argumentTypes = call.arguments.length === 1 ? [type] : [type, expectInput(call, 1, booleanType)];
  if (call.arguments.length === 2) expectConstant(call, 1, '`ascendingOrder`', booleanType);
  return { argumentTypes, returnType: type, nullable: anyNullable(call, argumentTypes) };
}

/** NULLs are smallest. Constants are sorted once. */
function sortKernel(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [array, ascending] = args as readonly [Column, Column | undefined];
    const offsets = offsetsOf(array);
    const pool = childOf(array, 0);
    const sorters = { up: sorterOf(pool, { descending: false, nullsFirst: true }, arena), down: sorterOf(pool, { descending: true, nullsFirst: false }, arena) };
    const constant = args.every((column) => column.mask === 0);
    const sorted = pickLists({
      type: call.returnType, args, rows: constant ? { rowCount: 1, selection: undefined } : rows, arena, pool,
      pick: (row, out) => {
        const start = out.length;
        out.pushRange(offsets[row & array.mask]!, offsets[(row & array.mask) + 1]!);
        sorters[ascending === undefined || ascending.values![row & ascending.mask] === 1 ? 'up' : 'down'](out.items, start, out.length);
      },
    });
    return constant ? { ...sorted, length: rows.rowCount, mask: 0 } : sorted;
  };
}
