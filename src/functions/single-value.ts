import { isValid } from '../columnar/bitmap.ts';
import { int64Values } from '../columnar/column.ts';
import { withLength } from '../columnar/constant.ts';
import { fail } from '../errors/stream-error.ts';
import type { ScalarFunction } from './function.ts';

/** `(value, count)`: the value of a scalar subquery, which must have had at most one row. Not callable by name. */
export const singleValue: ScalarFunction = {
  kind: 'scalar', name: 'single_value', group: 'internal', signatures: [], examples: [], since: '0.1', doc: 'The only value of a group.', nulls: 'custom', nullable: 'always',
  kernel: () => ([value, count], rows) => {
    const counts = int64Values(count!);
    const total = rows.selection?.length ?? rows.rowCount;
    for (let index = 0; index < total; index++) {
      const row = (rows.selection === undefined ? index : rows.selection[index]!) & count!.mask;
      if (isValid(count!.validity, row) && counts[row]! > 1n) fail('SCALAR_SUBQUERY_TOO_MANY_ROWS', {});
    }
    return withLength(value!, rows.rowCount);
  },
};
