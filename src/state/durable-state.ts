import type { StateColumnType } from '../columnar/group-state.ts';
import type { StateField } from '../columnar/state-field.ts';
import type { DataType, Schema, StructType } from '../types/data-type.ts';

/**
 * What the checkpoint asks of a piece of state. A store is a set of entries, each in a numbered slot; the checkpoint neither knows
 * nor cares what an entry is, it only keeps bytes and gives them back in order.
 *
 *   state after batch v  =  load(pieces of a snapshot begun after batch b, finished after e ≤ v);  load(delta of b+1); …; load(delta of v)
 *
 * So a snapshot may be *fuzzy*: its pieces are taken after different batches, and the deltas since it began put right whatever
 * changed meanwhile. For that a delta must carry whole entries ("key k is now x", "key k is gone"), never differences, and an
 * entry must stay in its slot while it lives. A store that has to move entries changes `layout`, and the snapshot starts over.
 */
export interface DurableState {
  /** Unique in the query, stable across restarts: `0`, or `1/left` for an operator with several stores. */
  readonly name: string;
  /** What changed since the last call, empty = nothing. Views are good until the store is touched again. */
  takeDelta(): readonly Uint8Array[];
  /** Applies a delta or a snapshot piece. What is loaded does not count as changed. */
  load(bytes: Uint8Array): void;
  /** Slots in use are below this. */
  readonly slotCount: number;
  /** Changes whenever entries moved to other slots. */
  readonly layout: number;
  /** The live entries of slots [from, to), in a form that `load` takes. */
  takePiece(from: number, to: number): readonly Uint8Array[];
  /** About how many bytes a slot takes in a piece; decides how many slots go into one. */
  readonly slotBytes: number;
}

/** What a stateful operator keeps, as recorded in the checkpoint: it must fit when the query starts again. */
export interface OperatorFingerprint {
  readonly stateId: number;
  /** Spark's operator name, as in progress: `stateStoreSave`, `symmetricHashJoin` … */
  readonly operatorName: string;
  readonly stores: readonly StoreFingerprint[];
  /** More that is told of it, as JSON: time mode, output mode … of transformWithState. */
  readonly properties?: string;
  /** How schemas of values may change: `avro` as Avro has it, else not at all. Fixed when the query is new. */
  readonly encoding?: 'avro' | 'unsaferow';
}

/** `key` and `value` as Spark has them in its state; `layout` says where they are. */
export interface StoreFingerprint { readonly name: string; readonly key: Schema; readonly value: Schema; readonly layout?: StoreLayout }

/** How the entries of a store lie in columns, so that state can be looked at without the query. */
export interface StoreLayout {
  readonly keyTypes: readonly DataType[];
  readonly columns: readonly StateColumnType[];
  readonly key: readonly StateField[];
  readonly value: readonly StateField[];
  /** Of a side of a join: the flag of rows that have matched. */
  readonly matched?: number;
  /** Of `member` fields: the structs that blobs may hold, oldest first. Column `at` of a row says which. */
  readonly shapes?: { readonly at: number; readonly types: readonly StructType[] };
}
