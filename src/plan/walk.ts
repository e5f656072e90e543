import type { BoundExpression, RankingCall } from './bound.ts';
import type { LogicalKind, LogicalPlan } from './logical.ts';
import type { PhysicalKind, PhysicalPlan } from './physical.ts';

/**
 * Which fields of a node hold children. Every walk and rewrite of plans and expressions is driven by these tables, so a new
 * kind of node is one row here (tsc stops until it is there). Rewrites return the *same object* when nothing changed.
 */
export type ExpressionNode = BoundExpression | RankingCall;

const expressionKeys = {
  Attribute: [], OuterReference: [], Literal: [], LambdaParameter: [],
  Call: ['arguments'], UserCall: ['arguments'], GeneratorCall: ['arguments'], RankingCall: ['arguments'],
  Cast: ['input'], Alias: ['input'], Sort: ['input'], Lambda: ['body'],
  AggregateCall: ['arguments', 'filter', 'orderBy'],
  WindowCall: ['function', 'partitionBy', 'orderBy'],
  Subquery: ['values', 'supplied', 'aggregates'],
} as const satisfies { [K in ExpressionNode['kind']]: readonly (keyof Extract<ExpressionNode, { kind: K }>)[] };

/** Inputs of a logical node. */
const logicalKeys = {
  Scan: [], LocalData: [], RecursiveRef: [], TableGenerator: [],
  Project: ['input'], Filter: ['input'], Aggregate: ['input'], Sort: ['input'], Limit: ['input'], Offset: ['input'], Tail: ['input'], Distinct: ['input'],
  Expand: ['input'], Generate: ['input'], Window: ['input'], Watermark: ['input'], Deduplicate: ['input'], Sample: ['input'], SubqueryAlias: ['input'],
  CollectMetrics: ['input'], GroupedMap: ['input', 'initialState'],
  Join: ['left', 'right'], LateralJoin: ['left', 'right'], Union: ['inputs'], RecursiveLoop: ['anchor', 'step'],
} as const satisfies { [K in LogicalKind]: readonly (keyof Extract<LogicalPlan, { kind: K }>)[] };

/** Expressions of a logical node that read its inputs (and, as aliases, name its output). */
const logicalExpressionKeys = {
  Scan: [], LocalData: [], RecursiveRef: [], RecursiveLoop: [], Union: [], Limit: [], Offset: [], Tail: [], Distinct: [], Sample: [], SubqueryAlias: [],
  Project: ['expressions'], Filter: ['condition'], Aggregate: ['grouping', 'output'], Join: ['condition'], LateralJoin: ['condition', 'outer'],
  Sort: ['order'], Expand: ['projections'], Generate: ['generator'], TableGenerator: ['generator'], Window: ['calls'], Watermark: ['eventTime'],
  Deduplicate: ['keys'], CollectMetrics: ['metrics'], GroupedMap: ['keys', 'initialKeys', 'eventTime'],
} as const satisfies { [K in LogicalKind]: readonly (keyof Extract<LogicalPlan, { kind: K }>)[] };

/** Attributes that a logical node makes up itself. */
const definitionKeys = {
  Scan: ['output'], LocalData: ['output'], RecursiveRef: ['output'], RecursiveLoop: ['output'], Union: ['output'], Expand: ['output'],
  Generate: ['generated'], TableGenerator: ['generated'], Join: ['exists'], GroupedMap: ['output'],
  Project: [], Filter: [], Aggregate: [], LateralJoin: [], Sort: [], Limit: [], Offset: [], Tail: [], Distinct: [], Window: [], Watermark: [], Deduplicate: [],
  Sample: [], SubqueryAlias: [], CollectMetrics: [],
} as const satisfies { [K in LogicalKind]: readonly (keyof Extract<LogicalPlan, { kind: K }>)[] };

const physicalKeys = {
  SourceScan: [], LocalScan: [], RecursiveScan: [],
  ProjectRows: ['input'], FilterRows: ['input'], HashAggregate: ['input'], SortRows: ['input'], LimitRows: ['input'], TailRows: ['input'], ExpandRows: ['input'],
  GenerateRows: ['input'], WindowRows: ['input'], SampleRows: ['input'], ObserveRows: ['input'], EventTimeWatermark: ['input'], StatefulAggregate: ['input'],
  SessionAggregate: ['input'], StatefulDeduplicate: ['input'], StatefulLimit: ['input'], StatefulGroupedMap: ['input', 'initial'], BatchGroupedMap: ['input', 'initial'],
  HashJoin: ['left', 'right'], NestedLoopJoin: ['left', 'right'], ApplyRows: ['left', 'right'], SymmetricHashJoin: ['left', 'right'],
  UnionRows: ['inputs'], RecursiveRows: ['anchor', 'step'],
} as const satisfies { [K in PhysicalKind]: readonly (keyof Extract<PhysicalPlan, { kind: K }>)[] };

/** Expressions of a physical node. */
const physicalExpressionKeys = {
  SourceScan: [], LocalScan: [], RecursiveScan: [], UnionRows: [], LimitRows: [], TailRows: [], SampleRows: [], RecursiveRows: [], StatefulLimit: [],
  StatefulGroupedMap: [], BatchGroupedMap: [], EventTimeWatermark: ['eventTime'],
  ProjectRows: ['expressions'], FilterRows: ['condition'], HashAggregate: ['grouping', 'distinctBy'], SortRows: ['order'], ExpandRows: ['projections'], GenerateRows: ['generator'],
  WindowRows: ['calls'], ObserveRows: ['metrics'], StatefulAggregate: ['grouping'], SessionAggregate: ['grouping'], StatefulDeduplicate: ['keys'],
  HashJoin: ['leftKeys', 'rightKeys', 'residual'], NestedLoopJoin: ['condition'], ApplyRows: ['condition'],
  SymmetricHashJoin: ['leftKeys', 'rightKeys', 'leftOnly', 'rightOnly', 'residual'],
} as const satisfies { [K in PhysicalKind]: readonly (keyof Extract<PhysicalPlan, { kind: K }>)[] };

type Fields = Readonly<Record<string, unknown>>;

/** Direct children of an expression. The plan of a subquery is none. */
export function childrenOf(node: ExpressionNode): readonly ExpressionNode[] {
  return collect(node, expressionKeys[node.kind]) as ExpressionNode[];
}

/** The expression with `change` applied to its children. */
export function mapChildren<N extends ExpressionNode>(node: N, change: (child: BoundExpression) => BoundExpression): N {
  return rewriteFields(node, expressionKeys[node.kind], change as Change);
}

/** Rewrites children first, then the node. Does not enter the plans of subqueries. */
export function transformUp(node: BoundExpression, change: (node: BoundExpression) => BoundExpression): BoundExpression {
  return change(mapChildren(node, (child) => transformUp(child, change)));
}

/** Rewrites the node first; `undefined` = look into its children. */
export function transformDown(node: BoundExpression, change: (node: BoundExpression) => BoundExpression | undefined): BoundExpression {
  return change(node) ?? mapChildren(node, (child) => transformDown(child, change));
}

/** True when the node or anything below it satisfies the test. */
export function someExpression(node: ExpressionNode, test: (node: ExpressionNode) => boolean): boolean {
  return test(node) || childrenOf(node).some((child) => someExpression(child, test));
}

/** Calls `visit` for the node and everything below it, top down; `false` skips what is below. */
export function visitExpression(node: ExpressionNode, visit: (node: ExpressionNode) => void | boolean): void {
  if (visit(node) === false) return;
  for (const child of childrenOf(node)) visitExpression(child, visit);
}

export function inputsOf(plan: LogicalPlan): readonly LogicalPlan[] {
  return collect(plan, logicalKeys[plan.kind]) as LogicalPlan[];
}

export function mapInputs<P extends LogicalPlan>(plan: P, change: (input: LogicalPlan) => LogicalPlan): P {
  return rewriteFields(plan, logicalKeys[plan.kind], change as Change);
}

/** Inputs first, then the node. Does not enter the plans of subqueries. */
export function transformPlanUp(plan: LogicalPlan, change: (plan: LogicalPlan) => LogicalPlan): LogicalPlan {
  return change(mapInputs(plan, (input) => transformPlanUp(input, change)));
}

/** The node first; `undefined` = look at its inputs. */
export function transformPlanDown(plan: LogicalPlan, change: (plan: LogicalPlan) => LogicalPlan | undefined): LogicalPlan {
  return change(plan) ?? mapInputs(plan, (input) => transformPlanDown(input, change));
}

export function visitPlan(plan: LogicalPlan, visit: (plan: LogicalPlan) => void | boolean): void {
  if (visit(plan) === false) return;
  for (const input of inputsOf(plan)) visitPlan(input, visit);
}

export function somePlan(plan: LogicalPlan, test: (plan: LogicalPlan) => boolean): boolean {
  return test(plan) || inputsOf(plan).some((input) => somePlan(input, test));
}

/** The expressions of one logical node, not of its inputs. */
export function expressionsOf(plan: LogicalPlan): readonly BoundExpression[] {
  return collect(plan, logicalExpressionKeys[plan.kind]) as BoundExpression[];
}

export function mapExpressions<P extends LogicalPlan>(plan: P, change: (expression: BoundExpression) => BoundExpression): P {
  return rewriteFields(plan, logicalExpressionKeys[plan.kind], change as Change);
}

/** Rewrites the attributes a node makes up itself. */
export function mapDefinitions<P extends LogicalPlan>(plan: P, change: (expression: BoundExpression) => BoundExpression): P {
  return rewriteFields(plan, definitionKeys[plan.kind], change as Change);
}

export function definitionsOf(plan: LogicalPlan): readonly BoundExpression[] {
  return collect(plan, definitionKeys[plan.kind]) as BoundExpression[];
}

export function physicalInputsOf(plan: PhysicalPlan): readonly PhysicalPlan[] {
  return collect(plan, physicalKeys[plan.kind]) as PhysicalPlan[];
}

export function mapPhysicalInputs<P extends PhysicalPlan>(plan: P, change: (input: PhysicalPlan) => PhysicalPlan): P {
  return rewriteFields(plan, physicalKeys[plan.kind], change as Change);
}

export function visitPhysical(plan: PhysicalPlan, visit: (plan: PhysicalPlan) => void): void {
  visit(plan);
  for (const input of physicalInputsOf(plan)) visitPhysical(input, visit);
}

export function physicalExpressionsOf(plan: PhysicalPlan): readonly BoundExpression[] {
  return collect(plan, physicalExpressionKeys[plan.kind]) as BoundExpression[];
}

type Change = (child: unknown) => unknown;

function collect(node: object, keys: readonly string[]): unknown[] {
  const out: unknown[] = [];
  for (const key of keys) gather((node as Fields)[key], out);
  return out;
}

function gather(value: unknown, out: unknown[]): void {
  if (Array.isArray(value)) for (const one of value) gather(one, out);
  else if (value !== undefined) out.push(value);
}

function rewriteFields<N extends object>(node: N, keys: readonly string[], change: Change): N {
  let copy: Record<string, unknown> | undefined;
  for (const key of keys) {
    const before = (node as Fields)[key];
    if (before === undefined) continue;
    const after = rewriteValue(before, change);
    if (after === before) continue;
    copy ??= { ...(node as Record<string, unknown>) };
    copy[key] = after;
  }
  return copy === undefined ? node : (copy as N);
}

function rewriteValue(value: unknown, change: Change): unknown {
  if (!Array.isArray(value)) return change(value);
  let copy: unknown[] | undefined;
  value.forEach((one: unknown, index) => {
    const after = rewriteValue(one, change);
    if (after === one) return;
    copy ??= [...(value as unknown[])];
    copy[index] = after;
  });
  return copy ?? value;
}
