import type { Attribute, BoundExpression } from '../../plan/bound.ts';
import type { LateralJoin, LogicalPlan } from '../../plan/logical.ts';
import { asNullable, attributeOf, outputOf } from '../../plan/output.ts';
import { transformPlanUp } from '../../plan/walk.ts';
import { aliasOf, allOf, callOf, conjunctsOf, isNull, literalOf } from '../build.ts';
import { booleanType } from '../../types/data-type.ts';
import type { PlanningContext } from '../physical.ts';
import { idsOf, outerReferencesOf } from '../references.ts';
import { joinByDomain } from './domain-join.ts';
import { valueOnEmptyInput } from './empty-input.ts';
import { inward, pullUp } from './pull-up.ts';

/**
 * LATERAL becomes an ordinary join where the correlation can be pulled out, a Generate where the right side is a generator over columns of
 * the left one, and a projection where it only computes. What is left runs once per row of the left side.
 */
export function rewriteLateralJoins(plan: LogicalPlan, context: PlanningContext): LogicalPlan {
  return transformPlanUp(plan, (node) => (node.kind === 'LateralJoin' ? rewrite(node, context) : node));
}

function rewrite(join: LateralJoin, context: PlanningContext): LogicalPlan {
  const outer = idsOf(join.outer);
  const right = join.right.kind === 'SubqueryAlias' ? join.right.input : join.right;
  if (outerReferencesOf(right).every((one) => !outer.has(one.id))) return plainJoin(join, right, []);
  if (join.type === 'left' && join.condition === undefined && onlyGenerates(right)) {
    return { kind: 'Project', input: rewrite({ ...join, type: 'inner' }, context), expressions: joined([...outputOf(join.left), ...outputOf(right)], join) };
  }
  return asGenerate(join, right, outer) ?? asProjection(join, right, outer, context) ?? asJoin(join, right, outer, context) ?? byDomain(join, right, context) ?? join;
}

/** Like Spark, `LEFT JOIN LATERAL explode(a)` without ON loses the rows without elements; `ON true` keeps them. */
function onlyGenerates(plan: LogicalPlan): boolean {
  switch (plan.kind) {
    case 'Project': case 'SubqueryAlias': return onlyGenerates(plan.input);
    case 'Generate': return plan.input.kind === 'LocalData' && plan.input.name === 'OneRowRelation';
    default: return plan.kind === 'TableGenerator';
  }
}

function plainJoin(join: LateralJoin, right: LogicalPlan, conditions: readonly BoundExpression[]): LogicalPlan {
  const condition = allOf([...conjunctsOf(join.condition), ...conditions]);
  return { kind: 'Join', left: join.left, right, type: join.type === 'left' ? 'left' : condition === undefined ? 'cross' : 'inner', ...(condition === undefined ? {} : { condition }) };
}

/** `FROM t, LATERAL explode(t.a)`, also below a projection that renames its columns. */
function asGenerate(join: LateralJoin, right: LogicalPlan, outer: ReadonlySet<number>): LogicalPlan | undefined {
  const renames = right.kind === 'Project' ? right : undefined;
  const source = unaliased(renames?.input ?? right);
  if (source.kind !== 'TableGenerator' || (renames !== undefined && outerReferencesOf({ ...renames, input: { ...source, generator: { ...source.generator, arguments: [] } } }).length > 0)) return undefined;
  const trivial = conjunctsOf(join.condition).length === 0;
  if (!trivial && join.type === 'left') return undefined;
  const keepsRows = source.outer || join.type === 'left';
  const generated = keepsRows ? source.generated.map(asNullable) : source.generated;
  const generate: LogicalPlan = { kind: 'Generate', input: join.left, generator: inward(source.generator, outer) as typeof source.generator, outer: keepsRows, generated };
  const named: LogicalPlan = renames === undefined ? generate : { kind: 'Project', input: generate, expressions: [...outputOf(join.left), ...renames.expressions] };
  return trivial ? named : { kind: 'Filter', input: named, condition: join.condition! };
}

/** `LATERAL (SELECT t.a + 1 AS b)` */
function asProjection(join: LateralJoin, right: LogicalPlan, outer: ReadonlySet<number>, context: PlanningContext): LogicalPlan | undefined {
  if (right.kind !== 'Project' || conjunctsOf(join.condition).length > 0) return undefined;
  const source = unaliased(right.input);
  const single = source.kind === 'LocalData' && source.name === 'OneRowRelation';
  if (!single && join.type === 'left') return undefined;
  const below: LogicalPlan = single ? join.left : rewrite({ ...join, right: right.input }, context);
  if (below.kind === 'LateralJoin') return undefined;
  return { kind: 'Project', input: below, expressions: [...outputOf(join.left), ...right.expressions.map((one) => inward(one, outer) as typeof one)] };
}

function asJoin(join: LateralJoin, right: LogicalPlan, outer: ReadonlySet<number>, context: PlanningContext): LogicalPlan | undefined {
  const pulled = pullUp(right, outer, context);
  if (pulled === undefined) return undefined;
  const columns = outputOf(right);
  const output = [...outputOf(join.left), ...columns];
  if (!pulled.groupedGlobal) return { kind: 'Project', input: plainJoin(join, pulled.plan, pulled.conditions), expressions: joined(output, join) };
  return withEmptyGroups(join, pulled.plan, pulled.conditions, columns, context, outer);
}

/** Any other shape: joined by the distinct values of the columns it depends on. */
function byDomain(join: LateralJoin, right: LogicalPlan, context: PlanningContext): LogicalPlan | undefined {
  if (conjunctsOf(join.condition).length > 0 && join.type === 'left') return undefined;
  const plan = joinByDomain(join.left, right, { outer: join.outer, type: join.type === 'left' ? 'left' : 'inner' }, context);
  if (plan === undefined) return undefined;
  const projected: LogicalPlan = { kind: 'Project', input: plan, expressions: joined([...outputOf(join.left), ...outputOf(right)], join) };
  return join.condition === undefined ? projected : { kind: 'Filter', input: projected, condition: join.condition };
}

/** An aggregation without keys gives a row even for no rows: a left join, with its value on nothing where nothing matched. */
function withEmptyGroups(join: LateralJoin, right: LogicalPlan, conditions: readonly BoundExpression[], columns: readonly Attribute[], context: PlanningContext, outer: ReadonlySet<number>): LogicalPlan | undefined {
  if (conjunctsOf(join.condition).length > 0) return undefined;
  const source = join.right.kind === 'SubqueryAlias' ? join.right.input : join.right;
  const defaults = columns.map((one) => valueOnEmptyInput(source, one.id));
  if (defaults.some((one) => one === undefined)) return undefined;
  const marker = aliasOf(literalOf(booleanType, true), 'found', context.nextId());
  const marked: LogicalPlan = { kind: 'Project', input: right, expressions: [...outputOf(right), marker] };
  const condition = allOf(conditions);
  const plan: LogicalPlan = { kind: 'Join', left: join.left, right: marked, type: 'left', ...(condition === undefined ? {} : { condition }) };
  const missing = isNull({ ...attributeOf(marker), nullable: true });
  const values = columns.map((one, index) => {
    const value = callOf('if', [missing, inward(defaults[index]!, outer), asNullable(one)], one.type, true);
    return { ...aliasOf(value, one.name, one.id), nullable: one.nullable, qualifier: one.qualifier };
  });
  return { kind: 'Project', input: plan, expressions: [...outputOf(join.left), ...values] };
}

function joined(output: readonly Attribute[], join: LateralJoin): readonly Attribute[] {
  const left = outputOf(join.left).length;
  return output.map((one, index) => (index >= left && join.type === 'left' ? asNullable(one) : one));
}

function unaliased(plan: LogicalPlan): LogicalPlan { return plan.kind === 'SubqueryAlias' ? unaliased(plan.input) : plan; }
