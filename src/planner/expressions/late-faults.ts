import { conditionOf } from '../../errors/stream-error.ts';
import type { Scope } from './scope.ts';

/**
 * Spark resolves a whole query before it checks types and what is left without a meaning. Of two faults in one query, one that stops the resolution (a wrong
 * number of arguments, a field that is not there) is therefore told before any that only the check finds, wherever the two stand.
 */
export function isLateFault(error: unknown): boolean {
  const condition = conditionOf(error);
  return condition !== undefined && (lateFaults.has(condition) || lateFaults.has(condition.slice(0, condition.indexOf('.') + 1)));
}

/** Each of them. After a late fault the rest is still tried: it may have one that comes earlier. Spark reads constant paths last of all. */
export function settleEach<T, R>(items: readonly T[], settle: (item: T) => R): R[] {
  const settled: R[] = [];
  let late: { readonly error: unknown } | undefined;
  for (const item of items) {
    try {
      settled.push(settle(item));
    } catch (error) {
      if (!isLateFault(error)) throw error;
      if (late === undefined || turnOf(error) < turnOf(late.error)) late = { error };
    }
  }
  if (late !== undefined) throw late.error;
  return settled;
}

/** Among late faults: a generator inside of an expression is met while the query is resolved. */
function turnOf(error: unknown): number {
  const condition = conditionOf(error);
  return condition === 'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS' ? 0 : condition === 'INVALID_VARIANT_GET_PATH' ? 2 : 1;
}

/** Remembers what the expression with a fault could see; the outermost one of an operator stays. */
export function noteScope(error: unknown, scope: Scope): void {
  if (typeof error === 'object' && error !== null) scopes.set(error, scope);
}

/** What the expressions see among which the fault was found; asked for once. */
export function takeScope(error: object): Scope | undefined {
  const scope = scopes.get(error);
  scopes.delete(error);
  return scope;
}

const scopes = new WeakMap<object, Scope>();

/** What Spark's check at the end finds; a name that ends with a dot stands for all below it. */
const lateFaults: ReadonlySet<string> = new Set([
  'DATATYPE_MISMATCH.', 'UNRESOLVED_COLUMN.', 'MISSING_ATTRIBUTES.', 'UNRESOLVED_MAP_KEY.', 'TABLE_OR_VIEW_NOT_FOUND', 'UNRESOLVED_USING_COLUMN_FOR_JOIN', 'MISSING_AGGREGATION', 'MISSING_GROUP_BY', 'GROUP_BY_AGGREGATE',
  'NESTED_AGGREGATE_FUNCTION', 'WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE', 'MISSING_WINDOW_SPECIFICATION', 'NUM_COLUMNS_MISMATCH', 'INCOMPATIBLE_COLUMN_TYPE', 'UNSUPPORTED_GENERATOR.',
  'UNSUPPORTED_EXPR_FOR_OPERATOR', 'INVALID_WHERE_CONDITION', 'JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE', 'INVALID_LAMBDA_FUNCTION_CALL.', 'INVALID_FORMAT.', 'INVALID_VARIANT_GET_PATH',
  'UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.',
  'INVALID_SUBQUERY_EXPRESSION.', 'EXPRESSION_TYPE_IS_NOT_ORDERABLE', 'GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE', 'UNSUPPORTED_GROUPING_EXPRESSION', 'INVALID_LIMIT_LIKE_EXPRESSION.',
  'WINDOW_FUNCTION_FRAME_NOT_ORDERED', 'INVALID_WITHIN_GROUP_EXPRESSION.', 'INVALID_AGGREGATE_FILTER.', 'DISTINCT_WINDOW_FUNCTION_UNSUPPORTED', 'UNSUPPORTED_EXPR_FOR_WINDOW',
  'AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION', 'SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION', '_LEGACY_ERROR_TEMP_1031', '_LEGACY_ERROR_TEMP_1040', 'UNRESOLVED_ALL_IN_GROUP_BY',
]);
