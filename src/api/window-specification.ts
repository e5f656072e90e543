import type { FrameBound, WindowSpec } from '../plan/expression.ts';
import { type Column, namedOrColumn, toSortOrder } from './column.ts';
import { expectWhole } from './expect.ts';
import { literalExpression } from './literal.ts';

/**
 * PARTITION BY … ORDER BY … and a frame, for `column.over(…)`.
 *
 * @example rowNumber().over(Window.partitionBy('user').orderBy(col('ts').desc()))
 */
export class WindowSpecification {
  /** The plan node behind it. */
  readonly spec: WindowSpec;

  constructor(spec: WindowSpec) {
    this.spec = spec;
  }

  /** Rows with equal values are a window of their own. */
  partitionBy(...columns: readonly (string | Column)[]): WindowSpecification {
    return new WindowSpecification({ ...this.spec, partitionBy: columns.map((one) => namedOrColumn(one).expression) });
  }

  /** Order within a window. */
  orderBy(...columns: readonly (string | Column)[]): WindowSpecification {
    return new WindowSpecification({ ...this.spec, orderBy: columns.map(toSortOrder) });
  }

  /** The rows from `start` to `end` places away, both included; negative is before. */
  rowsBetween(start: number | bigint, end: number | bigint): WindowSpecification { return this.#framed('rows', start, end); }
  /** The rows whose order value is from `start` to `end` away from this row's, both included. */
  rangeBetween(start: number | bigint, end: number | bigint): WindowSpecification { return this.#framed('range', start, end); }

  #framed(unit: 'rows' | 'range', start: number | bigint, end: number | bigint): WindowSpecification {
    for (const bound of [start, end]) expectWhole(bound, `${unit}Between`);
    return new WindowSpecification({ ...this.spec, frame: { unit, start: boundOf(BigInt(start)), end: boundOf(BigInt(end)) } });
  }
}

const unboundedPreceding = -(2n ** 63n);
const unboundedFollowing = 2n ** 63n - 1n;

/** Where a window specification starts. */
export const Window = {
  unboundedPreceding,
  unboundedFollowing,
  currentRow: 0n,
  partitionBy: (...columns: readonly (string | Column)[]): WindowSpecification => empty.partitionBy(...columns),
  orderBy: (...columns: readonly (string | Column)[]): WindowSpecification => empty.orderBy(...columns),
  rowsBetween: (start: number | bigint, end: number | bigint): WindowSpecification => empty.rowsBetween(start, end),
  rangeBetween: (start: number | bigint, end: number | bigint): WindowSpecification => empty.rangeBetween(start, end),
} as const;

const empty = new WindowSpecification({ partitionBy: [], orderBy: [] });

function boundOf(distance: bigint): FrameBound {
  if (distance <= unboundedPreceding) return { bound: 'unbounded preceding' };
  if (distance >= unboundedFollowing) return { bound: 'unbounded following' };
  if (distance === 0n) return { bound: 'current row' };
  return { bound: 'following', distance: literalExpression(BigInt.asIntN(32, distance) === distance ? Number(distance) : distance) };
}
