import { fail } from '../../errors/stream-error.ts';
import { type CoercionMode, commonType, isAnsiInterval, isOrderable, losesValues, losslessCommonType } from '../../types/coercion.ts';
import { arrayType, type ArrayType, type DataType, type MapType, mapType, nullType, sameType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { expectCount } from '../define.ts';
import type { CallShape, ResolvedCall } from '../function.ts';
import { failInput, failOrdering, functionName, quoted } from '../mismatch.ts';

/** The array at an argument; NULL is an empty promise of one. */
export function arrayAt(call: CallShape, index: number): ArrayType {
  const { type } = call.arguments[index]!;
  if (type.kind === 'null') return arrayType(nullType);
  return type.kind === 'array' ? type : failInput(call, index, { family: 'array' });
}

export function mapAt(call: CallShape, index: number): MapType {
  const { type } = call.arguments[index]!;
  if (type.kind === 'null') return mapType(nullType, nullType);
  return type.kind === 'map' ? type : failInput(call, index, { family: 'map' });
}

/** An array of another element type; the same object when nothing changes. */
export function withElement(array: ArrayType, element: DataType): ArrayType {
  return sameType(array.element, element) ? array : arrayType(element, array.containsNull || losesValues(array.element, element));
}

/** Collections find their types as without ANSI: INT and FLOAT make FLOAT. */
const legacyMode = { ansi: false };

export interface ArrayAndValue { readonly array: ArrayType; readonly value: DataType; readonly nullable: boolean }

/** An array and a value of its element type, brought to one type. `wider`: also decimals and nested types, as array_contains does. */
export function arrayAndValue(call: CallShape, valueIndex: number, options: { readonly wider?: boolean; readonly firstMustBeArray?: boolean } = {}): ArrayAndValue {
  const [array, value] = [call.arguments[0]!, call.arguments[valueIndex]!];
  if (array.type.kind !== 'array') return options.firstMustBeArray === true ? failInput(call, 0, { family: 'array' }) : failArrayAndValue(call, valueIndex);
  const element = elementAndValueType(array.type.element, value.type, options.wider === true);
  if (element === undefined || !castsSilently(array.type, element, call.settings) || !sameUnits(value.type, element)) return failArrayAndValue(call, valueIndex);
  return { array: withElement(array.type, element), value: element, nullable: array.nullable || value.nullable || losesValues(value.type, element) };
}

function elementAndValueType(element: DataType, value: DataType, wider: boolean): DataType | undefined {
  if (sameType(element, value)) return element;
  return wider ? commonType([element, value], legacyMode, false) : losslessCommonType(element, value, legacyMode);
}

/** Interval units stay as they are written, and without ANSI no element may become NULL where the array holds none. */
function castsSilently(array: ArrayType, element: DataType, settings: CoercionMode): boolean {
  return sameUnits(array.element, element) && (settings.ansi || array.containsNull || !losesValues(array.element, element));
}

function sameUnits(from: DataType, to: DataType): boolean {
  if (from.kind === 'array' && to.kind === 'array') return sameUnits(from.element, to.element);
  return !isAnsiInterval(from) || sameType(from, to);
}

export function failArrayAndValue(call: CallShape, valueIndex: number): never {
  return fail('DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES', { sqlExpr: quoted(call.sql), functionName: functionName(call), ...sides(call, 0, valueIndex) }, { at: call.at });
}

/** NULL without a type in the place of an array, or (when it counts) of the value. */
export function refuseNullType(call: CallShape, indexes: readonly number[]): void {
  if (indexes.some((index) => call.arguments[index]!.type.kind === 'null')) {
    fail('DATATYPE_MISMATCH.NULL_TYPE', { sqlExpr: quoted(call.sql), functionName: functionName(call) }, { at: call.at });
  }
}

/** A map and a key, brought to one type; decimals are cast too where `wider`. NULL is no key for map_contains_key, and none to be found for element_at. */
export function mapAndKey(call: CallShape, wider: boolean): readonly [MapType, DataType] {
  const [map, key] = [call.arguments[0]!, call.arguments[1]!];
  const common = map.type.kind === 'map' ? elementAndValueType(map.type.key, key.type, wider) : undefined;
  const lost = map.type.kind === 'map' && common !== undefined && !call.settings.ansi && losesValues(map.type.key, common);
  if (map.type.kind !== 'map' || common === undefined || lost || !sameUnits(map.type.key, common) || !sameUnits(key.type, common)) {
    return fail('DATATYPE_MISMATCH.MAP_FUNCTION_DIFF_TYPES', { sqlExpr: quoted(call.sql), functionName: functionName(call), dataType: '"MAP"', ...sides(call, 0, 1) }, { at: call.at });
  }
  refuseUnordered(call, common);
  return [sameType(common, map.type.key) ? map.type : mapType(common, map.type.value, map.type.valueContainsNull), common];
}

/** Two arrays of one orderable element type, which array_union and its kin compare by. */
export function twoArrays(call: CallShape): { readonly arrays: readonly [ArrayType, ArrayType]; readonly element: DataType; readonly nullable: boolean } {
  expectCount(call, 2, 2);
  const [left, right] = [call.arguments[0]!, call.arguments[1]!];
  const element = left.type.kind !== 'array' || right.type.kind !== 'array' ? undefined
    : sameType(left.type.element, right.type.element) ? left.type.element : losslessCommonType(left.type.element, right.type.element, legacyMode);
  if (left.type.kind !== 'array' || right.type.kind !== 'array' || element === undefined || !castsSilently(left.type, element, call.settings) || !castsSilently(right.type, element, call.settings)) {
    return fail('DATATYPE_MISMATCH.BINARY_ARRAY_DIFF_TYPES', { sqlExpr: quoted(call.sql), functionName: functionName(call), ...sides(call, 0, 1) }, { at: call.at });
  }
  refuseUnordered(call, element);
  return { arrays: [withElement(left.type, element), withElement(right.type, element)], element, nullable: left.nullable || right.nullable };
}

export function refuseUnordered(call: CallShape, type: DataType): void {
  if (!isOrderable(type)) failOrdering(call, type);
}

/** A function of one array. */
export function oneArray(call: CallShape, result: (array: ArrayType) => DataType, nullable?: (array: ArrayType) => boolean): ResolvedCall {
  expectCount(call, 1, 1);
  const array = arrayAt(call, 0);
  return { argumentTypes: [array], returnType: result(array), nullable: call.arguments[0]!.nullable || nullable?.(array) === true };
}

function sides(call: CallShape, left: number, right: number): { readonly leftType: string; readonly rightType: string } {
  return { leftType: quoted(typeToSql(call.arguments[left]!.type)), rightType: quoted(typeToSql(call.arguments[right]!.type)) };
}
