import type { BlobStateColumn } from '../../columnar/group-state.ts';
import { decodeValue, encodeValue } from '../../columnar/nested-key.ts';
import { listValue, type ListValue, structValue, type StructValue, type Value } from '../../columnar/value.ts';
import { arrayType, type DataType, field, longType, mapType, type StructType, structType } from '../../types/data-type.ts';
import type { GroupMemory, StateVariable } from './grouped-program.ts';

/**
 * The memory of a key as bytes: a struct of its variables, its timeout and its timers.
 *
 *   (variable…, timeout bigint, timers array<bigint>)        a variable that is not there is NULL
 */
export function memoryType(variables: readonly StateVariable[]): StructType {
  return structType([...variables.map((one) => field(one.name, variableType(one))), field('timeout', longType), field('timers', arrayType(longType, false))]);
}

export function variableType({ shape, key, value }: StateVariable): DataType {
  const own: DataType = { kind: 'struct', fields: value.fields };
  if (shape === 'list') return arrayType(own, false);
  return shape === 'map' ? mapType({ kind: 'struct', fields: key?.fields ?? [] }, own, false) : own;
}

/** Counts what a call writes and removes, as Spark's metrics do. */
export class KeyMemory implements GroupMemory {
  timeoutMs: number | undefined;
  readonly timers: Set<number>;
  readonly #values: (Value | undefined)[];
  readonly #timeoutBefore: number | undefined;
  readonly #timersBefore: string;
  puts = 0;
  removals = 0;

  constructor(stored: StructValue | undefined, width: number) {
    this.#values = Array.from({ length: width }, (_, index) => stored?.struct[index] ?? undefined);
    const timeout = stored?.struct[width];
    this.timeoutMs = timeout === null || timeout === undefined ? undefined : Number(timeout);
    this.timers = new Set(((stored?.struct[width + 1] as ListValue | undefined)?.list ?? []).map(Number));
    this.#timeoutBefore = this.timeoutMs;
    this.#timersBefore = [...this.timers].join();
  }

  get(variable: number): Value | undefined { return this.#values[variable]; }

  set(variable: number, value: Value | undefined): void {
    if (value === undefined) {
      if (this.#values[variable] !== undefined) this.removals++;
    } else this.puts++;
    this.#values[variable] = value;
  }

  get timeoutChanged(): boolean { return this.timeoutMs !== this.#timeoutBefore; }
  get changed(): boolean { return this.puts > 0 || this.removals > 0 || this.timeoutChanged || [...this.timers].join() !== this.#timersBefore; }
  get hasValue(): boolean { return this.#values.some((value) => value !== undefined); }
  get empty(): boolean { return !this.hasValue && this.timeoutMs === undefined && this.timers.size === 0; }
  /** Variables that are there. */
  get entryCount(): number { return this.#values.filter((value) => value !== undefined).length; }
  /** When the key is due next, undefined = never. */
  get dueMs(): number | undefined {
    const times = [...this.timers, ...(this.timeoutMs === undefined ? [] : [this.timeoutMs])];
    return times.length === 0 ? undefined : Math.min(...times);
  }

  store(column: BlobStateColumn, row: number, type: StructType): void {
    const timers = listValue([...this.timers].sort((left, right) => left - right).map(BigInt));
    const struct = structValue([...this.#values.map((value) => value ?? null), this.timeoutMs === undefined ? null : BigInt(this.timeoutMs), timers]);
    column.set(row, encodeValue(type, struct));
  }
}

export function loadMemory(column: BlobStateColumn, row: number, type: StructType): KeyMemory {
  const width = type.fields.length - 2;
  const stored = column.lengthOf(row) === 0 ? undefined : (decodeValue(type, Uint8Array.from(column.get(row))) as StructValue);
  return new KeyMemory(stored, width);
}
