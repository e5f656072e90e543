import { fail } from '../errors/stream-error.ts';
import { expressionText } from '../plan/explain-expression.ts';
import type { Alias, Expression, SortOrder } from '../plan/expression.ts';
import { markOuter } from '../plan/outer-names.ts';
import type { Relation } from '../plan/relation.ts';
import type { DataType } from '../types/data-type.ts';
import { expectFunction, expectInstance, expectIterable, expectText, expectType } from './expect.ts';
import { type LiteralInput, literalExpression } from './literal.ts';
import type { WindowSpecification } from './window-specification.ts';

/** What a method takes where Spark takes a Column or a value: values become literals. */
export type ColumnLike = Column | LiteralInput;

/** A DataFrame in the place of values. */
interface SubqueryInput { readonly relation: Relation }

function isSubquery(value: unknown): value is SubqueryInput { return typeof value === 'object' && value !== null && 'relation' in value; }

/**
 * An expression over the columns of a DataFrame: immutable, unresolved until a DataFrame uses it.
 *
 * @example col('price').multiply(col('amount')).gt(100).and(col('country').isin('KR', 'DE'))
 */
export class Column {
  /** The plan node behind it. */
  readonly expression: Expression;

  constructor(expression: Expression) {
    this.expression = expression;
  }

  /** The sum; an error on overflow under ANSI. */
  plus(other: ColumnLike): Column { return this.#binary('+', other); }
  /** The difference; an error on overflow under ANSI. */
  minus(other: ColumnLike): Column { return this.#binary('-', other); }
  /** The product; an error on overflow under ANSI. */
  multiply(other: ColumnLike): Column { return this.#binary('*', other); }
  /** The quotient, DOUBLE or DECIMAL; an error for a divisor of 0 under ANSI. */
  divide(other: ColumnLike): Column { return this.#binary('/', other); }
  /** The remainder, with the sign of the dividend; an error for a divisor of 0 under ANSI. */
  mod(other: ColumnLike): Column { return this.#binary('%', other); }
  /** The value with the other sign. */
  negate(): Column { return callFunction('negative', this); }

  /** Whether both are equal; NULL when one of them is. */
  equalTo(other: ColumnLike): Column { return this.#binary('==', other); }
  /** Short for `equalTo`. */
  eq(other: ColumnLike): Column { return this.#binary('==', other); }
  /** Whether they differ; NULL when one of them is. */
  notEqual(other: ColumnLike): Column { return callFunction('not', this.equalTo(other)); }
  /** `<=>`: NULL equals NULL. */
  eqNullSafe(other: ColumnLike): Column { return this.#binary('<=>', other); }
  /** Greater than; NULL when one side is. */
  gt(other: ColumnLike): Column { return this.#binary('>', other); }
  /** Greater than or equal; NULL when one side is. */
  geq(other: ColumnLike): Column { return this.#binary('>=', other); }
  /** Less than; NULL when one side is. */
  lt(other: ColumnLike): Column { return this.#binary('<', other); }
  /** Less than or equal; NULL when one side is. */
  leq(other: ColumnLike): Column { return this.#binary('<=', other); }
  /** Within the bounds, both included. */
  between(lower: ColumnLike, upper: ColumnLike): Column { return this.geq(lower).and(this.leq(upper)); }

  /** Both are true, by three-valued logic. */
  and(other: ColumnLike): Column { return this.#binary('and', other); }
  /** One of them is true, by three-valued logic. */
  or(other: ColumnLike): Column { return this.#binary('or', other); }
  /** The opposite of a BOOLEAN; NULL stays NULL. */
  not(): Column { return callFunction('not', this); }

  /** The bits both whole numbers have. */
  bitwiseAND(other: ColumnLike): Column { return this.#binary('&', other); }
  /** The bits one of both whole numbers has. */
  bitwiseOR(other: ColumnLike): Column { return this.#binary('|', other); }
  /** The bits exactly one of both whole numbers has. */
  bitwiseXOR(other: ColumnLike): Column { return this.#binary('^', other); }

  /** Whether it is NULL. */
  isNull(): Column { return callFunction('isnull', this); }
  /** Whether it is not NULL. */
  isNotNull(): Column { return callFunction('isnotnull', this); }
  /** Whether a FLOAT or DOUBLE is NaN; false for NULL. */
  isNaN(): Column { return callFunction('isnan', this); }

  /**
   * Whether it is one of the values, or of the rows of a DataFrame with one column; a struct made here is compared with rows of as many columns. NULL when it is not and NULL is among them.
   *
   * @example orders.where(col('country').isin('KR', 'DE')); orders.where(col('user').isin(vips.select('id')))
   */
  isin(...values: readonly (ColumnLike | SubqueryInput)[]): Column {
    const [first] = values;
    if (!isSubquery(first)) return callFunction('in', this, ...values as readonly ColumnLike[]);
    const isStruct = this.expression.kind === 'UnresolvedFunction' && this.expression.name.length === 1 && this.expression.name[0] === 'struct';
    return new Column({ kind: 'Subquery', subquery: 'in', plan: first.relation, values: isStruct ? this.expression.arguments : [this.expression] });
  }
  /** Like `isin`, for values at hand in anything that can be iterated. */
  isInCollection(values: Iterable<ColumnLike>): Column {
    expectIterable(values, 'isInCollection', 'what it looks in');
    return this.isin(...values);
  }

  /** Whether text fits an SQL pattern: `%` any text, `_` one character. */
  like(pattern: ColumnLike): Column { return this.#binary('like', pattern); }
  /** Like `like`, without regard to case. */
  ilike(pattern: ColumnLike): Column { return this.#binary('ilike', pattern); }
  /** Whether a regular expression (Java's) is found in the text. */
  rlike(pattern: ColumnLike): Column { return this.#binary('rlike', pattern); }
  /** Whether the other text is in this one. */
  contains(other: ColumnLike): Column { return callFunction('contains', this, other); }
  /** Whether it begins with the other text. */
  startsWith(other: ColumnLike): Column { return callFunction('startswith', this, other); }
  /** Whether it ends with the other text. */
  endsWith(other: ColumnLike): Column { return callFunction('endswith', this, other); }
  /** A part of text or bytes. `start` counts from 1, from the end when negative. */
  substr(start: ColumnLike, length: ColumnLike): Column { return callFunction('substr', this, start, length); }

  /** Element of an array (from 0), value of a map, field of a struct. */
  getItem(key: ColumnLike): Column { return new Column({ kind: 'ExtractValue', input: this.expression, extraction: toExpression(key) }); }
  /** The same as `getItem`. */
  apply(key: ColumnLike): Column { return this.getItem(key); }
  /** A field of a struct by its name. */
  getField(name: string): Column { return this.getItem(name); }
  /** A struct with a field added or replaced; dots in the name lead into structs inside. @example col('s').withField('a.b', lit(1)) */
  withField(name: string, value: ColumnLike): Column {
    expectText(name, 'withField', 'the name of a field');
    return new Column({ kind: 'UpdateFields', input: this.expression, fieldName: name, value: toExpression(value) });
  }
  /** A struct without some fields; names that are not there are ignored, dropping all is an error. */
  dropFields(...names: readonly string[]): Column {
    for (const name of names) expectText(name, 'dropFields', 'the name of a field');
    return new Column(names.reduce<Expression>((input, fieldName) => ({ kind: 'UpdateFields', input, fieldName }), this.expression));
  }
  /** Applies a function of your own to this column, so that it can stand in a chain. */
  transform<T>(fn: (input: this) => T): T {
    expectFunction(fn, 'transform');
    return fn(this);
  }

  /** To a type given as DDL (`'decimal(10,2)'`) or as a DataType. Fails on bad values under ANSI. */
  cast(to: string | DataType): Column { return new Column({ kind: 'Cast', input: this.expression, to: expectType(to, 'cast'), mode: 'cast' }); }
  /** To a type like `cast`; NULL on bad values. */
  tryCast(to: string | DataType): Column { return new Column({ kind: 'Cast', input: this.expression, to: expectType(to, 'tryCast'), mode: 'try' }); }

  /** Names the column. Several names are for generators: `explode(col('m')).as('k', 'v')`. */
  as(...names: readonly string[]): Column { return new Column({ kind: 'Alias', input: this.expression, names }); }
  /** The same as `as`. */
  alias(...names: readonly string[]): Column { return this.as(...names); }
  /** The same as `as`, for one name. */
  name(name: string): Column { return this.as(name); }

  /** Sorts up, NULLs first. For `orderBy`. */
  asc(): Column { return this.#sorted(false, 'first'); }
  /** Sorts up, NULLs first. */
  ascNullsFirst(): Column { return this.#sorted(false, 'first'); }
  /** Sorts up, NULLs last. */
  ascNullsLast(): Column { return this.#sorted(false, 'last'); }
  /** Sorts down, NULLs last. */
  desc(): Column { return this.#sorted(true, 'last'); }
  /** Sorts down, NULLs first. */
  descNullsFirst(): Column { return this.#sorted(true, 'first'); }
  /** Sorts down, NULLs last. */
  descNullsLast(): Column { return this.#sorted(true, 'last'); }

  /** Adds a branch to `when(…)`; an error on any other column. */
  when(condition: Column, value: ColumnLike): Column {
    return new Column({ ...this.#openCase(), arguments: [...this.#openCase().arguments, condition.expression, toExpression(value)] });
  }
  /** Closes `when(…)`; without it rows that fit no branch get NULL. */
  otherwise(value: ColumnLike): Column {
    return new Column({ ...this.#openCase(), arguments: [...this.#openCase().arguments, toExpression(value)] });
  }

  /** Makes a window function of it; without a window, one over all rows. */
  over(window?: WindowSpecification): Column {
    return new Column({ kind: 'Window', function: this.expression, window: window?.spec ?? { partitionBy: [], orderBy: [] } });
  }

  /**
   * Says that the columns in here may be those of the query around: for DataFrames that become subqueries or the right side of a lateral join.
   * Such a DataFrame is checked only when it is used.
   *
   * @example users.where(orders.where(col('o.user').equalTo(col('u.id').outer())).exists())
   */
  outer(): Column { return new Column(markOuter(this.expression)); }

  /** The expression as EXPLAIN shows it. */
  toString(): string { return expressionText(this.expression); }

  #binary(name: string, other: ColumnLike): Column {
    return new Column({ kind: 'UnresolvedFunction', name: [name], arguments: [this.expression, toExpression(other)], operator: true });
  }

  #sorted(descending: boolean, nullOrdering: 'first' | 'last'): Column {
    return new Column({ kind: 'SortOrder', input: this.expression, descending, nullOrdering });
  }

  #openCase(): Extract<Expression, { kind: 'UnresolvedFunction' }> {
    const node = this.expression;
    if (node.kind === 'UnresolvedFunction' && node.name[0] === 'when' && node.arguments.length % 2 === 0) return node;
    return fail('TIDEMARK_INVALID_API_CALL', { call: 'when/otherwise', problem: 'it continues a column made with when(condition, value), before otherwise' });
  }
}

/** A column by name: `col('a')`, `col('t.a')`, `col('s.field')`, `col('*')`. Back-quotes keep dots: `col('`a.b`')`. */
export function col(name: string): Column {
  if (name === '*') return new Column({ kind: 'UnresolvedStar' });
  const parts = splitName(name);
  if (parts.at(-1) === '*') return new Column({ kind: 'UnresolvedStar', target: parts.slice(0, -1) });
  return new Column({ kind: 'UnresolvedAttribute', name: parts });
}

/** The same as `col`. */
export function column(name: string): Column { return col(name); }

/** A literal. Strings are strings, bigints BIGINT, whole numbers INT or BIGINT by size, other numbers DOUBLE, Dates TIMESTAMP. */
export function lit(value: ColumnLike): Column { return value instanceof Column ? value : new Column(literalExpression(value)); }

/** SQL text of one expression. @example expr('count(*) FILTER (WHERE a > 1) AS n') */
export function expr(sql: string): Column {
  expectText(sql, 'expr', 'an expression');
  return new Column({ kind: 'ExpressionString', sql });
}

/** Any function of the SQL function table by its name. */
export function callFunction(name: string, ...args: readonly ColumnLike[]): Column {
  expectText(name, 'a function', 'its name');
  return new Column({ kind: 'UnresolvedFunction', name: [name], arguments: args.map(toExpression) });
}

/**
 * The same with text in the first place as the name of a column, as in `select('a')`; in any other place it is a value, as are numbers, Dates and the like.
 * Functions over any number of columns, or over columns that no text could stand for, take names in all places: `struct('a', 'b')`, `maxBy('a', 'b')`.
 */
export function callNamed(name: string, [first, ...rest]: readonly ColumnLike[]): Column {
  if (ofColumns.has(name)) return callFunction(name, ...[first, ...rest].filter((one) => one !== undefined).map((one) => (typeof one === 'string' ? col(one) : one)));
  if (first === undefined) return callFunction(name);
  return callFunction(name, typeof first === 'string' ? col(first) : first, ...rest);
}

const ofColumns: ReadonlySet<string> = new Set([
  'array', 'struct', 'greatest', 'least', 'grouping_id', 'corr', 'covar_pop', 'covar_samp', 'atan2', 'hypot', 'pow', 'power', 'coalesce', 'concat', 'hash', 'xxhash64', 'max_by', 'min_by', 'map', 'map_concat',
  'map_from_arrays', 'arrays_zip', 'arrays_overlap', 'array_union', 'array_intersect', 'array_except', 'date_diff', 'datediff', 'regr_avgx', 'regr_avgy', 'regr_count', 'regr_intercept', 'regr_r2', 'regr_slope',
  'regr_sxx', 'regr_sxy', 'regr_syy',
]);

/** CASE WHEN; go on with `.when(…)` and `.otherwise(…)`. */
export function when(condition: Column, value: ColumnLike): Column { return callFunction('when', condition, value); }

export function toExpression(value: ColumnLike): Expression {
  return value instanceof Column ? value.expression : literalExpression(value);
}

/** A string names a column here, as in `select('a')`. */
export function namedOrColumn(value: string | Column): Column {
  return value instanceof Column ? value : col(value);
}

export function toSortOrder(value: string | Column): SortOrder {
  const { expression } = namedOrColumn(value);
  return expression.kind === 'SortOrder' ? expression : { kind: 'SortOrder', input: expression, descending: false };
}

export function toAlias(name: string, value: Column): Alias {
  expectInstance(value, Column, `column ${name}`);
  return { kind: 'Alias', input: value.expression, names: [name] };
}

/** Splits `a.b` at dots outside of back-quotes. */
export function splitName(name: string): string[] {
  expectText(name, 'a column or table', 'its name');
  const parts = [...name.matchAll(/`((?:[^`]|``)*)`|([^.`]+)/g)].map((match) => match[1]?.replaceAll('``', '`') ?? match[2]!);
  const rebuilt = [...name.matchAll(/`(?:[^`]|``)*`|[^.`]+/g)].map((match) => match[0]).join('.');
  if (parts.length === 0 || rebuilt !== name) fail('INVALID_ATTRIBUTE_NAME_SYNTAX', { name });
  return parts;
}
