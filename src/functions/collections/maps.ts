import { childOf, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { withLength } from '../../columnar/constant.ts';
import { fail } from '../../errors/stream-error.ts';
import { commonType, mergeNullability } from '../../types/coercion.ts';
import { arrayType, type DataType, type MapType, mapType, nullType, sameType, stringType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { mapAt } from './collections-check.ts';
import { poolOf } from './collections.ts';
import { anyNullable } from '../define.ts';
import type { BoundCall, CallArgument, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { EMPTY_OF_TEXT, isOn } from '../setting.ts';
import { checkKeyType } from './lambdas-check.ts';
import { makeMaps } from './maps-build.ts';
import { functionName, quoted } from '../mismatch.ts';
import { failArgumentCount } from '../signature-match.ts';

const group = 'map_funcs';
const since = '0.1';

/** Maps made and taken apart. Keys are never NULL and never twice in a map. */
export const mapFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'map', group, since, signatures: [], nulls: 'custom', nullable: 'never',
    doc: 'Returns a map of keys and values in turns. A NULL key, or a key given twice, is an error.', examples: [["SELECT map(1.0, '2', 3.0, '4')", '{1.0 -> 2, 3.0 -> 4}']],
    resolve: resolveMap, kernel: makeMap,
  },
  {
    kind: 'scalar', name: 'map_keys', group, since, signatures: ['(map<K,V>) -> array<K>'],
    doc: 'Returns the keys of a map.', examples: [["SELECT map_keys(map(1, 'a', 2, 'b'))", '[1, 2]']],
    resolve: (call) => partOf(call, (type) => arrayType(type.key, false)), kernel: (call) => part(call, 0),
  },
  {
    kind: 'scalar', name: 'map_values', group, since, signatures: ['(map<K,V>) -> array<V>'],
    doc: 'Returns the values of a map.', examples: [["SELECT map_values(map(1, 'a', 2, 'b'))", '[a, b]']],
    resolve: (call) => partOf(call, (type) => arrayType(type.value, type.valueContainsNull)), kernel: (call) => part(call, 1),
  },
];

function resolveMap(call: CallShape): ResolvedCall {
  if (call.arguments.length % 2 === 1) return failArgumentCount(call, [2]);
  const keys = call.arguments.filter((_, index) => index % 2 === 0);
  const values = call.arguments.filter((_, index) => index % 2 === 1);
  const key = sideType(call, keys, 'DATATYPE_MISMATCH.CREATE_MAP_KEY_DIFF_TYPES');
  const value = sideType(call, values, 'DATATYPE_MISMATCH.CREATE_MAP_VALUE_DIFF_TYPES');
  checkKeyType(call, key);
  if (call.arguments.length === 0 && isOn(call, EMPTY_OF_TEXT)) return { argumentTypes: [], returnType: mapType(stringType, stringType, false), nullable: false };
  const argumentTypes = call.arguments.map((_, index) => (index % 2 === 0 ? key : value));
  return { argumentTypes, returnType: mapType(key, value, anyNullable({ arguments: values }, values.map(() => value))), nullable: false };
}

function sideType(call: CallShape, side: readonly CallArgument[], condition: 'DATATYPE_MISMATCH.CREATE_MAP_KEY_DIFF_TYPES' | 'DATATYPE_MISMATCH.CREATE_MAP_VALUE_DIFF_TYPES'): DataType {
  const types = side.map((one) => one.type);
  const [first = nullType] = types;
  const common = types.every((type) => sameType(first, type)) ? types.reduce(mergeNullability, first) : commonType(types, call.settings);
  return common ?? fail(condition, { sqlExpr: quoted(call.sql), functionName: functionName(call), dataType: `[${types.map((type) => quoted(typeToSql(type))).join(', ')}]` }, { at: call.at });
}

/** Keys and values of all arguments, one column behind the other. */
function makeMap(call: BoundCall): Kernel {
  const { key, value } = call.returnType as MapType;
  return (args, rows, { arena }) => {
    const sides = [0, 1].map((side) => args.filter((_, index) => index % 2 === side).map((column) => withLength(column, rows.rowCount)));
    const [keys, values] = [poolOf(key, sides[0]!, arena), poolOf(value, sides[1]!, arena)];
    return makeMaps({
      call, type: call.returnType, args: [], rows, arena, keys: keys.elements, values: values.elements,
      fill: (row, put) => { sides[0]!.forEach((column, index) => { put(keys.bases[index]! + (row & column.mask), values.bases[index]! + (row & sides[1]![index]!.mask)); }); },
    });
  };
}

function partOf(call: CallShape, part: (type: MapType) => ReturnType<typeof arrayType>): ResolvedCall {
  const [map] = call.arguments;
  if (call.arguments.length !== 1) return failArgumentCount(call, [1]);
  const type = mapAt(call, 0);
  return { argumentTypes: [type], returnType: part(type), nullable: map!.nullable };
}

/** Same offsets, one child. */
function part(call: BoundCall, index: number): Kernel {
  return ([map], rows) => makeColumn(call.returnType, rows.rowCount, { validity: map!.validity, offsets: offsetsOf(map!), children: [childOf(map!, index)], mask: map!.mask });
}
