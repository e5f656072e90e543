import type { Arena } from '../../columnar/arena.ts';
import { type Column, makeColumn } from '../../columnar/column.ts';
import { gatherColumn } from '../../columnar/gather.ts';
import { binaryType } from '../../types/data-type.ts';
import { damaged, expectSound, PAGE_BYTES_MAX } from './damage.ts';
import { DeltaReader, readLengths } from './delta.ts';
import { fromBytes, fromInt32, fromInt64, fromInt96 } from './physical.ts';
import { HybridReader } from './hybrid.ts';
import { encoding } from './pages.ts';
import type { ParquetLeaf } from './schema.ts';

/** The values of a page that are there, NULLs left out, taken from front to back. */
export interface PageValues { take(count: number, arena: Arena): Column }

/** `dictionary`: of the column so far, if it has one. */
export function pageValues(leaf: ParquetLeaf, how: number, bytes: Uint8Array, dictionary: Column | undefined): PageValues {
  switch (how) {
    case encoding.plain: return plainValues(leaf, bytes);
    case encoding.plainDictionary: case encoding.dictionary: return dictionaryValues(bytes, dictionary ?? damaged('a page needs a dictionary that is not there'));
    case encoding.rle: return booleanRuns(leaf, bytes);
    case encoding.delta: return deltaValues(leaf, bytes);
    case encoding.deltaLength: return storedBytes(leaf, lengthPrefixed(bytes));
    case encoding.deltaBytes: return storedBytes(leaf, frontCoded(bytes));
    case encoding.split: return splitValues(leaf, bytes);
    default: return damaged(`values are encoded as ${how}`);
  }
}

export function plainValues(leaf: ParquetLeaf, bytes: Uint8Array): PageValues {
  if (leaf.physical === 'BOOLEAN') return plainBooleans(leaf, bytes);
  if (leaf.physical === 'BYTE_ARRAY') return plainTexts(leaf, bytes);
  const width = widthOfStored(leaf);
  let at = 0;
  return {
    take: (count, arena) => {
      const from = at;
      at += count * width;
      expectSound(at <= bytes.length, 'a page has fewer values than it claims');
      return fixedColumn(leaf, bytes.subarray(from, at), count, arena);
    },
  };
}

function widthOfStored({ physical, width }: ParquetLeaf): number {
  return physical === 'FIXED_LEN_BYTE_ARRAY' ? width : physical === 'INT96' ? 12 : physical === 'INT32' || physical === 'FLOAT' ? 4 : 8;
}

/** Values of one width, as they are stored. */
function fixedColumn(leaf: ParquetLeaf, bytes: Uint8Array, count: number, arena: Arena): Column {
  switch (leaf.physical) {
    case 'INT32': return fromInt32(leaf, copied(arena.int32(count), bytes), arena);
    case 'INT64': return fromInt64(leaf, copied(arena.int64(count), bytes), arena);
    case 'FLOAT': return makeColumn(leaf.type, count, { values: copied(arena.float32(count), bytes) });
    case 'DOUBLE': return makeColumn(leaf.type, count, { values: copied(arena.float64(count), bytes) });
    case 'INT96': return fromInt96(leaf, bytes, arena);
    default: {
      const offsets = arena.int32(count + 1);
      for (let row = 0; row <= count; row++) offsets[row] = row * leaf.width;
      return fromBytes(leaf, makeColumn(binaryType, count, { offsets, bytes: copied(arena.uint8(bytes.length), bytes) }), arena);
    }
  }
}

function copied<A extends Uint8Array | Int32Array | BigInt64Array | Float32Array | Float64Array>(into: A, bytes: Uint8Array): A {
  new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(bytes);
  return into;
}

function plainBooleans({ type }: ParquetLeaf, bytes: Uint8Array): PageValues {
  let at = 0;
  return {
    take: (count, arena) => {
      expectSound(at + count <= bytes.length * 8, 'a page has fewer values than it claims');
      const values = arena.uint8(count);
      for (let row = 0; row < count; row++, at++) values[row] = (bytes[at >> 3]! >> (at & 7)) & 1;
      return makeColumn(type, count, { values });
    },
  };
}

function booleanRuns({ physical, type }: ParquetLeaf, bytes: Uint8Array): PageValues {
  expectSound(physical === 'BOOLEAN' && bytes.length >= 4, 'runs are there of values that are no booleans');
  const runs = new HybridReader(bytes, { start: 4, end: Math.min(bytes.length, 4 + new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)), width: 1 });
  return {
    take: (count, arena) => {
      const values = arena.uint8(count);
      runs.read(values, 0, count);
      return makeColumn(type, count, { values });
    },
  };
}

/** Each with its length, four bytes, before it. */
function plainTexts(leaf: ParquetLeaf, bytes: Uint8Array): PageValues {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  return {
    take: (count, arena) => {
      const offsets = arena.int32(count + 1);
      let end = at;
      offsets[0] = 0;
      for (let row = 0; row < count; row++) {
        expectSound(end + 4 <= bytes.length, 'a page has fewer values than it claims');
        const length = view.getUint32(end, true);
        end += 4 + length;
        expectSound(end <= bytes.length, `a text claims ${length} bytes`);
        offsets[row + 1] = offsets[row]! + length;
      }
      const out = arena.uint8(offsets[count]!);
      for (let row = 0; row < count; row++) {
        at += 4;
        const length = offsets[row + 1]! - offsets[row]!;
        copyBytes(out, offsets[row]!, bytes, at, length);
        at += length;
      }
      return fromBytes(leaf, makeColumn(binaryType, count, { offsets, bytes: out }), arena);
    },
  };
}

/** A call costs more than a few bytes do. */
function copyBytes(out: Uint8Array, to: number, bytes: Uint8Array, from: number, length: number): void {
  if (length > 32) out.set(bytes.subarray(from, from + length), to);
  else for (let index = 0; index < length; index++) out[to + index] = bytes[from + index]!;
}

function dictionaryValues(bytes: Uint8Array, dictionary: Column): PageValues {
  expectSound(bytes.length > 0, 'a page has no places in its dictionary');
  const places = new HybridReader(bytes, { start: 1, end: bytes.length, width: bytes[0]! });
  return {
    take: (count, arena) => {
      const indexes = arena.uint32(count);
      places.read(indexes, 0, count);
      let largest = 0;
      for (let row = 0; row < count; row++) if (indexes[row]! > largest) largest = indexes[row]!;
      expectSound(count === 0 || largest < dictionary.length, `a value is number ${largest} of a dictionary of ${dictionary.length}`);
      return gatherColumn(dictionary, indexes, arena);
    },
  };
}

function deltaValues(leaf: ParquetLeaf, bytes: Uint8Array): PageValues {
  expectSound(leaf.physical === 'INT32' || leaf.physical === 'INT64', 'differences are there of values that are no whole numbers');
  const reader = new DeltaReader(bytes, 0);
  return {
    take: (count, arena) => {
      const wide = arena.int64(count);
      reader.read(wide, 0, count);
      if (leaf.physical === 'INT64') return fromInt64(leaf, wide, arena);
      const halves = new Int32Array(wide.buffer, wide.byteOffset, 2 * count);
      const values = arena.int32(count);
      for (let row = 0; row < count; row++) values[row] = halves[2 * row]!;
      return fromInt32(leaf, values, arena);
    },
  };
}

/** Texts that had to be put together whole. */
interface StoredBytes { readonly lengths: Int32Array; readonly bytes: Uint8Array; readonly at: number }

function storedBytes(leaf: ParquetLeaf, { lengths, bytes, at: start }: StoredBytes): PageValues {
  expectSound(leaf.physical === 'BYTE_ARRAY' || leaf.physical === 'FIXED_LEN_BYTE_ARRAY', 'texts are there of values that are none');
  let next = 0;
  let at = start;
  return {
    take: (count, arena) => {
      expectSound(next + count <= lengths.length, 'a page has fewer values than it claims');
      const offsets = arena.int32(count + 1);
      offsets[0] = 0;
      for (let row = 0; row < count; row++) offsets[row + 1] = offsets[row]! + lengths[next++]!;
      const size = offsets[count]!;
      expectSound(at + size <= bytes.length, 'texts end early');
      const out = arena.uint8(size);
      out.set(bytes.subarray(at, at + size));
      at += size;
      return fromBytes(leaf, makeColumn(binaryType, count, { offsets, bytes: out }), arena);
    },
  };
}

function lengthPrefixed(bytes: Uint8Array): StoredBytes {
  const { lengths, end } = readLengths(bytes, 0, bytes.length);
  return { lengths, bytes, at: end };
}

/** Each text begins with a part of the one before it. */
function frontCoded(bytes: Uint8Array): StoredBytes {
  const shared = readLengths(bytes, 0, PAGE_BYTES_MAX);
  const own = readLengths(bytes, shared.end, bytes.length);
  expectSound(shared.lengths.length === own.lengths.length, 'texts and their beginnings differ in number');
  const lengths = own.lengths.map((length, index) => length + shared.lengths[index]!);
  const size = lengths.reduce((sum, length) => sum + length, 0);
  expectSound(size <= 4 * PAGE_BYTES_MAX, `texts of a page have ${size} bytes`);
  const out = new Uint8Array(size);
  let at = own.end;
  let to = 0;
  for (let index = 0; index < lengths.length; index++) {
    const [begin, rest] = [shared.lengths[index]!, own.lengths[index]!];
    const before = index === 0 ? 0 : lengths[index - 1]!;
    expectSound(begin <= before && at + rest <= bytes.length, 'a text begins with more than the one before it has');
    out.copyWithin(to, to - before, to - before + begin);
    copyBytes(out, to + begin, bytes, at, rest);
    to += begin + rest;
    at += rest;
  }
  return { lengths, bytes: out, at: 0 };
}

/** First bytes of all values, then second bytes, and so on. */
function splitValues(leaf: ParquetLeaf, bytes: Uint8Array): PageValues {
  expectSound(leaf.physical !== 'BOOLEAN' && leaf.physical !== 'BYTE_ARRAY' && leaf.physical !== 'INT96', 'values of no width are split');
  const width = widthOfStored(leaf);
  const stride = Math.floor(bytes.length / width);
  let next = 0;
  return {
    take: (count, arena) => {
      expectSound(next + count <= stride, 'a page has fewer values than it claims');
      const whole = new Uint8Array(count * width);
      for (let byte = 0; byte < width; byte++) for (let row = 0; row < count; row++) whole[row * width + byte] = bytes[byte * stride + next + row]!;
      next += count;
      return fixedColumn(leaf, whole, count, arena);
    },
  };
}
