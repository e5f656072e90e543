import type { AggregateCall, Attribute, BoundExpression, BoundSubquery } from '../plan/bound.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import { expressionsOf, someExpression, visitExpression, visitPlan, type ExpressionNode } from '../plan/walk.ts';

/** Ids of the columns an expression reads, those read by subqueries inside it included. */
export function referencesOf(...expressions: readonly (ExpressionNode | undefined)[]): ReadonlySet<number> {
  const ids = new Set<number>();
  for (const one of expressions) {
    if (one === undefined) continue;
    visitExpression(one, (node) => {
      if (node.kind === 'Attribute') ids.add(node.id);
      if (node.kind === 'Subquery') for (const outer of node.outer) ids.add(outer.id);
    });
  }
  return ids;
}

/** The columns themselves, each once, in the order met. */
export function attributesIn(...expressions: readonly BoundExpression[]): readonly Attribute[] {
  const found = new Map<number, Attribute>();
  for (const one of expressions) {
    visitExpression(one, (node) => {
      if (node.kind === 'Attribute' && !found.has(node.id)) found.set(node.id, node);
      if (node.kind === 'Subquery') for (const outer of node.outer) if (!found.has(outer.id)) found.set(outer.id, outer);
    });
  }
  return [...found.values()];
}

export function idsOf(attributes: readonly { readonly id: number }[]): ReadonlySet<number> {
  return new Set(attributes.map((one) => one.id));
}

export function isSubset(ids: Iterable<number>, of: ReadonlySet<number>): boolean {
  for (const id of ids) if (!of.has(id)) return false;
  return true;
}

/** Reads columns of the query around and none of its own. */
export function isOfQueryAround(expression: ExpressionNode): boolean {
  return someExpression(expression, (node) => node.kind === 'OuterReference') && !someExpression(expression, (node) => node.kind === 'Attribute');
}

/** Always the same value for the same row, and nobody sees how often it is asked for: functions of the program may count their calls. */
export function isDeterministic(expression: ExpressionNode): boolean {
  return !someExpression(expression, (node) => isDraw(node) || node.kind === 'UserCall');
}

/** Something in it is drawn anew for each row: not allowed everywhere. Functions of the program are trusted to be none. */
export function isRandom(expression: ExpressionNode): boolean {
  return someExpression(expression, isDraw);
}

const isDraw = (node: ExpressionNode): boolean => node.kind === 'Call' && node.definition.deterministic === false;

/** grouping() or grouping_id(): known only to an aggregation with several sets of keys. */
export function isGrouping(node: ExpressionNode): boolean {
  return node.kind === 'Call' && (node.definition.name === 'grouping' || node.definition.name === 'grouping_id');
}

/** Aggregates of groups, not the functions of OVER clauses. */
export function aggregatesIn(expressions: readonly BoundExpression[]): readonly AggregateCall[] {
  const found: AggregateCall[] = [];
  const visit = (node: ExpressionNode): boolean => {
    if (node.kind === 'AggregateCall') found.push(node);
    if (node.kind === 'WindowCall') for (const one of [...node.function.arguments, ...node.partitionBy, ...node.orderBy]) visitExpression(one, visit);
    return node.kind !== 'AggregateCall' && node.kind !== 'WindowCall';
  };
  for (const one of expressions) visitExpression(one, visit);
  return found;
}

/** An aggregate that is not the function of an OVER clause itself. */
export function hasAggregate(expression: ExpressionNode): boolean {
  if (expression.kind === 'AggregateCall') return true;
  if (expression.kind === 'WindowCall') return [...expression.function.arguments, ...expression.partitionBy, ...expression.orderBy].some(hasAggregate);
  let found = false;
  visitExpression(expression, (node) => {
    if (found || node === expression) return !found;
    if (node.kind === 'AggregateCall' || (node.kind === 'WindowCall' && hasAggregate(node))) found = true;
    return node.kind !== 'WindowCall' && !found;
  });
  return found;
}

/** The first aggregate that is in no OVER at all. */
export function bareAggregateIn(expression: ExpressionNode): AggregateCall | undefined {
  let found: AggregateCall | undefined;
  visitExpression(expression, (node) => {
    if (node.kind === 'AggregateCall') found ??= node;
    return found === undefined && node.kind !== 'WindowCall';
  });
  return found;
}

export function hasWindowCall(expression: ExpressionNode): boolean {
  return someExpression(expression, (node) => node.kind === 'WindowCall');
}

/** The columns of a surrounding query that a plan reads, wherever in it, each once. */
export function outerReferencesOf(plan: LogicalPlan): readonly Attribute[] {
  return [...new Map(outerMentionsOf(plan).map((one) => [one.id, one])).values()];
}

/** The same, as often as they are named. */
export function outerMentionsOf(plan: LogicalPlan): readonly Attribute[] {
  const found: Attribute[] = [];
  collectOuter(plan, found);
  return found;
}

function collectOuter(plan: LogicalPlan, found: Attribute[]): void {
  visitPlan(plan, (node) => {
    if (node.kind === 'LateralJoin') {
      collectOuter(node.left, found);
      addAllBut(node.right, idsOf(node.outer), found);
    }
    for (const expression of expressionsOf(node)) {
      visitExpression(expression, (one) => {
        if (one.kind === 'OuterReference') found.push(one.attribute);
        if (one.kind === 'Subquery') addAllBut(one.plan, idsOf([...one.outer, ...(one.parameters ?? [])]), found);
      });
    }
    return node.kind !== 'LateralJoin';
  });
}

/** What a nested query reads of the query right around it is no matter of the outer ones. */
function addAllBut(plan: LogicalPlan, inner: ReadonlySet<number>, found: Attribute[]): void {
  for (const one of outerMentionsOf(plan)) if (!inner.has(one.id)) found.push(one);
}

export function asksSubquery(expression: BoundExpression): boolean { return someExpression(expression, (node) => node.kind === 'Subquery'); }

/** On the query right around it, or on one further out. */
export function dependsOnRows(node: BoundSubquery): boolean { return node.outer.length > 0 || outerReferencesOf(node.plan).length > 0; }
