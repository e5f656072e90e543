import { isValid } from '../../columnar/bitmap.ts';
import { columnOf } from '../../columnar/builder.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { type Column, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { appendFrames, appendsFrames, readDistinctFrames, readFrameColumns, readsFrames } from '../../columnar/frame-columns.ts';
import { gatherColumn } from '../../columnar/gather.ts';
import { blobColumn, type BlobStateColumn } from '../../columnar/group-state.ts';
import { FrameWriter, readFrames, withoutRepeats } from '../../columnar/nested-frames.ts';
import { listValue, type Value } from '../../columnar/value.ts';
import { isCollated } from '../../types/collation.ts';
import { type ArrayType, arrayType, booleanType, type DataType } from '../../types/data-type.ts';
import { layoutOf } from '../../types/layout.ts';
import { fail } from '../../errors/stream-error.ts';
import { cellField, cellOf, EMPTY, flagsOf } from './aggregate-basic-cell.ts';
import { inSetOrder, rowsInSetOrder } from './set-order.ts';
import { expectCount } from '../define.ts';
import type { AggregateCallShape, AggregateFunction, AggregateKernel, CallShape, ResolvedCall } from '../function.ts';
import { failInput, functionName } from '../mismatch.ts';
import { visitPicked, visitRows } from '../row-by-row.ts';

/**
 * first, last, any_value: of the rows as they come.   state  flag, value      merge  in the order of the merges
 * collect_list, collect_set, collect_union: the values (elements) but NULLs, in the order they came; the set keeps the first of equal ones, in Spark's order.   state  encoded values one
 * after the other, each behind its length
 */
export const collectFunctions: readonly AggregateFunction[] = [
  placeRow('first', ['first_value'], 'first', 'Returns the first value of a group; with IGNORE NULLS the first that is not NULL.', '10'),
  placeRow('any_value', [], 'first', 'Returns some value of a group; with IGNORE NULLS one that is not NULL.', '10'),
  placeRow('last', ['last_value'], 'last', 'Returns the last value of a group; with IGNORE NULLS the last that is not NULL.', '20'),
  collectRow('collect_list', ['array_agg'], false, 'Returns an array of the values, NULLs left out but with RESPECT NULLS, in the order they came.', '[2, 1, 2]'),
  collectRow('collect_set', [], true, 'Returns an array of the distinct values, NULLs left out but with RESPECT NULLS.', '[1, 2]'),
  {
    kind: 'aggregate', name: 'collect_union', group: 'agg_funcs', since: '0.1', signatures: [], nullable: 'never', doc: 'Returns the distinct elements of all arrays, NULLs left out.',
    examples: [['SELECT collect_union(x) FROM VALUES (array(1, 2)), (array(2, 3)) AS t(x)', '[1, 2, 3]']], resolve: resolveUnion,
    aggregate: (call) => collectKernel((call.returnType as ArrayType).element, { distinct: true, spread: true }),
  },
];

function placeRow(name: string, aliases: readonly string[], place: 'first' | 'last', doc: string, result: string): AggregateFunction {
  return {
    kind: 'aggregate', name, aliases, displayAsWritten: true, group: 'agg_funcs', since: '0.1', signatures: [], nullable: 'always', ignoreNulls: true, doc,
    examples: [[`SELECT ${name}(x) FROM VALUES (10), (5), (20) AS t(x)`, result]],
    display: (args) => `${name}(${args[0] ?? ''})`,
    resolve: resolvePlace,
    aggregate: (call) => placeKernel(call, place),
  };
}

/** The second argument, a constant, says whether NULLs are left out. */
function resolvePlace(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  const { type } = call.arguments[0]!;
  if (call.arguments.length === 1) return { argumentTypes: [type], returnType: type, nullable: true };
  const flag = call.arguments[1]!;
  if (!flag.isLiteral || typeof flag.literal !== 'boolean') fail('_LEGACY_ERROR_TEMP_1210', { funcName: call.name }, { at: call.at });
  return { argumentTypes: [type, booleanType], returnType: type, nullable: true };
}

function placeKernel(call: AggregateCallShape, place: 'first' | 'last'): AggregateKernel {
  const cell = cellOf(call.argumentTypes[0]!);
  const ignoreNulls = call.ignoreNulls || call.literals[1] === true;
  return {
    state: cell.state,
    buffer: [cellField(place, call.argumentTypes[0]!), { name: 'valueSet', type: booleanType, field: { read: 'filled', at: 0 } }],
    update(state, groups, args, rows) {
      const column = args[0]!;
      if (ignoreNulls && column.type.kind === 'null') return;
      const flags = flagsOf(state);
      const nullable = ignoreNulls ? [column] : [];
      if (place === 'first') visitRows(nullable, rows, (row) => { if (flags[groups[row]!] === EMPTY) cell.put(state, groups[row]!, column, row); });
      else visitPicked(nullable, groups, rows, () => true, (group, row) => { cell.put(state, group, column, row); });
    },
    merge(state, groups, other, count) {
      const from = flagsOf(other);
      for (let row = 0; row < count; row++) {
        if (from[row] === EMPTY || (place === 'first' && flagsOf(state)[groups[row]!] !== EMPTY)) continue;
        cell.copy(state, groups[row]!, other, row);
      }
    },
    finish: (state, groups, context) => cell.finish(state, groups, context),
    picks: { place, ignoreNulls },
  };
}

function collectRow(name: string, aliases: readonly string[], distinct: boolean, doc: string, result: string): AggregateFunction {
  const row = collecting(name, aliases, distinct, doc, result);
  return { ...row, ignoreNulls: true, respectNulls: { ...collecting(`${name}_with_nulls`, [], distinct, doc, result, true), display: (args) => `${name}(${args[0]}) RESPECT NULLS` } };
}

function collecting(name: string, aliases: readonly string[], distinct: boolean, doc: string, result: string, nulls = false): AggregateFunction {
  return {
    kind: 'aggregate', name, aliases, group: 'agg_funcs', since: '0.1', signatures: [], nullable: 'never', doc,
    examples: [[`SELECT ${name}(x) FROM VALUES (2), (1), (NULL), (2) AS t(x)`, result]],
    resolve(call) {
      expectCount(call, 1, 1);
      const { type } = call.arguments[0]!;
      if (distinct) expectHashable(call, type);
      return { argumentTypes: [type], returnType: arrayType(type, nulls), nullable: false };
    },
    aggregate: (call) => collectKernel(call.argumentTypes[0]!, { distinct, nulls }),
  };
}

function resolveUnion(call: CallShape): ResolvedCall {
  expectCount(call, 1, 1);
  const { type } = call.arguments[0]!;
  if (type.kind !== 'array') return failInput(call, 0, { family: 'array' });
  expectHashable(call, type.element);
  return { argumentTypes: [type], returnType: arrayType(type.element, type.containsNull), nullable: false };
}

function expectHashable(call: CallShape, type: DataType): void {
  if (type.kind !== 'map' && !isCollated(type)) return;
  fail('DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE', { sqlExpr: `"${call.sql}"`, functionName: functionName(call), dataType: '"MAP" or "COLLATED STRING"' }, { at: call.at });
}

/** Sets are thinned out whenever they have doubled, so that they take little more than twice what they need. */
const THIN_FROM_BYTES = 256;
/** What was left of each group's set when it was thinned out last; no more than a hint for groups that came later. */
const thinned = new WeakMap<BlobStateColumn, Uint32Array>();

/** `spread`: the values are the elements of the argument, which is an array. `nulls`: they count too. */
function collectKernel(type: DataType, { distinct, spread = false, nulls = false }: { readonly distinct: boolean; readonly spread?: boolean; readonly nulls?: boolean }): AggregateKernel {
  const frames = new FrameWriter({ exact: !distinct });
  const add = (lists: BlobStateColumn, group: number, bytes: Uint8Array): void => {
    lists.append(group, bytes);
    if (distinct) thinOut(lists, group);
  };
  /** Values of equal bytes are equal and the other way round, whatever they are. */
  const inColumns = appendsFrames(type) && !nulls && !(distinct && layoutOf(type) === 'f64');
  return {
    state: ['blob'],
    buffer: [{ name: 'buf', type: arrayType(type, nulls), field: { read: 'frames', at: 0, ...(distinct ? { distinct } : {}) } }],
    update(state, groups, args, rows) {
      if (type.kind === 'null' && !nulls) return;
      const lists = blobColumn(state, 0);
      if (inColumns && !spread) {
        appendFrames(lists, groups, args[0]!, rows, false);
        if (distinct) visitRows(args, rows, (row) => { thinOut(lists, groups[row]!); });
      } else if (spread) visitElements(args[0]!, rows, (row, items, at) => { add(lists, groups[row]!, frames.cell(items, at)); });
      else visitRows(nulls ? [] : args, rows, (row) => { add(lists, groups[row]!, frames.cell(args[0]!, row)); });
    },
    merge(state, groups, other, count) {
      for (let row = 0; row < count; row++) if (blobColumn(other, 0).lengthOf(row) > 0) add(blobColumn(state, 0), groups[row]!, blobColumn(other, 0).get(row));
    },
    finish(state, groups, { arena }) {
      const lists = blobColumn(state, 0);
      if (!distinct && readsFrames(type)) {
        const { columns, offsets } = readFrameColumns([type], lists, groups, arena, false);
        return makeColumn(arrayType(type, nulls), groups.length, { offsets, children: columns });
      }
      if (distinct && readsFrames(type)) {
        const { column, offsets } = readDistinctFrames(type, lists, groups, arena);
        const order = rowsInSetOrder(column, offsets);
        if (order !== undefined) return makeColumn(arrayType(type, nulls), groups.length, { offsets, children: [gatherColumn(column, order, arena)] });
      }
      return columnOf(arrayType(type, nulls), Array.from(groups, (group): Value => {
        const list = lists.get(group);
        return listValue(distinct ? inSetOrder(type, readFrames(type, withoutRepeats(list))) : readFrames(type, list));
      }), arena);
    },
  };
}

function visitElements(lists: Column, rows: Rows, visit: (row: number, items: Column, at: number) => void): void {
  const items = lists.children[0]!;
  const offsets = offsetsOf(lists);
  visitRows([lists], rows, (row) => {
    const list = row & lists.mask;
    for (let at = offsets[list]!; at < offsets[list + 1]!; at++) if (isValid(items.validity, at & items.mask)) visit(row, items, at);
  });
}

function thinOut(lists: BlobStateColumn, group: number): void {
  const length = lists.lengthOf(group);
  if (length < THIN_FROM_BYTES) return;
  let left = thinned.get(lists);
  if (left === undefined || group >= left.length) {
    const bigger = new Uint32Array(2 * group + 64);
    if (left !== undefined) bigger.set(left);
    thinned.set(lists, left = bigger);
  }
  if (length < 2 * left[group]!) return;
  const kept = withoutRepeats(lists.get(group));
  lists.clear(group);
  lists.append(group, kept);
  left[group] = kept.length;
}
