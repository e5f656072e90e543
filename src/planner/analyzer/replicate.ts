import type { BoundExpression } from '../../plan/bound.ts';
import type { GeneratorFunction } from '../../functions/function.ts';
import { findFunction } from '../../functions/index.ts';
import { invariant } from '../../errors/stream-error.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { arrayType, booleanType, field, longType, structType } from '../../types/data-type.ts';
import { aggregateOf } from '../aggregates.ts';
import { aliasOf, callOf, literalOf } from '../build.ts';
import type { Frame } from './context.ts';
import { unionOf } from './set-operation.ts';

export interface ReplicateRequest { readonly left: LogicalPlan; readonly right: LogicalPlan; readonly operation: 'intersect' | 'except'; readonly frame: Frame }

/**
 * INTERSECT ALL and EXCEPT ALL: rows of the left count +1, of the right -1 (or on a side of their own), are grouped by
 * value, and each group is repeated: max(0, left - right) times for EXCEPT, min(left, right) times for INTERSECT.
 */
export function replicate({ left, right, operation, frame }: ReplicateRequest): LogicalPlan {
  const { nextId } = frame.analysis.context;
  const count = (plan: LogicalPlan, ones: readonly bigint[]): LogicalPlan => ({
    kind: 'Project', input: plan, expressions: [...outputOf(plan), ...ones.map((one, index) => aliasOf(literalOf(longType, one), `vcol${index + 1}`, nextId()))],
  });
  const [plus, minus] = operation === 'except' ? [[1n], [-1n]] : [[1n, 0n], [0n, 1n]];
  const union: LogicalPlan = { ...(unionOf([count(left, plus!), count(right, minus!)], frame)), setOperation: operation };
  const columns = outputOf(union);
  const width = outputOf(left).length;
  const keys = columns.slice(0, width);
  const sums = columns.slice(width).map((one, index) => aliasOf(aggregateOf('sum', [one], longType, true), `sum${index + 1}`, nextId()));
  const grouped: LogicalPlan = { kind: 'Aggregate', input: union, grouping: keys, output: [...keys, ...sums] };
  const counts = sums.map(attributeOf);
  const times: BoundExpression = counts.length === 1 ? counts[0]! : callOf('least', counts, longType, true);
  const positive: LogicalPlan = { kind: 'Filter', input: grouped, condition: callOf('>', [times, literalOf(longType, 0n)], booleanType, true) };
  const numbers = callOf('sequence', [literalOf(longType, 1n), times, literalOf(longType, 1n)], arrayType(longType, false), true);
  const generated = [{ kind: 'Attribute', id: nextId(), name: 'n', type: longType, nullable: false, qualifier: [] }] as const;
  const generator = { kind: 'GeneratorCall', definition: explode(), written: 'explode', arguments: [numbers], type: structType([field('col', longType, false)]), nullable: false } as const;
  return { kind: 'Project', input: { kind: 'Generate', input: positive, generator, outer: false, generated }, expressions: keys };
}

function explode(): GeneratorFunction {
  const definition = findFunction('explode');
  invariant(definition?.kind === 'generator', 'the function table has explode');
  return definition;
}
