import type { Arena } from '../../columnar/arena.ts';
import { columnOf } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { appendFrames, appendsFrames, type FramedColumns, readFrameColumns, readsFrames } from '../../columnar/frame-columns.ts';
import { blobColumn } from '../../columnar/group-state.ts';
import { FrameWriter, readFrames } from '../../columnar/nested-frames.ts';
import type { StructValue, Value } from '../../columnar/value.ts';
import { arrayType, type DataType, field, type StructType, structType } from '../../types/data-type.ts';
import type { AggregateKernel } from '../function.ts';
import { visitRows } from '../row-by-row.ts';

/**
 * Aggregates that need all rows at the end: percentiles, mode, listagg.   state  the argument rows, encoded one behind the other
 *
 *   update, merge  append            finish  decode and compute            promise  any type, exact, memory in proportion to the rows
 */
export function rowsAggregate(options: {
  readonly argumentTypes: readonly DataType[];
  readonly returnType: DataType;
  /** Arguments that matter; a row with NULL in one of `required` is left out. */
  readonly required: readonly number[];
  readonly finish: (rows: readonly (readonly Value[])[]) => Value;
  /** The results from the columns of all rows of all groups, where the types have such columns. */
  readonly finishColumns?: ((framed: FramedColumns, arena: Arena) => Column) | undefined;
}): AggregateKernel {
  const row: StructType = structType(options.argumentTypes.map((type, index) => field(`c${index}`, type)));
  const frames = new FrameWriter({ exact: true });
  return {
    state: ['blob'],
    buffer: [{ name: 'buf', type: arrayType(row.fields.length === 1 ? row.fields[0]!.type : row), field: { read: 'frames', at: 0, ...(row.fields.length === 1 ? { rows: true } : {}) } }],
    update(state, groups, args, rows) {
      if (options.required.some((index) => args[index]!.type.kind === 'null')) return;
      const lists = blobColumn(state, 0);
      if (args.length === 1 && options.required.length === 1 && appendsFrames(args[0]!.type)) appendFrames(lists, groups, args[0]!, rows, true);
      else visitRows(options.required.map((index) => args[index]!), rows, (at) => { lists.append(groups[at]!, frames.row(args, at)); });
    },
    merge(state, groups, other, count) {
      for (let at = 0; at < count; at++) if (blobColumn(other, 0).lengthOf(at) > 0) blobColumn(state, 0).append(groups[at]!, Uint8Array.from(blobColumn(other, 0).get(at)));
    },
    finish(state, groups, { arena }) {
      if (options.finishColumns !== undefined && readsFrames(row)) return options.finishColumns(readFrameColumns(options.argumentTypes, blobColumn(state, 0), groups, arena, true), arena);
      return columnOf(options.returnType, Array.from(groups, (group): Value => options.finish(readFrames(row, blobColumn(state, 0).get(group)).map((value) => (value as StructValue).struct))), arena);
    },
  };
}
