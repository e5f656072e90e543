import { isValid, setValid } from '../../columnar/bitmap.ts';
import { childOf, type Column, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { comparatorOf } from '../../columnar/compare.ts';
import { expandConstant } from '../../columnar/gather.ts';
import { withLength } from '../../columnar/constant.ts';
import { fail } from '../../errors/stream-error.ts';
import { mergeNullability } from '../../types/coercion.ts';
import { arrayType, booleanType, field, mapType, type MapType, nullType, sameType, stringType, type StructType, structType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { arrayAt, mapAndKey, mapAt, refuseNullType } from './collections-check.ts';
import { listPool } from './collections.ts';
import { anyNullable, becomesNullable, commonTypeOf, expectCount } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { checkKeyType } from './lambdas-check.ts';
import { makeMaps } from './maps-build.ts';
import { failInput, functionName, quoted } from '../mismatch.ts';
import { visitRows } from '../row-by-row.ts';

const group = 'map_funcs';
const since = '0.1';

/** Maps made of other things, and other things made of maps. */
export const mapMoreFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'map_from_arrays', group, since, signatures: ['(array<K>, array<V>) -> map<K,V>'],
    doc: 'Returns a map of an array of keys and one of values.', examples: [["SELECT map_from_arrays(array(1.0, 3.0), array('2', '4'))", '{1.0 -> 2, 3.0 -> 4}']],
    resolve: resolveFromArrays, kernel: fromArraysKernel,
  },
  {
    kind: 'scalar', name: 'map_from_entries', group, since, signatures: ['(array<T>) -> map<K,V>'],
    doc: 'Returns a map of an array of structs of two fields. A NULL among them makes the map NULL.',
    examples: [["SELECT map_from_entries(array(struct(1, 'a'), struct(2, 'b')))", '{1 -> a, 2 -> b}']],
    resolve: resolveFromEntries, kernel: fromEntriesKernel,
  },
  {
    kind: 'scalar', name: 'map_concat', group, since, signatures: ['(map<K,V>...) -> map<K,V>'],
    doc: 'Puts the entries of several maps into one.', examples: [["SELECT map_concat(map(1, 'a', 2, 'b'), map(3, 'c'))", '{1 -> a, 2 -> b, 3 -> c}']],
    resolve: resolveConcat, kernel: concatKernel,
  },
  {
    kind: 'scalar', name: 'map_entries', group, since, signatures: ['(map<K,V>) -> array<E>'],
    doc: 'Returns the entries of a map as structs of key and value.', examples: [["SELECT map_entries(map(1, 'a', 2, 'b'))", '[{1, a}, {2, b}]']],
    resolve: (call) => {
      expectCount(call, 1, 1);
      const map = mapAt(call, 0);
      const entry = structType([field('key', map.key, false), field('value', map.value, map.valueContainsNull)]);
      return { argumentTypes: [map], returnType: arrayType(entry, false), nullable: call.arguments[0]!.nullable };
    },
    kernel: entriesKernel,
  },
  {
    kind: 'scalar', name: 'map_contains_key', group, since, signatures: ['(map<K,V>, K) -> boolean'], nullable: 'always',
    doc: 'Whether a map has a key.', examples: [["SELECT map_contains_key(map(1, 'a', 2, 'b'), 1)", 'true']],
    resolve: resolveContainsKey, kernel: containsKeyKernel,
  },
];

function resolveFromArrays(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  const [keys, values] = [arrayAt(call, 0), arrayAt(call, 1)];
  checkKeyType(call, keys.element);
  return { argumentTypes: [keys, values], returnType: mapType(keys.element, values.element, values.containsNull), nullable: anyNullable(call, [keys, values]) };
}

function fromArraysKernel(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [keys, values] = args as readonly [Column, Column];
    const [keyOffsets, valueOffsets] = [offsetsOf(keys), offsetsOf(values)];
    return makeMaps({
      call, type: call.returnType, args, rows, arena, keys: childOf(keys, 0), values: childOf(values, 0), keepsZeros: true,
      fill: (row, put) => {
        const [keyStart, valueStart] = [keyOffsets[row & keys.mask]!, valueOffsets[row & values.mask]!];
        const [keyCount, valueCount] = [keyOffsets[(row & keys.mask) + 1]! - keyStart, valueOffsets[(row & values.mask) + 1]! - valueStart];
        if (keyCount !== valueCount) fail('_LEGACY_ERROR_TEMP_2128', { keys: String(keyCount), values: String(valueCount) }, { at: call.at });
        for (let at = 0; at < keyCount; at++) put(keyStart + at, valueStart + at);
      },
    });
  };
}

function resolveFromEntries(call: CallShape): ResolvedCall {
  expectCount(call, 1, 1);
  const { type, nullable } = call.arguments[0]!;
  const entry = type.kind === 'array' ? type.element : undefined;
  if (type.kind !== 'array' || entry?.kind !== 'struct' || entry.fields.length !== 2) return failInput(call, 0, arrayType(structType([field('key', nullType), field('value', nullType)])));
  const [key, value] = entry.fields;
  checkKeyType(call, key!.type);
  return { argumentTypes: [type], returnType: mapType(key!.type, value!.type, value!.nullable), nullable: nullable || type.containsNull };
}

function fromEntriesKernel(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [list] = args as readonly [Column];
    const offsets = offsetsOf(list);
    const entries = childOf(list, 0);
    const [keys, values] = [childOf(entries, 0), childOf(entries, 1)];
    return makeMaps({
      call, type: call.returnType, args, rows, arena, keys, values,
      fill: (row, put) => {
        const end = offsets[(row & list.mask) + 1]!;
        for (let at = offsets[row & list.mask]!; at < end; at++) if (!isValid(entries.validity, at & entries.mask)) return false;
        for (let at = offsets[row & list.mask]!; at < end; at++) put(at & entries.mask, at & entries.mask);
        return true;
      },
    });
  };
}

function resolveConcat(call: CallShape): ResolvedCall {
  const types = call.arguments.map((one) => one.type);
  const maps = types.filter((type) => type.kind === 'map');
  if (maps.length < types.length) {
    return fail('DATATYPE_MISMATCH.MAP_CONCAT_DIFF_TYPES', { sqlExpr: quoted(call.sql), functionName: functionName(call), dataType: `[${types.map((type) => quoted(typeToSql(type))).join(', ')}]` }, { at: call.at });
  }
  const common = types.length === 0 ? mapType(stringType, stringType, false) : commonTypeOf(call, call.arguments);
  const merged = types.every((type) => sameType(type, common)) ? types.reduce(mergeNullability, common) : common;
  return { argumentTypes: types.map(() => merged), returnType: merged, nullable: call.arguments.some((one) => becomesNullable(one, merged)) };
}

function concatKernel(call: BoundCall): Kernel {
  const { key, value } = call.returnType as MapType;
  return (args, rows, { arena }) => {
    const sides = [key, value].map((type, side) => listPool(type, args.map((map) => ({ ...map, children: [childOf(map, side)] })), arena));
    const [keys, values] = sides as [typeof sides[0], typeof sides[0]];
    return makeMaps({
      call, type: call.returnType, args, rows, arena, keys: keys!.elements, values: values!.elements,
      fill: (row, put) => {
        args.forEach((map, index) => {
          const offsets = offsetsOf(map);
          const end = offsets[(row & map.mask) + 1]!;
          for (let at = offsets[row & map.mask]!; at < end; at++) put(keys!.bases[index]! + at, values!.bases[index]! + at);
        });
      },
    });
  };
}

/** The same offsets, keys and values side by side. */
function entriesKernel(call: BoundCall): Kernel {
  const { element } = call.returnType as { readonly element: StructType };
  return ([map], rows, { arena }) => {
    const offsets = offsetsOf(map!);
    const count = offsets.at(-1) ?? 0;
    const children = [0, 1].map((side) => expandConstant(withLength(childOf(map!, side), count), arena));
    return makeColumn(call.returnType, rows.rowCount, { validity: map!.validity, offsets, children: [makeColumn(element, count, { children })], mask: map!.mask });
  };
}

function resolveContainsKey(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  refuseNullType(call, [1]);
  return { argumentTypes: mapAndKey(call, true), returnType: booleanType, nullable: true };
}

function containsKeyKernel(call: BoundCall): Kernel {
  const keyType = call.argumentTypes[1]!;
  const compare = keyType.kind === 'null' ? () => 1 : comparatorOf(keyType);
  return (args, rows, { arena }) => {
    const [map, key] = args as readonly [Column, Column];
    const offsets = offsetsOf(map);
    const keys = childOf(map, 0);
    const values = arena.uint8(rows.rowCount).fill(0);
    const validity = arena.bitmap(rows.rowCount, 0);
    visitRows(args, rows, (row) => {
      setValid(validity, row);
      const end = offsets[(row & map.mask) + 1]!;
      for (let at = offsets[row & map.mask]!; at < end; at++) {
        if (compare(keys, at & keys.mask, key, row & key.mask) !== 0) continue;
        values[row] = 1;
        return;
      }
    });
    return makeColumn(booleanType, rows.rowCount, { values, validity });
  };
}
