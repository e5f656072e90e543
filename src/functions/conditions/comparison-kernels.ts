import { isValid } from '../../columnar/bitmap.ts';
import { comparatorOf } from '../../columnar/compare.ts';
import { type Column, makeColumn, uint8Values } from '../../columnar/column.ts';
import { isConstantNull, nullColumn } from '../../columnar/constant.ts';
import { expandConstant } from '../../columnar/gather.ts';
import { kindOf, mapRows, type MapLoop, type RowFunction, type SelectLoop, selectRows } from '../../columnar/stamp.ts';
import { isCollated } from '../../types/collation.ts';
import { booleanType, type DataType } from '../../types/data-type.ts';
import { layoutOf } from '../../types/layout.ts';
import type { Kernel } from '../function.ts';
import { visitRows } from '../row-by-row.ts';

export type Comparison = '=' | '<' | '<=' | '>' | '>=';

/** A comparison of two columns of one type. */
export function compareLoop(operation: Comparison, type: DataType): MapLoop {
  const row = rowFunction(operation, type);
  if (type.kind === 'null') return (_, rows, arena) => nullColumn(booleanType, rows.rowCount, arena);
  if (row === undefined) return compareCells(operation, type);
  const kind = kindOf(type);
  return mapRows({ ...row, kinds: [kind, kind], returnType: booleanType });
}

/** The same as a selection of rows. */
export function selectLoop(operation: Comparison, type: DataType): SelectLoop | undefined {
  const row = rowFunction(operation, type);
  if (row === undefined || type.kind === 'null') return undefined;
  const kind = kindOf(type);
  return selectRows({ apply: row.apply, kinds: [kind, kind] });
}

/** `<=>`: NULL equals NULL. */
export function equalNullSafe(type: DataType): Kernel {
  const equal = compareLoop('=', type);
  return (args, rows, { arena }) => {
    const [left, right] = args as readonly [Column, Column];
    if (type.kind === 'null') return bothNull(left, right, undefined, rows.rowCount, arena.uint8(rows.rowCount));
    if (left.validity === undefined && right.validity === undefined) return equal(args, rows, arena);
    const same = isConstantNull(left) || isConstantNull(right) ? undefined : expandConstant(equal(args, rows, arena), arena);
    return bothNull(left, right, same, rows.rowCount, arena.uint8(rows.rowCount));
  };
}

function bothNull(left: Column, right: Column, same: Column | undefined, rowCount: number, out: Uint8Array): Column {
  const equal = same === undefined ? undefined : uint8Values(same);
  for (let row = 0; row < rowCount; row++) {
    const a = left.type.kind !== 'null' && isValid(left.validity, row & left.mask);
    const b = right.type.kind !== 'null' && isValid(right.validity, row & right.mask);
    out[row] = a && b ? equal![row]! : a === b ? 1 : 0;
  }
  return makeColumn(booleanType, rowCount, { values: out });
}

function rowFunction(operation: Comparison, type: DataType): RowFunction | undefined {
  const layout = layoutOf(type);
  switch (layout) {
    case 'f32':
    case 'f64': return fractions[operation];
    case 'i64':
    case 'i128': return bigints[operation];
    case 'bytes': return isCollated(type) ? undefined : texts[operation];
    case 'list':
    case 'map':
    case 'struct':
    case 'none': return undefined;
    default: return numbers[operation];
  }
}

const numbers: Record<Comparison, RowFunction> = {
  '=': { apply: (a: number, b: number) => a === b },
  '<': { apply: (a: number, b: number) => a < b },
  '<=': { apply: (a: number, b: number) => a <= b },
  '>': { apply: (a: number, b: number) => a > b },
  '>=': { apply: (a: number, b: number) => a >= b },
};

const bigints: Record<Comparison, RowFunction> = {
  '=': { apply: (a: bigint, b: bigint) => a === b },
  '<': { apply: (a: bigint, b: bigint) => a < b },
  '<=': { apply: (a: bigint, b: bigint) => a <= b },
  '>': { apply: (a: bigint, b: bigint) => a > b },
  '>=': { apply: (a: bigint, b: bigint) => a >= b },
};

/** NaN is equal to itself and greater than everything else. */
const fractions: Record<Comparison, RowFunction> = {
  '=': { apply: (a: number, b: number) => a === b || (Number.isNaN(a) && Number.isNaN(b)) },
  '<': { apply: (a: number, b: number) => a < b || (Number.isNaN(b) && !Number.isNaN(a)) },
  '<=': { apply: (a: number, b: number) => a <= b || Number.isNaN(b) },
  '>': { apply: (a: number, b: number) => a > b || (Number.isNaN(a) && !Number.isNaN(b)) },
  '>=': { apply: (a: number, b: number) => a >= b || Number.isNaN(a) },
};

type CompareText = (a: Uint8Array, start: number, end: number, b: Uint8Array, from: number, to: number) => boolean;
const text = (apply: CompareText): RowFunction => ({ apply });

const texts: Record<Comparison, RowFunction> = {
  '=': text((a, start, end, b, from, to) => {
    if (end - start !== to - from) return false;
    while (start < end) if (a[start++] !== b[from++]) return false;
    return true;
  }),
  '<': text((a, start, end, b, from, to) => {
    while (start < end && from < to) { const d = a[start++]! - b[from++]!; if (d !== 0) return d < 0; }
    return from < to;
  }),
  '<=': text((a, start, end, b, from, to) => {
    while (start < end && from < to) { const d = a[start++]! - b[from++]!; if (d !== 0) return d < 0; }
    return start >= end;
  }),
  '>': text((a, start, end, b, from, to) => {
    while (start < end && from < to) { const d = a[start++]! - b[from++]!; if (d !== 0) return d > 0; }
    return start < end;
  }),
  '>=': text((a, start, end, b, from, to) => {
    while (start < end && from < to) { const d = a[start++]! - b[from++]!; if (d !== 0) return d > 0; }
    return from >= to;
  }),
};

const accepted: Record<Comparison, (order: number) => boolean> = {
  '=': (order) => order === 0, '<': (order) => order < 0, '<=': (order) => order <= 0, '>': (order) => order > 0, '>=': (order) => order >= 0,
};

/** Arrays, structs and texts with a collation, cell by cell. */
function compareCells(operation: Comparison, type: DataType): MapLoop {
  const compare = comparatorOf(type);
  const accepts = accepted[operation];
  return (args, rows, arena) => {
    const [left, right] = args as readonly [Column, Column];
    if (isConstantNull(left) || isConstantNull(right)) return nullColumn(booleanType, rows.rowCount, arena);
    const out = arena.uint8(rows.rowCount);
    const bits = arena.bitmap(rows.rowCount, 0);
    visitRows(args, rows, (row) => {
      out[row] = accepts(compare(left, row & left.mask, right, row & right.mask)) ? 1 : 0;
      bits[row >> 3]! |= 1 << (row & 7);
    });
    return makeColumn(booleanType, rows.rowCount, { values: out, validity: bits });
  };
}

