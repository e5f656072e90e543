import type { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import { constantColumn } from '../../columnar/builder.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { bytesOf, type Column, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { isConstantNull, nullColumn } from '../../columnar/constant.ts';
import { mergeBranches } from '../../columnar/merge.ts';
import { decodeUtf8 } from '../../columnar/read.ts';
import { rowsByValidity } from '../../columnar/selection.ts';
import type { Value } from '../../columnar/value.ts';
import { isCollated } from '../../types/collation.ts';
import { booleanType, type DataType } from '../../types/data-type.ts';
import { layoutOf } from '../../types/layout.ts';
import { compareLoop } from './comparison-kernels.ts';
import { disjunctionKernel } from './logic.ts';
import type { BoundCall, Kernel, LazyKernel, Thunk } from '../function.ts';

/** Tells whether a row of a column is one of the constants. */
type Membership = (column: Column) => (row: number) => boolean;

/** `value IN (a, b, …)`: a set when the list is constant, else comparison by comparison. */
export function inKernel(call: BoundCall): Kernel {
  const set = constantSet(call);
  if (call.argumentTypes.length === 1) return ([value], rows, { arena }) => inNothing(call, value!, rows, arena);
  const equal = compareLoop('=', call.argumentTypes[0]!);
  return ([value, ...list], rows, { arena }) => {
    if (isConstantNull(value!)) return { ...value!, type: booleanType, values: arena.uint8(1), offsets: undefined, bytes: undefined, children: [] };
    if (set !== undefined) return membershipColumn(value!, set.has(value!), set.hasNull, rows, arena);
    const answers = list.map((one) => (isConstantNull(one) ? undefined : equal([value!, one], rows, arena)));
    return anyTrue(value!, list, answers, rows, arena);
  };
}

/** Values are asked one after the other, each only for the rows that none before it equals; none where `value` is NULL. */
export function lazyInKernel(call: BoundCall): LazyKernel {
  const equal = compareLoop('=', call.argumentTypes[0]!);
  const either = disjunctionKernel();
  return ([value, ...list], rows, context) => {
    const { arena } = context;
    if (list.length === 0) return inNothing(call, value!(rows), rows, arena);
    const column = value!(rows);
    const known = rowsByValidity(column, true, rows, arena);
    const tests = list.map((one): Thunk => (asked) => {
      const other = one(asked);
      return isConstantNull(other) ? nullColumn(booleanType, asked.rowCount, arena) : equal([column, other], asked, arena);
    });
    const found = tests.reduceRight((rest, test): Thunk => (asked) => either([test, rest], asked, context));
    if (known.length === 0) return nullColumn(booleanType, rows.rowCount, arena);
    return mergeBranches(booleanType, [{ column: found({ rowCount: rows.rowCount, selection: known }), selection: known }], rows, arena);
  };
}

/** Nothing is in an empty list. Without ANSI that is not known of NULL. */
function inNothing(call: BoundCall, value: Column, rows: Rows, arena: Arena): Column {
  const never = constantColumn(booleanType, false, rows.rowCount, arena);
  return call.settings.ansi ? never : mergeBranches(booleanType, [{ column: never, selection: rowsByValidity(value, true, rows, arena) }], rows, arena);
}

function constantSet(call: BoundCall): { readonly has: Membership; readonly hasNull: boolean } | undefined {
  const list = call.literals.slice(1);
  if (list.length === 0 || list.includes(undefined)) return undefined;
  const values = list.filter((value): value is Exclude<Value, null> => value !== null && value !== undefined);
  const has = membership(call.argumentTypes[0]!, values);
  return has && { has, hasNull: values.length < list.length };
}

function membership(type: DataType, values: readonly Value[]): Membership | undefined {
  switch (layoutOf(type)) {
    case 'bool': {
      const set = new Set(values.map(Number));
      return ({ values: column }) => (row) => set.has(column![row] as number);
    }
    case 'i8':
    case 'i16':
    case 'i32':
    case 'f32':
    case 'f64': {
      const set = new Set(values as number[]);
      return ({ values: column }) => (row) => set.has(column![row] as number);
    }
    case 'i64': return longMembership(values as bigint[]);
    case 'bytes': return type.kind === 'string' && !isCollated(type) ? textMembership(values as string[]) : undefined;
    default: return undefined;
  }
}

/** A handful is compared one by one, which beats hashing boxed bigints. */
function longMembership(values: readonly bigint[]): Membership {
  const list = BigInt64Array.from(values);
  if (list.length > 16) {
    const set = new Set(values);
    return (column) => (row) => set.has((column.values as BigInt64Array)[row]!);
  }
  return (column) => {
    const cells = column.values as BigInt64Array;
    return (row) => {
      for (let at = 0; at < list.length; at++) if (cells[row] === list[at]) return true;
      return false;
    };
  };
}

/** A handful is compared byte by byte. Of a long list, only rows whose length and first byte occur in it are decoded. */
function textMembership(values: readonly string[]): Membership {
  if (values.length <= 16) return byteMembership(values.map((value) => Uint8Array.from(Buffer.from(value))));
  const set = new Set(values);
  const shapes = new Set(values.map((value) => { const bytes = Buffer.from(value); return bytes.length * 256 + (bytes[0] ?? 0); }));
  return (column) => {
    const offsets = offsetsOf(column);
    const bytes = bytesOf(column);
    return (row) => {
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      return shapes.has((end - start) * 256 + (end > start ? bytes[start]! : 0)) && set.has(decodeUtf8(bytes, start, end));
    };
  };
}

function byteMembership(values: readonly Uint8Array[]): Membership {
  return (column) => {
    const offsets = offsetsOf(column);
    const bytes = bytesOf(column);
    return (row) => {
      const start = offsets[row]!;
      const size = offsets[row + 1]! - start;
      for (let index = 0; index < values.length; index++) {
        const value = values[index]!;
        if (value.length !== size) continue;
        let at = 0;
        while (at < size && bytes[start + at] === value[at]) at++;
        if (at === size) return true;
      }
      return false;
    };
  };
}

function membershipColumn(value: Column, has: (row: number) => boolean, hasNull: boolean, rows: Rows, arena: Arena): Column {
  const constant = value.mask === 0;
  const count = constant ? 1 : rows.rowCount;
  const out = arena.uint8(count);
  const bits = hasNull || value.validity !== undefined ? arena.bitmap(count, 1) : undefined;
  const asked = constant ? 1 : rows.selection?.length ?? count;
  for (let at = 0; at < asked; at++) {
    const row = constant ? 0 : rows.selection === undefined ? at : rows.selection[at]!;
    const known = isValid(value.validity, row);
    out[row] = known && has(row) ? 1 : 0;
    if (bits !== undefined && (!known || (hasNull && out[row] === 0))) bits[row >> 3]! &= ~(1 << (row & 7));
  }
  return makeColumn(booleanType, rows.rowCount, { values: out, validity: bits, mask: constant ? 0 : -1 });
}

function anyTrue(value: Column, list: readonly Column[], answers: readonly (Column | undefined)[], rows: Rows, arena: Arena): Column {
  const out = arena.uint8(rows.rowCount).fill(0);
  const bits = arena.bitmap(rows.rowCount, 1);
  for (let row = 0; row < rows.rowCount; row++) {
    let unknown = !isValid(value.validity, row & value.mask);
    for (let index = 0; index < list.length && out[row] === 0; index++) {
      const answer = answers[index];
      if (answer === undefined || !isValid(answer.validity, row & answer.mask)) unknown = true;
      else out[row] = answer.values![row & answer.mask] as number;
    }
    if (unknown && out[row] === 0) bits[row >> 3]! &= ~(1 << (row & 7));
  }
  return makeColumn(booleanType, rows.rowCount, { values: out, validity: bits });
}
