import { compareBytes } from '../../columnar/compare.ts';
import type { Column } from '../../columnar/column.ts';
import type { ThriftFields } from './thrift.ts';
import type { WrittenLeaf } from './write-schema.ts';

type Bound = number | bigint | Uint8Array;
/** Least and largest value of a stored column. Undefined: none yet; `none`: there can be no bounds. */
export type Bounds = { readonly least: Bound; readonly largest: Bound } | 'none' | undefined;

/** Longer texts are no bounds. */
const TEXT_BYTES_MAX = 64;

/** The bounds with some rows more, none of them NULL. */
export function widenBounds(bounds: Bounds, leaf: WrittenLeaf, column: Column, rows: Int32Array): Bounds {
  if (bounds === 'none' || rows.length === 0) return bounds;
  switch (leaf.physical) {
    case 'INT32': case 'FLOAT': case 'DOUBLE': return ofNumbers(bounds, column, rows);
    case 'INT64': return leaf.form === 'TIMESTAMP_MILLIS' && leaf.type.kind === 'timestamp' ? 'none' : ofNumbers(bounds, column, rows);
    case 'BYTE_ARRAY': return ofTexts(bounds, column, rows);
    default: return 'none';
  }
}

function ofNumbers(bounds: Exclude<Bounds, 'none'>, { values, mask }: Column, rows: Int32Array): Bounds {
  let least = (bounds?.least ?? values![rows[0]! & mask]!) as number;
  let largest = (bounds?.largest ?? values![rows[0]! & mask]!) as number;
  for (let index = 0; index < rows.length; index++) {
    const value = values![rows[index]! & mask]! as number;
    if (Number.isNaN(value)) return 'none'; // NaN has no place in an order that all readers share
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  return { least, largest };
}

function ofTexts(bounds: Exclude<Bounds, 'none'>, { offsets, bytes, mask }: Column, rows: Int32Array): Bounds {
  const at = (row: number): Uint8Array => bytes!.subarray(offsets![row & mask]!, offsets![(row & mask) + 1]!);
  let least = (bounds?.least ?? at(rows[0]!)) as Uint8Array;
  let largest = (bounds?.largest ?? at(rows[0]!)) as Uint8Array;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]! & mask;
    const [start, end] = [offsets![row]!, offsets![row + 1]!];
    if (compareBytes(bytes!, start, end, least, 0, least.length) < 0) least = at(row);
    if (compareBytes(bytes!, start, end, largest, 0, largest.length) > 0) largest = at(row);
  }
  // Copied: the chunk does not live as long.
  return least.length > TEXT_BYTES_MAX || largest.length > TEXT_BYTES_MAX ? 'none' : { least: Uint8Array.from(least), largest: Uint8Array.from(largest) };
}

/** Statistics of a column chunk. */
export function statisticsOf(bounds: Bounds, nullCount: number, leaf: WrittenLeaf): ThriftFields {
  const known = bounds === 'none' ? undefined : bounds;
  return [
    { id: 3, kind: 'i64', value: nullCount },
    { id: 5, kind: 'binary', value: known && stored(known.largest, leaf, 0) },
    { id: 6, kind: 'binary', value: known && stored(known.least, leaf, -0) },
  ];
}

/** `zero`: a least zero stands for both, and so does a largest one. */
function stored(bound: Bound, { physical }: WrittenLeaf, zero: number): Uint8Array {
  if (bound instanceof Uint8Array) return bound;
  const out = Buffer.alloc(physical === 'INT32' || physical === 'FLOAT' ? 4 : 8);
  switch (physical) {
    case 'INT32': out.writeInt32LE(Number(bound)); break;
    case 'INT64': out.writeBigInt64LE(BigInt(bound)); break;
    case 'FLOAT': out.writeFloatLE(bound === 0 ? zero : Number(bound)); break;
    default: out.writeDoubleLE(bound === 0 ? zero : Number(bound));
  }
  return out;
}
