import type { Arena } from '../../columnar/arena.ts';
import type { Column } from '../../columnar/column.ts';
import { containsKind } from '../../types/coercion.ts';

/** A column whose -0.0 are 0.0, at any depth: sets of elements and keys of maps hold the positive zero. */
export function withoutNegativeZero(column: Column, arena: Arena): Column {
  const { type } = column;
  if (type.kind !== 'float' && type.kind !== 'double') {
    return containsKind(type, 'float') || containsKind(type, 'double') ? { ...column, children: column.children.map((child) => withoutNegativeZero(child, arena)) } : column;
  }
  const from = column.values as Float64Array;
  const values = type.kind === 'float' ? arena.float32(from.length) : arena.float64(from.length);
  for (let at = 0; at < from.length; at++) values[at] = from[at]! + 0;
  return { ...column, values };
}
