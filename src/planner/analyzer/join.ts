import { fail } from '../../errors/stream-error.ts';
import type { Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { Join, JoinType, LateralJoin } from '../../plan/relation.ts';
import { isTrue } from '../../plan/settings.ts';
import { expressionsOf, somePlan, visitExpression } from '../../plan/walk.ts';
import { commonType, comparisonType, isNumeric, isOrderable, losslessCommonType } from '../../types/coercion.ts';
import { type DataType, sameType } from '../../types/data-type.ts';
import { quoteIdentifier, typeToSql } from '../../types/print.ts';
import { aliasOf, allOf, callOf, castTo, equalTo } from '../build.ts';
import { resolveExpression } from '../expressions/resolve.ts';
import { idsOf, isRandom, outerReferencesOf, referencesOf } from '../references.ts';
import { type Frame, sameName, scopeOf, withoutWindows } from './context.ts';
import { checkCorrelation } from './correlation.ts';
import { CROSS_JOINS } from '../rules/refuse-products.ts';
import { withoutConflicts } from '../refresh.ts';
import { visibleOutput } from './visible.ts';

/** Joins of every kind. USING and NATURAL put their columns first and keep the other side's as hidden ones. */
export function resolveJoin(relation: Join, frame: Frame): LogicalPlan {
  const inside = withoutWindows(frame);
  const left = frame.analysis.resolve(relation.left, inside);
  const right = withoutConflicts(left, frame.analysis.resolve(relation.right, inside), frame);
  return joinSides({ left, right, relation, frame, make: (condition, type) => ({ kind: 'Join', left, right, type, ...(condition === undefined ? {} : { condition }) }) });
}

/** LATERAL: names of the left side are outer references in the right one. */
export function resolveLateralJoin(relation: LateralJoin, frame: Frame): LogicalPlan {
  const inside = withoutWindows(frame);
  if (relation.type !== 'inner' && relation.type !== 'cross' && relation.type !== 'left') fail('INVALID_LATERAL_JOIN_TYPE', { joinType: joinTypeSql(relation.type) }, { at: relation.at });
  const type = relation.type;
  const left = frame.analysis.resolve(relation.left, inside);
  const outer = scopeOf(inside, outputOf(left), { clause: 'OTHER' });
  const right = withoutConflicts(left, frame.analysis.resolve(relation.right, { ...inside, outer }), frame);
  const ids = idsOf(outputOf(left));
  checkCorrelation(right, ids, relation.right.at ?? relation.at);
  if (!isDeterministicPlan(right) && !hasOneRow(left)) fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.NON_DETERMINISTIC_LATERAL_SUBQUERIES', {}, { at: relation.right.at ?? relation.at });
  const used = outerReferencesOf(right).filter((one) => ids.has(one.id));
  return joinSides({
    left, right, relation, frame, takesRandom: true,
    make: (condition) => {
      if (condition !== undefined && isRandom(condition)) fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.LATERAL_JOIN_CONDITION_NON_DETERMINISTIC', { condition: prettySql(condition) }, { at: relation.at });
      return { kind: 'LateralJoin', left, right, outer: used, type, ...(condition === undefined ? {} : { condition }) };
    },
  });
}

function isDeterministicPlan(plan: LogicalPlan): boolean {
  return !somePlan(plan, (node) => node.kind === 'Sample' || expressionsOf(node).some((one) => isRandom(one)));
}

/** At most one, whatever the data. */
function hasOneRow(plan: LogicalPlan): boolean {
  switch (plan.kind) {
    case 'LocalData': return plan.rowCount <= 1;
    case 'Aggregate': return plan.grouping.length === 0 || hasOneRow(plan.input);
    case 'Limit': case 'Tail': return plan.count <= 1 || hasOneRow(plan.input);
    case 'Project': case 'Filter': case 'Sort': case 'Distinct': case 'SubqueryAlias': case 'Window': case 'Offset': case 'Deduplicate': return hasOneRow(plan.input);
    case 'Join': return plan.type !== 'full' && hasOneRow(plan.left) && hasOneRow(plan.right);
    default: return false;
  }
}

export interface JoinSides {
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
  readonly relation: Pick<Join, 'type' | 'condition' | 'using' | 'natural' | 'at'>;
  readonly frame: Frame;
  /** `make` looks at conditions that say another thing each time by itself. */
  readonly takesRandom?: true;
  readonly make: (condition: BoundExpression | undefined, type: JoinType) => LogicalPlan;
}

/** The join that `make` makes, after the checks of its condition; with USING or NATURAL the projection on top of it. */
export function joinSides(sides: JoinSides): LogicalPlan {
  const { left, right, relation, frame, make } = sides;
  const type = relation.type;
  if (relation.natural === true && type === 'cross') fail('INCOMPATIBLE_JOIN_TYPES', { joinType1: 'NATURAL', joinType2: 'CROSS' }, { at: relation.at });
  if (relation.natural === true) {
    if (type === 'left semi' || type === 'left anti') fail('INCOMPATIBLE_JOIN_TYPES', { joinType1: 'NATURAL', joinType2: joinTypeSql(type) }, { at: relation.at });
    const names = visibleOutput(left).filter((one) => visibleOutput(right).some((other) => sameName(frame, one.name, other.name))).map((one) => one.name);
    return joinUsing(sides, [...new Set(names)]);
  }
  if (relation.using !== undefined) return joinUsing(sides, relation.using);
  if (relation.condition === undefined) return make(undefined, type === 'inner' ? pairing(frame) : type);
  const condition = resolveExpression(relation.condition, scopeOf(frame, [...outputOf(left), ...outputOf(right)], { clause: 'JOIN' }));
  const sql = `"${prettySql(condition)}"`;
  if (condition.type.kind !== 'boolean') fail('JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE', { joinCondition: sql, conditionType: `"${typeToSql(condition.type)}"` }, { at: relation.condition.at });
  checkSubqueries(condition, sides);
  if (isRandom(condition) && sides.takesRandom !== true) fail('INVALID_NON_DETERMINISTIC_EXPRESSIONS', { sqlExprs: sql }, { at: relation.at });
  return make(condition, type === 'cross' ? 'inner' : type);
}

/** A join without a condition pairs all rows, which may have to be asked for by CROSS. */
function pairing({ settings }: Frame): 'inner' | 'cross' { return isTrue(settings, CROSS_JOINS) ? 'cross' : 'inner'; }

/** A query inside ON is asked per row of one side, and gives no value of its own. */
function checkSubqueries(condition: BoundExpression, { left, right }: JoinSides): void {
  const ids = [idsOf(outputOf(left)), idsOf(outputOf(right))];
  visitExpression(condition, (node) => {
    if (node.kind !== 'Subquery') return;
    const correlated = node.outer.length > 0 || node.parameters !== undefined;
    if (node.subquery === 'scalar' && correlated) fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_SCALAR_SUBQUERY', { treeNode: 'ON' }, { at: node.at });
    const read = [...referencesOf(node)];
    if (!ids.every((side) => read.some((id) => side.has(id)))) return;
    fail('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_EXPRESSION_IN_JOIN_CONDITION', { subqueryExpression: prettySql(node) }, { at: node.at });
  });
}

interface KeyPair { readonly left: Attribute; readonly right: Attribute }

function joinUsing(sides: JoinSides, names: readonly string[]): LogicalPlan {
  const { left, right, relation, frame, make } = sides;
  const pairs = names.map((name): KeyPair => ({ left: keyOf(name, left, 'left', sides), right: keyOf(name, right, 'right', sides) }));
  const condition = allOf(pairs.map((pair) => equalKeys(pair, sides)));
  const plan = make(condition, relation.type === 'inner' && condition === undefined ? pairing(frame) : relation.type);
  const semi = relation.type === 'left semi' || relation.type === 'left anti';
  const output = outputOf(plan);
  const find = (attribute: Attribute): Attribute => output.find((one) => one.id === attribute.id) ?? attribute;
  const keys = pairs.map((pair) => shownKey(pair, relation.type, find, frame));
  const keyIds = idsOf(pairs.flatMap((pair) => [pair.left, pair.right]));
  const rest = output.filter((one) => !keyIds.has(one.id));
  const shown = idsOf(keys.map(attributeOf));
  const hidden = semi ? [] : pairs.flatMap((pair) => [pair.left, pair.right]).filter((one) => !shown.has(one.id)).map((one) => ({ ...find(one), hidden: true }));
  return { kind: 'Project', input: plan, expressions: [...hidden, ...keys, ...rest] };
}

/** The key as `*` shows it: of the side that is always there; of either in a full join. */
function shownKey({ left, right }: KeyPair, type: JoinType, find: (attribute: Attribute) => Attribute, frame: Frame): Attribute | BoundAlias {
  if (type === 'right') return find(right);
  if (type !== 'full') return find(left);
  const common = commonType([left.type, right.type], frame.settings) ?? left.type;
  const sides = [find(left), find(right)].map((one) => castTo(one, common, frame.settings));
  return aliasOf(callOf('coalesce', sides, common, sides.every((one) => one.nullable)), left.name, frame.analysis.context.nextId());
}

function equalKeys({ left, right }: KeyPair, { frame, relation: { at } }: JoinSides): BoundExpression {
  const type = comparable(left.type, right.type, frame);
  if (type === undefined) {
    const sql = `(${left.name} = ${right.name})`;
    if (left.type.kind === 'string' && right.type.kind === 'string') fail('INDETERMINATE_COLLATION_IN_EXPRESSION', { expr: `"${sql}"` });
    return fail('DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES', { sqlExpr: `"${sql}"`, left: `"${typeToSql(left.type)}"`, right: `"${typeToSql(right.type)}"` });
  }
  if (!isOrderable(type)) fail('DATATYPE_MISMATCH.INVALID_ORDERING_TYPE', { sqlExpr: `"(${left.name} = ${right.name})"`, functionName: '`=`', dataType: `"${typeToSql(type)}"` });
  return equalTo(castTo(left, type, frame.settings, at), castTo(right, type, frame.settings, at));
}

function comparable(left: DataType, right: DataType, frame: Frame): DataType | undefined {
  const isNested = left.kind === 'array' || left.kind === 'struct' || left.kind === 'map';
  if (!isNested) return (sameType(left, right) ? left : comparedWithBoolean(left, right, frame) ?? comparisonType(left, right, frame.settings)) ?? commonType([left, right], frame.settings, frame.settings.ansi);
  return losslessCommonType(left, right, frame.settings); // inside of collections Spark brings keys together only without loss
}

/** Without ANSI a boolean is 1 or 0 beside a number. */
function comparedWithBoolean(left: DataType, right: DataType, { settings }: Frame): DataType | undefined {
  if (settings.ansi || (left.kind !== 'boolean' && right.kind !== 'boolean')) return undefined;
  return [left, right].find(isNumeric);
}

function keyOf(name: string, plan: LogicalPlan, side: 'left' | 'right', { relation, frame }: JoinSides): Attribute {
  const found = visibleOutput(plan).filter((one) => sameName(frame, one.name, name));
  if (found.length === 0) {
    fail('UNRESOLVED_USING_COLUMN_FOR_JOIN', { colName: quoteIdentifier(name), side, suggestion: visibleOutput(plan).map((one) => quoteIdentifier(one.name)).sort().join(', ') }, { at: relation.at });
  }
  return found[0]!; // of several like-named ones Spark takes the first, too
}

export function joinTypeSql(type: JoinType): string {
  const names: Readonly<Record<JoinType, string>> = {
    inner: 'INNER', cross: 'CROSS', left: 'LEFT OUTER', right: 'RIGHT OUTER', full: 'FULL OUTER', 'left semi': 'LEFT SEMI', 'left anti': 'LEFT ANTI',
  };
  return names[type];
}
