import type { Arena } from '../columnar/arena.ts';
import { columnOf, constantColumn } from '../columnar/builder.ts';
import { type Chunk, makeChunk } from '../columnar/chunk.ts';
import { type Column, makeColumn } from '../columnar/column.ts';
import { readValue } from '../columnar/read.ts';
import type { StateField } from '../columnar/state-field.ts';
import type { ListValue, MapValue, StructValue, Value } from '../columnar/value.ts';
import type { StoreFingerprint } from '../state/durable-state.ts';
import type { FieldReader } from '../state/stored-fields.ts';
import type { StoredRows } from '../state/stored-rows.ts';
import { intType, longType, type Schema, stringType, type StructType } from '../types/data-type.ts';
import type { EntryShape, StateView, VariableShape } from './state-store-view.ts';

/** What a batch did to rows, for change feeds. */
export interface Change { readonly batchId: number; readonly type: 'update' | 'delete' }

/** A row of a feed of elements, behind its key. */
interface ElementChange { readonly type: 'update' | 'delete' | 'append'; readonly cells: readonly Value[] }

/** Makes chunks of a view of stored rows. Keeps numbers of rows and counts of keys where the view shows them. */
export class StateRowWriter {
  readonly #view: StateView;
  readonly #rows: StoredRows;
  /** Keys that were seen, as text: their rows in order of arrival. Only for views that tell them apart. */
  readonly #byKey = new Map<string, { readonly key: Value; readonly rows: Map<number, number> }>();

  /** Collections as they were, by row: a feed tells what became of their elements. */
  readonly #values = new Map<number, Value>();

  constructor(view: StateView, rows: StoredRows) {
    this.#view = view;
    this.#rows = rows;
  }

  /** The view's rows of some state rows. */
  chunk(rows: Uint32Array, arena: Arena, change?: Change): Chunk {
    const { shape } = this.#view;
    switch (shape.kind) {
      case 'value': case 'numbered': return this.#entries(shape, rows, arena, change);
      case 'counted': return this.#counts(this.#note(rows, arena, change), arena, change);
      default: return this.#elements(shape, rows, arena, change);
    }
  }

  #entries(shape: EntryShape, rows: Uint32Array, arena: Arena, change: Change | undefined): Chunk {
    const { store, keyFields, key, schema } = this.#view;
    const keys = this.#rows.read(readersOf(store, store.key, keyFields), rows, arena);
    if (shape.kind === 'numbered') keys.push(columnOf(longType, this.#numbers(rows, keys, change), arena));
    const value = structOf(shape.value, this.#rows.read(readersOf(store, shape.value, shape.fields), rows, arena), rows.length, this.#typeOf('value'));
    const shown = change?.type === 'delete' ? constantColumn(value.type, null, rows.length, arena) : value;
    return this.#finish({ count: rows.length, columns: [structOf(key, keys, rows.length, this.#typeOf('key')), shown], schema }, arena, change);
  }

  /** Keys touched, each once. */
  #note(rows: Uint32Array, arena: Arena, change: Change | undefined): { readonly key: Value; readonly rows: Map<number, number> }[] {
    const keys = this.#keyValues(rows, arena);
    const touched = new Set<{ readonly key: Value; readonly rows: Map<number, number> }>();
    rows.forEach((row, at) => {
      const entry = this.#entryOf(keys[at]!);
      if (change?.type === 'delete') entry.rows.delete(row);
      else entry.rows.set(row, entry.rows.size);
      touched.add(entry);
    });
    return [...touched];
  }

  #counts(entries: readonly { readonly key: Value; readonly rows: Map<number, number> }[], arena: Arena, change: Change | undefined): Chunk {
    const { schema } = this.#view;
    const shown = change?.type === 'delete' ? entries.filter(({ rows }) => rows.size === 0) : entries;
    const counted = entries.filter(({ rows }) => rows.size > 0 && change?.type === 'delete');
    const all = [...shown, ...counted];
    const key = columnOf(this.#typeOf('key'), all.map((one) => one.key), arena);
    const value = columnOf(this.#typeOf('value'), all.map(({ rows }) => (rows.size === 0 ? null : { struct: [BigInt(rows.size)] })), arena);
    const kinds = all.map(({ rows }) => (rows.size === 0 ? 'delete' : 'update'));
    return this.#finish({ count: all.length, columns: [key, value], schema, kinds }, arena, change);
  }

  /** A variable of transformWithState, element by element or whole. A key that went gives one row of NULLs. */
  #elements(shape: VariableShape, rows: Uint32Array, arena: Arena, change: Change | undefined): Chunk {
    const { store, schema } = this.#view;
    const keys = this.#keyValues(rows, arena);
    const [column] = this.#rows.read([readerOf(store, shape.type, shape.field)], rows, arena);
    const out: ElementChange[] = [];
    rows.forEach((row, at) => {
      const value = change?.type === 'delete' ? null : readValue(column!, at);
      for (const one of elementChanges(shape.kind, change === undefined ? null : this.#values.get(row) ?? null, value)) out.push({ type: one.type, cells: [keys[at]!, ...one.cells] });
      if (value === null) this.#values.delete(row);
      else this.#values.set(row, value);
    });
    const shown = schema.fields.filter(({ name }) => !['batch_id', 'change_type', 'partition_id'].includes(name));
    const columns = shown.map((one, index) => columnOf(one.type, out.map(({ cells }) => cells[index] ?? null), arena));
    return this.#finish({ count: out.length, columns, schema, kinds: out.map(({ type }) => type) }, arena, change);
  }

  #finish(made: { readonly count: number; readonly columns: readonly Column[]; readonly schema: Schema; readonly kinds?: readonly string[] }, arena: Arena, change: Change | undefined): Chunk {
    const { count, columns, schema, kinds } = made;
    const partition = constantColumn(intType, 0, count, arena);
    if (change === undefined) return makeChunk(schema, [...columns, partition], count);
    const kind = kinds === undefined ? constantColumn(stringType, change.type, count, arena) : columnOf(stringType, kinds, arena);
    return makeChunk(schema, [constantColumn(longType, BigInt(change.batchId), count, arena), kind, ...columns, partition], count);
  }

  /** The place of each row among those of its key. */
  #numbers(rows: Uint32Array, keys: readonly Column[], change: Change | undefined): bigint[] {
    return Array.from(rows, (row, at) => {
      const entry = this.#entryOf({ struct: keys.map((column) => readValue(column, at)) });
      const known = entry.rows.get(row);
      const number = known ?? entry.rows.size;
      if (change?.type === 'delete') entry.rows.delete(row);
      else entry.rows.set(row, number);
      return BigInt(number);
    });
  }

  #entryOf(key: Value): { readonly key: Value; readonly rows: Map<number, number> } {
    const text = textOf(key);
    let entry = this.#byKey.get(text);
    if (entry === undefined) this.#byKey.set(text, (entry = { key, rows: new Map() }));
    return entry;
  }

  #keyValues(rows: Uint32Array, arena: Arena): StructValue[] {
    const { store, keyFields } = this.#view;
    const keys = this.#rows.read(readersOf(store, store.key, keyFields), rows, arena);
    return Array.from(rows, (_, at) => ({ struct: keys.map((column) => readValue(column, at)) }));
  }

  #typeOf(name: string): StructType {
    return this.#view.schema.fields.find((one) => one.name === name)!.type as StructType;
  }
}

/**
 * What became of the elements of a variable, as Spark's store logs it: what is added behind a list is appended one by one, another list starts with an update; each
 * entry of a map and each timer is on its own. A list that went, or a value, is one row of NULL.
 */
function elementChanges(kind: VariableShape['kind'], before: Value, after: Value): readonly ElementChange[] {
  switch (kind) {
    case 'list': return listChanges(elementsOf(before), after === null ? undefined : elementsOf(after));
    case 'map': return entryChanges(entriesOf(before), entriesOf(after));
    case 'timers': return entryChanges(elementsOf(before).map((one) => [one]), elementsOf(after).map((one) => [one]));
    default: return [{ type: after === null ? 'delete' : 'update', cells: [after] }];
  }
}

function listChanges(before: readonly Value[], after: readonly Value[] | undefined): readonly ElementChange[] {
  if (after === undefined) return [{ type: 'delete', cells: [null] }];
  const goesOn = after.length > before.length && before.every((one, at) => textOf(one) === textOf(after[at]!));
  return goesOn ? after.slice(before.length).map((one) => ({ type: 'append', cells: [one] })) : after.map((one, at) => ({ type: at === 0 ? 'update' : 'append', cells: [one] }));
}

/** The first cell of an entry tells it from others. */
function entryChanges(before: readonly (readonly Value[])[], after: readonly (readonly Value[])[]): readonly ElementChange[] {
  const known = new Map(before.map((entry) => [textOf(entry[0]!), textOf(entry)]));
  const stays = new Set(after.map(([key]) => textOf(key!)));
  const gone = before.filter(([key]) => !stays.has(textOf(key!))).map(([key]): ElementChange => ({ type: 'delete', cells: [key!, null] }));
  return [...gone, ...after.filter((entry) => known.get(textOf(entry[0]!)) !== textOf(entry)).map((entry): ElementChange => ({ type: 'update', cells: entry }))];
}

function elementsOf(value: Value): readonly Value[] { return value === null ? [] : (value as ListValue).list; }

function entriesOf(value: Value): readonly (readonly Value[])[] { return value === null ? [] : (value as MapValue).entries; }

function textOf(value: Value | readonly Value[]): string { return JSON.stringify(value, (_, cell: unknown) => (typeof cell === 'bigint' ? `${cell}n` : cell)); }

function structOf({ fields }: Schema, columns: readonly Column[], count: number, type: StructType): Column {
  return makeColumn(type, count, { children: columns.slice(0, fields.length) });
}

function readersOf(store: StoreFingerprint, { fields }: Schema, read: readonly StateField[]): readonly FieldReader[] {
  return read.map((one, index) => readerOf(store, fields[index]!.type, one));
}

function readerOf({ layout }: StoreFingerprint, type: FieldReader['type'], field: StateField): FieldReader {
  return { field, type, ...(layout?.shapes === undefined ? {} : { shapes: layout.shapes }) };
}
