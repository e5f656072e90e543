import { listValue, type Value } from '../columnar/value.ts';
import { fail } from '../errors/stream-error.ts';
import { arrayType, field } from '../types/data-type.ts';
import { quantilesOf } from '../functions/aggregates/quantile-summary.ts';
import { inSetOrder } from '../functions/aggregates/set-order.ts';
import { isNumeric } from '../types/coercion.ts';
import { callFunction, col, type Column, type ColumnLike, lit, namedOrColumn, when } from './column.ts';
import { DataFrame } from './data-frame.ts';
import { expectList } from './expect.ts';

/** Statistics: `df.stat`. */
export class DataFrameStatFunctions {
  readonly #frame: DataFrame;

  constructor(frame: DataFrame) {
    this.#frame = frame;
  }

  /** Pearson's correlation of two number columns, in [-1, 1], NULL counting as 0. NULL or NaN where it is not defined. */
  async corr(left: string, right: string, method = 'pearson'): Promise<number | null> {
    if (method !== 'pearson') refuse('corr', `the method is pearson, not ${method}`);
    return this.#single('corr', left, right);
  }
  /** Sample covariance of two number columns, NULL counting as 0. */
  async cov(left: string, right: string): Promise<number | null> { return this.#single('covar_samp', left, right); }

  /**
   * Approximate quantiles of number columns; NULL and NaN do not count. For several columns an array per column, empty where there is no value.
   *
   * @param probabilities each in [0, 1]: 0.5 is the median
   * @param relativeError how far the rank of an answer may be off, as a share of all rows; 0 = exact
   */
  approxQuantile(column: string, probabilities: readonly number[], relativeError: number): Promise<number[]>;
  approxQuantile(columns: readonly string[], probabilities: readonly number[], relativeError: number): Promise<number[][]>;
  async approxQuantile(columns: string | readonly string[], probabilities: readonly number[], relativeError = 0.0001): Promise<number[] | number[][]> {
    const names = typeof columns === 'string' ? [columns] : columns;
    expectList(names, 'approxQuantile', 'what it reads');
    expectList(probabilities, 'approxQuantile', 'what it asks for');
    if (probabilities.some((one) => !(one >= 0 && one <= 1))) refuse('approxQuantile', 'probabilities lie in [0, 1]');
    if (!(relativeError >= 0)) refuse('approxQuantile', 'the relative error cannot be negative');
    const values: number[][] = names.map(() => []);
    for (const name of names) this.#number('approxQuantile', name);
    for await (const row of this.#frame.select(...names.map((name, index) => col(name).cast('double').as(`q${index}`)))) {
      values.forEach((list, index) => {
        const value = row[`q${index}`] as number | null;
        if (value !== null && !Number.isNaN(value)) list.push(value);
      });
    }
    const found = values.map((list) => [...quantilesOf(Float64Array.from(list), probabilities, Math.min(relativeError, 1))]);
    return typeof columns === 'string' ? found[0]! : found;
  }

  /**
   * How often each pair of values of two columns occurs: a row per value of the first, a column per value of the second, in order. NULL is written `null`.
   * Reads the table at once.
   */
  async crosstab(left: string, right: string): Promise<DataFrame> {
    const text = (name: string): Column => when(col(name).isNull(), 'null').otherwise(col(name).cast('string'));
    const pairs = this.#frame.select(text(left).as('l'), text(right).as('r'));
    const values = (await pairs.select('r').distinct().orderBy('r').collect()).map((row) => row['r'] as string);
    const counts = values.map((value) => callFunction('count_if', col('r').equalTo(value)).as(value));
    return pairs.groupBy(col('l').as(`${left}_${right}`)).agg(...counts);
  }

  /**
   * Values that make up more than `support` of the rows, and maybe others: one row, in columns `NAME_freqItems`. One pass with 1 / support counters
   * (Karp, Schenker, Papadimitriou). Reads the table at once.
   */
  async freqItems(columns: readonly string[], support = 0.01): Promise<DataFrame> {
    if (!(support >= 1e-4 && support <= 1)) refuse('freqItems', 'the support lies between 0.0001 and 1');
    expectList(columns, 'freqItems', 'what it reads');
    const { sparkSession } = this.#frame;
    const chosen = this.#frame.select(...columns);
    const { fields } = sparkSession.engine.schemaOf(chosen.relation);
    const counters = fields.map(() => new FrequentItems(Math.floor(1 / support)));
    for await (const row of sparkSession.engine.cells(chosen.relation)) row.forEach((value, index) => { counters[index]!.add(value); });
    const shape = fields.map((one) => field(`${one.name}_freqItems`, arrayType(one.type, one.nullable), false));
    return new DataFrame(sparkSession, { kind: 'LocalRelation', schema: { fields: shape }, rows: [counters.map((one, index) => listValue(inSetOrder(fields[index]!.type, one.items())))] });
  }

  /**
   * A random part of the rows with a share of its own per value of a column; values that are not named are left out.
   *
   * @example logs.stat.sampleBy('level', new Map([['error', 1], ['info', 0.01]]), 7)
   */
  sampleBy(column: string | Column, fractions: ReadonlyMap<ColumnLike, number>, seed?: number): DataFrame {
    const value = namedOrColumn(column);
    if (!(fractions instanceof Map)) refuse('sampleBy', 'the fractions are a Map');
    const shares = [...fractions];
    if (shares.some(([, share]) => !(share >= 0 && share <= 1))) refuse('sampleBy', 'fractions lie in [0, 1]');
    const share = shares.reduce<Column | undefined>((so, [key, one]) => {
      const here = value.equalTo(key);
      return so === undefined ? when(here, lit(one).cast('double')) : so.when(here, lit(one).cast('double'));
    }, undefined);
    const chosen = share?.otherwise(lit(0).cast('double')) ?? lit(0);
    return this.#frame.where(callFunction('rand', lit(seed ?? this.#frame.sparkSession.engine.anySeed())).lt(chosen));
  }

  async #single(name: 'corr' | 'covar_samp', left: string, right: string): Promise<number | null> {
    for (const one of [left, right]) this.#number(name === 'corr' ? 'corr' : 'cov', one);
    const [one, other] = [left, right].map((column) => callFunction('coalesce', col(column).cast('double'), lit(0).cast('double'))) as [Column, Column];
    const rows = await this.#frame.agg(callFunction(name, one, other).as('value')).collect();
    return rows[0]!['value'] as number | null;
  }

  #number(call: string, name: string): void {
    const { type } = this.#frame.sparkSession.engine.schemaOf(this.#frame.select(name).relation).fields[0]!;
    if (!isNumeric(type)) refuse(call, `the column ${name} has the type ${type.kind}, not one of numbers`);
  }
}

function refuse(call: string, problem: string): never { return fail('TIDEMARK_INVALID_API_CALL', { call, problem }); }

/** Counters for so many values; a value that finds none free takes one off all of them instead. */
class FrequentItems {
  readonly #size: number;
  readonly #counters = new Map<string, { readonly value: Value; count: number }>();

  constructor(size: number) {
    this.#size = size;
  }

  add(value: Value): void {
    const key = keyOf(value);
    const known = this.#counters.get(key);
    if (known !== undefined) known.count++;
    else if (this.#counters.size < this.#size) this.#counters.set(key, { value, count: 1 });
    else for (const [other, counter] of this.#counters) if (--counter.count === 0) this.#counters.delete(other);
  }

  items(): Value[] { return [...this.#counters.values()].map((one) => one.value); }
}

/** Equal for equal values. */
function keyOf(value: Value): string {
  if (value instanceof Uint8Array) return `x${value.join()}`;
  return `${typeof value} ${JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))}`;
}

