import { isValid } from '../columnar/bitmap.ts';
import { childOf, makeColumn, offsetsOf } from '../columnar/column.ts';
import { type CompareCells, comparatorOf } from '../columnar/compare.ts';
import { concatColumns, gatherColumn } from '../columnar/gather.ts';
import type { Column } from '../columnar/column.ts';
import { fail } from '../errors/stream-error.ts';
import { arrayType, type MapType, mapType, nullType } from '../types/data-type.ts';
import { containsKind } from '../types/coercion.ts';
import { anyNullable, commonTypeOf } from './define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from './function.ts';
import { failArgumentCount } from './signature-match.ts';

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
  const key = keys.length === 0 ? nullType : commonTypeOf(call, keys);
  const value = values.length === 0 ? nullType : commonTypeOf(call, values);
  if (containsKind(key, 'map')) fail('DATATYPE_MISMATCH.INVALID_MAP_KEY_TYPE', { sqlExpr: `"${call.sql}"`, keyType: '"MAP"' }, { at: call.at });
  const argumentTypes = call.arguments.map((_, index) => (index % 2 === 0 ? key : value));
  return { argumentTypes, returnType: mapType(key, value, anyNullable({ arguments: values }, values.map(() => value))), nullable: false };
}

function makeMap(call: BoundCall): Kernel {
  const type = call.returnType as MapType;
  const compare = type.key.kind === 'null' ? undefined : comparatorOf(type.key);
  const lastWins = call.settings.get('spark.sql.mapKeyDedupPolicy') === 'LAST_WIN';
  return (args, rows, { arena }) => {
    const constant = args.every((column) => column.mask === 0);
    const count = constant ? 1 : rows.rowCount;
    const selection = constant ? undefined : rows.selection;
    const size = args.length / 2;
    const columns = [0, 1].map((side) => args.filter((_, index) => index % 2 === side));
    const whole = columns.map((parts, side) => concatColumns(side === 0 ? type.key : type.value, parts.map((one) => (one.mask === 0 ? { ...one, length: 1, mask: -1 as const } : one)), arena));
    const baseOf = (side: number, index: number): number => columns[side]!.slice(0, index).reduce((sum, one) => sum + (one.mask === 0 ? 1 : one.length), 0);
    const bases = [0, 1].map((side) => columns[side]!.map((_, index) => baseOf(side, index)));
    const place = (side: number, index: number, row: number): number => bases[side]![index]! + (columns[side]![index]!.mask === 0 ? 0 : row);
    const offsets = arena.int32(count + 1);
    const keyAt: number[] = [];
    const valueAt: number[] = [];
    let next = 0;
    const wanted = selection?.length ?? count;
    for (let at = 0; at < wanted; at++) {
      const row = selection === undefined ? at : selection[at]!;
      while (next <= row) offsets[next++] = keyAt.length;
      const start = keyAt.length;
      for (let index = 0; index < size; index++) {
        const key = place(0, index, row);
        if (!isValid(whole[0]!.validity, key)) fail('NULL_MAP_KEY', {}, { at: call.at });
        const known = compare === undefined ? -1 : findKey(compare, whole[0]!, keyAt, start, key);
        if (known >= 0 && !lastWins) failDuplicate(call, whole[0]!, key);
        if (known >= 0) { valueAt[known] = place(1, index, row); continue; }
        keyAt.push(key);
        valueAt.push(place(1, index, row));
      }
    }
    while (next <= count) offsets[next++] = keyAt.length;
    const children = [keyAt, valueAt].map((list, side) => gatherColumn(whole[side]!, Uint32Array.from(list), arena));
    return makeColumn(call.returnType, rows.rowCount, { offsets, children, mask: constant ? 0 : -1 });
  };
}

function findKey(compare: CompareCells, keys: Column, list: readonly number[], start: number, key: number): number {
  for (let at = start; at < list.length; at++) if (compare(keys, list[at]!, keys, key) === 0) return at;
  return -1;
}

function failDuplicate(call: BoundCall, keys: Column, key: number): never {
  const shown = keys.values === undefined ? 'given' : String(keys.values[key]);
  return fail('DUPLICATED_MAP_KEY', { key: shown, mapKeyDedupPolicy: '"spark.sql.mapKeyDedupPolicy"' }, { at: call.at });
}

function partOf(call: CallShape, part: (type: MapType) => ReturnType<typeof arrayType>): ResolvedCall {
  const [map] = call.arguments;
  if (call.arguments.length !== 1) return failArgumentCount(call, [1]);
  const type = map!.type.kind === 'null' ? mapType(nullType, nullType) : map!.type;
  if (type.kind !== 'map') return failNotMap(call);
  return { argumentTypes: [type], returnType: part(type), nullable: map!.nullable };
}

function failNotMap(call: CallShape): never {
  return fail('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', { sqlExpr: `"${call.sql}"`, paramIndex: 'first', requiredType: '"MAP"', inputSql: `"${call.arguments[0]!.sql}"`, inputType: call.arguments[0]!.type.kind }, { at: call.at });
}

/** Same offsets, one child. */
function part(call: BoundCall, index: number): Kernel {
  return ([map], rows) => makeColumn(call.returnType, rows.rowCount, { validity: map!.validity, offsets: offsetsOf(map!), children: [childOf(map!, index)], mask: map!.mask });
}
