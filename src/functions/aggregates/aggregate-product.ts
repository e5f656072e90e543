import { float64Values, makeColumn } from '../../columnar/column.ts';
import { fixedColumn, type GroupState } from '../../columnar/group-state.ts';
import { doubleType } from '../../types/data-type.ts';
import type { AggregateFunction, AggregateKernel } from '../function.ts';
import { visitRows } from '../row-by-row.ts';

/**
 * The product of doubles.   state  whether there was a value, and their product p
 *
 *   update, merge  p *= x
 *
 * As in Spark it has no name in SQL.
 */
export const productFunction: AggregateFunction = {
  kind: 'aggregate', name: 'product', group: 'internal', since: '0.1', signatures: ['(double) -> double'], nullable: 'always', examples: [],
  doc: 'Returns the product of the values; NULL when there is none.',
  aggregate: () => productKernel,
};

const productKernel: AggregateKernel = {
  state: ['bool', 'f64'],
  buffer: [{ name: 'product', type: doubleType, field: { read: 'row', at: 0 } }],
  update(state, groups, args, rows) {
    if (args[0]!.type.kind === 'null') return;
    const values = float64Values(args[0]!);
    const { mask } = args[0]!;
    const columns = columnsOf(state);
    visitRows(args, rows, (row) => { multiply(columns, groups[row]!, values[row & mask]!); });
  },
  merge(state, groups, other, count) {
    const columns = columnsOf(state);
    const { products, filled } = columnsOf(other);
    for (let row = 0; row < count; row++) if (filled[row] !== 0) multiply(columns, groups[row]!, products[row]!);
  },
  finish(state, groups, { arena }) {
    const { products, filled } = columnsOf(state);
    const values = arena.float64(groups.length);
    const validity = arena.bitmap(groups.length, 1);
    for (let row = 0; row < groups.length; row++) {
      values[row] = products[groups[row]!]!;
      if (filled[groups[row]!] === 0) validity[row >> 3]! &= ~(1 << (row & 7));
    }
    return makeColumn(doubleType, groups.length, { values, validity });
  },
};

interface Columns { readonly filled: Uint8Array; readonly products: Float64Array }

function columnsOf(state: GroupState): Columns {
  return { filled: fixedColumn(state, 0).values as Uint8Array, products: fixedColumn(state, 1).values as Float64Array };
}

function multiply({ filled, products }: Columns, group: number, value: number): void {
  products[group] = filled[group] === 0 ? value : products[group]! * value;
  filled[group] = 1;
}
