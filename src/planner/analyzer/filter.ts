import { fail } from '../../errors/stream-error.ts';
import type { Attribute, BoundExpression } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { Filter } from '../../plan/relation.ts';
import { expressionsOf, somePlan } from '../../plan/walk.ts';
import { booleanType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import type { Clause } from '../expressions/scope.ts';
import { resolveExpression } from '../expressions/resolve.ts';
import { failUnresolved } from '../expressions/names.ts';
import { attributesIn, bareAggregateIn, hasAggregate, hasWindowCall, idsOf } from '../references.ts';
import { resolveAggregateWith } from './aggregate.ts';
import { groupingOf } from './aggregate-block.ts';
import { type Frame, scopeOf } from './context.ts';
import { closeGroups, columnsBelow, extendPlan } from './extend.ts';
import { withTimeWindows } from './time-window.ts';
import { projectTo } from './visible.ts';
import { extractWindows } from './windows.ts';

/** WHERE, HAVING and QUALIFY. */
export function resolveFilter(relation: Filter, frame: Frame): LogicalPlan {
  if (relation.clause === 'having' && holdsOver(relation.condition)) fail('WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE', { clauseName: 'HAVING' }, { at: relation.condition.at });
  if (relation.clause === 'having' && relation.input.kind === 'Aggregate') return resolveAggregateWith(relation.input, relation.condition, frame);
  const input = frame.analysis.resolve(relation.input, frame);
  if (relation.clause === 'qualify') return closeGroups(filterBy(input, asCondition({ ...qualifying(input, relation, frame), at: relation.at }, frame), frame, relation));
  if (relation.clause === 'having') return filterBy(input, asCondition(conditionOf(input, relation, 'HAVING', frame), frame), frame, relation);
  return filterBy(input, conditionOf(input, relation, 'WHERE', frame), frame, relation);
}

/** OVER is refused in HAVING before anything in it is looked up; not that of a query inside. */
function holdsOver(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsOver);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  if ('kind' in value && (value.kind === 'Window' || value.kind === 'Subquery')) return value.kind === 'Window';
  return Object.entries(value).some(([key, part]) => key !== 'at' && holdsOver(part));
}

/** HAVING and QUALIFY take any expression that casts to BOOLEAN. */
export function asCondition(condition: BoundExpression, frame: Frame): BoundExpression {
  if (condition.type.kind === 'boolean') return condition;
  return { kind: 'Cast', input: condition, type: booleanType, nullable: condition.nullable, mode: frame.settings.ansi ? 'ansi' : 'legacy', implicit: false, at: condition.at };
}

/** Keeps the rows for which the condition is true; the output stays that of `input`. */
export function filterBy(input: LogicalPlan, condition: BoundExpression, frame: Frame, relation: Pick<Filter, 'clause' | 'at'>): LogicalPlan {
  if (relation.clause === 'qualify' && !hasWindowCall(condition) && !somePlan(input, (node) => node.kind === 'Window')) fail('QUALIFY_REQUIRES_WINDOW_FUNCTION', {}, { at: relation.at });
  if (condition.type.kind !== 'boolean') {
    const sql = `"${prettySql(condition)}"`;
    fail('DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN', { sqlExpr: sql, filter: sql, type: `"${typeToSql(condition.type)}"` }, { at: relation.at });
  }
  const extended = extendPlan(input, [condition], frame);
  const windowed = extractWindows(extended.plan, extended.expressions, frame);
  const timed = withTimeWindows(windowed.plan, windowed.expressions, frame);
  return projectTo({ kind: 'Filter', input: timed.plan, condition: timed.replace(windowed.expressions[0]!) }, outputOf(input));
}

function conditionOf(input: LogicalPlan, relation: Filter, clause: Clause, frame: Frame): BoundExpression {
  return resolveExpression(relation.condition, scopeOf(frame, outputOf(input), { clause, fallback: relation.pipe === true ? [] : columnsBelow(input) }));
}

/**
 * QUALIFY reads what the select list reads, then what it makes; beside OVER in the list it may mean either. Over groups it has no aggregates but those
 * selected, and of a query around nothing is known.
 */
function qualifying(input: LogicalPlan, { condition: written }: Filter, frame: Frame): BoundExpression {
  const output = outputOf(input);
  const read = readBySelect(input);
  const beside = input.kind === 'Project' && input.input.kind === 'Window' ? attributesIn(...expressionsOf(input), ...expressionsOf(input.input)) : undefined;
  const { outer: _, ...scope } = scopeOf(frame, beside === undefined ? read : [...output, ...beside], { clause: 'QUALIFY', fallback: beside === undefined ? output : read });
  const condition = resolveExpression(written, scope);
  const aggregate = bareAggregateIn(condition);
  if (aggregate !== undefined) fail('QUALIFY_AGGREGATE_NOT_ALLOWED', { aggregateExpr: `"${prettySql(aggregate)}"` }, { at: aggregate.at });
  if (!hasAggregate(condition)) return condition;
  if (input.kind !== 'Aggregate') return fail('MISSING_GROUP_BY', {}, { at: written.at });
  const kept = idsOf(output);
  const lost = attributesIn(condition).find((one) => !kept.has(one.id));
  if (lost !== undefined) failUnresolved([...lost.qualifier, lost.name], { ...scope, attributes: output, fallback: [] }, lost.at);
  return fail('MISSING_GROUP_BY', {}, { at: written.at });
}

function readBySelect(plan: LogicalPlan): readonly Attribute[] {
  if (plan.kind === 'Aggregate') return groupingOf(plan)?.columns ?? outputOf(plan.input);
  if (plan.kind !== 'Project') return [];
  const { input } = plan;
  return [...outputOf(input), ...columnsBelow(input)];
}
