import type { DataType } from '../types/data-type.ts';
import type { StateColumnType } from './group-state.ts';

/**
 * How a field of a stored value is read from the columns of its store, for whoever looks at state without the operator that keeps it.
 * Plain data: it is written into checkpoints. `at` is a state column.
 *
 * | read | columns |
 * |---|---|
 * | plain | the value; never NULL |
 * | span | two plain values as a struct |
 * | row | a flag (1 = there), then the value as rows of a join lie (structs field by field) |
 * | encoded | a flag (1 = there), then a blob of the encoded value |
 * | filled, unset | true when the flag is not 0; when it is 0 |
 * | frames | values one behind the other in a blob, as nested-frames.ts has them; `rows`: each a struct of one field; `distinct`: repeats do not count |
 * | registers | `word` of Spark's HyperLogLog: ten registers of six bits, out of a blob of one byte per register |
 * | opaque | the bytes of `count` columns, one after the other |
 * | member | field `index` of the struct that is encoded in the blob; `missing` when it is not there |
 * | key | column `at` of the key |
 * | null | nothing |
 */
export type StateField =
  | { readonly read: 'plain' | 'span' | 'row' | 'encoded' | 'filled' | 'unset' | 'key'; readonly at: number }
  | { readonly read: 'frames'; readonly at: number; readonly rows?: true; readonly distinct?: true }
  | { readonly read: 'registers'; readonly at: number; readonly word: number }
  | { readonly read: 'opaque'; readonly at: number; readonly count: number }
  | { readonly read: 'member'; readonly at: number; readonly index: number; readonly missing?: number }
  | { readonly read: 'null' };

/** A part of what an aggregate keeps, under Spark's name. Columns are counted from the first of the aggregate. Nullable unless it says otherwise. */
export interface BufferField { readonly name: string; readonly type: DataType; readonly nullable?: false; readonly field: StateField }

/** The same field when the columns stand `by` further to the right. */
export function shifted(field: StateField, by: number): StateField {
  return 'at' in field ? { ...field, at: field.at + by } : field;
}

/** What is kept when nothing else is known of it: Spark, too, shows bytes for aggregates whose state is an object. */
export function opaqueBuffer(state: readonly StateColumnType[]): readonly BufferField[] {
  return [{ name: 'buf', type: { kind: 'binary' }, field: { read: 'opaque', at: 0, count: state.length } }];
}
