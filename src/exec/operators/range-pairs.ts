import { approximateKeys } from '../../columnar/approximate-key.ts';
import type { Chunk, Rows } from '../../columnar/chunk.ts';
import { NO_ID } from '../../columnar/hash-table.ts';
import { type Pairs, PAIRS_MAX } from '../../columnar/join-table.ts';
import { RangeIndex } from '../../columnar/range-index.ts';
import { StreamError } from '../../errors/stream-error.ts';
import type { BoundExpression } from '../../plan/bound.ts';
import { compileExpressions, type EvaluateAll, type EvaluationOptions } from '../../plan/evaluate.ts';
import type { BatchContext } from '../context.ts';
import type { PairSource, Probe, Side } from './join-pairs.ts';
import { rangeAxes, type RangeAxis } from './range-axes.ts';
import { selectedRows } from './rows.ts';

/** The candidates of a source, without most of those that a comparison in the condition refuses. */
export function withinRanges(source: PairSource, condition: BoundExpression | undefined, sides: { readonly probe: Side; readonly built: Side }, options: EvaluationOptions): PairSource {
  const [first, second] = rangeAxes(condition, sides.built.plan.output, sides.probe.plan.output);
  return first === undefined ? source : new RangePairs(source, { first, second, sides }, options);
}

/** With fewer rows per key a comparison of each pair is cheaper than a search. */
const ROWS_PER_KEY_MIN = 8;

interface Axes { readonly first: RangeAxis; readonly second: RangeAxis | undefined; readonly sides: { readonly probe: Side; readonly built: Side } }

/**
 * Candidates from an index over the values that the condition bounds (columnar/range-index.ts). They come in the order of the source.
 *
 * Promise: no pair is missed; the condition is still asked of every candidate. Where a value or a bound cannot be computed for all rows, the source itself
 * gives the candidates, and the error comes from the pair that has it.
 */
class RangePairs implements PairSource {
  readonly #source: PairSource;
  readonly #secondBound: 'least' | 'most';
  readonly #builtValues: EvaluateAll;
  readonly #bounds: readonly { readonly side: 'low' | 'high' | 'second'; readonly value: BoundExpression }[];
  readonly #boundValues: EvaluateAll;
  #index: RangeIndex | undefined;

  constructor(source: PairSource, { first, second, sides }: Axes, options: EvaluationOptions) {
    this.#source = source;
    this.#secondBound = second === undefined || second.least.length > 0 ? 'least' : 'most';
    this.#builtValues = compileExpressions([first.value, ...(second === undefined ? [] : [second.value])], sides.built.plan.output, options);
    this.#bounds = [
      ...first.least.map((value) => ({ side: 'low', value }) as const), ...first.most.map((value) => ({ side: 'high', value }) as const),
      ...(second?.[this.#secondBound].slice(0, 1) ?? []).map((value) => ({ side: 'second', value }) as const),
    ];
    this.#boundValues = compileExpressions(this.#bounds.map((one) => one.value), sides.probe.plan.output, options);
  }

  get grouped(): PairSource['grouped'] { return this.#source.grouped; }
  get lastFirst(): boolean { return this.#source.lastFirst; }

  build(rows: Chunk, context: BatchContext): void {
    this.#source.build(rows, context);
    const { grouped } = this.#source;
    this.#index = undefined;
    const keyCount = grouped.groups === undefined ? 1 : Math.max(1, grouped.starts.length - 2);
    if (grouped.rows.length < ROWS_PER_KEY_MIN * keyCount) return;
    const [first, second] = orUnknown(() => this.#builtValues(rows.columns, rows, context).map((column) => approximateKeys(column, rows.rowCount))) ?? [];
    if (first !== undefined) this.#index = new RangeIndex(grouped, { first, second, secondBound: this.#secondBound });
  }

  probe(chunk: Chunk, context: BatchContext): Probe {
    const probe = this.#source.probe(chunk, context);
    const index = this.#index;
    if (index === undefined) return probe;
    const keys = orUnknown(() => this.#boundValues(chunk.columns, probe.rows, context).map((column) => approximateKeys(column, chunk.rowCount)));
    if (keys === undefined) return probe;
    return { ...probe, pairs: () => this.#pairs(index, probe, this.#boundsOf(keys, chunk), context) };
  }

  clear(): void {
    this.#source.clear();
    this.#index = undefined;
  }

  release(): void { this.#source.release(); }

  /** Of several bounds the narrowest; NaN, from a NULL, refuses everything. */
  #boundsOf(keys: readonly Float64Array[], { rowCount }: Rows): Bounds {
    const bounds = { low: new Float64Array(rowCount).fill(-Infinity), high: new Float64Array(rowCount).fill(Infinity), second: new Float64Array(rowCount) };
    keys.forEach((key, at) => {
      const { side } = this.#bounds[at]!;
      const to = bounds[side];
      if (side === 'second') to.set(key);
      else for (let row = 0; row < rowCount; row++) to[row] = side === 'low' ? Math.max(to[row]!, key[row]!) : Math.min(to[row]!, key[row]!);
    });
    return bounds;
  }

  *#pairs(index: RangeIndex, { rows, groups }: Probe, bounds: Bounds, { arena }: BatchContext): Generator<Pairs> {
    const [probe, built, found] = [arena.uint32(PAIRS_MAX), arena.uint32(PAIRS_MAX), arena.uint32(index.rowCount)];
    const query = { group: 0, low: 0, high: 0, second: 0 };
    let count = 0;
    for (const row of selectedRows(rows, arena)) {
      query.group = groups === undefined ? 0 : groups[row]!;
      if (query.group === NO_ID) continue;
      query.low = bounds.low[row]!;
      query.high = bounds.high[row]!;
      query.second = bounds.second[row]!;
      const size = index.find(query, found);
      if (this.lastFirst) found.subarray(0, size).reverse();
      for (let from = 0; from < size;) {
        const part = Math.min(size - from, PAIRS_MAX - count);
        probe.fill(row, count, count + part);
        for (let at = 0; at < part; at++) built[count + at] = found[from + at]!;
        from += part;
        count += part;
        if (count < PAIRS_MAX) continue;
        yield { probe, built, count };
        count = 0;
      }
    }
    if (count > 0) yield { probe: probe.subarray(0, count), built: built.subarray(0, count), count };
  }
}

interface Bounds { readonly low: Float64Array; readonly high: Float64Array; readonly second: Float64Array }

/** Undefined where some row has an error. */
function orUnknown<Result>(compute: () => Result): Result | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof StreamError) return undefined;
    throw error;
  }
}
