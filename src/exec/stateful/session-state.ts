import type { Arena } from '../../columnar/arena.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { isValid } from '../../columnar/bitmap.ts';
import { type Column, makeColumn } from '../../columnar/column.ts';
import { comparatorOf } from '../../columnar/compare.ts';
import { fixedColumn, type StateColumn, type StateColumnType } from '../../columnar/group-state.ts';
import { gatherColumn } from '../../columnar/gather.ts';
import { encodeKeys } from '../../columnar/key-encoding.ts';
import { copyStateRows, sameStateRow } from '../../columnar/state-rows.ts';
import { RowTable } from '../../state/row-table.ts';
import { type DataType, timestampType } from '../../types/data-type.ts';
import { layoutOf } from '../../types/layout.ts';
import { makeSpans, microsOf, type Spans } from './session-merge.ts';
import { StoreOrder } from './store-order.ts';

/** Sessions kept: `spans[i]` is row `rows[i]` of the table. */
export interface KeptSessions { readonly spans: Spans; readonly rows: Uint32Array }

interface Collection {
  readonly partials: readonly StateColumn[];
  readonly partialRows: Uint32Array;
  readonly stateRows: Uint32Array;
  readonly items: readonly StateColumn[];
  readonly place: Uint32Array;
}

interface Replacement {
  /** New sessions of the keys of the batch, by key and start. */
  readonly sessions: Spans;
  readonly aggregates: readonly StateColumn[];
  readonly before: KeptSessions;
  /** By key number. */
  readonly keyColumns: readonly Column[];
  readonly watermarked: boolean;
}

/** The sessions of a stream by key. Columns: start, end, the aggregates'. */
export class SessionState {
  readonly table: RowTable;
  /** Made where the order of the sessions shows. Spark's store has them by key and start. */
  readonly order: StoreOrder | undefined;

  constructor(name: string, keyTypes: readonly DataType[], { stateTypes, inStoreOrder }: { readonly stateTypes: readonly StateColumnType[]; readonly inStoreOrder: boolean }) {
    this.order = inStoreOrder && keyTypes.every((type) => layoutOf(type) !== 'map') ? new StoreOrder((rows, arena) => [...this.table.keyColumns(rows, arena), this.#startColumn(rows, arena)]) : undefined;
    this.table = new RowTable({ name, keyTypes, columns: ['i64', 'i64', ...stateTypes], onLoaded: (rows) => { this.#schedule(rows); } });
  }

  get aggregates(): readonly StateColumn[] { return this.table.columns.slice(2); }

  /** The sessions of the keys numbered in `wanted`. */
  sessionsOf(keyColumns: readonly Column[], keyRows: Rows, wanted: Uint8Array, arena: Arena): KeptSessions {
    const ids = this.table.find(encodeKeys(this.table.keyLayout, keyColumns, keyRows, arena), keyRows, arena);
    const rows: number[] = [];
    const numbers: number[] = [];
    for (let key = 0; key < keyRows.rowCount; key++) {
      if (wanted[key] === 1) this.table.visitKey(ids[key]!, (row) => { rows.push(row); numbers.push(key); });
    }
    const spans = makeSpans(rows.length, arena);
    spans.keys.set(numbers);
    for (let at = 0; at < rows.length; at++) spans.starts[at] = microsOf(this.#starts, rows[at]!);
    for (let at = 0; at < rows.length; at++) spans.ends[at] = microsOf(this.#ends, rows[at]!);
    const list = arena.uint32(rows.length);
    list.set(rows);
    return { spans, rows: list };
  }

  /** Brings the aggregates of a batch's spans and of kept sessions together: span `i` goes to item `place[i]`. */
  collect({ partials, partialRows, stateRows, items, place }: Collection): void {
    copyStateRows(partials, partialRows, items, place.subarray(0, partialRows.length));
    if (stateRows.length > 0) copyStateRows(this.aggregates, stateRows, items, place.subarray(partialRows.length));
  }

  /** Writes the new sessions of the keys whose sessions changed; tells how many were written and how many went. */
  replace(given: Replacement, arena: Arena): { readonly updated: number; readonly removed: number } {
    const { sessions, before } = given;
    const changed = this.#changedKeys(given, arena);
    const rowOf = this.#rowsByStart(before);
    const reused = new Set<number>();
    const fresh: number[] = [];
    let updated = 0;
    for (let session = 0; session < sessions.count; session++) {
      if (changed[sessions.keys[session]!] === 0) continue;
      updated++;
      const row = rowOf(sessions.keys[session]!, sessions.starts[session]!);
      if (row === undefined) fresh.push(session);
      else {
        reused.add(row);
        this.#write(given, session, row, arena);
        this.table.touch(row);
      }
    }
    const gone = before.rows.filter((row, at) => changed[before.spans.keys[at]!] === 1 && !reused.has(row));
    if (gone.length > 0) {
      const list = arena.uint32(gone.length);
      list.set(gone);
      this.order?.remove(list);
      this.table.remove(list);
    }
    this.#addFresh(given, fresh, arena);
    return { updated, removed: gone.length };
  }

  release(): void { this.table.release(); }

  get #starts(): BigInt64Array { return fixedColumn(this.table, 0).values as BigInt64Array; }
  get #ends(): BigInt64Array { return fixedColumn(this.table, 1).values as BigInt64Array; }

  /** One byte per key number: its sessions are not what they were. */
  #changedKeys({ sessions, aggregates, before }: Replacement, arena: Arena): Uint8Array {
    let keyCount = 0;
    for (let at = 0; at < sessions.count; at++) keyCount = Math.max(keyCount, sessions.keys[at]! + 1);
    const changed = arena.uint8(keyCount).fill(0);
    const counts = arena.int32(keyCount).fill(0);
    for (let at = 0; at < before.spans.count; at++) counts[before.spans.keys[at]!]!++;
    const rowOf = this.#rowsByStart(before);
    for (let session = 0; session < sessions.count; session++) {
      const key = sessions.keys[session]!;
      counts[key]!--;
      const row = rowOf(key, sessions.starts[session]!);
      if (row === undefined || microsOf(this.#ends, row) !== sessions.ends[session]! || !sameStateRow(this.aggregates, row, aggregates, session)) changed[key] = 1;
    }
    for (let key = 0; key < keyCount; key++) if (counts[key] !== 0) changed[key] = 1;
    return changed;
  }

  /** Sessions of a key have different starts. */
  #rowsByStart({ spans, rows }: KeptSessions): (key: number, start: number) => number | undefined {
    const byKey = new Map<number, Map<number, number>>();
    for (let at = 0; at < spans.count; at++) {
      let starts = byKey.get(spans.keys[at]!);
      if (starts === undefined) byKey.set(spans.keys[at]!, (starts = new Map()));
      starts.set(spans.starts[at]!, rows[at]!);
    }
    return (key, start) => byKey.get(key)?.get(start);
  }

  #addFresh(given: Replacement, fresh: readonly number[], arena: Arena): void {
    if (fresh.length === 0) return;
    const numbers = arena.uint32(fresh.length);
    fresh.forEach((session, at) => { numbers[at] = given.sessions.keys[session]!; });
    const rows = { rowCount: fresh.length, selection: undefined };
    const columns = given.keyColumns.map((column) => gatherColumn(column, numbers, arena));
    const added = this.table.add(encodeKeys(this.table.keyLayout, columns, rows, arena), rows, arena);
    fresh.forEach((session, at) => { this.#write(given, session, added[at]!, arena); });
    if (this.order !== undefined) this.order.add(this.#inKeyOrder(added, arena), arena);
  }

  /** As Spark puts sessions into its store: it has sorted them by key and start, NULL first. */
  #inKeyOrder(rows: Uint32Array, arena: Arena): Uint32Array {
    const columns = [...this.table.keyColumns(rows, arena), this.#startColumn(rows, arena)];
    const comparators = columns.map((column) => comparatorOf(column.type));
    const compare = (left: number, right: number): number => columns.reduce((found, column, index) => {
      if (found !== 0) return found;
      const [first, second] = [isValid(column.validity, left & column.mask), isValid(column.validity, right & column.mask)];
      return first && second ? comparators[index]!(column, left & column.mask, column, right & column.mask) : Number(first) - Number(second);
    }, 0);
    const sorted = arena.uint32(rows.length);
    sorted.set([...rows.keys()].sort(compare).map((at) => rows[at]!));
    return sorted;
  }

  #startColumn(rows: Uint32Array, arena: Arena): Column {
    const values = arena.int64(rows.length);
    rows.forEach((row, at) => { values[at] = this.#starts[row]!; });
    return makeColumn(timestampType, rows.length, { values });
  }

  #write({ sessions, aggregates, watermarked }: Replacement, session: number, row: number, arena: Arena): void {
    const end = BigInt(sessions.ends[session]!);
    this.#starts[row] = BigInt(sessions.starts[session]!);
    this.#ends[row] = end;
    const from = arena.uint32(1);
    const to = arena.uint32(1);
    from[0] = session;
    to[0] = row;
    copyStateRows(aggregates, from, this.aggregates, to);
    if (watermarked) this.table.expiry.schedule(row, end);
  }

  #schedule(rows: Uint32Array): void {
    for (const row of rows) this.table.expiry.schedule(row, this.#ends[row]!);
  }
}
