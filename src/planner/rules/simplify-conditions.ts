import { isOn } from '../../functions/setting.ts';
import { windowAt, windowTime } from '../../functions/datetime/time-window.ts';
import type { BoundExpression, Call } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { mayFail } from '../../plan/may-fail.ts';
import { mapExpressions, transformPlanUp, transformUp } from '../../plan/walk.ts';
import { booleanType } from '../../types/data-type.ts';
import { allOf, andOf, callOf, compare, conjunctsOf, falseLiteral, isCall, isNull, isTrueLiteral, notOf, nullOf, orOf, trueLiteral } from '../build.ts';
import type { PlanningContext } from '../physical.ts';
import { isDeterministic } from '../references.ts';
import { sameMeaning, semanticKey } from '../semantic-key.ts';

const NULL_IN_EMPTY = 'spark.sql.legacy.nullInEmptyListBehavior';

/** `true AND x` ⇒ `x`, `NOT (a < b)` ⇒ `a >= b`, `Filter(true, x)` ⇒ `x`, … All of them keep NULL as it is. */
export function simplifyConditions(plan: LogicalPlan, { settings }: Pick<PlanningContext, 'settings'>): LogicalPlan {
  const nullInEmpty = isOn({ settings }, NULL_IN_EMPTY) || (settings.get(NULL_IN_EMPTY) === undefined && !settings.ansi);
  return transformPlanUp(plan, (node) => {
    const simple = mapExpressions(node, (expression) => transformUp(expression, (one) => (nullInEmpty && isNullIn(one) ? nullOf(booleanType) : isEmptyIn(one) ? simplifyEmptyIn(one, nullInEmpty) : simplify(one))));
    return simple.kind === 'Filter' && isTrueLiteral(simple.condition) ? simple.input : simple;
  });
}

/** Whatever the query gives, none of it included: Spark's old rule, and the one without ANSI. */
function isNullIn(node: BoundExpression): boolean {
  return node.kind === 'Subquery' && node.subquery === 'in' && node.values.length === 1 && node.values[0]!.kind === 'Literal' && node.values[0].value === null;
}

/** `df.col('a').isin()` */
const isEmptyIn = (node: BoundExpression): node is Call => isCall(node, 'in') && node.arguments.length === 1;

function simplifyEmptyIn({ arguments: [value] }: Call, nullInEmpty: boolean): BoundExpression {
  return nullInEmpty && value!.nullable ? callOf('if', [isNull(value!), nullOf(booleanType), falseLiteral], booleanType, true) : falseLiteral;
}

function simplify(node: BoundExpression): BoundExpression {
  if (node.kind !== 'Call') return node;
  switch (node.definition.name) {
    case 'and': return simplifyAnd(node);
    case 'or': return simplifyOr(node);
    case 'not': return simplifyNot(node);
    case 'isnotnull': return simplifyNotNull(node);
    default: return node;
  }
}

function simplifyAnd(node: Call): BoundExpression {
  const [left, right] = node.arguments as [BoundExpression, BoundExpression];
  if (isTrueLiteral(left)) return right;
  if (isTrueLiteral(right)) return left;
  if (isFalse(left) || (isFalse(right) && isSafe(left))) return falseLiteral;
  return sameMeaning(left, right) && isDeterministic(left) ? left : node;
}

function simplifyOr(node: Call): BoundExpression {
  const [left, right] = node.arguments as [BoundExpression, BoundExpression];
  if (isFalse(left)) return right;
  if (isFalse(right)) return left;
  if (isTrueLiteral(left) || (isTrueLiteral(right) && isSafe(left))) return trueLiteral;
  if (sameMeaning(left, right) && isDeterministic(left)) return left;
  return isCall(left, 'and') && isCall(right, 'and') ? commonFirst(left, right, node) : node;
}

/** `(a AND b) OR (a AND c)` ⇒ `a AND (b OR c)`: `a` can then be a join key. What may fail is not evaluated any earlier. */
function commonFirst(left: Call, right: Call, node: Call): BoundExpression {
  const own = conjunctsOf(left);
  const keys = new Set(conjunctsOf(right).map(semanticKey));
  const common = own.filter((one) => keys.has(semanticKey(one)) && isDeterministic(one) && !mayFail(one));
  const shared = allOf(common);
  if (shared === undefined) return node;
  const commonKeys = new Set(common.map(semanticKey));
  const rest = (side: Call): BoundExpression => allOf(conjunctsOf(side).filter((one) => !commonKeys.has(semanticKey(one)))) ?? trueLiteral;
  return simplify(andOf(shared, simplify(orOf(rest(left), rest(right)))));
}

/** A window is known when its time is. */
function simplifyNotNull(node: Call): BoundExpression {
  const [input] = node.arguments as [BoundExpression];
  const isWindow = input.kind === 'Call' && (input.definition === windowAt || input.definition === windowTime);
  return isWindow ? simplifyNotNull({ ...node, arguments: [input.arguments[0]!] }) : node;
}

const opposites = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;

function simplifyNot(node: Call): BoundExpression {
  const [input] = node.arguments as [BoundExpression];
  if (isTrueLiteral(input)) return falseLiteral;
  if (isFalse(input)) return trueLiteral;
  if (input.kind !== 'Call') return node;
  const [left, right] = input.arguments as [BoundExpression, BoundExpression];
  const { name } = input.definition;
  if (name === 'not') return left;
  if (name in opposites) return compare(opposites[name as keyof typeof opposites], left, right);
  if (name === 'and') return orOf(simplify(notOf(left)), simplify(notOf(right)));
  if (name === 'or') return andOf(simplify(notOf(left)), simplify(notOf(right)));
  return node;
}

function isFalse(expression: BoundExpression): boolean { return expression.kind === 'Literal' && expression.value === false; }

/** Left out without a trace: nothing in it can fail. */
function isSafe(expression: BoundExpression): boolean {
  if (expression.kind === 'Attribute' || expression.kind === 'Literal') return true;
  return isCall(expression, 'and', 'or', 'not', 'isnull', 'isnotnull', '=', '<=>', '<', '<=', '>', '>=') && expression.arguments.every(isSafe);
}
