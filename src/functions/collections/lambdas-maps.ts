import { childOf, type Column, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { withLength } from '../../columnar/constant.ts';
import { expandConstant, gatherColumn, gatherOrNull, MISSING } from '../../columnar/gather.ts';
import { fail } from '../../errors/stream-error.ts';
import { commonType, isAtomic, losesValues } from '../../types/coercion.ts';
import { booleanType, type DataType, field, type Field, mapType, type MapType, sameType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { ElementSet } from './collections-set.ts';
import { IndexList, listPool, rangesOf, type Spread, spreadChild, spreadLists } from './collections.ts';
import { expectCount } from '../define.ts';
import type { BoundCall, CallShape, KernelContext, LambdaBody, LambdaKernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { bodyAt, checkKeyType, mapOf, predicateAt } from './lambdas-check.ts';
import { keptElements } from './lambdas.ts';
import { makeMaps } from './maps-build.ts';
import { functionName, quoted } from '../mismatch.ts';

const group = 'lambda_funcs';
const since = '0.1';

/** Functions of maps and a lambda over keys and values. */
export const mapLambdaFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'map_filter', group, since, signatures: ['(map<K,V>, lambda(K, V)) -> map<K,V>'],
    doc: 'Returns the entries for which a condition is true.', examples: [['SELECT map_filter(map(1, 0, 2, 2, 3, -1), (k, v) -> k > v)', '{1 -> 0, 3 -> -1}']],
    lambdaParameters: entryParameters,
    resolve: (call) => {
      const map = mapOf(call, 0);
      predicateAt(call, 1);
      return { argumentTypes: [map, booleanType], returnType: map, nullable: call.arguments[0]!.nullable };
    },
    lambdaKernel: filterKernel,
  },
  {
    kind: 'scalar', name: 'transform_keys', group, since, signatures: ['(map<K,V>, lambda(K, V)) -> map<U,V>'],
    doc: 'Returns a map with what a function makes of each entry as its key.',
    examples: [['SELECT transform_keys(map_from_arrays(array(1, 2, 3), array(1, 2, 3)), (k, v) -> k + 1)', '{2 -> 1, 3 -> 2, 4 -> 3}']],
    lambdaParameters: entryParameters,
    resolve: (call) => {
      const map = mapOf(call, 0);
      const body = bodyAt(call, 1);
      checkKeyType(call, body.type);
      return { argumentTypes: [map, body.type], returnType: mapType(body.type, map.value, map.valueContainsNull), nullable: call.arguments[0]!.nullable };
    },
    lambdaKernel: keysKernel,
  },
  {
    kind: 'scalar', name: 'transform_values', group, since, signatures: ['(map<K,V>, lambda(K, V)) -> map<K,U>'],
    doc: 'Returns a map with what a function makes of each entry as its value.',
    examples: [['SELECT transform_values(map_from_arrays(array(1, 2, 3), array(1, 2, 3)), (k, v) -> v + 1)', '{1 -> 2, 2 -> 3, 3 -> 4}']],
    lambdaParameters: entryParameters,
    resolve: (call) => {
      const map = mapOf(call, 0);
      const body = bodyAt(call, 1);
      return { argumentTypes: [map, body.type], returnType: mapType(map.key, body.type, body.nullable), nullable: call.arguments[0]!.nullable };
    },
    lambdaKernel: valuesKernel,
  },
  {
    kind: 'scalar', name: 'map_zip_with', group, since, signatures: ['(map<K,V>, map<K,W>, lambda(K, V, W)) -> map<K,U>'],
    doc: 'Returns a map with the keys of both maps and what a function makes of key and values; a value that is not there is NULL.',
    examples: [["SELECT map_zip_with(map(1, 'a', 2, 'b'), map(1, 'x', 2, 'y'), (k, v1, v2) -> concat(v1, v2))", '{1 -> ax, 2 -> by}']],
    lambdaParameters: (call) => {
      expectCount(call, 3, 3);
      return [field('key', zippedKey(call), false), field('value1', mapOf(call, 0).value), field('value2', mapOf(call, 1).value)];
    },
    resolve: resolveZip, lambdaKernel: zipKernel,
  },
];

function entryParameters(call: CallShape): readonly Field[] {
  expectCount(call, 2, 2);
  const map = mapOf(call, 0);
  return [field('key', map.key, false), field('value', map.value, map.valueContainsNull)];
}

function overEntries(map: Column, spread: Spread, body: LambdaBody, context: KernelContext): Column {
  const columns = [0, 1].map((side) => spreadChild(childOf(map, side), spread, context.arena));
  return withLength(body(columns, spread.parents, spread.count, context), spread.count);
}

function filterKernel(call: BoundCall): LambdaKernel {
  return (args, [body], rows, context) => {
    const [map] = args as readonly [Column];
    const spread = spreadLists(map, args, rows, context.arena);
    const { offsets, kept } = keptElements(spread, overEntries(map, spread, body!, context), rows.rowCount, context.arena);
    return makeColumn(call.returnType, rows.rowCount, { offsets, children: [0, 1].map((side) => gatherColumn(childOf(map, side), kept, context.arena)) });
  };
}

function keysKernel(call: BoundCall): LambdaKernel {
  return (args, [body], rows, context) => {
    const [map] = args as readonly [Column];
    const spread = spreadLists(map, args, rows, context.arena);
    const keys = expandConstant(overEntries(map, spread, body!, context), context.arena);
    return makeMaps({
      call, type: call.returnType, args, rows, arena: context.arena, keys, values: spreadChild(childOf(map, 1), spread, context.arena), keepsZeros: true,
      fill: (row, put) => { for (let at = spread.offsets[row]!; at < spread.offsets[row + 1]!; at++) put(at, at); },
    });
  };
}

function valuesKernel(call: BoundCall): LambdaKernel {
  return (args, [body], rows, context) => {
    const [map] = args as readonly [Column];
    const spread = spreadLists(map, args, rows, context.arena);
    const values = expandConstant(overEntries(map, spread, body!, context), context.arena);
    return makeColumn(call.returnType, rows.rowCount, { offsets: spread.offsets, children: [spreadChild(childOf(map, 0), spread, context.arena), values] });
  };
}

/** Without ANSI, any other simple key becomes text beside text. */
function textBeside(left: DataType, right: DataType): DataType | undefined {
  if (!isAtomic(left) || !isAtomic(right) || (left.kind === 'string') === (right.kind === 'string')) return undefined;
  return left.kind === 'string' ? left : right;
}

function zippedKey(call: CallShape): DataType {
  const [left, right] = [mapOf(call, 0), mapOf(call, 1)];
  const common = sameType(left.key, right.key) ? left.key : commonType([left.key, right.key], call.settings, false) ?? (call.settings.ansi ? undefined : textBeside(left.key, right.key));
  if (common !== undefined && !losesValues(left.key, common) && !losesValues(right.key, common)) return common;
  return fail('DATATYPE_MISMATCH.MAP_ZIP_WITH_DIFF_TYPES', {
    sqlExpr: quoted(call.sql), functionName: functionName(call), leftType: quoted(typeToSql(left.key)), rightType: quoted(typeToSql(right.key)),
  }, { at: call.at });
}

function resolveZip(call: CallShape): ResolvedCall {
  const key = zippedKey(call);
  const body = bodyAt(call, 2);
  const withKey = (map: MapType): MapType => (sameType(map.key, key) ? map : mapType(key, map.value, map.valueContainsNull));
  const argumentTypes = [withKey(mapOf(call, 0)), withKey(mapOf(call, 1)), body.type];
  return { argumentTypes, returnType: mapType(key, body.type, body.nullable), nullable: call.arguments[0]!.nullable || call.arguments[1]!.nullable };
}

/** Keys of the first map in order, then those only the second has. */
function zipKernel(call: BoundCall): LambdaKernel {
  const { key } = call.returnType as MapType;
  return (args, [body], rows, context) => {
    const { arena } = context;
    const [left, right] = args as readonly [Column, Column];
    const { elements: keys, bases } = listPool(key, args, arena);
    const known = new ElementSet(keys);
    const [keyAt, leftAt, rightAt, parents] = [new IndexList(arena), new IndexList(arena), new IndexList(arena), new IndexList(arena)];
    const { offsets } = rangesOf(args, rows, arena, () => keyAt.length, (row) => {
      known.clear();
      const start = keyAt.length;
      const append = (at: number, leftValue: number, rightValue: number): void => {
        keyAt.push(at);
        leftAt.push(leftValue);
        rightAt.push(rightValue);
        parents.push(row);
      };
      eachEntry(left, row, (at) => { if (known.add(bases[0]! + at)) append(bases[0]! + at, at, MISSING); });
      eachEntry(right, row, (at) => {
        const index = bases[1]! + at;
        const place = known.find(index);
        if (place >= 0) rightAt.items[start + place] = at;
        else if (known.add(index)) append(index, MISSING, at);
      });
    });
    const zipped = gatherColumn(keys, keyAt.view(), arena);
    const columns = [zipped, gatherOrNull(childOf(left, 1), leftAt.view(), arena), gatherOrNull(childOf(right, 1), rightAt.view(), arena)];
    const values = expandConstant(withLength(body!(columns, parents.view(), keyAt.length, context), keyAt.length), arena);
    return makeColumn(call.returnType, rows.rowCount, { offsets, children: [zipped, values] });
  };
}

function eachEntry(map: Column, row: number, visit: (at: number) => void): void {
  const offsets = offsetsOf(map);
  const end = offsets[(row & map.mask) + 1]!;
  for (let at = offsets[row & map.mask]!; at < end; at++) visit(at);
}
