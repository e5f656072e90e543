import { fail } from '../../errors/stream-error.ts';
import type { Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import type { SetOperation } from '../../plan/relation.ts';
import { arrayType, type DataType, type Field, sameType, structType } from '../../types/data-type.ts';
import { quoteIdentifier } from '../../types/print.ts';
import { aliasOf, callOf, isNull, nullOf } from '../build.ts';
import { extractField } from '../expressions/extract.ts';
import { type Frame, sameName, scopeOf } from './context.ts';
import { visibleOutput } from './visible.ts';

interface Sides { readonly left: LogicalPlan; readonly right: LogicalPlan }

/** UNION BY NAME: the right side in the order of the left one, what is missing as NULL if that is allowed. Structs go by name too, also in arrays. */
export function byName(left: LogicalPlan, right: LogicalPlan, relation: SetOperation, frame: Frame): Sides {
  const [first, second] = [visibleOutput(left), visibleOutput(right)];
  for (const columns of [first, second]) {
    columns.forEach((one, index) => {
      if (columns.slice(0, index).some((other) => sameName(frame, one.name, other.name))) fail('COLUMN_ALREADY_EXISTS', { columnName: quoteIdentifier(one.name) }, { at: relation.at });
    });
  }
  const missing = (wanted: Attribute): BoundAlias => aliasOf(nullOf(wanted.type), wanted.name, frame.analysis.context.nextId());
  const matched = first.map((wanted): Attribute | BoundAlias => {
    const found = named(second, wanted.name, frame);
    if (found === undefined) return relation.allowMissingColumns === true ? missing(wanted) : failMissing(wanted, second, relation);
    return aligned(found, wanted.type, relation, frame);
  });
  const extra = second.filter((one) => named(first, one.name, frame) === undefined);
  if (extra.length > 0 && relation.allowMissingColumns !== true) failMissing(extra[0]!, first, relation);
  const widened = relation.allowMissingColumns === true ? first.map((one, index) => aligned(one, matched[index]!.type, relation, frame)) : first;
  const same = extra.length === 0 && widened.every((one, index) => one === first[index]);
  return { left: same ? left : { kind: 'Project', input: left, expressions: [...widened, ...extra.map(missing)] }, right: { kind: 'Project', input: right, expressions: [...matched, ...extra] } };
}

function named<T extends { readonly name: string }>(columns: readonly T[], name: string, frame: Frame): T | undefined {
  return columns.find((one) => sameName(frame, one.name, name));
}

function aligned(column: Attribute, wanted: DataType, relation: SetOperation, frame: Frame): Attribute | BoundAlias {
  const value = alignValue(column, wanted, relation, frame);
  return value === column ? column : aliasOf(value, column.name, frame.analysis.context.nextId());
}

/** The fields of structs in the order of `wanted`, and those behind that only this side has. */
function alignValue(value: BoundExpression, wanted: DataType, relation: SetOperation, frame: Frame): BoundExpression {
  const { type } = value;
  if (sameType(type, wanted)) return value;
  if (type.kind === 'array' && wanted.kind === 'array') {
    const element: BoundExpression = { kind: 'LambdaParameter', id: frame.analysis.context.nextId(), name: 'x', type: type.element, nullable: type.containsNull };
    const body = alignValue(element, wanted.element, relation, frame);
    if (body === element) return value;
    const lambda: BoundExpression = { kind: 'Lambda', parameters: [element], body, type: body.type, nullable: body.nullable };
    return callOf('transform', [value, lambda], arrayType(body.type, body.nullable), value.nullable);
  }
  return type.kind === 'struct' && wanted.kind === 'struct' ? alignStruct(value, { own: type.fields, wanted: wanted.fields }, relation, frame) : value;
}

function alignStruct(value: BoundExpression, { own, wanted }: { readonly own: readonly Field[]; readonly wanted: readonly Field[] }, relation: SetOperation, frame: Frame): BoundExpression {
  const inOrder = own.length >= wanted.length && wanted.every((one, index) => sameName(frame, one.name, own[index]!.name) && sameType(one.type, own[index]!.type));
  if (inOrder) return value;
  const scope = scopeOf(frame, []);
  const parts = wanted.map((one): readonly [string, BoundExpression] => {
    const found = named(own, one.name, frame);
    if (found !== undefined) return [one.name, alignValue(extractField(value, found.name, scope, relation.at), one.type, relation, frame)];
    if (relation.allowMissingColumns === true) return [one.name, nullOf(one.type)];
    return fail('FIELD_NOT_FOUND', { fieldName: quoteIdentifier(one.name), fields: own.map((field) => quoteIdentifier(field.name)).join(', ') }, { at: relation.at });
  });
  for (const one of own) if (named(wanted, one.name, frame) === undefined) parts.push([one.name, extractField(value, one.name, scope, relation.at)]);
  const made = structType(parts.map(([name, part]) => ({ name, type: part.type, nullable: part.nullable })));
  const struct = callOf('struct', parts.map(([, part]) => part), made, false);
  return value.nullable ? callOf('if', [isNull(value), nullOf(made), struct], made, true) : struct;
}

function failMissing(wanted: Attribute, columns: readonly Attribute[], relation: SetOperation): never {
  return fail('UNRESOLVED_COLUMN_AMONG_FIELD_NAMES', { colName: quoteIdentifier(wanted.name), fieldNames: columns.map((one) => one.name).join(', ') }, { at: relation.at });
}
