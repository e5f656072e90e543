import { isValid } from '../../columnar/bitmap.ts';
import type { Chunk, Rows } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { NO_ID } from '../../columnar/hash-table.ts';
import type { KeyBatch } from '../../columnar/hash-table.ts';
import { encodeKeys } from '../../columnar/key-encoding.ts';
import { type FixedStateColumn, fixedColumn } from '../../columnar/group-state.ts';
import { Arena } from '../../columnar/arena.ts';
import { invariant } from '../../errors/stream-error.ts';
import type { Attribute, BoundExpression } from '../../plan/bound.ts';
import { compileExpressions, compilePredicate, type EvaluateAll, type Predicate } from '../../plan/evaluate.ts';
import type { JoinEviction, PhysicalPlan } from '../../plan/physical.ts';
import { RowColumns } from '../../state/row-columns.ts';
import type { StoreLayout } from '../../state/durable-state.ts';
import { RowTable } from '../../state/row-table.ts';
import type { Builder } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import { withoutNullKeys } from '../operators/join-pairs.ts';
import { withSelection } from '../operators/rows.ts';
import { keyFields } from './fingerprint.ts';
import { type EventTimes, eventTimesOf, scheduleByKey, splitLate } from './event-time.ts';

export interface JoinSideOptions {
  readonly name: string;
  readonly plan: PhysicalPlan;
  readonly keys: readonly BoundExpression[];
  readonly nullSafe: readonly boolean[];
  readonly only: BoundExpression | undefined;
  readonly eventTime: Attribute | undefined;
  readonly eviction: JoinEviction | undefined;
}

/** Rows of a batch on their way: late ones are gone. */
export interface Arrivals {
  readonly chunk: Chunk;
  readonly keys: readonly Column[];
  /** Rows that pass the conditions on this side alone; only they can match. */
  readonly able: Rows;
  /** The others. */
  readonly unable: Uint32Array;
  readonly encoded: KeyBatch;
}

/** One side of a stream-stream join: its rows by key, whether they have matched, and when they die. */
export class JoinSide {
  readonly table: RowTable;
  readonly rows: RowColumns;
  readonly layout: StoreLayout;
  readonly #options: JoinSideOptions;
  readonly #keys: EvaluateAll;
  readonly #only: Predicate | undefined;
  readonly #eventTime: number;
  readonly #scratch = new Arena();

  constructor(options: JoinSideOptions, builder: Builder) {
    this.#options = options;
    const { plan } = options;
    this.#keys = compileExpressions(options.keys, plan.output, builder.options);
    this.#only = options.only === undefined ? undefined : compilePredicate(options.only, plan.output, builder.options);
    this.#eventTime = positionOf(plan, options.eventTime);
    this.rows = new RowColumns(plan.output.map((one) => one.type));
    const keyTypes = options.keys.map((one) => one.type);
    const columns = ['bool', ...this.rows.stateTypes] as const;
    this.table = new RowTable({ name: options.name, keyTypes, columns, onLoaded: (rows) => { this.#scheduleLoaded(rows); } });
    this.layout = { keyTypes, columns, key: keyFields(keyTypes.length), value: this.rows.fieldsFrom(1), matched: 0 };
  }

  /** Drops late rows (reporting how many) and tells who can match. */
  arrive(given: Chunk, lateMicros: bigint | undefined, context: BatchContext, onLate: (count: number) => void): Arrivals {
    const { arena } = context;
    let chunk = given;
    if (this.#eventTime >= 0 && lateMicros !== undefined) {
      const split = splitLate(eventTimesOf(chunk.columns[this.#eventTime]!, chunk.rowCount, arena), chunk, lateMicros, arena);
      if (split !== undefined) {
        onLate(split.late.length);
        chunk = withSelection(chunk, split.kept);
      }
    }
    const selection = this.#only === undefined ? chunk.selection : this.#only(chunk.columns, chunk, context);
    const able = { rowCount: chunk.rowCount, selection };
    const keys = this.#keys(chunk.columns, able, context);
    return { chunk, keys, able, unable: withoutRows(chunk, able, arena), encoded: encodeKeys(this.table.keyLayout, keys, able, arena) };
  }

  /** Key ids of arrivals of the other side in this one; a NULL in a key that is not compared with <=> finds nothing. */
  find({ keys, able, encoded }: Arrivals, arena: Arena): Uint32Array {
    const ids = this.table.find(encoded, able, arena);
    const usable = withoutNullKeys(keys, this.#options.nullSafe, able, arena);
    if (usable === able) return ids;
    const kept = arena.uint32(able.rowCount).fill(NO_ID);
    for (const row of usable.selection!) kept[row] = ids[row]!;
    return kept;
  }

  /** Keeps rows of a chunk. `matched[row]` = 1: it has had a match. */
  store(arrivals: Arrivals, selection: Uint32Array, matched: Uint8Array, context: BatchContext): void {
    if (selection.length === 0) return;
    const { arena } = context;
    const { chunk, keys } = arrivals;
    const stored = { rowCount: chunk.rowCount, selection };
    const added = this.table.add(encodeKeys(this.table.keyLayout, keys, stored, arena), stored, arena);
    this.rows.write(this.table.columns.slice(1), added, chunk.columns, selection, arena);
    const flags = this.matchedFlags;
    for (let at = 0; at < added.length; at++) flags[added[at]!] = matched[selection[at]!]!;
    const times = this.deathTimes(arrivals, context);
    if (times !== undefined) {
      for (let at = 0; at < added.length; at++) if (isValid(times.validity, selection[at]!)) this.table.expiry.schedule(added[at]!, times.values[selection[at]!]!);
    }
  }

  /** Times that eviction compares, by chunk row; undefined when nothing is ever evicted. */
  deathTimes({ chunk, keys }: Arrivals, { arena }: BatchContext): EventTimes | undefined {
    const { eviction, plan } = this.#options;
    if (eviction === undefined) return undefined;
    const column = eviction.by === 'key' ? keys[eviction.keyIndex]! : chunk.columns[positionOf(plan, eviction.eventTime)]!;
    return eventTimesOf(column, chunk.rowCount, arena);
  }

  /** By state row: 1 = the row has had a match. */
  get matchedFlags(): Uint8Array { return (fixedColumn(this.table, 0) as FixedStateColumn).values as Uint8Array; }

  readRows(rows: Uint32Array, arena: Arena): Column[] { return this.rows.read(this.table.columns.slice(1), rows, arena); }

  release(): void {
    this.table.release();
    this.#scratch.release();
  }

  #scheduleLoaded(rows: Uint32Array): void {
    const { eviction, plan } = this.#options;
    if (eviction === undefined) return;
    if (eviction.by === 'key') { scheduleByKey(this.table, rows, eviction.keyIndex, this.#scratch); return; }
    const position = positionOf(plan, eviction.eventTime);
    const columns = this.readRows(rows, this.#scratch);
    const { values, validity } = eventTimesOf(columns[position]!, rows.length, this.#scratch);
    for (let at = 0; at < rows.length; at++) if (isValid(validity, at)) this.table.expiry.schedule(rows[at]!, values[at]!);
    this.#scratch.reset();
  }
}

function positionOf(plan: PhysicalPlan, attribute: Attribute | undefined): number {
  if (attribute === undefined) return -1;
  const position = plan.output.findIndex((one) => one.id === attribute.id);
  invariant(position >= 0, `${attribute.name} is a column of its side of the join`);
  return position;
}

/** Selected rows of the chunk that are not in `able`. */
function withoutRows(chunk: Rows, able: Rows, arena: Arena): Uint32Array {
  const total = chunk.selection?.length ?? chunk.rowCount;
  const out = arena.uint32(total);
  if (able.selection === chunk.selection) return out.subarray(0, 0);
  const kept = able.selection!;
  let next = 0;
  let count = 0;
  for (let at = 0; at < total; at++) {
    const row = chunk.selection === undefined ? at : chunk.selection[at]!;
    if (kept[next] === row) next++;
    else out[count++] = row;
  }
  return out.subarray(0, count);
}
