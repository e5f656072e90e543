import type { DataType } from '../types/data-type.ts';
import type { Arena } from './arena.ts';
import { type Rows, selectedCount } from './chunk.ts';
import type { Column } from './column.ts';
import { HashTable } from './hash-table.ts';
import { decodeKeys } from './key-decoding.ts';
import { encodeKeys, type KeyLayout, keyLayoutOf } from './key-encoding.ts';

/**
 * Groups rows by the values of key columns: every distinct combination has an id, and gives its columns back. NULL equals NULL here.
 *
 * @example
 * const groups = new GroupTable([longType]);
 * groups.assign([column], rows, ids, arena);      // ids[row] for the rows that count
 * groups.keyColumns(ids, arena);
 */
export class GroupTable {
  readonly layout: KeyLayout;
  readonly table: HashTable;

  constructor(types: readonly DataType[]) {
    this.layout = keyLayoutOf(types);
    this.table = makeKeyTable(this.layout);
  }

  get count(): number { return this.table.count; }
  /** Ids are below this. */
  get high(): number { return this.table.high; }
  get bytes(): number { return this.table.bytes; }

  /** Finds or adds the group of every row that counts. The rows that added theirs are listed in `fresh`; returns how many. */
  assign(columns: readonly Column[], rows: Rows, ids: Uint32Array, arena: Arena, fresh?: Uint32Array): number {
    return this.table.upsert(encodeKeys(this.layout, columns, rows, arena), rows.selection, selectedCount(rows), ids, fresh);
  }

  /** The group of every row that counts, `NO_ID` when there is none. */
  find(columns: readonly Column[], rows: Rows, ids: Uint32Array, arena: Arena): void {
    this.table.find(encodeKeys(this.layout, columns, rows, arena), rows.selection, selectedCount(rows), ids);
  }

  keyColumns(ids: Uint32Array, arena: Arena): readonly Column[] {
    return decodeKeys(this.layout, this.table, ids, arena);
  }

  clear(): void { this.table.clear(); }
  release(): void { this.table.release(); }
}

/** The table that fits keys of a layout: rows of fields that are longer than 16 bytes whatever they hold get wide records. */
export function makeKeyTable({ shape, fixedBytes, variableCount }: KeyLayout): HashTable {
  return new HashTable(shape === 'long' ? 'long' : 'bytes', shape === 'rows' && fixedBytes + (variableCount > 0 ? 8 : 0) > 16);
}
