import { StreamError } from '../../errors/stream-error.ts';
import type { Relation } from '../../plan/relation.ts';

/**
 * What Spark finds wrong with an operator as a whole stands where the operator does (a SELECT with its FROM and WHERE, a JOIN with its ON), not at the expression
 * in which it shows; and so does what has no place of its own. The innermost operator with a place counts.
 */
export function toldOf(relation: Relation, error: unknown): unknown {
  const at = relation.kind === 'Aggregate' && error instanceof StreamError && error.parameters['operator'] === 'Aggregate' ? relation.groupingAt ?? relation.at : relation.at;
  if (!(error instanceof StreamError) || at === undefined || placed.has(error)) return error;
  const told = error.at === undefined || ofOperators.has(error.condition) ? error.movedTo(at) : error;
  placed.add(told);
  return told;
}

const placed = new WeakSet<StreamError>();

const ofOperators: ReadonlySet<string> = new Set([
  'INVALID_INLINE_TABLE.FAILED_SQL_EXPRESSION_EVALUATION', 'INVALID_WHERE_CONDITION', 'JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE', 'MISSING_GROUP_BY', 'UNSUPPORTED_EXPR_FOR_OPERATOR',
  'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS', 'UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.SCALAR_SUBQUERY_IN_VALUES', 'WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE',
]);
