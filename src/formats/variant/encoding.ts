/**
 * A variant is two byte strings, as the open Variant encoding lays them out (version 1, little-endian):
 *
 *   metadata  =  header, dictionary size, offsets, keys        header = version | sorted << 4 | (offset bytes - 1) << 6
 *   value     =  header, content                               header = basic type | six bits that depend on it << 2
 *
 * | basic type | the six bits | content |
 * |---|---|---|
 * | 0 primitive | `primitive` below | fixed width; decimals: scale, unscaled; text and binary: u32 length, bytes |
 * | 1 short text | length | bytes |
 * | 2 object | (offset bytes - 1), (id bytes - 1) << 2, large << 4 | count, ids in order of the keys, count + 1 offsets, values |
 * | 3 array | (offset bytes - 1), large << 2 | count, count + 1 offsets, values |
 */
export const VERSION = 1;
export const SHORT_TEXT_MAX = 63;
/** Spark's limit of one value, and of one dictionary. */
export const SIZE_LIMIT_BYTES = 128 * 1024 * 1024;

export const basic = { primitive: 0, shortText: 1, object: 2, array: 3 } as const;

export const primitive = {
  null: 0, true: 1, false: 2, int1: 3, int2: 4, int4: 5, int8: 6, double: 7, decimal4: 8, decimal8: 9, decimal16: 10, date: 11, timestamp: 12, timestampNtz: 13,
  float: 14, binary: 15, longText: 16, uuid: 20,
} as const;

export type VariantKind = 'null' | 'boolean' | 'long' | 'double' | 'decimal' | 'date' | 'timestamp' | 'timestamp_ntz' | 'float' | 'binary' | 'string' | 'uuid' | 'object' | 'array';

export const kindOfPrimitive: readonly (VariantKind | undefined)[] = [
  'null', 'boolean', 'boolean', 'long', 'long', 'long', 'long', 'double', 'decimal', 'decimal', 'decimal', 'date', 'timestamp', 'timestamp_ntz', 'float', 'binary', 'string',
  undefined, undefined, undefined, 'uuid',
];

/** Bytes behind the header, by primitive; text and binary say their own length. */
export const primitiveBytes: readonly number[] = [0, 0, 0, 1, 2, 4, 8, 8, 5, 9, 17, 4, 8, 8, 4, 0, 0, 0, 0, 0, 16];

/** How many bytes a number up to `most` takes. */
export function bytesFor(most: number): 1 | 2 | 3 | 4 {
  return most <= 0xff ? 1 : most <= 0xffff ? 2 : most <= 0xffffff ? 3 : 4;
}

export function readUnsigned(bytes: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let index = width - 1; index >= 0; index--) value = value * 256 + bytes[at + index]!;
  return value;
}

/** Objects are sorted by key as Java compares strings: by UTF-16 unit, which is how JavaScript does it. */
export function compareKeys(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
