import type { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { type Column, makeColumn } from '../../columnar/column.ts';
import { gatherColumn, gatherOrNull } from '../../columnar/gather.ts';
import { readValue } from '../../columnar/read.ts';
import type { ListValue, StructValue, Value } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import type { DataType } from '../../types/data-type.ts';
import { formatDecimal, formatDouble, formatFloat } from '../../types/numeric-text.ts';
import { ElementSet } from './collections-set.ts';
import { IndexList, rangesOf } from './collections.ts';
import type { BoundCall } from '../function.ts';
import { withoutNegativeZero } from '../math/negative-zero.ts';

/**
 * Maps made of a pool of keys and a pool of values. A NULL key is an error; a key that a row has already is one too, unless
 * spark.sql.mapKeyDedupPolicy says LAST_WIN: then it keeps its place and takes the later value.
 */
export interface MapMaking {
  readonly call: BoundCall;
  readonly type: DataType;
  /** Arguments whose NULL makes the map NULL. */
  readonly args: readonly Column[];
  readonly rows: Rows;
  readonly arena: Arena;
  readonly keys: Column;
  readonly values: Column;
  /** Whole arrays of keys stay as they are; a key put by itself loses the sign of -0.0. */
  readonly keepsZeros?: boolean;
  /** Puts the entries of a row, as indexes into the pools; false = NULL. */
  readonly fill: (row: number, put: (key: number, value: number) => void) => boolean | void;
}

export function makeMaps({ call, type, args, rows, arena, keys: given, values, fill, keepsZeros = false }: MapMaking): Column {
  const twoZeros = call.settings.get('spark.sql.legacy.disableMapKeyNormalization')?.toLowerCase() === 'true';
  const keys = keepsZeros || twoZeros || given.type.kind === 'array' || given.type.kind === 'struct' ? given : withoutNegativeZero(given, arena);
  const known = new ElementSet(keys, { twoZeros });
  const lastWins = call.settings.get('spark.sql.mapKeyDedupPolicy')?.toUpperCase() === 'LAST_WIN';
  const keyAt = new IndexList(arena, given.length);
  const valueAt = new IndexList(arena, given.length);
  const isNullKey = (index: number): boolean => keys.type.kind === 'null' || !isValid(keys.validity, index & keys.mask);
  let start = 0;
  const put = (key: number, value: number): void => {
    if (isNullKey(key)) fail('NULL_MAP_KEY', {}, { at: call.at });
    if (known.add(key)) {
      keyAt.push(key);
      valueAt.push(value);
    } else if (lastWins) valueAt.items[start + known.find(key)] = value;
    else failDuplicate(call, keys, key);
  };
  const ranges = rangesOf(args, rows, arena, () => keyAt.length, (row) => {
    known.clear();
    start = keyAt.length;
    if (fill(row, put) !== false) return true;
    keyAt.length = start;
    valueAt.length = start;
    return false;
  });
  return makeColumn(type, rows.rowCount, { ...ranges, children: [gatherColumn(keys, keyAt.view(), arena), gatherOrNull(values, valueAt.view(), arena)] });
}

/** Keys as numbers and texts, not as SQL. */
function shown(value: Value, type: DataType): string {
  if (value === null) return 'null';
  switch (type.kind) {
    case 'decimal': return formatDecimal(value as bigint, type.scale);
    case 'double': return formatDouble(value as number);
    case 'float': return formatFloat(value as number);
    case 'array': return `[${(value as ListValue).list.map((one) => shown(one, type.element)).join(',')}]`;
    case 'struct': return `[${(value as StructValue).struct.map((one, index) => shown(one, type.fields[index]!.type)).join(',')}]`;
    default: return typeof value === 'object' ? 'a nested value' : String(value);
  }
}

function failDuplicate(call: BoundCall, keys: Column, key: number): never {
  const value = readValue(keys, key);
  return fail('DUPLICATED_MAP_KEY', { key: shown(value, keys.type), mapKeyDedupPolicy: '"spark.sql.mapKeyDedupPolicy"' }, { at: call.at });
}
