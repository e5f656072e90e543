import type { ListValue, MapValue, Value } from '../columnar/value.ts';
import { fail } from '../errors/stream-error.ts';
import { withoutExpired } from '../exec/stateful/group-memory.ts';
import type { GroupCall, StateVariable } from '../exec/stateful/grouped-program.ts';
import type { Schema } from '../types/data-type.ts';
import { parseSchema } from '../types/ddl.ts';
import { structOf } from './group-state.ts';
import { toValues } from './local-rows.ts';
import { type Row, toRow } from './row.ts';
import type { RowOf } from './row-type.ts';

/** Which clock timers and times to live follow. */
export type TimeMode = 'None' | 'ProcessingTime' | 'EventTime';

/** What transformWithState does with the rows of a key, with its timers and with its initial state. Its types follow from the DataFrame and the schemas. */
export interface StatefulProcessor<K extends Row = Row, I extends Row = Row, O extends Row = Row, N extends Row = Row> {
  /** Called once per batch for each key that has rows; gives the output. */
  handleInputRows(key: K, rows: readonly I[], timers: TimerValues): Iterable<O>;
  /** Called for each timer of a key whose time has come. */
  handleExpiredTimer?(key: K, timers: TimerValues, expired: { readonly expiryTimeInMs: number }): Iterable<O>;
  /** Called with each row of the initial state, in the first batch only. */
  handleInitialState?(key: K, initialState: N, timers: TimerValues): void;
  /** Called when the query ends. */
  close?(): void;
}

/** The clocks of a batch. */
export interface TimerValues {
  /** Time of the batch, ms since 1970. */
  getCurrentProcessingTimeInMs(): number;
  /** Watermark of the batch, ms since 1970. */
  getCurrentWatermarkInMs(): number;
}

/** One value of a key. */
export interface ValueState<S extends Row> {
  /** Whether there is one. */
  exists(): boolean;
  /** The value, null when there is none. */
  get(): S | null;
  /** Writes the value; its fields are checked against the schema. */
  update(value: S): void;
  /** Forgets it. */
  clear(): void;
}
/** A list of a key. */
export interface ListState<S extends Row> {
  /** Whether it has elements. */
  exists(): boolean;
  /** The elements, oldest first. */
  get(): S[];
  /** Replaces all elements; an empty list is an error. */
  put(values: readonly S[]): void;
  /** Adds one at the end. */
  appendValue(value: S): void;
  /** Adds several at the end; an empty list is an error. */
  appendList(values: readonly S[]): void;
  /** Forgets all elements. */
  clear(): void;
}
/** A map of a key. */
export interface MapState<K extends Row, V extends Row> {
  /** Whether it has entries. */
  exists(): boolean;
  /** The value of a key, null when there is none. */
  getValue(key: K): V | null;
  /** Whether there is an entry of that key. */
  containsKey(key: K): boolean;
  /** Adds an entry, or replaces the one of that key. */
  updateValue(key: K, value: V): void;
  /** Forgets an entry; nothing happens when it is not there. */
  removeKey(key: K): void;
  /** Keys of all entries. */
  keys(): K[];
  /** Values of all entries. */
  values(): V[];
  /** All entries. */
  iterator(): [K, V][];
  /** Forgets all entries. */
  clear(): void;
}

/** How long what is written stays: every value, element or entry expires so long after it was written. Time mode ProcessingTime only. */
export interface TTLConfig {
  /** Milliseconds, above 0. */
  readonly ttlDurationMs: number;
}

/** Which run a processor works in. */
export interface QueryInfo {
  /** Of the checkpoint: the same after a restart. */
  readonly queryId: string;
  /** Of this run. */
  readonly runId: string;
  /** Number of the batch. */
  readonly batchId: number;
}

/**
 * What a processor reaches its state and timers through. Schemas are DDL text, and the types of the states follow from them. State variables are made
 * before any row comes; they keep their names and schemas over restarts.
 *
 * @example
 * const total = handle.getValueState('total', 'n BIGINT NOT NULL, at TIMESTAMP', { ttlDurationMs: 3_600_000 }); // ValueState<{ n: bigint; at: Date | null }>
 */
export class StatefulProcessorHandle {
  /** What was declared, in order. Not part of the stable API. */
  readonly variables: StateVariable[] = [];
  readonly #timeMode: TimeMode;
  readonly #timeZone: string;
  #initializing = true;
  #call: GroupCall | undefined;

  constructor(timeMode: TimeMode, timeZone: string) {
    this.#timeMode = timeMode;
    this.#timeZone = timeZone;
  }

  /** Declares one value per key. @param schema of the value, as DDL */
  getValueState<const D extends string>(name: string, schema: D, ttl?: TTLConfig): ValueState<RowOf<D>>;
  getValueState(name: string, schema: string, ttl?: TTLConfig): ValueState<Row> {
    const variable = this.#declare({ name, shape: 'value', schema, ttl });
    const { index, cell, row } = variable;
    const held = (): Value | undefined => this.#held(variable);
    return {
      exists: () => held() !== undefined,
      get: () => { const value = held(); return value === undefined ? null : row(value); },
      update: (value) => { this.#group().set(index, cell(value)); },
      clear: () => { this.#group().set(index, undefined); },
    };
  }

  /** Declares a list per key. @param schema of an element, as DDL */
  getListState<const D extends string>(name: string, schema: D, ttl?: TTLConfig): ListState<RowOf<D>>;
  getListState(name: string, schema: string, ttl?: TTLConfig): ListState<Row> {
    const variable = this.#declare({ name, shape: 'list', schema, ttl });
    const { index, cell, row } = variable;
    const items = (): readonly Value[] => (this.#held(variable) as ListValue | undefined)?.list ?? [];
    const write = (values: readonly Row[] | null | undefined, before: readonly Value[]): void => {
      if (values === null || values === undefined) fail('ILLEGAL_STATE_STORE_VALUE.NULL_VALUE', { stateName: name });
      if (values.length === 0) fail('ILLEGAL_STATE_STORE_VALUE.EMPTY_LIST_VALUE', { stateName: name });
      this.#group().set(index, { list: [...before, ...values.map(cell)] }, { puts: values.length, removals: 0 });
    };
    return {
      exists: () => items().length > 0,
      get: () => items().map(row),
      put: (values) => { write(values, []); },
      appendValue: (value) => { write([value], items()); },
      appendList: (values) => { write(values, items()); },
      clear: () => { this.#group().set(index, undefined); },
    };
  }

  /** Declares a map per key. Both schemas are DDL. */
  getMapState<const DK extends string, const DV extends string>(name: string, keySchema: DK, valueSchema: DV, ttl?: TTLConfig): MapState<RowOf<DK>, RowOf<DV>>;
  getMapState(name: string, keySchema: string, valueSchema: string, ttl?: TTLConfig): MapState<Row, Row> {
    const key = parseSchema(keySchema);
    const variable = this.#declare({ name, shape: 'map', schema: valueSchema, ttl, key });
    const { index, cell, row } = variable;
    const entries = (): MapValue['entries'] => (this.#held(variable) as MapValue | undefined)?.entries ?? [];
    const keyCell = (wanted: Row): Value => {
      if ((wanted as Row | null | undefined) === null || (wanted as Row | undefined) === undefined) return fail('ILLEGAL_STATE_STORE_VALUE.NULL_VALUE', { stateName: name });
      return { struct: toValues(key, wanted, this.#timeZone) };
    };
    const find = (wanted: Row): MapValue['entries'][number] | undefined => { const text = textOf(keyCell(wanted)); return entries().find(([one]) => textOf(one) === text); };
    const without = (wanted: Row): MapValue['entries'] => { const text = textOf(keyCell(wanted)); return entries().filter(([one]) => textOf(one) !== text); };
    const write = (next: MapValue['entries'], counts: { readonly puts: number; readonly removals: number }): void => { this.#group().set(index, next.length === 0 ? undefined : { entries: next }, counts); };
    const keyRow = (one: Value): Row => toRow(key, structOf(one), {});
    return {
      exists: () => entries().length > 0,
      getValue: (wanted) => { const found = find(wanted); return found === undefined ? null : row(found[1]); },
      containsKey: (wanted) => find(wanted) !== undefined,
      updateValue: (wanted, value) => { write([...without(wanted), [keyCell(wanted), cell(value)]], { puts: 1, removals: 0 }); },
      removeKey: (wanted) => { if (find(wanted) !== undefined) write(without(wanted), { puts: 0, removals: 1 }); },
      keys: () => entries().map(([one]) => keyRow(one)),
      values: () => entries().map(([, one]) => row(one)),
      iterator: () => entries().map(([one, other]): [Row, Row] => [keyRow(one), row(other)]),
      clear: () => { write([], { puts: 0, removals: entries().length }); },
    };
  }

  /** Forgets a variable that an earlier version of the program had. What is not declared is gone anyway, with the next write of its key. */
  deleteIfExists(name: string): void {
    if (!this.#initializing) fail('STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE', { operationType: 'delete_if_exists', handleState: 'INITIALIZED' });
    const at = this.variables.findIndex((one) => one.name === name);
    if (at >= 0) fail('TIDEMARK_INVALID_API_CALL', { call: 'deleteIfExists', problem: `the state variable ${name} is in use` });
  }

  /** Calls `handleExpiredTimer` once the clock of the time mode has reached this time. */
  registerTimer(expiryTimeMs: number): void { this.#timers('registerTimer').add(expiryTimeMs); }
  /** Forgets a timer; nothing happens when there is none at that time. */
  deleteTimer(expiryTimeMs: number): void { this.#timers('deleteTimer').delete(expiryTimeMs); }
  /** Times of the timers of this key, ms since 1970, earliest first. */
  listTimers(): number[] { return [...this.#timers('listTimers')].sort((left, right) => left - right); }

  /** The query and the batch it is in; in a bounded query the ids are empty. */
  getQueryInfo(): QueryInfo {
    return { queryId: this.#call?.query?.queryId ?? '', runId: this.#call?.query?.runId ?? '', batchId: this.#call?.batchId ?? 0 };
  }

  /** Called by the engine around the processor. */
  ready(): void { this.#initializing = false; }
  /** Called by the engine before it calls the processor for a key. */
  enter(call: GroupCall | undefined): void { this.#call = call; }

  #declare({ name, shape, schema, ttl, key }: { readonly name: string; readonly shape: StateVariable['shape']; readonly schema: string; readonly ttl: TTLConfig | undefined; readonly key?: Schema }): Declared {
    const operationType = `get_${shape}_state`;
    if (!this.#initializing) fail('STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE', { operationType, handleState: 'INITIALIZED' });
    if (this.variables.some((one) => one.name === name)) fail('STATEFUL_PROCESSOR_DUPLICATE_STATE_VARIABLE_DEFINED', { stateVarName: name });
    if (name.startsWith('$')) fail('STATE_STORE_CANNOT_CREATE_COLUMN_FAMILY_WITH_RESERVED_CHARS', { colFamilyName: name });
    if (ttl !== undefined && this.#timeMode !== 'ProcessingTime') {
      fail('STATEFUL_PROCESSOR_INCORRECT_TIME_MODE_TO_ASSIGN_TTL', { stateName: name, timeMode: this.#timeMode === 'None' ? 'NoTime' : this.#timeMode });
    }
    if (ttl !== undefined && !(ttl.ttlDurationMs > 0)) fail('STATEFUL_PROCESSOR_TTL_DURATION_MUST_BE_POSITIVE', { operationType, stateName: name });
    const value = parseSchema(schema);
    const ttlMs = ttl?.ttlDurationMs;
    this.variables.push({ name, shape, value, ...(key === undefined ? {} : { key }), ...(ttlMs === undefined ? {} : { ttlMs }) });
    const plain = (one: Row): Value => {
      if ((one as Row | null | undefined) === null || (one as Row | undefined) === undefined) return fail('ILLEGAL_STATE_STORE_VALUE.NULL_VALUE', { stateName: name });
      return { struct: toValues(value, one, this.#timeZone) };
    };
    return {
      index: this.variables.length - 1, shape, ttlMs,
      cell: (one) => (ttlMs === undefined ? plain(one) : { struct: [plain(one), BigInt(this.#now() + ttlMs)] }),
      row: (cell) => toRow(value, structOf(ttlMs === undefined ? cell : structOf(cell)[0]!), {}),
    };
  }

  /** What is there and has not expired. */
  #held({ index, shape, ttlMs }: Declared): Value | undefined {
    const value = this.#group().get(index);
    return value === undefined || ttlMs === undefined ? value : withoutExpired({ shape }, value, this.#now());
  }

  #now(): number { return this.#call?.batchTimeMs ?? 0; }

  #group(): GroupCall['group'] {
    return this.#call?.group ?? fail('STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE', { operationType: 'state access', handleState: 'CREATED' });
  }

  #timers(operation: string): Set<number> {
    if (this.#timeMode === 'None') fail('STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_TIME_MODE', { operationType: operation, timeMode: 'NoTime' });
    return this.#group().timers;
  }
}

/** A state variable: how its rows become values, and back. */
interface Declared {
  readonly index: number;
  readonly shape: StateVariable['shape'];
  readonly ttlMs: number | undefined;
  readonly cell: (row: Row) => Value;
  readonly row: (cell: Value) => Row;
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, cell: unknown) => (typeof cell === 'bigint' ? `${cell}n` : cell));
}
