import type { Attribute, BoundAlias } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';

/** The columns of `*`. A join with USING keeps the keys of the other side as hidden columns that only a qualified name reaches. */
export function visibleOutput(plan: LogicalPlan): readonly Attribute[] {
  return outputOf(plan).filter((one) => one.hidden !== true);
}

/** The plan without its hidden columns. */
export function withVisibleOutput(plan: LogicalPlan): LogicalPlan {
  const visible = visibleOutput(plan);
  return visible.length === outputOf(plan).length ? plan : { kind: 'Project', input: plan, expressions: visible };
}

/** The plan without the hidden columns that belong to a join; `_metadata` of files stays in reach. */
export function withVisibleOrMetadata(plan: LogicalPlan): LogicalPlan {
  const kept = outputOf(plan).filter((one) => one.hidden !== true || one.name === '_metadata');
  return kept.length === outputOf(plan).length ? plan : { kind: 'Project', input: plan, expressions: kept };
}

/** A hidden column that was asked for by name is one like any other. */
export function shown<C extends Attribute | BoundAlias>(column: C): C {
  if (column.kind !== 'Attribute' || column.hidden !== true) return column;
  const { hidden: _, ...rest } = column;
  return rest as C;
}

/** Makes the output exactly these columns, in this order. */
export function projectTo(plan: LogicalPlan, columns: readonly Attribute[]): LogicalPlan {
  const output = outputOf(plan);
  const same = output.length === columns.length && output.every((one, index) => one.id === columns[index]!.id);
  return same ? plan : { kind: 'Project', input: plan, expressions: columns };
}
