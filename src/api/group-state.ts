import type { Value } from '../columnar/value.ts';
import { fail } from '../errors/stream-error.ts';
import type { GroupCall } from '../exec/stateful/grouped-program.ts';
import { isProblem, parseDuration } from '../types/interval-text.ts';
import type { Schema } from '../types/data-type.ts';
import { toValues } from './local-rows.ts';
import { type Row, toRow } from './row.ts';

/** Which timeouts a function over groups may set. */
export type GroupStateTimeout = 'NoTimeout' | 'ProcessingTimeTimeout' | 'EventTimeTimeout';

/**
 * The state of one key inside mapGroupsWithState and flatMapGroupsWithState.
 *
 * @example
 * (key, rows, state) => {
 *   const total = (state.getOption()?.total ?? 0n) + BigInt(rows.length);
 *   state.update({ total });
 *   return { key: key.user, total };
 * }
 */
export class GroupState<S extends Row> {
  readonly #call: GroupCall;
  readonly #schema: Schema;
  readonly #timeout: GroupStateTimeout;
  readonly #timeZone: string;

  constructor(call: GroupCall, schema: Schema, { timeout, timeZone }: { readonly timeout: GroupStateTimeout; readonly timeZone: string }) {
    this.#call = call;
    this.#schema = schema;
    this.#timeout = timeout;
    this.#timeZone = timeZone;
  }

  /** Whether the key has a state. */
  get exists(): boolean { return this.#call.group.get(0) !== undefined; }
  /** The state; an error when there is none. */
  get(): S { return this.getOption() ?? fail('TIDEMARK_INVALID_API_CALL', { call: 'state.get()', problem: 'it needs a state that exists; ask getOption()' }); }
  /** The state, undefined when there is none. */
  getOption(): S | undefined {
    const value = this.#call.group.get(0);
    return value === undefined ? undefined : (toRow(this.#schema, structOf(value), {}) as S);
  }
  /** Writes the state; its fields are checked against the schema. */
  update(state: S): void { this.#call.group.set(0, { struct: toValues(this.#schema, state, this.#timeZone) }); }
  /** Forgets the state and its timeout. */
  remove(): void {
    this.#call.group.set(0, undefined);
    this.#call.group.timeoutMs = undefined;
  }

  /** True when the function is called because the key timed out; it has no rows then. */
  get hasTimedOut(): boolean { return this.#call.cause === 'timeout'; }

  /** Calls the function again when nothing came for so long (interval text or ms). ProcessingTimeTimeout only. */
  setTimeoutDuration(duration: string | number): void {
    this.#expect('ProcessingTimeTimeout', 'setTimeoutDuration');
    const ms = typeof duration === 'number' ? duration : durationMs(duration);
    if (!(ms > 0)) fail('TIDEMARK_INVALID_API_CALL', { call: 'setTimeoutDuration', problem: 'the duration must be above 0' });
    this.#call.group.timeoutMs = this.#call.batchTimeMs + ms;
  }

  /** Calls the function again when the watermark has passed this time. EventTimeTimeout only. */
  setTimeoutTimestamp(time: number | Date, additional: string | number = 0): void {
    this.#expect('EventTimeTimeout', 'setTimeoutTimestamp');
    const ms = (typeof time === 'number' ? time : time.getTime()) + (typeof additional === 'number' ? additional : durationMs(additional));
    if (!(ms > 0)) fail('TIDEMARK_INVALID_API_CALL', { call: 'setTimeoutTimestamp', problem: 'the time must be above 0' });
    if (ms < (this.#call.watermarkMs ?? 0)) fail('TIDEMARK_INVALID_API_CALL', { call: 'setTimeoutTimestamp', problem: `the time ${ms} lies before the watermark ${this.#call.watermarkMs}` });
    this.#call.group.timeoutMs = ms;
  }

  /** The watermark of the batch, ms since 1970; an error when the query has none. */
  getCurrentWatermarkMs(): number {
    return this.#call.watermarkMs ?? fail('TIDEMARK_INVALID_API_CALL', { call: 'getCurrentWatermarkMs', problem: 'the query has no watermark' });
  }
  /** The time of the batch, ms since 1970. */
  getCurrentProcessingTimeMs(): number { return this.#call.batchTimeMs; }

  #expect(wanted: GroupStateTimeout, call: string): void {
    if (this.#timeout !== wanted) fail('TIDEMARK_INVALID_API_CALL', { call, problem: `it needs ${wanted}, the query has ${this.#timeout}` });
  }
}

export function structOf(value: Value): readonly Value[] { return (value as { readonly struct: readonly Value[] }).struct; }

export function durationMs(text: string): number {
  const micros = parseDuration(text);
  return isProblem(micros) ? fail('TIDEMARK_INVALID_API_CALL', { call: 'a duration', problem: `${text} is no interval` }) : Number(micros / 1000n);
}
