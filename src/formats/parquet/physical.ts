import type { Arena } from '../../columnar/arena.ts';
import { bytesOf, type Column, makeColumn, offsetsOf, withParts } from '../../columnar/column.ts';
import { layoutOf } from '../../types/layout.ts';
import type { ParquetLeaf } from './schema.ts';

/** Stored values, none of them NULL, as columns of the type that their column stands for. */

export function fromInt32({ type, conversion }: ParquetLeaf, stored: Int32Array, arena: Arena): Column {
  const count = stored.length;
  switch (layoutOf(type)) {
    case 'i8': return makeColumn(type, count, { values: narrowed(arena.int8(count), stored) });
    case 'i16': return makeColumn(type, count, { values: conversion === 'unsigned' ? masked(arena.int16(count), stored, 255) : narrowed(arena.int16(count), stored) });
    case 'i64': return makeColumn(type, count, { values: widened(stored, conversion === 'unsigned', arena) });
    default: return makeColumn(type, count, { values: conversion === 'unsigned' ? masked(stored, stored, 65535) : stored });
  }
}

function narrowed<A extends Int8Array | Int16Array>(out: A, stored: Int32Array): A {
  for (let row = 0; row < stored.length; row++) out[row] = stored[row]!;
  return out;
}

function masked<A extends Int16Array | Int32Array>(out: A, stored: Int32Array, mask: number): A {
  for (let row = 0; row < stored.length; row++) out[row] = stored[row]! & mask;
  return out;
}

/** 64 bits of 32, by halves: no bigint per row. */
export function widened(stored: Int8Array | Int16Array | Int32Array, unsigned: boolean, arena: Arena): BigInt64Array {
  const out = arena.int64(stored.length);
  const halves = new Int32Array(out.buffer, out.byteOffset, 2 * stored.length);
  for (let row = 0; row < stored.length; row++) {
    halves[2 * row] = stored[row]!;
    halves[2 * row + 1] = unsigned ? 0 : stored[row]! >> 31;
  }
  return out;
}

export function fromInt64({ type, conversion }: ParquetLeaf, stored: BigInt64Array, arena: Arena): Column {
  const count = stored.length;
  if (conversion === 'millis') for (let row = 0; row < count; row++) stored[row] = stored[row]! * 1000n;
  // Stored in µs, kept in ns.
  if (type.kind === 'time') for (let row = 0; row < count; row++) stored[row] = stored[row]! * 1000n;
  return makeColumn(type, count, { values: layoutOf(type) === 'i128' ? doubled(stored, conversion === 'unsigned', arena) : stored });
}

/** 128 bits of 64, low word first. */
export function doubled(stored: BigInt64Array, unsigned: boolean, arena: Arena): BigInt64Array {
  const out = arena.int64(2 * stored.length);
  for (let row = 0; row < stored.length; row++) {
    out[2 * row] = stored[row]!;
    out[2 * row + 1] = unsigned ? 0n : stored[row]! >> 63n;
  }
  return out;
}

const EPOCH_JULIAN_DAY = 2_440_588n;
const DAY_MICROS = 86_400_000_000n;

/** Nanoseconds of a day, then the Julian day: timestamps of old. */
export function fromInt96({ type }: ParquetLeaf, bytes: Uint8Array, arena: Arena): Column {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values = arena.int64(bytes.length / 12);
  for (let row = 0; row < values.length; row++) values[row] = (BigInt(view.getInt32(12 * row + 8, true)) - EPOCH_JULIAN_DAY) * DAY_MICROS + view.getBigInt64(12 * row, true) / 1000n;
  return makeColumn(type, values.length, { values });
}

export function int96Of(micros: bigint, out: DataView, at: number): void {
  const shifted = micros + EPOCH_JULIAN_DAY * DAY_MICROS;
  out.setBigInt64(at, (shifted % DAY_MICROS) * 1000n, true);
  out.setInt32(at + 8, Number(shifted / DAY_MICROS), true);
}

/** Text and binary as they are; decimals are big-endian numbers. */
export function fromBytes({ type }: ParquetLeaf, stored: Column, arena: Arena): Column {
  if (type.kind !== 'decimal') return withParts(stored, { type });
  const [offsets, bytes] = [offsetsOf(stored), bytesOf(stored)];
  const wide = layoutOf(type) === 'i128';
  const values = arena.int64(stored.length * (wide ? 2 : 1));
  for (let row = 0; row < stored.length; row++) {
    const [start, end] = [offsets[row]!, offsets[row + 1]!];
    const lowStart = Math.max(start, end - 8);
    const low = bigEndian(bytes, lowStart, end, wide && lowStart > start);
    values[wide ? 2 * row : row] = low;
    if (wide) values[2 * row + 1] = lowStart > start ? bigEndian(bytes, Math.max(start, lowStart - 8), lowStart, false) : low >> 63n;
  }
  return makeColumn(type, stored.length, { values });
}

function bigEndian(bytes: Uint8Array, start: number, end: number, unsigned: boolean): bigint {
  let high = unsigned || start === end ? 0 : (bytes[start]! << 24) >> 31;
  let low = high;
  for (let at = start; at < end; at++) {
    high = (high << 8) | (low >>> 24);
    low = (low << 8) | bytes[at]!;
  }
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}
