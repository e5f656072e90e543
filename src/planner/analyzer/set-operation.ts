import { fail, type Span } from '../../errors/stream-error.ts';
import type { Attribute, BoundAlias } from '../../plan/bound.ts';
import type { LogicalPlan, Union } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import type { SetOperation } from '../../plan/relation.ts';
import { type CoercionMode, commonType, containsKind, mergeNullability } from '../../types/coercion.ts';
import { type DataType, sameType } from '../../types/data-type.ts';
import { quoteIdentifier, typeToSql } from '../../types/print.ts';
import { aliasOf, allOf, castTo, nullSafeEqual } from '../build.ts';
import { byName } from './by-name.ts';
import { type Frame, withoutWindows } from './context.ts';
import { noteCopies, withoutConflicts } from '../refresh.ts';
import { replicate } from './replicate.ts';
import { withVisibleOutput } from './visible.ts';

/**
 * UNION, INTERSECT, EXCEPT. Columns go by position and get common types.
 * INTERSECT = DISTINCT of a left semi join, EXCEPT = DISTINCT of a left anti join (both null-safe);
 * the ALL forms count rows of both sides per value and repeat them.
 */
export function resolveSetOperation(relation: SetOperation, frame: Frame): LogicalPlan {
  const inside = withoutWindows(frame);
  const left = withVisibleOutput(frame.analysis.resolve(relation.left, inside));
  const right = withVisibleOutput(frame.analysis.resolve(relation.right, inside));
  const sides = relation.byName === true ? byName(left, right, relation, frame) : { left, right };
  const coerced = coerceColumns(sides.left, withoutConflicts(sides.left, sides.right, frame), relation, frame);
  if (relation.operation === 'union') {
    const union = unionOf([coerced.left, coerced.right], frame);
    return relation.all ? union : distinctOf(union, relation);
  }
  checkComparable(outputOf(coerced.left), relation);
  if (relation.all) return replicate({ ...coerced, operation: relation.operation, frame });
  const type = relation.operation === 'intersect' ? 'left semi' : 'left anti';
  const condition = allOf(outputOf(coerced.left).map((one, index) => nullSafeEqual(one, outputOf(coerced.right)[index]!)));
  const joined: LogicalPlan = { kind: 'Join', type, left: coerced.left, right: coerced.right, setOperation: relation.operation, ...(condition === undefined ? {} : { condition }) };
  return { kind: 'Distinct', input: relation.operation === 'intersect' ? withoutNulls(joined, outputOf(coerced.right), frame) : joined };
}

/** What is in both sides is not NULL where one of them never is. */
function withoutNulls(joined: LogicalPlan, right: readonly Attribute[], frame: Frame): LogicalPlan {
  const output = outputOf(joined);
  if (output.every((one, index) => !one.nullable || right[index]!.nullable)) return joined;
  const expressions = output.map((one, index) => (one.nullable && !right[index]!.nullable ? { ...aliasOf(one, one.name, frame.analysis.context.nextId()), nullable: false } : one));
  return { kind: 'Project', input: joined, expressions };
}

/** DISTINCT; maps and variants cannot be compared. */
export function distinctOf(input: LogicalPlan, at: { readonly at?: SetOperation['at'] }): LogicalPlan {
  checkComparable(outputOf(input), at);
  return { kind: 'Distinct', input };
}

/** A union with fresh columns: nullable where any input is; names, and tags of event time, are those of its first input. */
export function unionOf(inputs: readonly LogicalPlan[], frame: Frame): Union {
  const flat = inputs.flatMap((one) => (one.kind === 'Union' ? one.inputs : [one]));
  const columns = flat.map(outputOf);
  const output = columns[0]!.map((first, index): Attribute => {
    const same = columns.map((one) => one[index]!);
    return { ...first, id: frame.analysis.context.nextId(), nullable: same.some((one) => one.nullable), type: same.map((one) => one.type).reduce(mergeNullability) };
  });
  noteCopies(frame, new Map(columns[0]!.map((first, index) => [first.id, output[index]!.id])), columns[0]!);
  return { kind: 'Union', inputs: flat, output };
}

function coerceColumns(left: LogicalPlan, right: LogicalPlan, relation: SetOperation, frame: Frame): { readonly left: LogicalPlan; readonly right: LogicalPlan } {
  const [first, second] = [outputOf(left), outputOf(right)];
  const operator = `${relation.operation.toUpperCase()}${relation.all && relation.operation !== 'union' ? ' ALL' : ''}`;
  if (first.length !== second.length) {
    fail('NUM_COLUMNS_MISMATCH', { operator, firstNumColumns: String(first.length), invalidOrdinalNum: 'second', invalidNumColumns: String(second.length) }, { at: relation.at });
  }
  const types = first.map((one, index) => {
    const { type: other } = second[index]!;
    const type = relation.operation === 'union' && sameShape(one.type, other) ? one.type : widest(one.type, other, frame);
    if (type !== undefined) return type;
    return fail('INCOMPATIBLE_COLUMN_TYPE', {
      operator, columnOrdinalNumber: ordinal(index), tableOrdinalNumber: 'second', dataType1: `"${typeToSql(other)}"`, dataType2: `"${typeToSql(one.type)}"`,
      hint: frame.settings.ansi && commonType([one.type, other], withoutAnsi(frame)) !== undefined ? withoutAnsiHint : '',
    }, { at: relation.at });
  });
  return { left: castColumns(left, types, frame, relation.at), right: castColumns(right, types, frame, relation.at) };
}

const withoutAnsi = ({ settings }: Frame): CoercionMode => ({ ansi: false, get: (key) => settings.get(key) });
const withoutAnsiHint = '\nTo fix the error, you might need to add explicit type casts. If necessary set spark.sql.ansi.enabled to false to bypass this error.';

function widest(left: DataType, right: DataType, frame: Frame): DataType | undefined {
  return sameType(left, right) ? left : commonType([left, right], frame.settings);
}

/** The same types, whatever their fields are called: what UNION asks for. */
function sameShape(left: DataType, right: DataType): boolean {
  if (left.kind === 'struct' && right.kind === 'struct') return left.fields.length === right.fields.length && left.fields.every((one, index) => sameShape(one.type, right.fields[index]!.type));
  if (left.kind === 'array' && right.kind === 'array') return sameShape(left.element, right.element);
  if (left.kind === 'map' && right.kind === 'map') return sameShape(left.key, right.key) && sameShape(left.value, right.value);
  return sameType(left, right);
}

/** The columns in other types, under the same names. */
export function castColumns(plan: LogicalPlan, types: readonly DataType[], frame: Frame, at: Span | undefined): LogicalPlan {
  const output = outputOf(plan);
  if (output.every((one, index) => sameType(one.type, types[index]!))) return plan;
  const expressions = output.map((one, index): Attribute | BoundAlias => (sameType(one.type, types[index]!) ? one : aliasOf(castTo(one, types[index]!, frame.settings, at), one.name, frame.analysis.context.nextId())));
  return { kind: 'Project', input: plan, expressions };
}

export function checkComparable(columns: readonly Attribute[], { at }: { readonly at?: SetOperation['at'] }): void {
  for (const [kind, condition] of [['map', 'UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE'], ['variant', 'UNSUPPORTED_FEATURE.SET_OPERATION_ON_VARIANT_TYPE']] as const) {
    const column = columns.find((one) => containsKind(one.type, kind));
    if (column !== undefined) fail(condition, { colName: column.name.split('.').map(quoteIdentifier).join('.'), dataType: `"${typeToSql(column.type)}"` }, { at });
  }
}

function ordinal(index: number): string {
  return ['first', 'second', 'third'][index] ?? `${index + 1}th`;
}
