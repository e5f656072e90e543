import { fail } from '../errors/stream-error.ts';
import type { Alias, Expression, SortOrder } from '../plan/expression.ts';
import type { DataType } from '../types/data-type.ts';
import { type LiteralInput, literalExpression } from './literal.ts';
import type { WindowSpecification } from './window-specification.ts';

/** What a method takes where Spark takes a Column or a value: values become literals. */
export type ColumnLike = Column | LiteralInput;

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

  plus(other: ColumnLike): Column { return this.#binary('+', other); }
  minus(other: ColumnLike): Column { return this.#binary('-', other); }
  multiply(other: ColumnLike): Column { return this.#binary('*', other); }
  divide(other: ColumnLike): Column { return this.#binary('/', other); }
  mod(other: ColumnLike): Column { return this.#binary('%', other); }
  negate(): Column { return callFunction('negative', this); }

  equalTo(other: ColumnLike): Column { return this.#binary('==', other); }
  /** Short for `equalTo`. */
  eq(other: ColumnLike): Column { return this.#binary('==', other); }
  notEqual(other: ColumnLike): Column { return callFunction('not', this.equalTo(other)); }
  /** `<=>`: NULL equals NULL. */
  eqNullSafe(other: ColumnLike): Column { return this.#binary('<=>', other); }
  gt(other: ColumnLike): Column { return this.#binary('>', other); }
  geq(other: ColumnLike): Column { return this.#binary('>=', other); }
  lt(other: ColumnLike): Column { return this.#binary('<', other); }
  leq(other: ColumnLike): Column { return this.#binary('<=', other); }
  between(lower: ColumnLike, upper: ColumnLike): Column { return this.geq(lower).and(this.leq(upper)); }

  and(other: ColumnLike): Column { return this.#binary('and', other); }
  or(other: ColumnLike): Column { return this.#binary('or', other); }
  not(): Column { return callFunction('not', this); }

  bitwiseAND(other: ColumnLike): Column { return this.#binary('&', other); }
  bitwiseOR(other: ColumnLike): Column { return this.#binary('|', other); }
  bitwiseXOR(other: ColumnLike): Column { return this.#binary('^', other); }

  isNull(): Column { return callFunction('isnull', this); }
  isNotNull(): Column { return callFunction('isnotnull', this); }
  isNaN(): Column { return callFunction('isnan', this); }
  isin(...values: readonly ColumnLike[]): Column { return callFunction('in', this, ...values); }

  like(pattern: ColumnLike): Column { return this.#binary('like', pattern); }
  ilike(pattern: ColumnLike): Column { return this.#binary('ilike', pattern); }
  rlike(pattern: ColumnLike): Column { return this.#binary('rlike', pattern); }
  contains(other: ColumnLike): Column { return callFunction('contains', this, other); }
  startsWith(other: ColumnLike): Column { return callFunction('startswith', this, other); }
  endsWith(other: ColumnLike): Column { return callFunction('endswith', this, other); }
  /** `start` counts from 1. */
  substr(start: ColumnLike, length: ColumnLike): Column { return callFunction('substr', this, start, length); }

  /** Element of an array (from 0), value of a map, field of a struct. */
  getItem(key: ColumnLike): Column { return new Column({ kind: 'ExtractValue', input: this.expression, extraction: toExpression(key) }); }
  getField(name: string): Column { return this.getItem(name); }
  withField(name: string, value: ColumnLike): Column {
    return new Column({ kind: 'UpdateFields', input: this.expression, fieldName: name, value: toExpression(value) });
  }
  dropFields(...names: readonly string[]): Column {
    return new Column(names.reduce<Expression>((input, fieldName) => ({ kind: 'UpdateFields', input, fieldName }), this.expression));
  }

  /** To a type given as DDL (`'decimal(10,2)'`) or as a DataType. Fails on bad values under ANSI. */
  cast(to: string | DataType): Column { return new Column({ kind: 'Cast', input: this.expression, to, mode: 'cast' }); }
  /** NULL on bad values. */
  tryCast(to: string | DataType): Column { return new Column({ kind: 'Cast', input: this.expression, to, mode: 'try' }); }

  /** Several names are for generators: `explode(col('m')).as('k', 'v')`. */
  as(...names: readonly string[]): Column { return new Column({ kind: 'Alias', input: this.expression, names }); }
  alias(...names: readonly string[]): Column { return this.as(...names); }
  name(name: string): Column { return this.as(name); }

  asc(): Column { return this.#sorted(false, 'first'); }
  ascNullsFirst(): Column { return this.#sorted(false, 'first'); }
  ascNullsLast(): Column { return this.#sorted(false, 'last'); }
  desc(): Column { return this.#sorted(true, 'last'); }
  descNullsFirst(): Column { return this.#sorted(true, 'first'); }
  descNullsLast(): Column { return this.#sorted(true, 'last'); }

  /** Adds a branch to `when(…)`. */
  when(condition: Column, value: ColumnLike): Column {
    return new Column({ ...this.#openCase(), arguments: [...this.#openCase().arguments, condition.expression, toExpression(value)] });
  }
  /** Closes `when(…)`; without it rows that fit no branch get NULL. */
  otherwise(value: ColumnLike): Column {
    return new Column({ ...this.#openCase(), arguments: [...this.#openCase().arguments, toExpression(value)] });
  }

  over(window: WindowSpecification): Column {
    return new Column({ kind: 'Window', function: this.expression, window: window.spec });
  }

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
export function expr(sql: string): Column { return new Column({ kind: 'ExpressionString', sql }); }

/** Any function of the SQL function table by its name. */
export function callFunction(name: string, ...args: readonly ColumnLike[]): Column {
  return new Column({ kind: 'UnresolvedFunction', name: [name], arguments: args.map(toExpression) });
}

/** CASE WHEN; go on with `.when(…)` and `.otherwise(…)`. */
export function when(condition: Column, value: ColumnLike): Column { return callFunction('when', condition, value); }

export function toExpression(value: ColumnLike): Expression {
  return value instanceof Column ? value.expression : literalExpression(value);
}

/** A string names a column here, as in `select('a')`. */
export function namedOrColumn(value: string | Column): Column {
  return typeof value === 'string' ? col(value) : value;
}

export function toSortOrder(value: string | Column): SortOrder {
  const { expression } = namedOrColumn(value);
  return expression.kind === 'SortOrder' ? expression : { kind: 'SortOrder', input: expression, descending: false };
}

export function toAlias(name: string, value: Column): Alias {
  return { kind: 'Alias', input: value.expression, names: [name] };
}

/** Splits `a.b` at dots outside of back-quotes. */
export function splitName(name: string): string[] {
  const parts = [...name.matchAll(/`((?:[^`]|``)*)`|([^.`]+)/g)].map((match) => match[1]?.replaceAll('``', '`') ?? match[2]!);
  const rebuilt = [...name.matchAll(/`(?:[^`]|``)*`|[^.`]+/g)].map((match) => match[0]).join('.');
  if (parts.length === 0 || rebuilt !== name) fail('INVALID_ATTRIBUTE_NAME_SYNTAX', { attributeName: name });
  return parts;
}
