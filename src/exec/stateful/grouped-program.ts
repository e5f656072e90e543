import type { Value } from '../../columnar/value.ts';
import type { Schema } from '../../types/data-type.ts';

/**
 * The program's side of groupByKey(…): what `api` makes of the user's functions. Values in, values out; the operator knows nothing of JavaScript
 * classes, the program nothing of columns.
 */
export interface GroupedProgram {
  /** What is kept per key, in this order. Empty for stateless use. */
  readonly variables: readonly StateVariable[];
  /** Called for a key with rows, or with what made it due. Gives the output rows. */
  run(call: GroupCall): Iterable<readonly Value[]>;
  /** Called once, when the query ends. */
  close?(): void;
}

/** `value`: one struct or NULL. `list`: an array. `map`: a map. With `ttlMs` every value, element or entry expires so long after it was written. */
export interface StateVariable { readonly name: string; readonly shape: 'value' | 'list' | 'map'; readonly key?: Schema; readonly value: Schema; readonly ttlMs?: number }

export interface GroupCall {
  readonly key: readonly Value[];
  readonly rows: readonly (readonly Value[])[];
  readonly cause: 'rows' | 'timeout' | 'timer' | 'initial';
  /** Of a timer. */
  readonly dueMs?: number;
  readonly batchTimeMs: number;
  readonly batchId: number;
  /** Undefined in a bounded query. */
  readonly query: { readonly queryId: string; readonly runId: string } | undefined;
  /** Undefined without a watermark. */
  readonly watermarkMs: number | undefined;
  readonly group: GroupMemory;
}

/** What is kept for one key while a function works on it. */
export interface GroupMemory {
  /** By position of `variables`; undefined = not there. */
  get(variable: number): Value | undefined;
  /** undefined removes it. `counts`: rows of Spark's state that it writes and removes; absent: one. */
  set(variable: number, value: Value | undefined, counts?: { readonly puts: number; readonly removals: number }): void;
  /** mapGroupsWithState: at most one; cleared before every call with rows. */
  timeoutMs: number | undefined;
  /** As many as transformWithState asks for. */
  readonly timers: Set<number>;
}
