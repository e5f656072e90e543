import type { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { bytesOf, type Column, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { addressOf, loadKernels } from '../../columnar/kernels.ts';
import type { DataType, Field } from '../../types/data-type.ts';
import { powersOfFive } from '../text/powers-of-five.ts';
import { layoutOf } from '../../types/layout.ts';
import { toUtcSeconds, type Zone, zoneOf } from '../../types/time-zone.ts';

interface ScanKernels {
  scan(bytes: number, starts: number, ends: number, rowCount: number, fields: number, fieldCount: number, fallback: number, hints: number, powers: number): number;
  packValid(valid: number, rowCount: number, bitmap: number): number;
}

let kernels: ScanKernels | undefined;

const FIELD_WORDS = 12;
/** Room for the keys of a row, which the kernel remembers by place. */
const HINT_WORDS = 128;
const RAW = 8;
/** Types the kernel reads; every other one comes out as the range of its text. */
const kernelTypes = {
  long: 1, string: 2, timestamp: 3, double: 4, boolean: 5, int: 6, date: 7, short: 9, byte: 10, float: 12, timestamp_ntz: 13,
} as const satisfies Partial<Record<DataType['kind'], number>>;
const DECIMAL = 11;

function kernelType(type: DataType, raw: ScanOptions['raw']): number {
  if (raw?.(type) === true) return RAW;
  if (type.kind === 'decimal') return type.precision <= 18 ? DECIMAL : RAW;
  return (kernelTypes as Partial<Record<DataType['kind'], number>>)[type.kind] ?? RAW;
}

/** Where the JSON of each row lies. An empty range is no JSON. */
export interface TextRanges { readonly bytes: Uint8Array; readonly starts: Uint32Array; readonly ends: Uint32Array; readonly rowCount: number }

export interface ScannedField {
  /** Undefined for a type the kernel does not read: `ranges` has the text of its values then. */
  readonly column: Column | undefined;
  readonly ranges: TextRanges | undefined;
}

export interface Scanned {
  readonly fields: readonly ScannedField[];
  /** Rows the kernel left alone, ascending: NULL in every field. */
  readonly fallback: Uint32Array;
}

/** Ranges of a string column for the rows that count; NULL and rows not selected are empty. */
export function rangesOf(input: Column, rows: Rows, arena: Arena): TextRanges {
  const { rowCount } = rows;
  const offsets = offsetsOf(input);
  const starts = arena.uint32(rowCount);
  const ends = arena.uint32(rowCount);
  if (rows.selection !== undefined || input.mask === 0) {
    starts.fill(0);
    ends.fill(0);
    const wanted = rows.selection?.length ?? rowCount;
    for (let index = 0; index < wanted; index++) {
      const row = rows.selection === undefined ? index : rows.selection[index]!;
      if (!isValid(input.validity, row & input.mask)) continue;
      starts[row] = offsets[row & input.mask]!;
      ends[row] = offsets[(row & input.mask) + 1]!;
    }
  } else {
    starts.set(offsets.subarray(0, rowCount));
    ends.set(offsets.subarray(1, rowCount + 1));
    if (input.validity !== undefined) for (let row = 0; row < rowCount; row++) if (!isValid(input.validity, row)) ends[row] = starts[row]!;
  }
  return { bytes: bytesOf(input), starts, ends, rowCount };
}

/** `raw`: types that are read by somebody else, by other rules. */
export interface ScanOptions { readonly zoneId: string; readonly raw?: (type: DataType) => boolean }

/** Reads the wanted fields of plain objects; see kernels/json-scan.ts for what plain is. */
export function scanObjects(input: TextRanges, wanted: readonly Field[], { zoneId, raw }: ScanOptions, arena: Arena): Scanned {
  kernels ??= loadKernels<ScanKernels>('json-scan');
  const { rowCount } = input;
  const table = arena.uint32(wanted.length * FIELD_WORDS);
  const places = wanted.map((field, index) => placeField(field, kernelType(field.type, raw), table, index * FIELD_WORDS, input, arena));
  const fallback = arena.uint32(rowCount);
  const powers = places.some(({ type }) => type === kernelTypes.double || type === kernelTypes.float) ? powersOfFive(arena).byteOffset : 0;
  const failed = kernels.scan(input.bytes.byteOffset, input.starts.byteOffset, input.ends.byteOffset, rowCount, table.byteOffset, wanted.length, fallback.byteOffset, arena.uint32(HINT_WORDS).byteOffset, powers);
  const zone = zoneOf(zoneId);
  return { fields: places.map((place, index) => readField(place, table[index * FIELD_WORDS + 5]!, zone, rowCount, input, arena)), fallback: fallback.subarray(0, failed) };
}

interface Place {
  readonly field: Field;
  readonly type: number;
  readonly valid: Uint8Array;
  readonly values: Int8Array | Uint8Array | Int16Array | Int32Array | Uint32Array | BigInt64Array | Float32Array | Float64Array | undefined;
  readonly offsets: Int32Array | undefined;
  readonly text: Uint8Array | undefined;
}

function placeField(field: Field, type: number, table: Uint32Array, at: number, input: TextRanges, arena: Arena): Place {
  const { rowCount } = input;
  const key = Buffer.from(JSON.stringify(field.name), 'utf8');
  const keyBytes = arena.uint8(key.length);
  keyBytes.set(key);
  const place: Place = {
    field, type, valid: arena.uint8(rowCount), values: valuesFor(type, field.type, rowCount, arena),
    offsets: type === kernelTypes.string ? arena.int32(rowCount + 1) : undefined, text: type === kernelTypes.string ? arena.uint8(input.bytes.length + 16) : undefined,
  };
  table.set([keyBytes.byteOffset, key.length, type, addressOf(place.values), addressOf(place.text), 0, place.valid.byteOffset, addressOf(place.offsets), ...digitsOf(field.type), 0, 0], at);
  return place;
}

/** Precision and scale. */
function digitsOf(type: DataType): readonly [number, number] {
  return type.kind === 'decimal' ? [type.precision, type.scale] : [0, 0];
}

function valuesFor(code: number, type: DataType, rowCount: number, arena: Arena): Place['values'] {
  if (code === RAW) return arena.uint32(rowCount * 2);
  switch (layoutOf(type)) {
    case 'bool': return arena.uint8(rowCount);
    case 'i8': return arena.int8(rowCount);
    case 'i16': return arena.int16(rowCount);
    case 'i32': return arena.int32(rowCount);
    case 'i64': return arena.int64(rowCount);
    case 'f32': return arena.float32(rowCount);
    case 'f64': return arena.float64(rowCount);
    default: return undefined;
  }
}

function readField(place: Place, textSize: number, zone: Zone, rowCount: number, input: TextRanges, arena: Arena): ScannedField {
  if (place.type === RAW) return { column: undefined, ranges: valueRanges(place, rowCount, input, arena) };
  const bits = arena.uint8(((rowCount + 7) >>> 3) + 2);
  const validCount = kernels!.packValid(place.valid.byteOffset, rowCount, bits.byteOffset);
  if (place.type === kernelTypes.timestamp) shiftLocal(place, zone, rowCount);
  const column = makeColumn(place.field.type, rowCount, {
    validity: validCount === rowCount ? undefined : bits,
    ...(place.type === kernelTypes.string ? { offsets: place.offsets, bytes: place.text!.subarray(0, textSize) } : { values: place.values as BigInt64Array }),
  });
  return { column, ranges: undefined };
}

/** Addresses become positions in the bytes of the input; values that are missing are empty. */
function valueRanges({ values, valid }: Place, rowCount: number, input: TextRanges, arena: Arena): TextRanges {
  const pairs = values as Uint32Array;
  const starts = arena.uint32(rowCount);
  const ends = arena.uint32(rowCount);
  for (let row = 0; row < rowCount; row++) {
    starts[row] = valid[row] === 0 ? 0 : pairs[2 * row]! - input.bytes.byteOffset;
    ends[row] = valid[row] === 0 ? 0 : pairs[2 * row + 1]! - input.bytes.byteOffset;
  }
  return { bytes: input.bytes, starts, ends, rowCount };
}

/** Mark 3: the text had no zone, so the value is local time. */
function shiftLocal({ values, valid }: Place, zone: Zone, rowCount: number): void {
  const micros = values as BigInt64Array;
  if (isUtc(zone)) return;
  for (let row = 0; row < rowCount; row++) {
    if (valid[row] !== 3) continue;
    const local = micros[row]!;
    const rest = ((local % 1_000_000n) + 1_000_000n) % 1_000_000n;
    const seconds = Number((local - rest) / 1_000_000n);
    micros[row] = BigInt(toUtcSeconds(zone, seconds)) * 1_000_000n + rest;
  }
}

function isUtc(zone: Zone): boolean {
  return toUtcSeconds(zone, 0) === 0 && toUtcSeconds(zone, 1_700_000_000) === 1_700_000_000 && toUtcSeconds(zone, 1_719_000_000) === 1_719_000_000;
}
