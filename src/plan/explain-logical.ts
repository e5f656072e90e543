import type { Attribute, BoundAlias, BoundExpression, BoundSort } from './bound.ts';
import type { LogicalKind, LogicalPlan } from './logical.ts';
import { prettySql } from './pretty-sql.ts';
import { transformUp } from './walk.ts';

/** One line for a logical node, with the names Spark's users know. */
export function describeLogical(plan: LogicalPlan): string {
  return (describers[plan.kind] as (plan: LogicalPlan) => string)(plan);
}

/** `name#id` for columns everywhere inside; aliases as `expression AS name#id`. */
export function show(expression: BoundExpression | Attribute | BoundAlias): string {
  if (expression.kind === 'Alias') return `${show(expression.input)} AS ${expression.name}#${expression.id}${tag(expression)}`;
  if (expression.kind === 'Attribute') return `${expression.name}#${expression.id}${tag(expression)}`;
  if (expression.kind === 'Sort') return showSort(expression);
  return withIds(expression);
}

export function list(expressions: readonly BoundExpression[]): string {
  return `[${expressions.map(show).join(', ')}]`;
}

export function showSort(sort: BoundSort): string {
  return `${show(sort.input)} ${sort.descending ? 'DESC' : 'ASC'} NULLS ${sort.nullsFirst ? 'FIRST' : 'LAST'}`;
}

export const delay = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);

const describers: { readonly [K in LogicalKind]: (plan: Extract<LogicalPlan, { kind: K }>) => string } = {
  Scan: (plan) => `${plan.streaming ? 'StreamingRelation' : 'Relation'} ${plan.name ?? plan.format} ${list(plan.output.filter((one) => one.hidden !== true))}`,
  LocalData: (plan) => (plan.name === 'OneRowRelation' ? 'OneRowRelation' : `${plan.name === undefined ? 'LocalRelation' : plan.name} ${list(plan.output)}`),
  Project: (plan) => `Project ${list(plan.expressions)}`,
  Filter: (plan) => `Filter ${show(plan.condition)}`,
  Aggregate: (plan) => `Aggregate ${list(plan.grouping)}, ${list(plan.output)}`,
  Join: (plan) => ['Join', joinName(plan.type), ...(plan.condition === undefined ? [] : [show(plan.condition)])].join(' '),
  Union: () => 'Union',
  Sort: (plan) => `Sort ${list(plan.order)}, ${plan.global}`,
  Limit: (plan) => `Limit ${plan.count}`,
  Offset: (plan) => `Offset ${plan.count}`,
  Tail: (plan) => `Tail ${plan.count}`,
  Distinct: () => 'Distinct',
  Expand: (plan) => `Expand [${plan.projections.map(list).join(', ')}], ${list(plan.output)}`,
  Generate: (plan) => `Generate ${show(plan.generator)}, ${plan.outer}, ${list(plan.generated)}`,
  Window: (plan) => `Window ${list(plan.calls)}`,
  Watermark: (plan) => `EventTimeWatermark ${plan.eventTime.name}#${plan.eventTime.id}, ${delay(plan.delayMs)}`,
  Deduplicate: (plan) => `${plan.withinWatermark ? 'DeduplicateWithinWatermark' : 'Deduplicate'} ${list(plan.keys)}`,
  Sample: (plan) => `Sample ${plan.lower}, ${plan.upper}, ${plan.withReplacement}`,
  SubqueryAlias: (plan) => `SubqueryAlias ${plan.alias.join('.')}`,
  CollectMetrics: (plan) => `CollectMetrics ${plan.name}, ${list(plan.metrics)}`,
  GroupedMap: (plan) => `${plan.operation} ${list(plan.keys)}, ${list(plan.output)}`,
  RecursiveLoop: (plan) => `UnionLoop ${list(plan.output)}`,
  RecursiveRef: (plan) => `UnionLoopRef ${list(plan.output)}`,
  LateralJoin: (plan) => ['LateralJoin', joinName(plan.type), list(plan.outer), ...(plan.condition === undefined ? [] : [show(plan.condition)])].join(' '),
  TableGenerator: (plan) => `Generate ${show(plan.generator)}, ${plan.outer}, ${list(plan.generated)}`,
};

export function joinName(type: string): string {
  const names: Readonly<Record<string, string>> = {
    inner: 'Inner', cross: 'Cross', left: 'LeftOuter', right: 'RightOuter', full: 'FullOuter', 'left semi': 'LeftSemi', 'left anti': 'LeftAnti', existence: 'ExistenceJoin',
  };
  return names[type] ?? type;
}

function tag(column: { readonly watermarkDelayMs?: number }): string {
  return column.watermarkDelayMs === undefined ? '' : `-T${delay(column.watermarkDelayMs)}`;
}

/** Pretty SQL with every column followed by its id. */
function withIds(expression: BoundExpression): string {
  return prettySql(named(expression));
}

function named(expression: BoundExpression): BoundExpression {
  return transformUp(expression, (node) => (node.kind === 'Attribute' ? { ...node, name: `${node.name}#${node.id}`, qualifier: [] } : node));
}
