import type { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import { type Chunk, type Rows, selectedCount } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { NO_ID } from '../../columnar/hash-table.ts';
import { JoinTable, type Pairs, PAIRS_MAX } from '../../columnar/join-table.ts';
import type { GroupedRows } from '../../columnar/range-index.ts';
import type { BoundExpression } from '../../plan/bound.ts';
import { compileExpressions, type EvaluateAll, type EvaluationOptions } from '../../plan/evaluate.ts';
import type { HashJoin, PhysicalPlan } from '../../plan/physical.ts';
import type { BatchContext } from '../context.ts';
import { allRows, selectedRows } from './rows.ts';

/** How a join finds candidates: by key, or every row with every row. */
export interface PairSource {
  /** The rows of the built side, all together. */
  build(rows: Chunk, context: BatchContext): void;
  /** Candidates of a chunk of the probe side. */
  probe(chunk: Chunk, context: BatchContext): Probe;
  /** The built rows by group. */
  readonly grouped: GroupedRows;
  /** Of several rows with the same key the last one is met first. */
  readonly lastFirst: boolean;
  clear(): void;
  release(): void;
}

export interface Probe {
  pairs(): Iterable<Pairs>;
  /** Rows that have a candidate, when that is known without looking at pairs. */
  readonly hasMatch: (row: number) => boolean;
  /** Rows whose key has a NULL that compares with nothing. */
  readonly hasNullKey: (row: number) => boolean;
  /** Rows that may have candidates, and the group of each among the built rows; without groups all are in the first one. */
  readonly rows: Rows;
  readonly groups: Uint32Array | undefined;
}

export interface Side { readonly plan: PhysicalPlan; readonly keys: readonly BoundExpression[] }

/** Candidates by equal keys. */
export class KeyPairs implements PairSource {
  readonly #table: JoinTable;
  readonly #probeKeys: EvaluateAll;
  readonly #builtKeys: EvaluateAll;
  readonly #nullSafe: readonly boolean[];
  readonly lastFirst: boolean;
  #nullsBuilt = false;

  constructor(plan: Pick<HashJoin, 'nullSafe'>, sides: { readonly probe: Side; readonly built: Side }, { lastFirst, ...options }: EvaluationOptions & { readonly lastFirst: boolean }) {
    this.#nullSafe = plan.nullSafe;
    this.lastFirst = lastFirst;
    this.#table = new JoinTable(sides.built.keys.map((one) => one.type));
    this.#probeKeys = compileExpressions(sides.probe.keys, sides.probe.plan.output, options);
    this.#builtKeys = compileExpressions(sides.built.keys, sides.built.plan.output, options);
  }

  /** Some built row has a NULL in its key: NOT IN is never true then. */
  get hasNullBuilt(): boolean { return this.#nullsBuilt; }
  get grouped(): GroupedRows { return this.#table.grouped; }

  build(rows: Chunk, context: BatchContext): void {
    const keys = this.#builtKeys(rows.columns, rows, context);
    const usable = withoutNullKeys(keys, this.#nullSafe, rows, context.arena);
    this.#nullsBuilt = selectedCount(usable) < selectedCount(rows);
    this.#table.build(keys, usable, this.lastFirst);
  }

  probe(chunk: Chunk, context: BatchContext): Probe {
    const { arena } = context;
    const keys = this.#probeKeys(chunk.columns, chunk, context);
    const usable = withoutNullKeys(keys, this.#nullSafe, chunk, arena);
    const ids = this.#table.find(keys, usable, arena);
    return {
      pairs: () => this.#table.pairs(ids, usable, arena),
      hasMatch: (row) => ids[row] !== NO_ID,
      hasNullKey: (row) => keys.some((column, index) => this.#nullSafe[index] !== true && isNullAt(column, row)),
      rows: usable, groups: ids,
    };
  }

  clear(): void { this.#table.clear(); }
  release(): void { this.#table.release(); }
}

/** Every row with every row. */
export class AllPairs implements PairSource {
  readonly lastFirst = false;
  #builtCount = 0;

  get grouped(): GroupedRows { return { starts: Uint32Array.of(0), rows: Uint32Array.from({ length: this.#builtCount }, (_, row) => row), groups: undefined }; }

  build(rows: Chunk): void { this.#builtCount = rows.rowCount; }

  probe(chunk: Chunk, { arena }: BatchContext): Probe {
    const builtCount = this.#builtCount;
    return { pairs: () => crossPairs(selectedRows(chunk, arena), builtCount, arena), hasMatch: () => builtCount > 0, hasNullKey: () => false, rows: chunk, groups: undefined };
  }

  clear(): void { this.#builtCount = 0; }
  release(): void { this.#builtCount = 0; }
}

function* crossPairs(rows: Uint32Array, builtCount: number, arena: Arena): Generator<Pairs> {
  const probe = arena.uint32(PAIRS_MAX);
  const built = arena.uint32(PAIRS_MAX);
  const numbers = allRows(builtCount, arena);
  let count = 0;
  for (const row of rows) {
    for (let other = 0; other < builtCount;) {
      const more = Math.min(builtCount - other, PAIRS_MAX - count);
      probe.fill(row, count, count + more);
      built.set(numbers.subarray(other, other + more), count);
      other += more;
      count += more;
      if (count < PAIRS_MAX) continue;
      yield { probe, built, count };
      count = 0;
    }
  }
  if (count > 0) yield { probe: probe.subarray(0, count), built: built.subarray(0, count), count };
}

/** Rows that may match at all: a NULL in a key that is not compared with <=> never does. */
export function withoutNullKeys(keys: readonly Column[], nullSafe: readonly boolean[], rows: Rows, arena: Arena): Rows {
  const strict = keys.filter((column, index) => nullSafe[index] !== true && (column.validity !== undefined || column.type.kind === 'null'));
  if (strict.length === 0) return rows;
  const given = selectedRows(rows, arena);
  const kept = arena.uint32(given.length);
  let count = 0;
  for (const row of given) if (!strict.some((column) => isNullAt(column, row))) kept[count++] = row;
  return { rowCount: rows.rowCount, selection: kept.subarray(0, count) };
}

/** `row` is logical. */
export function isNullAt(column: Column, row: number): boolean {
  return column.type.kind === 'null' || !isValid(column.validity, row & column.mask);
}
