import { Arena } from '../columnar/arena.ts';
import type { Column } from '../columnar/column.ts';
import { BlobStateColumn, FixedStateColumn, makeStateColumn, type StateColumn } from '../columnar/group-state.ts';
import { encodeValue } from '../columnar/nested-key.ts';
import { readValue } from '../columnar/read.ts';
import type { StateField } from '../columnar/state-field.ts';
import type { StructValue, Value } from '../columnar/value.ts';
import { invariant } from '../errors/stream-error.ts';
import type { DataType } from '../types/data-type.ts';
import { layoutOf } from '../types/layout.ts';
import type { StoreFingerprint, StoreLayout } from './durable-state.ts';
import { readFields } from './stored-fields.ts';
import { fillColumn, readTable, writeTable } from './table-bytes.ts';

/**
 * State that was written by one query and goes on in another: to Spark `count` and `sum` keep the same, a BIGINT, while their columns differ here.
 *
 *   bytes' = write(columns of now, read(columns of then, bytes))      field by field, in order, as what the fields mean
 *
 * Law      what a field of the state shows stays the same, but that a number which must not be NULL is 0 instead (Spark reads it so).
 * Refused  when a column of now follows from no field, or a field has no meaning of its own (bytes, shapes of structs).
 */
export class StateTranslator {
  readonly #from: StoreFingerprint;
  readonly #to: StoreFingerprint;
  readonly #old: readonly StateColumn[];
  readonly #new: readonly StateColumn[];
  readonly #arena = new Arena();

  constructor(from: StoreFingerprint, to: StoreFingerprint) {
    this.#from = from;
    this.#to = to;
    this.#old = from.layout!.columns.map((type) => makeStateColumn(type, 1024));
    this.#new = to.layout!.columns.map((type) => makeStateColumn(type, 1024));
  }

  /** A delta or a piece of a snapshot. */
  translate(bytes: Uint8Array): Uint8Array {
    this.#arena.reset();
    const data = this.#arena.uint8(bytes.length);
    data.set(bytes);
    const { removed, rows: slots, keys, columns } = readTable(data, this.#old);
    const rows = this.#arena.uint32(slots.length);
    rows.forEach((_, at) => { rows[at] = at; });
    for (const column of [...this.#old, ...this.#new]) column.grow(Math.max(1024, rows.length));
    for (const column of this.#new) for (const row of rows) column.clear(row);
    this.#old.forEach((column, index) => { fillColumn(column, columns[index]!, rows); });
    this.#write(rows);
    return Buffer.concat(writeTable({ removed, rows, slots, keys }, this.#new, this.#arena));
  }

  release(): void {
    this.#arena.release();
    for (const column of [...this.#old, ...this.#new]) column.release();
  }

  #write(rows: Uint32Array): void {
    const from = this.#from.layout!;
    const fields = this.#to.layout!.value.map((to, index) => ({ to, from: from.value[index]!, type: this.#from.value.fields[index]!.type })).filter(({ to }) => to.read !== 'key');
    // Flags that say more than whether a value is there come after the values.
    for (const { to, from: read, type } of [...fields.filter(({ to: one }) => !isFlag(one)), ...fields.filter(({ to: one }) => isFlag(one))]) {
      if (isRaw(to)) { this.#copy(read, to, rows); continue; }
      const [column] = readFields([{ field: read, type }], { columns: this.#old, rows, keys: [], arena: this.#arena });
      for (const row of rows) writeField(to, type, this.#new, row, readValue(column as Column, row));
    }
  }

  #copy(from: StateField, to: StateField, rows: Uint32Array): void {
    columnsOf(from, this.#from.layout!).forEach((at, index) => {
      const [source, target] = [this.#old[at]!, this.#new[columnsOf(to, this.#to.layout!)[index]!]!];
      for (const row of rows) {
        if (source instanceof BlobStateColumn && target instanceof BlobStateColumn) target.set(row, Uint8Array.from(source.get(row)));
        else if (source instanceof FixedStateColumn && target instanceof FixedStateColumn) bytesAt(target, row).set(bytesAt(source, row));
      }
    });
  }
}

/** Whether rows can be taken as they are. */
export function isSameLayout(from: StoreLayout | undefined, to: StoreLayout | undefined): boolean {
  if (from === undefined || to === undefined) return true;
  if (from.columns.join() !== to.columns.join()) return false;
  const untold = [...from.value, ...to.value].some((field) => field.read === 'opaque' || field.read === 'member');
  return untold || JSON.stringify(from.value) === JSON.stringify(to.value);
}

/** Whether every column of now follows from what was kept. The fields have been found to have the same types. */
export function isTranslatable(from: StoreFingerprint, to: StoreFingerprint): boolean {
  const [before, now] = [from.layout!, to.layout!];
  const known = now.value.every((field, index) => {
    const old = before.value[index]!;
    if (old.read === 'member' || field.read === 'member') return false;
    if (!isRaw(field) && !isRaw(old)) return field.read !== 'row' || !isNested(to.value.fields[index]!.type);
    return isRaw(field) && isRaw(old) && kindOf(old) === kindOf(field) && typesAt(before, old) === typesAt(now, field);
  });
  const covered = new Set(now.value.flatMap((field) => columnsOf(field, now)));
  return known && now.columns.every((_, at) => covered.has(at));
}

function isFlag({ read }: StateField): boolean { return read === 'filled' || read === 'unset'; }
function isRaw({ read }: StateField): boolean { return read === 'opaque' || read === 'frames' || read === 'registers'; }
function kindOf(field: StateField): string { return JSON.stringify({ ...field, at: 0, distinct: undefined }); }
function typesAt(layout: StoreLayout, field: StateField): string { return columnsOf(field, layout).map((at) => layout.columns[at]).join(); }
function isNested(type: DataType): boolean { return ['list', 'map', 'struct', 'none'].includes(layoutOf(type)); }

function columnsOf(field: StateField, { columns }: StoreLayout): readonly number[] {
  switch (field.read) {
    case 'plain': case 'filled': case 'unset': case 'frames': case 'registers': return [field.at];
    case 'span': case 'row': case 'encoded': return [field.at, field.at + 1];
    case 'opaque': return columns.map((_, at) => at).slice(field.at, field.at + field.count);
    case 'member': case 'key': case 'null': return [];
  }
}

function writeField(field: StateField, type: DataType, columns: readonly StateColumn[], row: number, value: Value): void {
  switch (field.read) {
    case 'plain': writeCell(columns[field.at]!, type, row, value ?? 0); break;
    case 'span': (value as StructValue).struct.forEach((one, index) => { writeCell(columns[field.at + index]!, type, row, one); }); break;
    case 'row': case 'encoded':
      if (value === null) break;
      writeFlag(columns[field.at]!, row, 1);
      if (field.read === 'encoded') (columns[field.at + 1] as BlobStateColumn).set(row, encodeValue(type, value));
      else writeCell(columns[field.at + 1]!, type, row, value);
      break;
    case 'filled': case 'unset': if ((value === true) === (field.read === 'filled') && readFlag(columns[field.at]!, row) === 0) writeFlag(columns[field.at]!, row, SEEN_NULL); break;
    default: invariant(false, 'only fields with a meaning are written');
  }
}

/** Something was seen, and it was NULL. */
const SEEN_NULL = 2;

function writeCell(column: StateColumn, type: DataType, row: number, value: Value): void {
  if (column instanceof BlobStateColumn) {
    column.set(row, type.kind === 'string' ? Buffer.from(value as string, 'utf8') : value as Uint8Array);
    return;
  }
  const { values } = column;
  switch (column.type) {
    case 'i128': (values as BigInt64Array)[2 * row] = BigInt.asIntN(64, BigInt(value as bigint)); (values as BigInt64Array)[2 * row + 1] = BigInt(value as bigint) >> 64n; break;
    case 'i64': (values as BigInt64Array)[row] = BigInt(value as bigint); break;
    default: (values as Float64Array)[row] = Number(value);
  }
}

function writeFlag(column: StateColumn, row: number, flag: number): void { ((column as FixedStateColumn).values as Uint8Array)[row] = flag; }
function readFlag(column: StateColumn, row: number): number { return ((column as FixedStateColumn).values as Uint8Array)[row]!; }

function bytesAt({ values, width }: FixedStateColumn, row: number): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset + row * width, width);
}
