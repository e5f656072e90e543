import type { Rows } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { comparatorOf } from '../../columnar/compare.ts';
import { fixedColumn } from '../../columnar/group-state.ts';
import { booleanType, type DataType } from '../../types/data-type.ts';
import { isOrderable } from '../../types/coercion.ts';
import { layoutOf } from '../../types/layout.ts';
import { accumulate, type AccumulateKernels, filledRows, loopArguments } from './aggregate-basic-rows.ts';
import { type Cell, cellField, cellOf, EMPTY, FILLED, flagsOf } from './aggregate-basic-cell.ts';
import { resolveTop, topKernel } from './aggregate-top.ts';
import { expectCount } from '../define.ts';
import type { AggregateFunction, AggregateKernel, CallShape, ResolvedCall } from '../function.ts';
import { failOrdering } from '../mismatch.ts';
import { visitPicked } from '../row-by-row.ts';

/**
 * min, max: the least or greatest value, NULLs left out.   state  flag, value      merge = update by value
 * max_by, min_by: x of a row whose y is greatest or least; rows whose y is NULL are left out. The last of equal ones wins for max_by and min_by
 * alike, as later rows replace unless they are worse.
 */
export const extremeFunctions: readonly AggregateFunction[] = [
  extremeRow('max', 'Returns the greatest value; NULL when there is none.', '3'),
  extremeRow('min', 'Returns the least value; NULL when there is none.', '1'),
  extremeByRow('max_by', 'Returns the value of the first argument in a row where the second is greatest.', 'c'),
  extremeByRow('min_by', 'Returns the value of the first argument in a row where the second is least.', 'a'),
  booleanRow('bool_and', ['every'], false, 'Returns whether all values are true; NULL when there is none.', 'false'),
  booleanRow('bool_or', ['any', 'some'], true, 'Returns whether at least one value is true; NULL when there is none.', 'true'),
];

function extremeRow(name: 'min' | 'max', doc: string, result: string): AggregateFunction {
  return {
    kind: 'aggregate', name, group: 'agg_funcs', since: '0.1', signatures: [], nullable: 'always', doc,
    examples: [[`SELECT ${name}(x) FROM VALUES (3), (1), (NULL) AS t(x)`, result]],
    resolve(call) {
      expectCount(call, 1, 1);
      const { type } = call.arguments[0]!;
      if (!isOrderable(type)) failOrdering(call, type);
      return { argumentTypes: [type], returnType: type, nullable: true };
    },
    aggregate: (call) => extremeKernel(call.returnType, name === 'max'),
  };
}

function booleanRow(name: string, aliases: readonly string[], greatest: boolean, doc: string, result: string): AggregateFunction {
  return {
    kind: 'aggregate', name, aliases, displayAsWritten: true, group: 'agg_funcs', since: '0.1', signatures: ['(boolean) -> boolean'], nullable: 'always', doc,
    examples: [[`SELECT ${name}(x) FROM VALUES (true), (false), (NULL) AS t(x)`, result]],
    aggregate: () => extremeKernel(booleanType, greatest),
  };
}

const loops = { bool: 'extremeI8', i8: 'extremeI8', i16: 'extremeI16', i32: 'extremeI32', i64: 'extremeI64', f32: 'extremeF32', f64: 'extremeF64' } as const satisfies Record<string, keyof AccumulateKernels>;

export function extremeKernel(type: DataType, greatest: boolean): AggregateKernel {
  const cell = cellOf(type);
  const layout = layoutOf(type);
  const generic = { ...genericExtreme(type, cell, greatest), buffer: [cellField(greatest ? 'max' : 'min', type)] };
  if (!(layout in loops)) return generic;
  const name = loops[layout as keyof typeof loops];
  return {
    ...generic,
    update(state, groups, args, rows) {
      const { values, step, validity, selection, count } = loopArguments(args[0]!, rows);
      accumulate()[name](groups.byteOffset, values, step, validity, selection, count, fixedColumn(state, 1).values.byteOffset, flagsOf(state).byteOffset, greatest ? 1 : 0);
    },
    merge(state, groups, other, count, { arena }) {
      const filled = filledRows(flagsOf(other), count, arena);
      accumulate()[name](groups.byteOffset, fixedColumn(other, 1).values.byteOffset, 1, 0, filled.byteOffset, filled.length, fixedColumn(state, 1).values.byteOffset, flagsOf(state).byteOffset, greatest ? 1 : 0);
    },
  };
}

function genericExtreme(type: DataType, cell: Cell, greatest: boolean): AggregateKernel {
  const compare = comparatorOf(type);
  const better = (column: Column, row: number, held: ReturnType<Cell['view']>): boolean => {
    const order = compare(column, row & column.mask, held.column, held.row);
    return greatest ? order > 0 : order < 0;
  };
  return {
    state: cell.state,
    ...(type.kind === 'null' ? {} : { extreme: { by: 0, greatest, last: false } }),
    update(state, groups, args, rows, context) {
      const column = args[0]!;
      if (type.kind === 'null') return;
      const ahead = (row: number, held: number): boolean => {
        const order = compare(column, row & column.mask, column, held & column.mask);
        return greatest ? order > 0 : order < 0;
      };
      visitPicked(args, groups, rows, ahead, (group, row) => {
        if (flagsOf(state)[group] === EMPTY || better(column, row, cell.view(state, group, context))) cell.put(state, group, column, row);
      });
    },
    merge(state, groups, other, count, context) {
      const from = flagsOf(other);
      for (let row = 0; row < count; row++) {
        if (from[row] !== FILLED) continue;
        const candidate = cell.view(other, row, context);
        if (flagsOf(state)[groups[row]!] === EMPTY || better(candidate.column, candidate.row, cell.view(state, groups[row]!, context))) cell.copy(state, groups[row]!, other, row);
      }
    },
    finish: (state, groups, context) => cell.finish(state, groups, context),
    mergesExactly: () => true,
  };
}

function extremeByRow(name: 'max_by' | 'min_by', doc: string, result: string): AggregateFunction {
  return {
    kind: 'aggregate', name, group: 'agg_funcs', since: '0.1', signatures: [], nullable: 'always', doc,
    examples: [[`SELECT ${name}(x, y) FROM VALUES ('a', 1), ('c', 3), ('b', 2) AS t(x, y)`, result]],
    resolve: resolveBy,
    aggregate: (call) => (call.argumentTypes.length === 3 ? topKernel(call, name === 'max_by') : extremeBy(call.argumentTypes[0]!, call.argumentTypes[1]!, name === 'max_by')),
  };
}

function resolveBy(call: CallShape): ResolvedCall {
  expectCount(call, 2, 3);
  const types = call.arguments.map((one) => one.type);
  if (!isOrderable(types[1]!)) failOrdering(call, types[1]!);
  return call.arguments.length === 3 ? resolveTop(call, types) : { argumentTypes: types, returnType: types[0]!, nullable: true };
}

function extremeBy(type: DataType, orderType: DataType, greatest: boolean): AggregateKernel {
  const order = cellOf(orderType);
  const value = cellOf(type, order.state.length);
  const compare = comparatorOf(orderType);
  const replaces = (column: Column, row: number, held: ReturnType<Cell['view']>): boolean => {
    const difference = compare(column, row & column.mask, held.column, held.row);
    return greatest ? difference >= 0 : difference <= 0;
  };
  return {
    state: [...order.state, ...value.state],
    ...(orderType.kind === 'null' || type.kind === 'null' ? {} : { extreme: { by: 1, greatest, last: true } }),
    buffer: [cellField('valueWithExtremumOrdering', type, order.state.length), cellField('extremumOrdering', orderType)],
    update(state, groups, args, rows: Rows, context) {
      const by = args[1]!;
      if (orderType.kind === 'null') return;
      const ahead = (row: number, held: number): boolean => {
        const difference = compare(by, row & by.mask, by, held & by.mask);
        return greatest ? difference >= 0 : difference <= 0;
      };
      visitPicked([by], groups, rows, ahead, (group, row) => {
        if (flagsOf(state)[group] !== EMPTY && !replaces(by, row, order.view(state, group, context))) return;
        order.put(state, group, by, row);
        value.put(state, group, args[0]!, row);
      });
    },
    merge(state, groups, other, count, context) {
      const from = flagsOf(other);
      for (let row = 0; row < count; row++) {
        if (from[row] !== FILLED) continue;
        const candidate = order.view(other, row, context);
        if (flagsOf(state)[groups[row]!] !== EMPTY && !replaces(candidate.column, candidate.row, order.view(state, groups[row]!, context))) continue;
        order.copy(state, groups[row]!, other, row);
        value.copy(state, groups[row]!, other, row);
      }
    },
    finish: (state, groups, context) => value.finish(state, groups, context),
    mergesExactly: () => true,
  };
}
