import { comparatorOf } from '../../columnar/compare.ts';
import type { Rows } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { isValid } from '../../columnar/bitmap.ts';
import { mergeBranches } from '../../columnar/merge.ts';
import { kindOf, mapRows, type RowFunction } from '../../columnar/stamp.ts';
import type { DataType } from '../../types/data-type.ts';
import { layoutOf } from '../../types/layout.ts';
import type { Arena } from '../../columnar/arena.ts';
import type { BoundCall, Kernel } from '../function.ts';

/** The greatest (`>`) or least (`<`) of the arguments, NULLs left out. */
export function extreme(wanted: '>' | '<'): (call: BoundCall) => Kernel {
  return (call) => {
    const type = call.returnType;
    const row = fastRows(wanted, type);
    const fast = row && mapRows({ ...row, kinds: [kindOf(type), kindOf(type)], returnType: type });
    const compare = comparatorOf(type);
    const better = wanted === '>' ? (order: number) => order > 0 : (order: number) => order < 0;
    return (args, rows, { arena }) => args.reduce((best, next) => {
      if (fast !== undefined && best.validity === undefined && next.validity === undefined) return fast([best, next], rows, arena);
      return pick(best, next, rows, { type, arena, replaces: (row) => better(compare(next, row & next.mask, best, row & best.mask)) });
    });
  };
}

interface PickOptions { readonly type: DataType; readonly arena: Arena; readonly replaces: (row: number) => boolean }

function pick(best: Column, next: Column, rows: Rows, { type, arena, replaces }: PickOptions): Column {
  const count = rows.selection?.length ?? rows.rowCount;
  const kept = arena.uint32(count);
  const taken = arena.uint32(count);
  let keptCount = 0;
  let takenCount = 0;
  for (let at = 0; at < count; at++) {
    const row = rows.selection === undefined ? at : rows.selection[at]!;
    const hasNext = isValid(next.validity, row & next.mask);
    if (hasNext && (!isValid(best.validity, row & best.mask) || replaces(row))) taken[takenCount++] = row;
    else kept[keptCount++] = row;
  }
  return mergeBranches(type, [{ column: best, selection: kept.subarray(0, keptCount) }, { column: next, selection: taken.subarray(0, takenCount) }], rows, arena);
}

function fastRows(wanted: '>' | '<', type: DataType): RowFunction | undefined {
  switch (layoutOf(type)) {
    case 'f32':
    case 'f64': return wanted === '>'
      ? { apply: (a: number, b: number) => (b > a || (Number.isNaN(b) && !Number.isNaN(a)) ? b : a) }
      : { apply: (a: number, b: number) => (b < a || (Number.isNaN(a) && !Number.isNaN(b)) ? b : a) };
    case 'i64': return wanted === '>' ? { apply: (a: bigint, b: bigint) => BigInt.asIntN(64, b > a ? b : a) } : { apply: (a: bigint, b: bigint) => BigInt.asIntN(64, b < a ? b : a) };
    case 'i8':
    case 'i16':
    case 'i32': return wanted === '>' ? { apply: (a: number, b: number) => Math.max(a, b) } : { apply: (a: number, b: number) => Math.min(a, b) };
    default: return undefined;
  }
}
