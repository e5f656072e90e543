import { invariant } from '../errors/stream-error.ts';
import type { DataType, StructType } from '../types/data-type.ts';
import { binaryType, intType, longType } from '../types/data-type.ts';
import { layoutOf } from '../types/layout.ts';
import type { Arena } from './arena.ts';
import { setNull } from './bitmap.ts';
import { type Column, makeColumn, type ValueArray } from './column.ts';
import type { ListValue, MapValue, StructValue, Value } from './value.ts';

/**
 * Builds one column value by value. For literals, rows given by users, and functions that cannot be columnar.
 *
 * @example
 * const builder = new ColumnBuilder(intType, arena);
 * builder.append(1); builder.append(null);
 * const column = builder.finish();
 */
export class ColumnBuilder {
  readonly type: DataType;
  readonly #arena: Arena;
  readonly #children: readonly ColumnBuilder[];
  #length = 0;
  #capacity = 0;
  #validity: Uint8Array | undefined;
  #values: ValueArray | undefined;
  #offsets: Int32Array | undefined;
  #bytes: Uint8Array | undefined;
  #byteCount = 0;

  constructor(type: DataType, arena: Arena, capacity = 16) {
    this.type = type;
    this.#arena = arena;
    this.#children = childTypes(type).map((child) => new ColumnBuilder(child, arena, capacity));
    this.#grow(capacity);
  }

  get length(): number { return this.#length; }

  append(value: Value): void {
    if (this.#length === this.#capacity) this.#grow(this.#capacity * 2);
    if (value === null) { this.appendNull(); return; }
    switch (layoutOf(this.type)) {
      case 'none': break;
      case 'bool': this.#values![this.#length] = value === true ? 1 : 0; break;
      case 'i128': this.#appendInt128(value as bigint); break;
      case 'bytes': this.#appendBytes(value as string | Uint8Array); break;
      case 'list': for (const item of (value as ListValue).list) this.#child(0).append(item); this.#closeRange(); break;
      case 'map': this.#appendEntries(value as MapValue); break;
      case 'struct': (value as StructValue).struct.forEach((item, index) => this.#child(index).append(item)); break;
      default: (this.#values as Float64Array)[this.#length] = value as number;
    }
    this.#length++;
  }

  appendNull(): void {
    if (this.#length === this.#capacity) this.#grow(this.#capacity * 2);
    this.#validity ??= this.#arena.bitmap(this.#capacity, 1);
    setNull(this.#validity, this.#length);
    if (this.#offsets !== undefined) this.#closeRange();
    if (layoutOf(this.type) === 'struct') for (const child of this.#children) child.appendNull();
    if (layoutOf(this.type) === 'i64' || layoutOf(this.type) === 'i128') (this.#values as BigInt64Array).fill(0n, this.#length * this.#width(), (this.#length + 1) * this.#width());
    this.#length++;
  }

  /** The column so far. The builder must not be used afterwards. */
  finish(): Column {
    const length = this.#length;
    return makeColumn(this.type, length, {
      validity: this.#validity?.subarray(0, (length + 7) >>> 3) ?? (this.type.kind === 'null' && length > 0 ? this.#arena.bitmap(length, 0) : undefined),
      values: this.#values?.subarray(0, length * this.#width()) as ValueArray | undefined,
      offsets: this.#offsets?.subarray(0, length + 1),
      bytes: this.#bytes?.subarray(0, this.#byteCount),
      children: this.#children.map((child) => child.finish()),
    });
  }

  #child(index: number): ColumnBuilder {
    const child = this.#children[index];
    invariant(child !== undefined, `${this.type.kind} has a child ${index}`);
    return child;
  }

  #width(): number { return layoutOf(this.type) === 'i128' ? 2 : 1; }

  #closeRange(): void {
    this.#offsets![this.#length + 1] = layoutOf(this.type) === 'bytes' ? this.#byteCount : this.#child(0).length;
  }

  #appendEntries(value: MapValue): void {
    for (const [key, item] of value.entries) {
      this.#child(0).append(key);
      this.#child(1).append(item);
    }
    this.#closeRange();
  }

  #appendInt128(value: bigint): void {
    const words = this.#values as BigInt64Array;
    words[2 * this.#length] = BigInt.asIntN(64, value);
    words[2 * this.#length + 1] = BigInt.asIntN(64, value >> 64n);
  }

  #appendBytes(value: string | Uint8Array): void {
    const data = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
    const need = this.#byteCount + data.length;
    if (this.#bytes === undefined || need > this.#bytes.length) {
      const bigger = this.#arena.uint8(Math.max(64, 2 * need));
      if (this.#bytes !== undefined) bigger.set(this.#bytes.subarray(0, this.#byteCount));
      this.#bytes = bigger;
    }
    this.#bytes.set(data, this.#byteCount);
    this.#byteCount = need;
    this.#closeRange();
  }

  #grow(capacity: number): void {
    const arena = this.#arena;
    const layout = layoutOf(this.type);
    this.#values = copyInto(allocateValues(arena, layout, capacity), this.#values);
    if (layout === 'bytes' || layout === 'list' || layout === 'map') {
      const offsets = arena.int32(capacity + 1);
      offsets[0] = 0;
      if (this.#offsets !== undefined) offsets.set(this.#offsets);
      this.#offsets = offsets;
    }
    if (layout === 'bytes') this.#bytes ??= arena.uint8(64);
    if (this.#validity !== undefined) {
      const bits = arena.bitmap(capacity, 1);
      bits.set(this.#validity);
      this.#validity = bits;
    }
    this.#capacity = capacity;
  }
}

/** A column of `length` equal rows that is stored once. */
export function constantColumn(type: DataType, value: Value, length: number, arena: Arena): Column {
  const builder = new ColumnBuilder(type, arena, 1);
  builder.append(value);
  return { ...builder.finish(), length, mask: 0 };
}

/** A column of the given values. */
export function columnOf(type: DataType, values: readonly Value[], arena: Arena): Column {
  const builder = new ColumnBuilder(type, arena, Math.max(1, values.length));
  for (const value of values) builder.append(value);
  return builder.finish();
}

/** Uninitialised values of a fixed-width layout; undefined for the others. i128 takes two words per row. */
export function allocateValues(arena: Arena, layout: ReturnType<typeof layoutOf>, length: number): ValueArray | undefined {
  switch (layout) {
    case 'bool': return arena.uint8(length);
    case 'i8': return arena.int8(length);
    case 'i16': return arena.int16(length);
    case 'i32': return arena.int32(length);
    case 'i64': return arena.int64(length);
    case 'i128': return arena.int64(length * 2);
    case 'f32': return arena.float32(length);
    case 'f64': return arena.float64(length);
    default: return undefined;
  }
}

/** Types of the children of a nested column, in order. */
export function childTypes(type: DataType): readonly DataType[] {
  switch (type.kind) {
    case 'array': return [type.element];
    case 'map': return [type.key, type.value];
    case 'struct': return (type as StructType).fields.map((one) => one.type);
    case 'calendar_interval': return [intType, intType, longType];
    case 'variant': return [binaryType, binaryType];
    default: return [];
  }
}

function copyInto(target: ValueArray | undefined, source: ValueArray | undefined): ValueArray | undefined {
  if (target !== undefined && source !== undefined) (target as Float64Array).set(source as Float64Array);
  return target;
}


