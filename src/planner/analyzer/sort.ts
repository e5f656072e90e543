import { fail, type Span } from '../../errors/stream-error.ts';
import type { BoundExpression, BoundSort } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { Sort } from '../../plan/relation.ts';
import { someExpression } from '../../plan/walk.ts';
import { isOrderable } from '../../types/coercion.ts';
import { typeToSql } from '../../types/print.ts';
import { resolveExpression } from '../expressions/resolve.ts';
import { hasAggregate, hasWindowCall, isGrouping } from '../references.ts';
import { type Frame, scopeOf } from './context.ts';
import { columnsBelow, extendPlan, levelsBelow } from './extend.ts';
import { withTimeWindows } from './time-window.ts';
import { projectTo } from './visible.ts';

/** ORDER BY and SORT BY: positions, ALL, columns of the select list, then what is below it. */
export function resolveSort(relation: Sort, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  const output = outputOf(input);
  const visible = output.filter((one) => one.hidden !== true);
  const scope = scopeOf(frame, output, { clause: 'ORDER BY', fallback: relation.pipe === true ? [] : columnsBelow(input), below: relation.pipe === true ? [] : levelsBelow(input), operator: 'Sort' });
  const ordinals = frame.settings.get('spark.sql.orderByOrdinal')?.toLowerCase() !== 'false';
  const written = relation.all === undefined ? relation.order.map((one) => {
    const { input: key } = one;
    if (ordinals && key.kind === 'Literal' && key.type.kind === 'int' && typeof key.value === 'number') {
      const column = visible[key.value - 1];
      if (column === undefined) fail('ORDER_BY_POS_OUT_OF_RANGE', { index: String(key.value), size: String(visible.length) }, { at: one.at ?? key.at });
      return { ...one, bound: column as BoundExpression };
    }
    return { ...one, bound: resolveExpression(key, scope) };
  }) : visible.map((bound) => ({ ...relation.all!, bound: bound as BoundExpression }));
  const keys = written.map((one) => one.bound);
  keys.forEach((key, index) => { refuseUnordered(key, written[index]!); });
  const extended = extendPlan(input, keys, frame);
  for (const key of extended.expressions) refuseGroups(key, 'Sort');
  const timed = withTimeWindows(extended.plan, extended.expressions, frame);
  const order = extended.expressions.map((key, index): BoundSort => {
    const { descending, nullOrdering } = written[index]!;
    const sorted = timed.replace(key);
    return { kind: 'Sort', input: sorted, type: sorted.type, nullable: sorted.nullable, descending, nullsFirst: nullOrdering === undefined ? !descending : nullOrdering === 'first' };
  });
  return projectTo({ kind: 'Sort', input: timed.plan, order, global: relation.global, ...(relation.forGroups === true ? { forGroups: true } : {}) }, output);
}

/** What is left of aggregates here has no aggregation below it; OVER is not possible at all. */
export function refuseGroups(key: BoundExpression, operator: string): void {
  if (someExpression(key, isGrouping)) fail('UNSUPPORTED_GROUPING_EXPRESSION', {}, { at: key.at });
  if (hasAggregate(key) || hasWindowCall(key)) fail('UNSUPPORTED_EXPR_FOR_OPERATOR', { operator, invalidExprSqls: `"${prettySql(key)}"` }, { at: key.at });
}

/** Maps and variants have no order. */
function refuseUnordered(key: BoundExpression, { descending, nullOrdering, at }: { readonly descending: boolean; readonly nullOrdering?: 'first' | 'last'; readonly at?: Span | undefined }): void {
  if (isOrderable(key.type)) return;
  const order = `${descending ? 'DESC' : 'ASC'} NULLS ${(nullOrdering ?? (descending ? 'last' : 'first')).toUpperCase()}`;
  fail('DATATYPE_MISMATCH.INVALID_ORDERING_TYPE', { sqlExpr: `"${prettySql(key)} ${order}"`, functionName: '`sortorder`', dataType: `"${typeToSql(key.type)}"` }, { at: at ?? key.at });
}
