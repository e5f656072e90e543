import { isValid } from '../../columnar/bitmap.ts';
import type { Rows, Selection } from '../../columnar/chunk.ts';
import { makeColumn, uint8Values } from '../../columnar/column.ts';
import { isConstantNull } from '../../columnar/constant.ts';
import { fixedColumn, type GroupState } from '../../columnar/group-state.ts';
import { addressOf } from '../../columnar/kernels.ts';
import { commonValidity } from '../../columnar/stamp.ts';
import { fail } from '../../errors/stream-error.ts';
import { longType } from '../../types/data-type.ts';
import { accumulate } from './aggregate-basic-rows.ts';
import type { AggregateFunction, AggregateKernel } from '../function.ts';
import { isOn } from '../setting.ts';

/**
 * count: rows in which no argument is NULL.   state  n
 *
 *   update  n += 1      merge  n += n'      retract  n -= 1
 */
export const countFunctions: readonly AggregateFunction[] = [
  {
    kind: 'aggregate', name: 'count', group: 'agg_funcs', since: '0.1', signatures: [], nullable: 'never',
    doc: 'Returns the number of rows, of `count(x, …)` those in which no argument is NULL.',
    examples: [['SELECT count(*), count(x) FROM VALUES (1), (NULL) AS t(x)', '2  1']],
    resolve: (call) => {
      if (call.arguments.length === 0 && !isOn(call, 'spark.sql.legacy.allowParameterlessCount')) {
        fail('WRONG_NUM_ARGS.WITH_SUGGESTION', { functionName: '`count`', expectedNum: ' >= 1', actualNum: '0', legacyConfKey: '"spark.sql.legacy.allowParameterlessCount"', legacyConfValue: '"true"' }, { at: call.at });
      }
      return { argumentTypes: call.arguments.map((one) => one.type), returnType: longType, nullable: false };
    },
    aggregate: ({ argumentTypes }) => countKernel(({ rowCount, selection }) => (argumentTypes.length === 0 ? { rowCount: 0, selection: undefined } : { rowCount, selection })),
  },
  {
    kind: 'aggregate', name: 'count_if', group: 'agg_funcs', since: '0.1', signatures: ['(boolean) -> bigint'], nullable: 'never',
    doc: 'Returns the number of rows in which the condition is true.',
    examples: [['SELECT count_if(x > 1) FROM VALUES (1), (2), (NULL) AS t(x)', '1']],
    aggregate: () => countKernel((rows, args, arena) => {
      const column = args[0]!;
      const values = column.type.kind === 'null' ? undefined : uint8Values(column);
      const count = rows.selection?.length ?? rows.rowCount;
      const picked = arena.uint32(count);
      let found = 0;
      for (let at = 0; at < count; at++) {
        const row = rows.selection === undefined ? at : rows.selection[at]!;
        if (values !== undefined && isValid(column.validity, row & column.mask) && values[row & column.mask] === 1) picked[found++] = row;
      }
      return { rowCount: rows.rowCount, selection: picked.subarray(0, found) };
    }),
  },
];

type Narrow = (rows: Rows, args: Parameters<AggregateKernel['update']>[2], arena: Parameters<AggregateKernel['update']>[4]['arena']) => { rowCount: number; selection: Selection };

function countKernel(narrow: Narrow): AggregateKernel {
  const add = (by: bigint): AggregateKernel['update'] => (state, groups, args, given, { arena }) => {
    if (args.some(isConstantNull)) return;
    const rows = narrow(given, args, arena);
    const validity = args.length === 0 ? undefined : commonValidity(args, rows.rowCount, arena);
    accumulate().countRows(groups.byteOffset, addressOf(validity), addressOf(rows.selection), rows.selection?.length ?? rows.rowCount, counts(state).byteOffset, by);
  };
  return {
    state: ['i64'],
    buffer: [{ name: 'count', type: longType, nullable: false, field: { read: 'plain', at: 0 } }],
    update: add(1n),
    retract: add(-1n),
    merge(state, groups, other, count) {
      accumulate().sumI64(groups.byteOffset, counts(other).byteOffset, 1, 0, 0, count, counts(state).byteOffset, 0);
    },
    mergesExactly: () => true,
    finish(state, groups, { arena }) {
      const from = counts(state);
      const values = arena.int64(groups.length);
      for (let row = 0; row < groups.length; row++) values[row] = from[groups[row]!]!;
      return makeColumn(longType, groups.length, { values });
    },
  };
}

function counts(state: GroupState): BigInt64Array {
  return fixedColumn(state, 0).values as BigInt64Array;
}
