import { columnOf } from '../../columnar/builder.ts';
import { blobColumn } from '../../columnar/group-state.ts';
import { decodeValue, encodeValue } from '../../columnar/nested-key.ts';
import { readValue } from '../../columnar/read.ts';
import { structValue, type StructValue, type Value } from '../../columnar/value.ts';
import { type DataType, field, type StructType, structType } from '../../types/data-type.ts';
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
}): AggregateKernel {
  const row: StructType = structType(options.argumentTypes.map((type, index) => field(`c${index}`, type)));
  return {
    state: ['blob'],
    update(state, groups, args, rows) {
      if (options.required.some((index) => args[index]!.type.kind === 'null')) return;
      visitRows(options.required.map((index) => args[index]!), rows, (at) => {
        blobColumn(state, 0).append(groups[at]!, framed(encodeValue(row, structValue(args.map((column) => readValue(column, at))))));
      });
    },
    merge(state, groups, other, count) {
      for (let at = 0; at < count; at++) if (blobColumn(other, 0).lengthOf(at) > 0) blobColumn(state, 0).append(groups[at]!, Uint8Array.from(blobColumn(other, 0).get(at)));
    },
    finish(state, groups, { arena }) {
      return columnOf(options.returnType, Array.from(groups, (group): Value => options.finish(decodeRows(row, blobColumn(state, 0).get(group)))), arena);
    },
  };
}

function framed(item: Uint8Array): Uint8Array {
  const out = new Uint8Array(4 + item.length);
  new DataView(out.buffer).setUint32(0, item.length, true);
  out.set(item, 4);
  return out;
}

function decodeRows(type: StructType, list: Uint8Array): (readonly Value[])[] {
  const bytes = Uint8Array.from(list);
  const view = new DataView(bytes.buffer);
  const rows: (readonly Value[])[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = view.getUint32(at, true);
    rows.push((decodeValue(type, bytes.subarray(at + 4, at + 4 + length)) as StructValue).struct);
    at += 4 + length;
  }
  return rows;
}
