import { fail } from '../errors/stream-error.ts';
import { toExpression, type ColumnLike } from './column.ts';
import { DataFrame } from './data-frame.ts';
import { expectNames } from './expect.ts';

/** Missing values: `df.na`. */
export class DataFrameNaFunctions {
  readonly #frame: DataFrame;

  constructor(frame: DataFrame) {
    this.#frame = frame;
  }

  /** Drops rows with NULL or NaN: in any column (default), in all, or with fewer than `minNonNulls` good ones. */
  drop(how: 'any' | 'all' | number = 'any', columns?: readonly string[]): DataFrame {
    const minNonNulls = how === 'any' ? undefined : how === 'all' ? 1 : how;
    if (minNonNulls !== undefined && !Number.isInteger(minNonNulls)) fail('TIDEMARK_INVALID_API_CALL', { call: 'na.drop', problem: 'it drops by any, all or a number of columns' });
    if (columns !== undefined) expectNames(columns, 'na.drop');
    return new DataFrame(this.#frame.sparkSession, {
      kind: 'DropNa', input: this.#frame.relation, ...(columns === undefined ? {} : { columns }), ...(minNonNulls === undefined ? {} : { minNonNulls }),
    });
  }

  /** Replaces NULL and NaN by a value in the columns of its type, or by a value of each column, which is cast to its type. */
  fill(value: ColumnLike | Readonly<Record<string, ColumnLike>>, columns?: readonly string[]): DataFrame {
    const perColumn = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
    const names = perColumn ? Object.keys(value) : columns;
    if (names !== undefined) expectNames(names, 'na.fill');
    const values = perColumn ? Object.values(value as Readonly<Record<string, ColumnLike>>) : [value as ColumnLike];
    return new DataFrame(this.#frame.sparkSession, {
      kind: 'FillNa', input: this.#frame.relation, values: values.map(toExpression), ...(names === undefined ? {} : { columns: names }), ...(perColumn ? { perColumn } : {}),
    });
  }

  /** Replaces values by others in the given columns (`'*'` = all). */
  replace(columns: string | readonly string[], replacements: ReadonlyMap<ColumnLike, ColumnLike>): DataFrame {
    const names = columns === '*' ? undefined : typeof columns === 'string' ? [columns] : columns;
    if (names !== undefined) expectNames(names, 'na.replace');
    if (!(replacements instanceof Map)) fail('TIDEMARK_INVALID_API_CALL', { call: 'na.replace', problem: 'the replacements are a Map' });
    return new DataFrame(this.#frame.sparkSession, {
      kind: 'Replace', input: this.#frame.relation, replacements: [...replacements].map(([from, to]) => [toExpression(from), toExpression(to)] as const),
      ...(names === undefined ? {} : { columns: names }),
    });
  }
}
