import type { Value } from '../columnar/value.ts';
import { fail, StreamError } from '../errors/stream-error.ts';
import type { GroupCall, GroupedProgram } from '../exec/stateful/grouped-program.ts';
import { sameType, type Schema } from '../types/data-type.ts';
import { quoteIdentifier, typeToSql } from '../types/print.ts';
import { GroupState, type GroupStateTimeout } from './group-state.ts';
import { toValues } from './local-rows.ts';
import { type Row, toRow } from './row.ts';
import { type StatefulProcessor, StatefulProcessorHandle, type TimeMode } from './stateful-processor.ts';

/** The columns of keys, and how rows reach the functions of the program: as they are, or as `mapValues` makes them. */
export interface GroupShapes {
  readonly key: Schema;
  /** Of the DataFrame. */
  readonly given: Schema;
  readonly input: Schema;
  readonly read: (row: readonly Value[], timeZone: string) => Row;
}

/** What `mapValues` asks for; `fn` gives rows of the schema. */
export interface MappedRows { readonly schema: Schema; readonly fn: (row: Row, timeZone: string) => Row }

/** A function without state: it sees the rows of a key, and nothing else. */
export function statelessProgram(operation: string, output: Schema, timeZone: string, fn: (call: GroupCall) => Iterable<Row>): GroupedProgram {
  return {
    variables: [],
    run: (call) => guarded(function* () { for (const made of fn(call)) yield toValues(output, made, timeZone); }, (reason, cause) => fail('FAILED_EXECUTE_UDF', { functionName: `\`${operation}\``, reason }, { cause })),
  };
}

export interface StateWords<K extends Row, I extends Row, S extends Row> {
  readonly fn: (key: K, rows: readonly I[], state: GroupState<S>) => Iterable<Row>;
  readonly state: Schema;
  readonly output: Schema;
  readonly timeout: GroupStateTimeout;
  readonly shapes: GroupShapes;
  /** Of a row of the initial state. */
  readonly stateOf: StateOf | undefined;
  /** Of text given for timestamps. */
  readonly timeZone: string;
}

type StateOf = (row: readonly Value[], timeZone: string) => readonly Value[];

/** mapGroupsWithState and flatMapGroupsWithState. */
export function stateProgram<K extends Row, I extends Row, S extends Row>({ fn, state, output, timeout, shapes, stateOf, timeZone }: StateWords<K, I, S>): GroupedProgram {
  return {
    variables: [{ name: 'state', shape: 'value', value: state }],
    run: (call) => guarded(function* () {
      if (call.cause === 'initial') { keepInitial(call, (row) => stateOf!(row, timeZone)); return; }
      const rows = call.rows.map((row) => shapes.read(row, timeZone) as I);
      for (const result of fn(toRow(shapes.key, call.key, {}) as K, rows, new GroupState(call, state, { timeout, timeZone }))) yield toValues(output, result, timeZone);
    }, failUser),
  };
}

export interface ProcessorWords {
  readonly timeMode: TimeMode;
  readonly output: Schema;
  readonly shapes: GroupShapes;
  readonly initialShapes: GroupShapes | undefined;
  /** Of text given for timestamps. */
  readonly timeZone: string;
}

/** transformWithState. */
export function processorProgram<K extends Row, I extends Row, O extends Row, N extends Row>(
  init: (handle: StatefulProcessorHandle) => StatefulProcessor<K, I, O, N>,
  { timeMode, output, shapes, initialShapes, timeZone }: ProcessorWords,
): GroupedProgram {
  const handle = new StatefulProcessorHandle(timeMode, timeZone);
  const processor = init(handle);
  handle.ready();
  const resultsOf = (call: GroupCall): Iterable<O> => {
    const key = toRow(shapes.key, call.key, {}) as K;
    const timers = { getCurrentProcessingTimeInMs: () => call.batchTimeMs, getCurrentWatermarkInMs: () => call.watermarkMs ?? 0 };
    if (call.cause === 'timer') return processor.handleExpiredTimer?.(key, timers, { expiryTimeInMs: call.dueMs! }) ?? [];
    if (call.cause === 'rows') return processor.handleInputRows(key, call.rows.map((row) => shapes.read(row, timeZone) as I), timers);
    for (const row of call.rows) processor.handleInitialState?.(key, initialShapes!.read(row, timeZone) as N, timers);
    return [];
  };
  return {
    variables: handle.variables,
    run: (call) => guarded(function* () {
      handle.enter(call);
      for (const result of resultsOf(call)) yield toValues(output, result, timeZone);
      handle.enter(undefined);
    }, failUser),
    close: () => { processor.close?.(); },
  };
}

function keepInitial({ group, rows, key }: GroupCall, stateOf: (row: readonly Value[]) => readonly Value[]): void {
  if (rows.length > 1) fail('TIDEMARK_GROUP_STATE_INITIAL_TWICE', { key: key.map(String).join(', ') });
  group.set(0, { struct: stateOf(rows[0]!) });
}

/** The columns of the state by name out of the rows of an initial state. */
export function pickedBy(state: Schema, { input, read }: GroupShapes): StateOf {
  const indexes = state.fields.map(({ name, type }) => {
    const index = input.fields.findIndex((one) => one.name === name);
    if (index < 0) fail('UNRESOLVED_COLUMN.WITH_SUGGESTION', { objectName: quoteIdentifier(name), proposal: input.fields.map((one) => quoteIdentifier(one.name)).join(', ') });
    const given = input.fields[index]!.type;
    if (!sameType(given, type)) fail('INVALID_COLUMN_OR_FIELD_DATA_TYPE', { name: quoteIdentifier(name), type: `"${typeToSql(given)}"`, expectedType: `"${typeToSql(type)}"` });
    return index;
  });
  return (row, timeZone) => {
    const values = toValues(input, read(row, timeZone), timeZone);
    return indexes.map((index) => values[index]!);
  };
}

function failUser(reason: string, cause: unknown): never { throw new StreamError('FLATMAPGROUPSWITHSTATE_USER_FUNCTION_ERROR', { reason }, { cause }); }

/** Errors of the program's own get our name and keep their cause. */
function* guarded<T>(run: () => Generator<T>, failWith: (reason: string, cause: unknown) => never): Generator<T> {
  try {
    yield* run();
  } catch (error) {
    if (error instanceof StreamError) throw error;
    failWith(error instanceof Error ? error.message : String(error), error);
  }
}
