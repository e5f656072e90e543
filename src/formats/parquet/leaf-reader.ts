import { Arena } from '../../columnar/arena.ts';
import type { Column } from '../../columnar/column.ts';
import { concatColumns } from '../../columnar/gather.ts';
import type { ByteReader } from '../text/lines.ts';
import { damaged, ENTRIES_MAX, expectSound } from './damage.ts';
import type { ColumnChunk } from './footer.ts';
import { type Page, readPages } from './pages.ts';
import type { ParquetLeaf } from './schema.ts';
import { type PageValues, pageValues, plainValues } from './values.ts';

/** Some rows of a stored column: an entry per value, NULL or empty list. Absent levels are all 0 (`reps`) or all the largest (`defs`). */
export interface LeafRows { readonly count: number; readonly defs: Uint8Array | undefined; readonly reps: Uint8Array | undefined; readonly values: Column }

/** Reads a column of a row group some rows at a time. */
export class LeafReader {
  readonly #leaf: ParquetLeaf;
  readonly #pages: Generator<Page>;
  /** Of the dictionary, which outlives the chunks made of it. */
  readonly #kept = new Arena();
  #dictionary: Column | undefined;
  #page: (Page & { readonly kind: 'data' }) | undefined;
  #values: PageValues | undefined;
  #left = 0;
  /** The level of the next entry, when it has been read already. */
  #peeked: number | undefined;

  constructor(file: ByteReader, chunk: ColumnChunk, leaf: ParquetLeaf) {
    this.#leaf = leaf;
    this.#pages = readPages(file, chunk, leaf);
  }

  /** The next rows. There must be so many. */
  read(rowCount: number, arena: Arena): LeafRows {
    return this.#leaf.maxRep === 0 ? this.#readFlat(rowCount, arena) : this.#readNested(rowCount, arena);
  }

  release(): void { this.#kept.release(); }

  #readFlat(rowCount: number, arena: Arena): LeafRows {
    const defs = this.#leaf.maxDef === 0 ? undefined : new Uint8Array(rowCount);
    const parts: Column[] = [];
    for (let at = 0; at < rowCount;) {
      this.#openPage();
      const to = at + Math.min(this.#left, rowCount - at);
      if (defs !== undefined) this.#page!.defs!.read(defs, at, to);
      parts.push(this.#values!.take(defs === undefined ? to - at : this.#present(defs, at, to), arena));
      this.#left -= to - at;
      at = to;
    }
    return { count: rowCount, defs, reps: undefined, values: this.#joined(parts, arena) };
  }

  /** A row ends where the next one begins: entry by entry until it does. */
  #readNested(rowCount: number, arena: Arena): LeafRows {
    let [defs, reps] = [new Uint8Array(rowCount * 4), new Uint8Array(rowCount * 4)];
    const parts: Column[] = [];
    const one = new Uint8Array(1);
    let rows = 0;
    let count = 0;
    let ended = false;
    while (!ended) {
      if (this.#left === 0 && rows === rowCount && !this.#tryPage()) break;
      this.#openPage();
      const from = count;
      while (this.#left > 0) {
        if (this.#peeked === undefined) { this.#page!.reps!.read(one, 0, 1); this.#peeked = one[0]!; }
        if (this.#peeked === 0 && rows === rowCount) { ended = true; break; }
        if (count === defs.length) [defs, reps] = [larger(defs), larger(reps)];
        if (this.#peeked === 0) rows++;
        expectSound(rows > 0 && this.#peeked <= this.#leaf.maxRep, 'a list goes on that did not begin');
        reps[count++] = this.#peeked;
        this.#peeked = undefined;
        this.#left--;
      }
      this.#page!.defs!.read(defs, from, count);
      parts.push(this.#values!.take(this.#present(defs, from, count), arena));
    }
    return { count, defs: defs.subarray(0, count), reps: reps.subarray(0, count), values: this.#joined(parts, arena) };
  }

  #present(defs: Uint8Array, from: number, to: number): number {
    const { maxDef } = this.#leaf;
    let present = 0;
    for (let at = from; at < to; at++) {
      if (defs[at] === maxDef) present++;
      else if (defs[at]! > maxDef) damaged(`a level is ${defs[at]}, the largest is ${maxDef}`);
    }
    return present;
  }

  #joined(parts: readonly Column[], arena: Arena): Column { return concatColumns(this.#leaf.type, parts, arena); }

  #openPage(): void { if (this.#left === 0 && !this.#tryPage()) damaged('a column has fewer values than its row group has rows'); }

  /** False when there is none. */
  #tryPage(): boolean {
    for (;;) {
      const { value: page, done } = this.#pages.next();
      if (done === true) return false;
      if (page.kind === 'dictionary') {
        expectSound(page.count <= ENTRIES_MAX, `a dictionary claims ${page.count} values`);
        this.#kept.reset();
        this.#dictionary = plainValues(this.#leaf, page.values).take(page.count, this.#kept);
      } else if (page.entryCount > 0) {
        this.#page = page;
        this.#left = page.entryCount;
        this.#values = pageValues(this.#leaf, page.encoding, page.values, this.#dictionary);
        return true;
      }
    }
  }
}

function larger(levels: Uint8Array): Uint8Array<ArrayBuffer> {
  expectSound(levels.length < ENTRIES_MAX, 'lists have more elements than fit into memory');
  const out = new Uint8Array(Math.max(64, levels.length * 2));
  out.set(levels);
  return out;
}
