import { fail, type Span } from '../../errors/stream-error.ts';
import { isFoldableEarly } from '../../plan/foldable.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { Limit, Offset, Relation, Tail } from '../../plan/relation.ts';
import { someExpression } from '../../plan/walk.ts';
import { typeToSql } from '../../types/print.ts';
import { resolveExpression } from '../expressions/resolve.ts';
import { type Frame, scopeOf } from './context.ts';

export function resolveLimit(relation: Limit, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  const count = countOf(relation.limit, 'limit', input, frame, blockPlace(relation));
  if (input.kind === 'Offset' && count + input.count > MAX_INT) fail('SUM_OF_LIMIT_AND_OFFSET_EXCEEDS_MAX_INT', { limit: String(count), offset: String(input.count) }, { at: relation.limit.at });
  return { kind: 'Limit', input, count };
}

const MAX_INT = 2_147_483_647;

export function resolveOffset(relation: Offset, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  return { kind: 'Offset', input, count: countOf(relation.offset, 'offset', input, frame, blockPlace(relation)) };
}

/** Where the rows come from that are counted, before they are put in order. */
function blockPlace(relation: Relation): Span | undefined {
  return relation.kind === 'Limit' || relation.kind === 'Offset' || relation.kind === 'Sort' ? blockPlace(relation.input) : relation.at;
}

export function resolveTail(relation: Tail, frame: Frame): LogicalPlan {
  return { kind: 'Tail', input: frame.analysis.resolve(relation.input, frame), count: relation.limit };
}

/** The value of LIMIT, OFFSET and TABLESAMPLE (n ROWS): a constant integer that is not negative. */
export function countOf(expression: Limit['limit'], name: 'limit' | 'offset', input: LogicalPlan, frame: Frame, at = expression.at): number {
  const bound = resolveExpression(expression, scopeOf(frame, outputOf(input), { clause: 'OTHER', operator: name === 'limit' ? 'GlobalLimit' : 'Offset' }));
  if (someExpression(bound, (node) => node.kind === 'GeneratorCall')) fail('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', { plan: name }, { at: expression.at });
  const expr = `"${prettySql(bound)}"`;
  if (!isFoldableEarly(bound)) fail('INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE', { name, expr }, { at: bound.kind === 'Attribute' ? at : expression.at });
  if (bound.type.kind !== 'int') fail('INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE', { name, expr, dataType: `"${typeToSql(bound.type)}"` }, { at: expression.at });
  const value = frame.analysis.context.evaluate(bound, frame.settings);
  if (value === null) fail('INVALID_LIMIT_LIKE_EXPRESSION.IS_NULL', { name, expr }, { at: expression.at });
  if (Number(value) < 0) fail('INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE', { name, expr, v: String(value) }, { at: expression.at });
  return Number(value);
}
