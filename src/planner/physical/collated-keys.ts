import { fail, invariant } from '../../errors/stream-error.ts';
import { findFunction } from '../../functions/index.ts';
import type { BoundExpression } from '../../plan/bound.ts';
import { attributeOf } from '../../plan/output.ts';
import type { AggregateSlot, PhysicalPlan } from '../../plan/physical.ts';
import { isCollated } from '../../types/collation.ts';
import type { DataType } from '../../types/data-type.ts';
import { toDdl } from '../../types/print.ts';
import type { Strategist } from '../physical.ts';

type Grouping = Extract<PhysicalPlan, { kind: 'HashAggregate' | 'SessionAggregate' }>;

/** Keys are compared under their collation, and of those that are equal the first one is shown: it is aggregated like any other value. */
export function showFirstKeys(plan: Grouping, { nextId }: Pick<Strategist, 'nextId'>): PhysicalPlan {
  if (!plan.grouping.some((one) => isCollated(one.type))) return plan;
  const slots: AggregateSlot[] = [...plan.slots];
  const grouping = plan.grouping.map((key) => {
    if (!isCollated(key.type)) return key;
    const input = key.kind === 'Alias' ? key.input : key;
    slots.push({ call: firstOf(input), result: attributeOf(key) });
    return { kind: 'Alias' as const, input, name: attributeOf(key).name, id: nextId(), type: key.type, nullable: key.nullable };
  });
  return { kind: 'ProjectRows', input: { ...plan, grouping, slots, output: [...grouping.map(attributeOf), ...slots.map((one) => one.result)] }, expressions: plan.output, output: plan.output };
}

/** State is kept by bytes: as in Spark, texts that are equal without being the same cannot be its keys. */
export function refuseCollatedState(keys: readonly { readonly name: string; readonly type: DataType; readonly nullable: boolean }[]): void {
  if (keys.some((one) => isCollated(one.type))) fail('STATE_STORE_UNSUPPORTED_OPERATION_BINARY_INEQUALITY', { schema: toDdl({ fields: keys }) });
}

function firstOf(input: BoundExpression): AggregateSlot['call'] {
  const definition = findFunction('first');
  invariant(definition?.kind === 'aggregate', 'the function table has the aggregate first');
  return { kind: 'AggregateCall', definition, written: 'first', arguments: [input], distinct: false, ignoreNulls: false, type: input.type, nullable: input.nullable };
}
