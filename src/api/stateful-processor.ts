import type { ListValue, MapValue } from '../columnar/value.ts';
import { fail } from '../errors/stream-error.ts';
import type { GroupCall, StateVariable } from '../exec/stateful/grouped-program.ts';
import type { Schema } from '../types/data-type.ts';
import { parseSchema } from '../types/ddl.ts';
import { structOf } from './group-state.ts';
import { toValues } from './local-rows.ts';
import { type Row, toRow } from './row.ts';

export type TimeMode = 'None' | 'ProcessingTime' | 'EventTime';

/**
 * The program of transformWithState. `init` asks the handle for its state variables; they keep their names and schemas over restarts.
 *
 * @example
 * class Counter implements StatefulProcessor<{ user: string }, Row, { user: string; n: bigint }> {
 *   #n!: ValueState<{ n: bigint }>;
 *   init(handle) { this.#n = handle.getValueState('n', 'n BIGINT'); }
 *   *handleInputRows(key, rows) { … }
 * }
 */
export interface StatefulProcessor<K extends Row = Row, I extends Row = Row, O extends Row = Row> {
  init(handle: StatefulProcessorHandle): void;
  handleInputRows(key: K, rows: readonly I[], timers: TimerValues): Iterable<O>;
  handleExpiredTimer?(key: K, timers: TimerValues, expired: { readonly expiryTimeInMs: number }): Iterable<O>;
  /** Rows of the initial state, in the first batch only. */
  handleInitialState?(key: K, rows: readonly Row[], timers: TimerValues): void;
  close?(): void;
}

export interface TimerValues { getCurrentProcessingTimeInMs(): number; getCurrentWatermarkInMs(): number }

/** One value of a key. */
export interface ValueState<S extends Row> { exists(): boolean; get(): S | null; update(value: S): void; clear(): void }
/** A list of a key. */
export interface ListState<S extends Row> { exists(): boolean; get(): S[]; put(values: readonly S[]): void; appendValue(value: S): void; appendList(values: readonly S[]): void; clear(): void }
/** A map of a key. */
export interface MapState<K extends Row, V extends Row> {
  exists(): boolean; getValue(key: K): V | null; containsKey(key: K): boolean; updateValue(key: K, value: V): void; removeKey(key: K): void;
  keys(): K[]; values(): V[]; iterator(): [K, V][]; clear(): void;
}

/** What a processor reaches its state and timers through. Schemas are DDL text. State variables are made in `init` only. */
export class StatefulProcessorHandle {
  readonly variables: StateVariable[] = [];
  readonly #timeMode: TimeMode;
  #initializing = true;
  #call: GroupCall | undefined;

  constructor(timeMode: TimeMode) {
    this.#timeMode = timeMode;
  }

  getValueState<S extends Row>(name: string, schema: string): ValueState<S> {
    const { index, fields } = this.#declare(name, 'value', schema);
    return {
      exists: () => this.#group().get(index) !== undefined,
      get: () => { const value = this.#group().get(index); return value === undefined ? null : (toRow(fields, structOf(value), {}) as S); },
      update: (value) => { this.#group().set(index, { struct: toValues(fields, value) }); },
      clear: () => { this.#group().set(index, undefined); },
    };
  }

  getListState<S extends Row>(name: string, schema: string): ListState<S> {
    const { index, fields } = this.#declare(name, 'list', schema);
    const items = (): ListValue['list'] => (this.#group().get(index) as ListValue | undefined)?.list ?? [];
    const write = (values: readonly S[], before: ListValue['list']): void => {
      if (values.length === 0) fail('ILLEGAL_STATE_STORE_VALUE.EMPTY_LIST_VALUE', { stateName: name });
      this.#group().set(index, { list: [...before, ...values.map((value) => ({ struct: toValues(fields, value) }))] });
    };
    return {
      exists: () => items().length > 0,
      get: () => items().map((item) => toRow(fields, structOf(item), {}) as S),
      put: (values) => { write(values, []); },
      appendValue: (value) => { write([value], items()); },
      appendList: (values) => { write(values, items()); },
      clear: () => { this.#group().set(index, undefined); },
    };
  }

  getMapState<K extends Row, V extends Row>(name: string, keySchema: string, valueSchema: string): MapState<K, V> {
    const key = parseSchema(keySchema);
    const { index, fields } = this.#declare(name, 'map', valueSchema, key);
    const entries = (): MapValue['entries'] => (this.#group().get(index) as MapValue | undefined)?.entries ?? [];
    const same = (left: unknown, right: unknown): boolean => textOf(left) === textOf(right);
    const find = (wanted: K): MapValue['entries'][number] | undefined => { const cell = { struct: toValues(key, wanted) }; return entries().find(([one]) => same(one, cell)); };
    const write = (next: MapValue['entries']): void => { this.#group().set(index, next.length === 0 ? undefined : { entries: next }); };
    return {
      exists: () => entries().length > 0,
      getValue: (wanted) => { const found = find(wanted); return found === undefined ? null : (toRow(fields, structOf(found[1]), {}) as V); },
      containsKey: (wanted) => find(wanted) !== undefined,
      updateValue: (wanted, value) => { const cell = { struct: toValues(key, wanted) }; write([...entries().filter(([one]) => !same(one, cell)), [cell, { struct: toValues(fields, value) }]]); },
      removeKey: (wanted) => { const cell = { struct: toValues(key, wanted) }; write(entries().filter(([one]) => !same(one, cell))); },
      keys: () => entries().map(([one]) => toRow(key, structOf(one), {}) as K),
      values: () => entries().map(([, one]) => toRow(fields, structOf(one), {}) as V),
      iterator: () => entries().map(([one, other]): [K, V] => [toRow(key, structOf(one), {}) as K, toRow(fields, structOf(other), {}) as V]),
      clear: () => { this.#group().set(index, undefined); },
    };
  }

  /** Calls `handleExpiredTimer` once the clock of the time mode has reached this time. */
  registerTimer(expiryTimeMs: number): void { this.#timers('registerTimer').add(expiryTimeMs); }
  deleteTimer(expiryTimeMs: number): void { this.#timers('deleteTimer').delete(expiryTimeMs); }
  listTimers(): number[] { return [...this.#timers('listTimers')].sort((left, right) => left - right); }

  /** Called by the engine around the processor. */
  ready(): void { this.#initializing = false; }
  enter(call: GroupCall | undefined): void { this.#call = call; }

  #declare(name: string, shape: StateVariable['shape'], schema: string, key?: Schema): { readonly index: number; readonly fields: Schema } {
    if (!this.#initializing) fail('STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE', { operationType: `get_${shape}_state`, handleState: 'INITIALIZED' });
    if (this.variables.some((one) => one.name === name)) fail('STATEFUL_PROCESSOR_DUPLICATE_STATE_VARIABLE_DEFINED', { stateVarName: name });
    const value = parseSchema(schema);
    this.variables.push({ name, shape, value, ...(key === undefined ? {} : { key }) });
    return { index: this.variables.length - 1, fields: value };
  }

  #group(): GroupCall['group'] {
    return this.#call?.group ?? fail('STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE', { operationType: 'state access', handleState: 'CREATED' });
  }

  #timers(operation: string): Set<number> {
    if (this.#timeMode === 'None') fail('STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_TIME_MODE', { operationType: operation, timeMode: 'NoTime' });
    return this.#group().timers;
  }
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, cell: unknown) => (typeof cell === 'bigint' ? `${cell}n` : cell));
}
