import { invariant } from '../errors/stream-error.ts';
import type { DataType, Field, Schema } from '../types/data-type.ts';
import { sameType } from '../types/data-type.ts';
import type { Attribute, BoundAlias } from './bound.ts';
import type { Join, LateralJoin, LogicalPlan } from './logical.ts';
import { isStreaming } from './streaming.ts';

const known = new WeakMap<LogicalPlan, readonly Attribute[]>();

/** The columns of a logical plan, in order. Remembered per node: plans never change. */
export function outputOf(plan: LogicalPlan): readonly Attribute[] {
  const before = known.get(plan);
  if (before !== undefined) return before;
  const output = computeOutput(plan);
  known.set(plan, output);
  return output;
}

/** The attribute that a named expression becomes. */
export function attributeOf(expression: Attribute | BoundAlias): Attribute {
  if (expression.kind === 'Attribute') return expression;
  return {
    kind: 'Attribute', id: expression.id, name: expression.name, type: expression.type, nullable: expression.nullable, qualifier: expression.qualifier ?? [],
    ...(expression.watermarkDelayMs === undefined ? {} : { watermarkDelayMs: expression.watermarkDelayMs }),
    ...(expression.timeWindow === undefined ? {} : { timeWindow: expression.timeWindow }),
    ...(expression.declared === undefined ? {} : { declared: expression.declared }),
    ...(expression.comment === undefined ? {} : { comment: expression.comment }),
    ...(expression.generatedName === undefined ? {} : { generatedName: expression.generatedName }),
  };
}

/** The schema users see. Hidden columns are not part of it. */
export function schemaOf(attributes: readonly Attribute[]): Schema {
  return { fields: attributes.filter((one) => one.hidden !== true).map((one) => fieldOf(one)) };
}

/** A column as a field of a schema. */
export function fieldOf({ name, type, nullable, comment }: Attribute, shown: DataType = type): Field {
  return { name, type: shown, nullable, ...(comment === undefined ? {} : { comment }) };
}

function computeOutput(plan: LogicalPlan): readonly Attribute[] {
  switch (plan.kind) {
    case 'Scan': case 'LocalData': case 'Union': case 'Expand': case 'GroupedMap': case 'RecursiveLoop': case 'RecursiveRef': return plan.output;
    case 'TableGenerator': return plan.generated;
    case 'Project': return plan.expressions.map(attributeOf);
    case 'Aggregate': return ofState(plan, plan.output.map(attributeOf));
    case 'Generate': return [...outputOf(plan.input), ...plan.generated];
    case 'Window': return [...outputOf(plan.input), ...plan.calls.map(attributeOf)];
    case 'Watermark': return outputOf(plan.input).map((one) => (one.id === plan.eventTime.id ? plan.eventTime : untagged(one)));
    case 'SubqueryAlias': return outputOf(plan.input).map((one) => ({ ...one, qualifier: plan.alias }));
    case 'Join': case 'LateralJoin': return joinOutput(plan);
    case 'Distinct': case 'Deduplicate': case 'Limit': return ofState(plan, outputOf(plan.input));
    case 'Filter': case 'Sort': case 'Offset': case 'Tail': case 'Sample': case 'CollectMetrics': return outputOf(plan.input);
  }
}

/** Columns that went through the state of a stream may be null, as Spark has it: a later version of the query may have written other values. */
function ofState(plan: LogicalPlan, attributes: readonly Attribute[]): readonly Attribute[] {
  return isStreaming(plan) ? attributes.map(asNullable) : attributes;
}

/** A watermark above another one replaces it. */
function untagged(attribute: Attribute): Attribute {
  if (attribute.watermarkDelayMs === undefined) return attribute;
  const { watermarkDelayMs: _, ...rest } = attribute;
  return rest;
}

function joinOutput(plan: Join | LateralJoin): readonly Attribute[] {
  const left = outputOf(plan.left);
  switch (plan.type) {
    case 'left semi': case 'left anti': return left;
    case 'existence':
      invariant(plan.kind === 'Join' && plan.exists !== undefined, 'an existence join names its column');
      return [...left, plan.exists];
    default:
  }
  const right = outputOf(plan.right);
  const leftCanBeNull = plan.type === 'right' || plan.type === 'full';
  const rightCanBeNull = plan.type === 'left' || plan.type === 'full';
  return [...(leftCanBeNull ? left.map(asNullable) : left), ...(rightCanBeNull ? right.map(asNullable) : right)];
}

export function asNullable(attribute: Attribute): Attribute {
  return attribute.nullable ? attribute : { ...attribute, nullable: true };
}

/** Same columns with the same types, whatever their ids. */
export function sameColumns(left: readonly Attribute[], right: readonly Attribute[]): boolean {
  return left.length === right.length && left.every((one, index) => one.name === right[index]!.name && sameType(one.type, right[index]!.type, true));
}
