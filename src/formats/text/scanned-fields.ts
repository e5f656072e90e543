import type { Arena } from '../../columnar/arena.ts';
import { type Column, makeColumn } from '../../columnar/column.ts';
import { addressOf } from '../../columnar/kernels.ts';
import type { DataType, Field } from '../../types/data-type.ts';
import { layoutOf } from '../../types/layout.ts';
import { toUtcSeconds, type Zone } from '../../types/time-zone.ts';
import { powersOfFive } from './powers-of-five.ts';
import type { TextRanges } from './text-ranges.ts';

const FIELD_WORDS = 12;
const TOP_WORD = 5;
/** Types the kernels read; every other one comes out as the range of its text. */
const kernelTypes = {
  long: 1, string: 2, timestamp: 3, double: 4, boolean: 5, int: 6, date: 7, short: 9, byte: 10, float: 12, timestamp_ntz: 13,
} as const satisfies Partial<Record<DataType['kind'], number>>;
const [UNWANTED, RAW, DECIMAL] = [0, 8, 11];

export interface ScannedField {
  /** Undefined for a type the kernel does not read: `ranges` has the text of its values then. */
  readonly column: Column | undefined;
  readonly ranges: TextRanges | undefined;
}

/** What the scanning kernels export beside their scan. */
export interface FieldKernels { packValid(valid: number, rowCount: number, bitmap: number): number }

/** Types that are read by somebody else, by other rules. */
export type IsRaw = (type: DataType) => boolean;

/** The table of kernels/read/fields.ts: where a scan puts what it reads. Undefined stands for a value nobody wants. */
export class FieldTable {
  readonly count: number;
  readonly address: number;
  /** Of the powers of five, 0 where no fraction is read. */
  readonly powers: number;
  readonly #table: Uint32Array;
  readonly #places: readonly (Place | undefined)[];
  readonly #input: TextRanges;
  readonly #arena: Arena;

  constructor(wanted: readonly (Field | undefined)[], input: TextRanges, isRaw: IsRaw, arena: Arena) {
    this.count = wanted.length;
    this.#input = input;
    this.#arena = arena;
    this.#table = arena.uint32(wanted.length * FIELD_WORDS);
    this.address = this.#table.byteOffset;
    this.#places = wanted.map((field, index) => this.#place(field, index * FIELD_WORDS, isRaw));
    this.powers = this.#places.some((place) => place?.code === kernelTypes.double || place?.code === kernelTypes.float) ? powersOfFive(arena).byteOffset : 0;
  }

  /** What was read, once the kernel has run. */
  fields(kernels: FieldKernels, zone: Zone): ScannedField[] {
    return this.#places.flatMap((place, index) => (place === undefined ? [] : [this.#read(place, this.#table[index * FIELD_WORDS + TOP_WORD]!, kernels, zone)]));
  }

  #place(field: Field | undefined, at: number, isRaw: IsRaw): Place | undefined {
    if (field === undefined) {
      this.#table.fill(UNWANTED, at, at + FIELD_WORDS);
      return undefined;
    }
    const [input, arena] = [this.#input, this.#arena];
    const { rowCount } = input;
    const code = isRaw(field.type) ? RAW : codeOf(field.type);
    const isText = code === kernelTypes.string;
    const key = Buffer.from(JSON.stringify(field.name), 'utf8');
    const keyBytes = arena.uint8(key.length);
    keyBytes.set(key);
    const place: Place = {
      type: field.type, code, valid: arena.uint8(rowCount), values: valuesFor(code, field.type, rowCount, arena),
      offsets: isText ? arena.int32(rowCount + 1) : undefined, text: isText ? arena.uint8(input.bytes.length + 16) : undefined,
    };
    this.#table.set([keyBytes.byteOffset, key.length, code, addressOf(place.values), addressOf(place.text), 0, place.valid.byteOffset, addressOf(place.offsets), ...digitsOf(field.type), 0, 0], at);
    return place;
  }

  #read(place: Place, textSize: number, kernels: FieldKernels, zone: Zone): ScannedField {
    const [input, arena] = [this.#input, this.#arena];
    const { rowCount } = input;
    if (place.code === RAW) return { column: undefined, ranges: valueRanges(place, rowCount, input, arena) };
    const bits = arena.uint8(((rowCount + 7) >>> 3) + 2);
    const validCount = kernels.packValid(place.valid.byteOffset, rowCount, bits.byteOffset);
    if (place.code === kernelTypes.timestamp) shiftLocal(place, zone, rowCount);
    const column = makeColumn(place.type, rowCount, {
      validity: validCount === rowCount ? undefined : bits,
      ...(place.text !== undefined ? { offsets: place.offsets, bytes: place.text.subarray(0, textSize) } : { values: place.values as BigInt64Array }),
    });
    return { column, ranges: undefined };
  }
}

interface Place {
  readonly type: DataType;
  readonly code: number;
  readonly valid: Uint8Array;
  readonly values: Int8Array | Uint8Array | Int16Array | Int32Array | Uint32Array | BigInt64Array | Float32Array | Float64Array | undefined;
  readonly offsets: Int32Array | undefined;
  readonly text: Uint8Array | undefined;
}

function codeOf(type: DataType): number {
  if (type.kind === 'decimal') return type.precision <= 18 ? DECIMAL : RAW;
  return (kernelTypes as Partial<Record<DataType['kind'], number>>)[type.kind] ?? RAW;
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
