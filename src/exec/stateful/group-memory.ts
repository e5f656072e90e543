import { blobColumn, fixedColumn, type GroupState, type StateColumnType } from '../../columnar/group-state.ts';
import { decodeValue, encodeValue } from '../../columnar/nested-key.ts';
import { listValue, type ListValue, type MapValue, structValue, type StructValue, type Value } from '../../columnar/value.ts';
import { reshape } from '../../state/reshape.ts';
import { arrayType, type DataType, field, longType, mapType, type StructType, structType } from '../../types/data-type.ts';
import type { GroupMemory, StateVariable } from './grouped-program.ts';

/** Blob of the memory, when the key is due, and the number of the shape that the blob was written in. */
export const memoryColumns: readonly StateColumnType[] = ['blob', 'i64', 'i16'];
export const SHAPE_COLUMN = 2;

/**
 * The memory of a key as bytes: a struct of its variables, its timeout and its timers.
 *
 *   (variable…, timeout bigint, timers array<bigint>)        a variable that is not there is NULL
 *
 * With a time to live, every value, element or entry carries when it expires: struct<value, ttlExpirationMs>.
 */
export function memoryType(variables: readonly StateVariable[]): StructType {
  return structType([...variables.map((one) => field(one.name, variableType(one))), field('$timeout', longType), field('$timers', arrayType(longType, false))]);
}

export function variableType({ shape, key, value, ttlMs }: StateVariable): DataType {
  const plain: DataType = { kind: 'struct', fields: value.fields };
  const own = ttlMs === undefined ? plain : structType([field('value', plain), field('ttlExpirationMs', longType, false)]);
  if (shape === 'list') return arrayType(own, false);
  return shape === 'map' ? mapType({ kind: 'struct', fields: key?.fields ?? [] }, own, false) : own;
}

/** Reads and writes memories; those written by earlier versions of the program are read in the shape of their time. */
export class MemoryFormat {
  readonly type: StructType;
  readonly #variables: readonly StateVariable[];
  /** Oldest first; the last is what is written now. */
  shapes: readonly StructType[];

  constructor(variables: readonly StateVariable[]) {
    this.#variables = variables;
    this.type = memoryType(variables);
    this.shapes = [this.type];
  }

  load(state: GroupState, row: number): KeyMemory {
    const blob = blobColumn(state, 0);
    if (blob.lengthOf(row) === 0) return new KeyMemory(undefined, this.#variables);
    const shape = this.shapes[(fixedColumn(state, SHAPE_COLUMN).values as Int16Array)[row]!]!;
    const stored = decodeValue(shape, blob.get(row)) as StructValue;
    return new KeyMemory(shape === this.type ? stored : reshape(shape, this.type, stored), this.#variables);
  }

  store(state: GroupState, row: number, memory: KeyMemory): void {
    blobColumn(state, 0).set(row, encodeValue(this.type, memory.toValue()));
    (fixedColumn(state, SHAPE_COLUMN).values as Int16Array)[row] = this.shapes.length - 1;
  }
}

/** Counts what a call writes and removes, as Spark's metrics do. */
export class KeyMemory implements GroupMemory {
  timeoutMs: number | undefined;
  readonly timers: Set<number>;
  readonly #variables: readonly StateVariable[];
  readonly #values: (Value | undefined)[];
  readonly #timeoutBefore: number | undefined;
  readonly #timersBefore: string;
  #written = false;
  puts = 0;
  removals = 0;

  constructor(stored: StructValue | undefined, variables: readonly StateVariable[]) {
    const width = variables.length;
    this.#variables = variables;
    this.#values = variables.map((_, index) => stored?.struct[index] ?? undefined);
    const timeout = stored?.struct[width];
    this.timeoutMs = timeout === null || timeout === undefined ? undefined : Number(timeout);
    this.timers = new Set(((stored?.struct[width + 1] as ListValue | null | undefined)?.list ?? []).map(Number));
    this.#timeoutBefore = this.timeoutMs;
    this.#timersBefore = [...this.timers].join();
  }

  get(variable: number): Value | undefined { return this.#values[variable]; }

  set(variable: number, value: Value | undefined, counts?: { readonly puts: number; readonly removals: number }): void {
    if (counts !== undefined) {
      this.puts += counts.puts;
      this.removals += counts.removals;
    } else if (value !== undefined) this.puts++;
    else if (this.#values[variable] !== undefined) this.removals++;
    this.#written = true;
    this.#values[variable] = value;
  }

  get timeoutChanged(): boolean { return this.timeoutMs !== this.#timeoutBefore; }
  get changed(): boolean { return this.#written || this.timeoutChanged || [...this.timers].join() !== this.#timersBefore; }
  get hasValue(): boolean { return this.#values.some((value) => value !== undefined); }
  get empty(): boolean { return !this.hasValue && this.timeoutMs === undefined && this.timers.size === 0; }
  /** Rows of Spark's state: one per value and list, one per entry of a map. */
  get entryCount(): number {
    return this.#values.reduce<number>((sum, value, index) => sum + (value === undefined ? 0 : this.#variables[index]!.shape === 'map' ? (value as MapValue).entries.length : 1), 0);
  }
  /** When the key is due next, undefined = never. */
  get dueMs(): number | undefined {
    const times = [...this.timers, ...(this.timeoutMs === undefined ? [] : [this.timeoutMs]), ...this.#expirations()];
    return times.length === 0 ? undefined : times.reduce((least, time) => Math.min(least, time));
  }

  /** Drops what has outlived its time; returns how many values, elements and entries. */
  expire(nowMs: number): number {
    let gone = 0;
    this.#variables.forEach((variable, index) => {
      const value = this.#values[index];
      if (variable.ttlMs === undefined || value === undefined) return;
      const kept = withoutExpired(variable, value, nowMs);
      const before = cellsOf(variable, value).length;
      const left = kept === undefined ? 0 : cellsOf(variable, kept).length;
      if (left === before) return;
      gone += before - left;
      this.set(index, kept, { puts: 0, removals: before - left });
    });
    return gone;
  }

  toValue(): StructValue {
    const timers = listValue([...this.timers].sort((left, right) => left - right).map(BigInt));
    return structValue([...this.#values.map((value) => value ?? null), this.timeoutMs === undefined ? null : BigInt(this.timeoutMs), timers]);
  }

  #expirations(): number[] {
    return this.#variables.flatMap((variable, index) => {
      const value = this.#values[index];
      return variable.ttlMs === undefined || value === undefined ? [] : cellsOf(variable, value).map(expirationOf);
    });
  }
}

/** What of a variable with a time to live has not expired; undefined when nothing is left. */
export function withoutExpired({ shape }: Pick<StateVariable, 'shape'>, value: Value, nowMs: number): Value | undefined {
  const lives = (cell: Value): boolean => expirationOf(cell) > nowMs;
  if (shape === 'value') return lives(value) ? value : undefined;
  if (shape === 'list') {
    const list = (value as ListValue).list.filter(lives);
    return list.length === 0 ? undefined : { list };
  }
  const entries = (value as MapValue).entries.filter(([, cell]) => lives(cell));
  return entries.length === 0 ? undefined : { entries };
}

function cellsOf({ shape }: StateVariable, value: Value): readonly Value[] {
  if (shape === 'value') return [value];
  return shape === 'list' ? (value as ListValue).list : (value as MapValue).entries.map(([, cell]) => cell);
}

function expirationOf(cell: Value): number {
  return Number((cell as StructValue).struct[1]);
}
