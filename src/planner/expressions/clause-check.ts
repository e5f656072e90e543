import { fail } from '../../errors/stream-error.ts';
import type { BoundExpression, GeneratorCall } from '../../plan/bound.ts';
import { childrenOf, type ExpressionNode, someExpression, visitExpression } from '../../plan/walk.ts';
import { qualifiedSql } from '../../plan/qualified-sql.ts';
import { isOfQueryAround } from '../references.ts';
import { prettyIn } from './call.ts';
import type { Clause, Scope } from './scope.ts';

/** What may stand where. Grouping and placement inside aggregates is the relation analyzer's business. */
interface ClauseRule { readonly aggregates: boolean; readonly windows: boolean; readonly generators: boolean }

const rules: Readonly<Record<Clause, ClauseRule>> = {
  SELECT: { aggregates: true, windows: true, generators: true },
  WHERE: { aggregates: false, windows: false, generators: false },
  HAVING: { aggregates: true, windows: false, generators: false },
  QUALIFY: { aggregates: true, windows: true, generators: false },
  /** Keys with OVER and generators are refused when the select list has been looked at. */
  'GROUP BY': { aggregates: false, windows: true, generators: true },
  'ORDER BY': { aggregates: true, windows: true, generators: false },
  JOIN: { aggregates: false, windows: false, generators: false },
  VALUES: { aggregates: true, windows: true, generators: true },
  'LATERAL VIEW': { aggregates: false, windows: false, generators: true },
  PARAMETER: { aggregates: true, windows: true, generators: true },
  METRIC: { aggregates: true, windows: true, generators: true },
  OTHER: { aggregates: true, windows: true, generators: true },
};

export function checkClause(expression: BoundExpression, clause: Clause, scope: Scope): void {
  const rule = rules[clause];
  if (!rule.windows && has(expression, 'WindowCall')) failWindow(expression, clause, scope);
  if (!rule.aggregates && (hasPlainAggregate(expression, scope) || (clause === 'GROUP BY' && has(expression, 'AggregateCall')))) failAggregate(expression, clause, scope);
  if (!rule.generators && has(expression, 'GeneratorCall')) failOutside(expression, clause);
}

/** A generator makes columns, so nothing may be computed from it. `nested`: not even at the top. */
export function checkGenerators(expression: BoundExpression, scope: Scope, place: 'top' | 'nested' = 'top'): void {
  const inside: readonly ExpressionNode[] = place === 'nested' ? [expression] : childrenOf(expression);
  if (scope.clause === 'GROUP BY' || (scope.clause !== undefined && !rules[scope.clause].generators)) return;
  if (inside.some((one) => has(one, 'GeneratorCall'))) {
    fail('UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS', { expression: `"${prettyIn(scope, expression)}"` }, { at: expression.at });
  }
}

/** Where a generator stands is asked before what it takes. */
export function expectSound({ fault }: GeneratorCall): void {
  if (fault !== undefined) throw fault;
}

/** Arguments are checked before their types are: a generator has none of its own. */
export function refuseGeneratorArguments(args: readonly BoundExpression[], scope: Scope, shown: () => string): void {
  const found = args.find((one) => has(one, 'GeneratorCall'));
  if (found === undefined) return;
  if (found.kind === 'GeneratorCall' && (scope.clause === 'LATERAL VIEW' || scope.clause === 'GROUP BY')) expectSound(found);
  if (scope.clause === 'GROUP BY') return;
  if (scope.clause !== undefined && (scope.clause === 'VALUES' || !rules[scope.clause].generators)) failOutside(found, scope.clause);
  fail('UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS', { expression: `"${shown()}"` }, { at: found.at });
}

function failOutside(found: BoundExpression, clause: Clause): never { return fail('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', { plan: clause }, { at: found.at }); }

function failWindow(expression: BoundExpression, clause: Clause, scope: Scope): never {
  if (clause === 'WHERE' || clause === 'HAVING') return fail('WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE', { clauseName: clause }, { at: expression.at });
  const [operator, invalidExprSqls] = clause === 'JOIN' ? ['Join', callsIn(expression, scope)] : [clause, `"${prettyIn(scope, expression)}"`];
  return fail('UNSUPPORTED_EXPR_FOR_OPERATOR', { operator, invalidExprSqls }, { at: expression.at });
}

function failAggregate(expression: BoundExpression, clause: Clause, scope: Scope): never {
  const sqlExpr = prettyIn(scope, expression);
  if (clause === 'WHERE') return fail('INVALID_WHERE_CONDITION', { condition: `"${sqlExpr}"`, expressionList: aggregatesIn(expression, scope) }, { at: expression.at });
  if (clause === 'GROUP BY') return fail('GROUP_BY_AGGREGATE', { sqlExpr: qualifiedSql(expression, scope.session.settings.timeZone) }, { at: expression.at });
  if (clause === 'JOIN') return fail('UNSUPPORTED_EXPR_FOR_OPERATOR', { operator: 'Join', invalidExprSqls: callsIn(expression, scope) }, { at: expression.at });
  return fail('UNSUPPORTED_EXPR_FOR_OPERATOR', { operator: clause, invalidExprSqls: `"${sqlExpr}"` }, { at: expression.at });
}

function callsIn(expression: BoundExpression, scope: Scope): string {
  const found: string[] = [];
  visitExpression(expression, (one) => { if (one.kind === 'AggregateCall' || one.kind === 'WindowCall') found.push(`"${prettyIn(scope, one)}"`); });
  return found.join(', ');
}

function aggregatesIn(expression: BoundExpression, scope: Scope): string {
  const found: string[] = [];
  visitExpression(expression, (one) => { if (one.kind === 'AggregateCall') found.push(qualifiedSql(one, scope.session.settings.timeZone)); });
  return found.join(', ');
}

function has(expression: ExpressionNode, kind: ExpressionNode['kind']): boolean {
  return someExpression(expression, (one) => one.kind === kind);
}

/** The function of an OVER clause is no aggregation, and HAVING around has its own. */
function hasPlainAggregate(expression: ExpressionNode, scope: Scope): boolean {
  if (expression.kind === 'AggregateCall') return scope.outer?.clause !== 'HAVING' || !isOfQueryAround(expression);
  const parts = expression.kind === 'WindowCall' ? [...expression.function.arguments, ...expression.partitionBy, ...expression.orderBy] : childrenOf(expression);
  return parts.some((one) => hasPlainAggregate(one, scope));
}
