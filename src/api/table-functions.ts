import { type Column, type ColumnLike, toExpression } from './column.ts';
import { DataFrame } from './data-frame.ts';
import type { Session } from './session.ts';

/**
 * Functions that make rows, as DataFrames: `spark.tvf`. Columns of the left side of `lateralJoin` are written with `outer()`.
 *
 * @example orders.lateralJoin(spark.tvf.explode(col('items').outer()).as('e', 'item'))
 */
export class TableValuedFunction {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Numbers from `start` (inclusive) to `end` (exclusive) in a column `id`; with one number from 0 to it. */
  range(start: number | bigint, end?: number | bigint, step?: number | bigint): DataFrame { return this.#session.range(start, end, step); }
  /** A row per element of an array, or per entry of a map. */
  explode(collection: Column): DataFrame { return this.#call('explode', collection); }
  /** Like `explode`, with a row of NULL for a collection that is NULL or empty. */
  explodeOuter(collection: Column): DataFrame { return this.#call('explode_outer', collection); }
  /** Like `explode`, with the place from 0 in front. */
  posexplode(collection: Column): DataFrame { return this.#call('posexplode', collection); }
  /** Like `posexplode`, with a row of NULL for a collection that is NULL or empty. */
  posexplodeOuter(collection: Column): DataFrame { return this.#call('posexplode_outer', collection); }
  /** A row per struct of an array, its fields as columns. */
  inline(structs: Column): DataFrame { return this.#call('inline', structs); }
  /** Like `inline`, with a row of NULL for an array that is NULL or empty. */
  inlineOuter(structs: Column): DataFrame { return this.#call('inline_outer', structs); }
  /** Fields of JSON text as columns of one row. */
  jsonTuple(json: Column, ...fields: readonly ColumnLike[]): DataFrame { return this.#call('json_tuple', json, ...fields); }
  /** Values laid out in so many rows. */
  stack(rows: ColumnLike, ...values: readonly ColumnLike[]): DataFrame { return this.#call('stack', rows, ...values); }
  /** A row per element of a variant's array, or per field of its object. */
  variantExplode(variant: Column): DataFrame { return this.#call('variant_explode', variant); }
  /** Like `variantExplode`, with a row of NULL where there is none. */
  variantExplodeOuter(variant: Column): DataFrame { return this.#call('variant_explode_outer', variant); }
  /** The words of SQL, and which of them cannot be names. */
  sqlKeywords(): DataFrame { return this.#call('sql_keywords'); }
  /** The collations there are. */
  collations(): DataFrame { return this.#call('collations'); }
  /** Any table function, built in or of the session, by its name. */
  call(name: string, ...args: readonly ColumnLike[]): DataFrame { return this.#call(name, ...args); }

  #call(name: string, ...args: readonly ColumnLike[]): DataFrame {
    return new DataFrame(this.#session, { kind: 'TableFunction', name: [name], arguments: args.map(toExpression), streaming: false });
  }
}
