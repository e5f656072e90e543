import { compareDoubles } from '../columnar/compare.ts';
import type { ListValue, StructValue, Value } from '../columnar/value.ts';
import { collatedOrder } from '../columnar/collation.ts';
import { activeCollation } from '../types/collation.ts';
import type { DataType } from '../types/data-type.ts';

/** Order of two cells of a type that are not NULL; the same order as columnar/compare.ts. */
export function compareValues(type: DataType, left: Value, right: Value): number {
  switch (type.kind) {
    case 'float':
    case 'double': return compareDoubles(left as number, right as number);
    case 'string': {
      const collation = activeCollation(type);
      return collation === undefined ? compareText(left as string, right as string) : collatedOrder(collation)(left as string, right as string);
    }
    case 'binary': return Buffer.compare(left as Uint8Array, right as Uint8Array);
    case 'boolean': return Number(left) - Number(right);
    case 'array': return compareLists((left as ListValue).list, (right as ListValue).list, () => type.element);
    case 'struct': return compareLists((left as StructValue).struct, (right as StructValue).struct, (index) => type.fields[index]!.type);
    default: return (left as number) < (right as number) ? -1 : (left as number) > (right as number) ? 1 : 0;
  }
}

/** NULL before everything. */
export function compareNullable(type: DataType, left: Value, right: Value): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return compareValues(type, left, right);
}

/** By code points, which is the order of UTF-8 bytes; UTF-16 units would put surrogates before U+E000. */
function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return Buffer.compare(Buffer.from(left, 'utf8'), Buffer.from(right, 'utf8'));
}

function compareLists(left: readonly Value[], right: readonly Value[], typeAt: (index: number) => DataType): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = compareNullable(typeAt(index), left[index]!, right[index]!);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
