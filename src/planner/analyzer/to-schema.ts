import { fail } from '../../errors/stream-error.ts';
import type { BoundAlias, BoundExpression, Call, LambdaParameter } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import type { ToSchema } from '../../plan/relation.ts';
import { arrayType, type ArrayType, type DataType, type Field, type MapType, mapType, sameType, type StructType, structType } from '../../types/data-type.ts';
import { quoteIdentifier, typeToSql } from '../../types/print.ts';
import { aliasOf, callOf, castTo, isNull, nullOf } from '../build.ts';
import { extractField } from '../expressions/extract.ts';
import { suggestedColumns } from '../expressions/suggest.ts';
import { type Frame, sameName, scopeOf } from './context.ts';
import { visibleOutput } from './visible.ts';

/** `df.to(schema)`: columns by name, in the order of the schema, cast to its types; fields inside of them likewise. */
export function resolveToSchema(relation: ToSchema, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  const columns = visibleOutput(input);
  const expressions = relation.schema.fields.map((wanted) => {
    const column = named(columns, wanted, [], frame);
    if (column === undefined && !wanted.nullable) fail('UNRESOLVED_COLUMN.WITH_SUGGESTION', { objectName: quoteIdentifier(wanted.name), proposal: suggestedColumns([wanted.name], columns).join(', ') });
    const value = column === undefined ? nullOf(wanted.type) : asField(column, wanted, { path: [column.name], frame });
    return value === column && value.name === wanted.name ? value : aliased(value, wanted.name, frame);
  });
  return { kind: 'Project', input, expressions };
}

function aliased(value: BoundExpression, name: string, frame: Frame): BoundAlias { return aliasOf(value, name, frame.analysis.context.nextId()); }

/** Where a value is: the names down to it, for those who are told of it. */
interface Place { readonly path: readonly string[]; readonly frame: Frame }

const inside = ({ path, frame }: Place, name: string): Place => ({ path: [...path, name], frame });
const shownPath = (path: readonly string[]): string => path.map(quoteIdentifier).join('.');

/** The one column or field of that name. */
function named<T extends { readonly name: string }>(all: readonly T[], wanted: Field, path: readonly string[], frame: Frame): T | undefined {
  const found = all.filter((one) => sameName(frame, one.name, wanted.name));
  return found.length < 2 ? found[0] : fail('AMBIGUOUS_COLUMN_OR_FIELD', { name: shownPath([...path, wanted.name]), n: String(found.length) });
}

function asField(value: BoundExpression, wanted: Field, place: Place): BoundExpression {
  if (value.nullable && !wanted.nullable) fail('NULLABLE_COLUMN_OR_FIELD', { name: shownPath(place.path) });
  return asType(value, wanted.type, place);
}

function asType(value: BoundExpression, wanted: DataType, place: Place): BoundExpression {
  const { type } = value;
  if (sameType(type, wanted) && holdsNulls(type, wanted)) return value;
  if (type.kind === 'struct' && wanted.kind === 'struct') return asStruct(value, [type, wanted], place);
  if (type.kind === 'array' && wanted.kind === 'array') return asArray(value, [type, wanted], place);
  if (type.kind === 'map' && wanted.kind === 'map') return asMap(value, [type, wanted], place);
  if (!canStore(type, wanted)) fail('INVALID_COLUMN_OR_FIELD_DATA_TYPE', { name: shownPath(place.path), type: `"${typeToSql(type)}"`, expectedType: `"${typeToSql(wanted)}"` });
  return castTo(value, wanted, place.frame.settings);
}

/** Of types that are the same but for it: wherever there may be a NULL, there may be one in the other. */
function holdsNulls(from: DataType, to: DataType): boolean {
  if (from.kind === 'struct' && to.kind === 'struct') return from.fields.every((one, index) => (to.fields[index]!.nullable || !one.nullable) && holdsNulls(one.type, to.fields[index]!.type));
  if (from.kind === 'array' && to.kind === 'array') return (to.containsNull || !from.containsNull) && holdsNulls(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') return (to.valueContainsNull || !from.valueContainsNull) && holdsNulls(from.key, to.key) && holdsNulls(from.value, to.value);
  return true;
}

function asStruct(value: BoundExpression, [from, to]: readonly [StructType, StructType], place: Place): BoundExpression {
  const scope = scopeOf(place.frame, []);
  const parts = to.fields.map((wanted) => {
    const found = named(from.fields, wanted, place.path, place.frame);
    if (found !== undefined) return asField(extractField(value, found.name, scope), found.nullable ? wanted : { ...wanted, nullable: true }, inside(place, found.name));
    if (wanted.nullable) return nullOf(wanted.type);
    return fail('UNRESOLVED_FIELD.WITH_SUGGESTION', { fieldName: quoteIdentifier(wanted.name), columnPath: shownPath(place.path), proposal: from.fields.map((one) => quoteIdentifier(one.name)).join(', ') });
  });
  const type = structType(to.fields.map(({ name }, index) => ({ name, type: parts[index]!.type, nullable: parts[index]!.nullable })));
  const made = callOf('struct', parts, type, false);
  return value.nullable ? callOf('if', [isNull(value), nullOf(type), made], type, true) : made;
}

function asArray(value: BoundExpression, [from, to]: readonly [ArrayType, ArrayType], place: Place): BoundExpression {
  if (from.containsNull && !to.containsNull) fail('NULLABLE_ARRAY_OR_MAP_ELEMENT', { columnPath: shownPath(place.path) });
  const made = eachElement(value, { type: from.element, nullable: from.containsNull }, to.element, inside(place, 'element'));
  return made ?? value;
}

function asMap(value: BoundExpression, [from, to]: readonly [MapType, MapType], place: Place): BoundExpression {
  if (from.valueContainsNull && !to.valueContainsNull) fail('NULLABLE_ARRAY_OR_MAP_ELEMENT', { columnPath: shownPath(place.path) });
  const keys = callOf('map_keys', [value], arrayType(from.key, false), value.nullable);
  const values = callOf('map_values', [value], arrayType(from.value, from.valueContainsNull), value.nullable);
  const newKeys = eachElement(keys, { type: from.key, nullable: false }, to.key, inside(place, 'key'));
  const newValues = eachElement(values, { type: from.value, nullable: from.valueContainsNull }, to.value, inside(place, 'value'));
  if (newKeys === undefined && newValues === undefined) return value;
  const [keyed, held] = [newKeys ?? keys, newValues ?? values];
  return callOf('map_from_arrays', [keyed, held], mapType(elementOf(keyed), elementOf(held), to.valueContainsNull), value.nullable);
}

/** The array with its elements made as wanted; undefined where they are so already. */
function eachElement(array: BoundExpression, element: { readonly type: DataType; readonly nullable: boolean }, wanted: DataType, place: Place): Call | undefined {
  const parameter: LambdaParameter = { kind: 'LambdaParameter', id: place.frame.analysis.context.nextId(), name: 'x', ...element };
  const body = asType(parameter, wanted, place);
  if (body === parameter) return undefined;
  const lambda: BoundExpression = { kind: 'Lambda', parameters: [parameter], body, type: body.type, nullable: body.nullable };
  return callOf('transform', [array, lambda], arrayType(body.type, body.nullable), array.nullable);
}

function elementOf(array: BoundExpression): DataType { return (array.type as ArrayType).element; }

/** Casts among numbers, to text, and of equal types; nothing that may lose its meaning. */
function canStore(from: DataType, to: DataType): boolean {
  if (from.kind === 'null' || to.kind === 'string') return true;
  const numbers = new Set(['byte', 'short', 'int', 'long', 'float', 'double', 'decimal']);
  if (numbers.has(from.kind) && numbers.has(to.kind)) return true;
  return from.kind === to.kind || (from.kind === 'date' && (to.kind === 'timestamp' || to.kind === 'timestamp_ntz'));
}
