import { fail, type Span } from '../../errors/stream-error.ts';
import { arrayItem, arrayStructField, mapValue, structField } from '../../functions/access.ts';
import type { ScalarFunction } from '../../functions/function.ts';
import { failInput } from '../../functions/mismatch.ts';
import type { BoundExpression, Call } from '../../plan/bound.ts';
import type { ExtractValue } from '../../plan/expression.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { implicitCast } from '../../types/coercion-implicit.ts';
import { isCollated } from '../../types/collation.ts';
import { isAnsiInterval, isIntegral } from '../../types/coercion.ts';
import { arrayType, intType, nullType, sameType, stringType, type DataType, type StructType } from '../../types/data-type.ts';
import { quoteIdentifier, typeToSql } from '../../types/print.ts';
import { literalOf } from '../build.ts';
import { castArguments, prettyIn, shapeOf } from './call.ts';
import { failUnresolved, findName, sameName } from './names.ts';
import { resolve } from './resolve.ts';
import type { Scope } from './scope.ts';

/** `a[b]` and `expression.field`. */
export function resolveExtractValue(node: ExtractValue, scope: Scope): BoundExpression {
  const input = resolve(node.input, scope);
  const { extraction } = node;
  const fieldName = extraction.kind === 'Literal' && extraction.type.kind === 'string' ? extraction.value as string : undefined;
  if (fieldName !== undefined && hasFields(input.type)) return extractField(input, fieldName, scope, node.at);
  const key = extraction.kind === 'UnresolvedAttribute' ? findName(extraction.name, scope, extraction) ?? failUnresolved(extraction.name, scope, extraction.at, 'UNRESOLVED_MAP_KEY') : resolve(extraction, scope);
  switch (input.type.kind) {
    case 'array': return extractItem(input, key, scope, node.at);
    case 'map': return extractMapValue(input, key, scope, node.at);
    case 'null': return partOfNull(input, key, node.at);
    case 'struct': return fail('INVALID_EXTRACT_FIELD_TYPE', { extraction: `"${prettyIn(scope, key)}"` }, { at: node.at });
    default: return failBase(input, scope, node.at);
  }
}

/** A field of a struct or of all structs in an array; the value of a map under a text. */
export function extractField(input: BoundExpression, name: string, scope: Scope, at?: Span): BoundExpression {
  const { type } = input;
  if (type.kind === 'struct') {
    const index = fieldIndex(type, name, scope, at);
    const found = type.fields[index]!;
    return access(structField, [input, literalOf(stringType, name), literalOf(intType, index)], found.type, input.nullable || found.nullable, at);
  }
  if (type.kind === 'array' && type.element.kind === 'struct') {
    const index = fieldIndex(type.element, name, scope, at);
    const found = type.element.fields[index]!;
    return access(arrayStructField, [input, literalOf(stringType, name), literalOf(intType, index)], arrayType(found.type, type.containsNull || found.nullable), input.nullable, at);
  }
  if (type.kind === 'map') return extractMapValue(input, literalOf(stringType, name), scope, at);
  if (type.kind === 'array') return extractItem(input, literalOf(stringType, name), scope, at);
  if (type.kind === 'null') return partOfNull(input, literalOf(stringType, name), at);
  return failBase(input, scope, at);
}

/** Position of a field by name, or FIELD_NOT_FOUND. */
export function fieldIndex(type: StructType, name: string, scope: Scope, at?: Span): number {
  const same = sameName(scope);
  const found = type.fields.flatMap((one, index) => (same(one.name, name) ? [index] : []));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) return fail('AMBIGUOUS_REFERENCE_TO_FIELDS', { field: quoteIdentifier(name), count: String(found.length) }, { at });
  return fail('FIELD_NOT_FOUND', { fieldName: quoteIdentifier(name), fields: type.fields.map((one) => quoteIdentifier(one.name)).join(', ') }, { at });
}

function extractItem(input: BoundExpression, index: BoundExpression, scope: Scope, at: Span | undefined): BoundExpression {
  const element = input.type.kind === 'array' ? input.type.element : intType;
  const types: DataType[] = [input.type, index.type.kind === 'null' ? intType : index.type];
  if (!isIntegral(types[1]!)) failInput(shapeOf(arrayItem, arrayItem.name, [input, index], scope, at), 1, { family: 'integral' });
  return access(arrayItem, castArguments([input, index], types, scope, at), element, itemNullable(input, index, scope), at);
}

/** An item is known not to be NULL only inside array(…), or when the index is no constant and elements are never NULL. */
function itemNullable(input: BoundExpression, index: BoundExpression, scope: Scope): boolean {
  if (index.kind !== 'Literal' || index.value === null) {
    const containsNull = input.type.kind === 'array' && input.type.containsNull;
    return !scope.session.settings.ansi || containsNull || input.nullable || index.nullable;
  }
  const position = Number(index.value);
  const items = input.kind === 'Call' && input.definition.name === 'array' ? input.arguments : [];
  return items[position]?.nullable ?? true;
}

function extractMapValue(input: BoundExpression, key: BoundExpression, scope: Scope, at: Span | undefined): BoundExpression {
  const type = input.type.kind === 'map' ? input.type : undefined;
  const wanted = type?.key ?? stringType;
  const isText = key.kind === 'Literal' && key.type.kind === 'string';
  const isOther = isCollated(key.type) && wanted.kind === 'string' && !sameType(key.type, wanted);
  if (isOther) return failInput(shapeOf(mapValue, mapValue.name, [input, key], scope, at), 1, wanted);
  const fromText = key.type.kind === 'string' && isAnsiInterval(wanted) && (isText || scope.session.settings.ansi);
  const cast = fromText || key.type.kind === 'null' ? wanted : implicitCast(key.type, wanted, scope.session.settings);
  if ((isText && cast === undefined) || (key.type.kind === 'string' && wanted.kind === 'null')) failCast(key, wanted, scope, at);
  if (cast === undefined || (isAnsiInterval(cast) && !sameType(cast, key.type) && !fromText && key.type.kind !== 'null')) return failInput(shapeOf(mapValue, mapValue.name, [input, key], scope, at), 1, wanted);
  return access(mapValue, castArguments([input, key], [input.type, cast], scope, at), type?.value ?? stringType, true, at);
}

/** A part of NULL is NULL. */
function partOfNull(input: BoundExpression, key: BoundExpression, at: Span | undefined): BoundExpression {
  return access({ ...mapValue, nulls: 'propagate' }, [input, key], nullType, true, at);
}

function access(definition: ScalarFunction, args: readonly BoundExpression[], type: DataType, nullable: boolean, at: Span | undefined): Call {
  return { kind: 'Call', definition, written: definition.name, arguments: args, type, nullable, at };
}

function hasFields(type: DataType): boolean {
  return type.kind === 'struct' || (type.kind === 'array' && type.element.kind === 'struct');
}

/** Text is cast to whatever the keys are; to nothing it cannot be. */
function failCast(key: BoundExpression, wanted: DataType, scope: Scope, at: Span | undefined): never {
  return fail('DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION', { sqlExpr: `"${prettyIn(scope, key)}"`, srcType: `"${typeToSql(key.type)}"`, targetType: `"${typeToSql(wanted)}"` }, { at });
}

function failBase(input: BoundExpression, scope: Scope, at: Span | undefined): never {
  return fail('INVALID_EXTRACT_BASE_FIELD_TYPE', { base: `"${prettySql(input, scope.session.settings.timeZone)}"`, other: `"${typeToSql(input.type)}"` }, { at });
}
