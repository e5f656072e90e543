import type { Arena } from '../columnar/arena.ts';
import { columnOf } from '../columnar/builder.ts';
import { type Column, makeColumn } from '../columnar/column.ts';
import { nullColumn } from '../columnar/constant.ts';
import { BlobStateColumn, FixedStateColumn, type StateColumn } from '../columnar/group-state.ts';
import { decodeValue } from '../columnar/nested-key.ts';
import { readFrames, withoutRepeats } from '../columnar/nested-frames.ts';
import { readInt128 } from '../columnar/read.ts';
import type { StateField } from '../columnar/state-field.ts';
import { listValue, type StructValue, type Value } from '../columnar/value.ts';
import { invariant } from '../errors/stream-error.ts';
import { type ArrayType, booleanType, type DataType, type StructType, structType } from '../types/data-type.ts';
import { layoutOf } from '../types/layout.ts';
import type { StoreLayout } from './durable-state.ts';
import { reshape } from './reshape.ts';
import { RowColumns } from './row-columns.ts';

/** A field with its type; `member` fields also need the types of the structs they may be in. */
export interface FieldReader { readonly field: StateField; readonly type: DataType; readonly shapes?: NonNullable<StoreLayout['shapes']> }

export interface StoredColumns { readonly columns: readonly StateColumn[]; readonly rows: Uint32Array; readonly keys: readonly Column[]; readonly arena: Arena }

/** The fields of some rows as columns. */
export function readFields(fields: readonly FieldReader[], stored: StoredColumns): Column[] {
  return fields.map((one) => readField(one, stored));
}

function readField({ field, type, shapes }: FieldReader, { columns, rows, keys, arena }: StoredColumns): Column {
  const values = (read: (row: number) => Value): Column => columnOf(type, Array.from(rows, read), arena);
  switch (field.read) {
    case 'null': return nullColumn(type, rows.length, arena);
    case 'key': return keys[field.at]!;
    case 'plain': return values((row) => plainValue(columns[field.at]!, row, type));
    case 'span': return makeColumn(type, rows.length, {
      children: (type as StructType).fields.map((child, index) => readField({ field: { read: 'plain', at: field.at + index }, type: child.type }, { columns, rows, keys, arena })),
    });
    case 'filled': return makeColumn(booleanType, rows.length, { values: flags(columns, field.at, rows, arena, (flag) => flag !== 0) });
    case 'unset': return makeColumn(booleanType, rows.length, { values: flags(columns, field.at, rows, arena, (flag) => flag === 0) });
    case 'row': return readRow({ field, type }, { columns, rows, keys, arena });
    case 'encoded': return values((row) => (flagAt(columns, field.at, row) === 1 ? decodeValue(type, blobAt(columns, field.at + 1).get(row)) : null));
    case 'frames': return values((row) => listValue(framesOf(field, type as ArrayType, blobAt(columns, field.at).get(row))));
    case 'registers': return values((row) => registerWord(blobAt(columns, field.at).get(row), field.word));
    case 'opaque': return values((row) => Buffer.concat(columns.slice(field.at, field.at + field.count).map((column) => rawBytes(column, row))));
    case 'member': return values((row) => memberValue(field, shapes!, columns, row));
  }
}

function framesOf({ rows, distinct }: Extract<StateField, { readonly read: 'frames' }>, { element }: ArrayType, blob: Uint8Array): readonly Value[] {
  const frames = distinct === true ? withoutRepeats(blob) : blob;
  if (rows !== true) return readFrames(element, frames);
  return readFrames(structType([{ name: 'value', type: element, nullable: true }]), frames).map((one) => (one as StructValue).struct[0]!);
}

function registerWord(registers: Uint8Array, word: number): bigint {
  return registers.subarray(word * 10, word * 10 + 10).reduceRight((bits, run) => (bits << 6n) | BigInt(run), 0n);
}

/** As rows of a join lie. A sum may be kept wider than its type. */
function readRow({ field, type }: { readonly field: { readonly at: number }; readonly type: DataType }, { columns, rows, arena }: StoredColumns): Column {
  const reader = new RowColumns([type]);
  const own = columns.slice(field.at, field.at + reader.stateTypes.length);
  if (reader.stateTypes.every((one, index) => own[index]!.type === one)) return reader.read(own, rows, arena)[0]!;
  return columnOf(type, Array.from(rows, (row) => (flagAt(columns, field.at, row) === 1 ? plainValue(columns[field.at + 1]!, row, type) : null)), arena);
}

/** A field of a struct of the shape that the row was written in; fields are found by name in the newest one. */
function memberValue(field: StateField & { readonly read: 'member' }, shapes: NonNullable<FieldReader['shapes']>, columns: readonly StateColumn[], row: number): Value {
  const blob = blobAt(columns, field.at);
  const missing = field.missing === undefined ? null : BigInt(field.missing);
  if (blob.lengthOf(row) === 0) return missing;
  const shape = shapes.types[Number((columns[shapes.at] as FixedStateColumn).values[row])]!;
  const { struct } = decodeValue(shape, blob.get(row)) as StructValue;
  return reshape(shape, shapes.types.at(-1)!, { struct }).struct[field.index] ?? missing;
}

function plainValue(column: StateColumn, row: number, type: DataType): Value {
  invariant(column instanceof FixedStateColumn, 'a plain value has a fixed width');
  const value = column.type === 'i128' ? readInt128(column.values as BigInt64Array, row) : column.values[row]!;
  if (type.kind === 'boolean') return value !== 0;
  return layoutOf(type) === 'i64' || layoutOf(type) === 'i128' ? BigInt(value) : Number(value);
}

function rawBytes(column: StateColumn, row: number): Uint8Array {
  if (column instanceof BlobStateColumn) return Uint8Array.from(column.get(row));
  const { buffer, byteOffset } = column.values;
  return Uint8Array.from(new Uint8Array(buffer, byteOffset + row * column.width, column.width));
}

function flags(columns: readonly StateColumn[], at: number, rows: Uint32Array, arena: Arena, test: (flag: number) => boolean): Uint8Array {
  const out = arena.uint8(rows.length);
  rows.forEach((row, index) => { out[index] = test(flagAt(columns, at, row)) ? 1 : 0; });
  return out;
}

function flagAt(columns: readonly StateColumn[], at: number, row: number): number {
  const column = columns[at];
  invariant(column instanceof FixedStateColumn && column.type === 'bool', 'a flag is a byte');
  return (column.values as Uint8Array)[row]!;
}

function blobAt(columns: readonly StateColumn[], at: number): BlobStateColumn {
  const column = columns[at];
  invariant(column instanceof BlobStateColumn, 'an encoded value is a blob');
  return column;
}
