import { fail } from '../errors/stream-error.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import type { JoinType, Relation } from '../plan/relation.ts';
import { isOrderable } from '../types/coercion.ts';
import { callFunction, col, type Column } from './column.ts';
import { DataFrame } from './data-frame.ts';
import { expectInstance, expectList } from './expect.ts';

/** A join that keeps its sides apart: see `DataFrame.joinWith`. */
export function joinedRows(left: DataFrame, right: DataFrame, condition: Column, type: JoinType): DataFrame {
  expectInstance(right, DataFrame, 'joinWith');
  if (type === 'left semi' || type === 'left anti') fail('TIDEMARK_INVALID_API_CALL', { call: 'joinWith', problem: `a ${type} join gives no rows of the right side` });
  const { sparkSession } = left;
  const packed = (side: DataFrame, name: string): DataFrame => side.select(col('*'), callFunction('struct', col('*')).as(name));
  const pair = new DataFrame(sparkSession, { kind: 'Join', left: packed(left, '_1').relation, right: packed(right, '_2').relation, type, condition: condition.expression });
  return pair.select('_1', '_2');
}

/** Relations of the parts, each a range of the numbers that the rows draw, sorted first so that the parts do not depend on how the rows come. */
export function randomParts(frame: DataFrame, weights: readonly number[], seed = frame.sparkSession.engine.anySeed()): Relation[] {
  expectList(weights, 'randomSplit', 'what it splits by');
  const total = weights.reduce((sum, one) => sum + one, 0);
  if (!weights.every((one) => one >= 0) || !(total > 0)) fail('TIDEMARK_INVALID_API_CALL', { call: 'randomSplit', problem: 'weights are not negative, and their sum is above 0' });
  const columns = frame.sparkSession.engine.schemaOf(frame.relation).fields.flatMap((one, index) => (isOrderable(one.type) ? [index] : []));
  const input = columns.length === 0 ? frame.relation : sortedBy(frame, columns);
  const bounds = [0];
  for (const one of weights) bounds.push(bounds.at(-1)! + one / total);
  return weights.map((_, index) => ({ kind: 'Sample', input, from: bounds[index]!, fraction: bounds[index + 1]!, withReplacement: false, seed }));
}

/** By position: names may be there twice. */
function sortedBy(frame: DataFrame, columns: readonly number[]): Relation {
  const { fields } = frame.sparkSession.engine.schemaOf(frame.relation);
  const numbered: Relation = { kind: 'ToDf', input: frame.relation, names: fields.map((_, index) => `c${index}`) };
  const sorted: Relation = { kind: 'Sort', input: numbered, order: columns.map((index) => ({ kind: 'SortOrder', input: col(`c${index}`).expression, descending: false })), global: false };
  return { kind: 'ToDf', input: sorted, names: fields.map((one) => one.name) };
}

export interface NearestRows { readonly ranking: Column; readonly count: number; readonly mode: string; readonly direction: string; readonly type: JoinType }

/** The nearest rows of the other side for each row: see `DataFrame.nearestByJoin`. */
export function nearestRows(left: DataFrame, right: DataFrame, { ranking, count, mode, direction, type }: NearestRows): DataFrame {
  const refuse = (problem: string): never => fail('TIDEMARK_INVALID_API_CALL', { call: 'nearestByJoin', problem });
  if (!Number.isInteger(count) || count < 1 || count > 100_000) refuse('the number of rows is between 1 and 100000');
  if (mode !== 'approx' && mode !== 'exact') refuse(`the mode is approx or exact, not ${mode}`);
  if (direction !== 'distance' && direction !== 'similarity') refuse(`the direction is distance or similarity, not ${direction}`);
  if (type !== 'inner' && type !== 'left') return refuse('the join type is inner or leftouter');
  return new DataFrame(left.sparkSession, { kind: 'NearestJoin', left: left.relation, right: right.relation, type, count, ranking: ranking.expression, largest: direction === 'similarity' });
}

/** Two projections of the same rows as one: see `DataFrame.zip`. */
export function zippedRows(left: DataFrame, right: DataFrame): DataFrame {
  expectInstance(right, DataFrame, 'zip');
  const { engine } = left.sparkSession;
  if (baseOf(engine.analyze(left.relation)) !== baseOf(engine.analyze(right.relation))) fail('ZIP_PLANS_NOT_MERGEABLE', {});
  const [first, second] = [left, right].map((side) => engine.schemaOf(side.relation).fields);
  const names = [...first!, ...second!].map((_, index) => `c${index}`);
  const numbered = (side: DataFrame, from: number, until: number, name: string): DataFrame => side.toDF(...names.slice(from, until)).zipWithIndex(name);
  const pairs = numbered(left, 0, first!.length, '__l').join(numbered(right, first!.length, names.length, '__r'), col('__l').equalTo(col('__r')));
  return pairs.orderBy('__l').select(...names).toDF(...[...first!, ...second!].map((one) => one.name));
}

function baseOf(plan: LogicalPlan): LogicalPlan { return plan.kind === 'Project' || plan.kind === 'SubqueryAlias' ? baseOf(plan.input) : plan; }
