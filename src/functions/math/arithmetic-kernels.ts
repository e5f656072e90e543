import { kindOf, mapRows, type RowFunction, sameAsLoop, type Undefined } from '../../columnar/stamp.ts';
import { fail, invariant } from '../../errors/stream-error.ts';
import type { Layout } from '../../types/layout.ts';
import { layoutOf } from '../../types/layout.ts';
import type { BoundCall, Kernel } from '../function.ts';
import { failArithmetic } from '../overflow.ts';

/** What the arithmetic of a call does with overflow: an error (ANSI), NULL (try_…), or wrap around (old behaviour). */
export type ArithmeticMode = 'ansi' | 'try' | 'legacy';

export const modeOf = (call: BoundCall): ArithmeticMode => (call.settings.ansi ? 'ansi' : 'legacy');

const undefinedRows = { ansi: 'fail', try: 'null', legacy: 'keep' } as const satisfies Record<ArithmeticMode, Undefined>;

/** One operator over the fixed-width layouts. `defined` of whole numbers is "does not overflow". */
export type ArithmeticTable = Partial<Record<Layout, RowFunction>>;

export const additions: ArithmeticTable = {
  i8: { apply: (a: number, b: number) => a + b, defined: (a: number, b: number) => a + b === ((a + b) << 24) >> 24 },
  i16: { apply: (a: number, b: number) => a + b, defined: (a: number, b: number) => a + b === ((a + b) << 16) >> 16 },
  i32: { apply: (a: number, b: number) => (a + b) | 0, defined: (a: number, b: number) => a + b === ((a + b) | 0) },
  i64: { apply: (a: bigint, b: bigint) => BigInt.asIntN(64, a + b), defined: (a: bigint, b: bigint) => BigInt.asIntN(64, a + b) === a + b },
  f32: { apply: (a: number, b: number) => a + b },
  f64: { apply: (a: number, b: number) => a + b },
};

export const subtractions: ArithmeticTable = {
  i8: { apply: (a: number, b: number) => a - b, defined: (a: number, b: number) => a - b === ((a - b) << 24) >> 24 },
  i16: { apply: (a: number, b: number) => a - b, defined: (a: number, b: number) => a - b === ((a - b) << 16) >> 16 },
  i32: { apply: (a: number, b: number) => (a - b) | 0, defined: (a: number, b: number) => a - b === ((a - b) | 0) },
  i64: { apply: (a: bigint, b: bigint) => BigInt.asIntN(64, a - b), defined: (a: bigint, b: bigint) => BigInt.asIntN(64, a - b) === a - b },
  f32: { apply: (a: number, b: number) => a - b },
  f64: { apply: (a: number, b: number) => a - b },
};

export const multiplications: ArithmeticTable = {
  i8: { apply: (a: number, b: number) => a * b, defined: (a: number, b: number) => a * b === ((a * b) << 24) >> 24 },
  i16: { apply: (a: number, b: number) => a * b, defined: (a: number, b: number) => a * b === ((a * b) << 16) >> 16 },
  i32: { apply: (a: number, b: number) => Math.imul(a, b), defined: (a: number, b: number) => a * b >= -2147483648 && a * b <= 2147483647 },
  i64: { apply: (a: bigint, b: bigint) => BigInt.asIntN(64, a * b), defined: (a: bigint, b: bigint) => BigInt.asIntN(64, a * b) === a * b },
  f32: { apply: (a: number, b: number) => a * b },
  f64: { apply: (a: number, b: number) => a * b },
};

export const divisions: ArithmeticTable = {
  f64: { apply: (a: number, b: number) => a / b, defined: (_: number, b: number) => b !== 0 },
};

/** Whole quotient of two bigints, or of two counts of months. Only -2⁶³ div -1 overflows. */
export const quotients: ArithmeticTable = {
  i32: { apply: (a: number, b: number) => BigInt((a / b) | 0), defined: (_: number, b: number) => b !== 0 },
  i64: { apply: (a: bigint, b: bigint) => BigInt.asIntN(64, a / b), defined: (_: bigint, b: bigint) => b !== 0n },
};
export const checkedQuotients: ArithmeticTable = {
  i32: { apply: (a: number, b: number) => BigInt((a / b) | 0), defined: (_: number, b: number) => b !== 0 },
  i64: { apply: (a: bigint, b: bigint) => BigInt.asIntN(64, a / b), defined: (a: bigint, b: bigint) => b !== 0n && !(b === -1n && a === -0x8000000000000000n) },
};

export const remainders: ArithmeticTable = {
  i8: { apply: (a: number, b: number) => a % b, defined: (_: number, b: number) => b !== 0 },
  i16: { apply: (a: number, b: number) => a % b, defined: (_: number, b: number) => b !== 0 },
  i32: { apply: (a: number, b: number) => a % b, defined: (_: number, b: number) => b !== 0 },
  i64: { apply: (a: bigint, b: bigint) => BigInt.asIntN(64, a % b), defined: (_: bigint, b: bigint) => b !== 0n },
  f32: { apply: (a: number, b: number) => a % b, defined: (_: number, b: number) => b !== 0 },
  f64: { apply: (a: number, b: number) => a % b, defined: (_: number, b: number) => b !== 0 },
};

/** Remainder with the sign of the divisor, in the arithmetic of the type (a sum that leaves it wraps). */
export const positiveRemainders: ArithmeticTable = {
  i8: { apply: (a: number, b: number) => (a % b < 0 ? (a % b + b) % b : a % b), defined: (_: number, b: number) => b !== 0 },
  i16: { apply: (a: number, b: number) => (a % b < 0 ? (a % b + b) % b : a % b), defined: (_: number, b: number) => b !== 0 },
  i32: { apply: (a: number, b: number) => (a % b < 0 ? ((a % b + b) | 0) % b : a % b), defined: (_: number, b: number) => b !== 0 },
  i64: { apply: (a: bigint, b: bigint) => BigInt.asIntN(64, a % b < 0n ? BigInt.asIntN(64, a % b + b) % b : a % b), defined: (_: bigint, b: bigint) => b !== 0n },
  f32: { apply: (a: number, b: number) => (a % b < 0 ? Math.fround(Math.fround(a % b) + b) % b : a % b), defined: (_: number, b: number) => b !== 0 },
  f64: { apply: (a: number, b: number) => (a % b < 0 ? (a % b + b) % b : a % b), defined: (_: number, b: number) => b !== 0 },
};

export const negations: ArithmeticTable = {
  i8: { apply: (a: number) => -a, defined: (a: number) => a !== -128 },
  i16: { apply: (a: number) => -a, defined: (a: number) => a !== -32768 },
  i32: { apply: (a: number) => -a | 0, defined: (a: number) => a !== -2147483648 },
  i64: { apply: (a: bigint) => BigInt.asIntN(64, -a), defined: (a: bigint) => a !== -0x8000000000000000n },
  f32: { apply: (a: number) => -a },
  f64: { apply: (a: number) => -a },
};

export const magnitudes: ArithmeticTable = {
  i8: { apply: (a: number) => (a < 0 ? -a : a), defined: (a: number) => a !== -128 },
  i16: { apply: (a: number) => (a < 0 ? -a : a), defined: (a: number) => a !== -32768 },
  i32: { apply: (a: number) => (a < 0 ? -a | 0 : a), defined: (a: number) => a !== -2147483648 },
  i64: { apply: (a: bigint) => BigInt.asIntN(64, a < 0n ? -a : a), defined: (a: bigint) => a !== -0x8000000000000000n },
  f32: { apply: (a: number) => Math.abs(a) },
  f64: { apply: (a: number) => Math.abs(a) },
};

export interface OverflowWords {
  readonly mode: ArithmeticMode;
  /** Shown in errors: `+`. */
  readonly symbol: string;
  /** What to use instead. */
  readonly alternative?: string;
  /** The overflow is told without a place, whatever the type. */
  readonly bare?: boolean;
}

/** An operator whose only trouble is leaving its type. */
export function overflowKernel(call: BoundCall, table: ArithmeticTable, { mode, symbol, alternative, bare }: OverflowWords): Kernel {
  const kinds = call.argumentTypes.map(kindOf);
  const loop = mapRows({ ...rowFunctionOf(table, call), kinds, returnType: call.returnType, undefinedRows: undefinedRows[mode] });
  if (bare === true) return sameAsLoop<Kernel>((args, rows, { arena }) => loop(args, rows, arena, () => failArithmetic(undefined)), loop);
  return sameAsLoop<Kernel>((args, rows, { arena }) => loop(args, rows, arena, (row) => failOverflow(call, symbol, alternative, args.map((one) => `${String(one.values![row & one.mask])}S`))), loop);
}

/** An operator that has no answer for a zero divisor: an error in ANSI mode, NULL otherwise. */
export function divisionKernel(call: BoundCall, table: ArithmeticTable, mode: ArithmeticMode, condition: 'DIVIDE_BY_ZERO' | 'REMAINDER_BY_ZERO'): Kernel {
  const kinds = call.argumentTypes.map(kindOf);
  const loop = mapRows({ ...rowFunctionOf(table, call), kinds, returnType: call.returnType, undefinedRows: mode === 'ansi' ? 'fail' : 'null' });
  return sameAsLoop<Kernel>((args, rows, { arena }) => loop(args, rows, arena, (row) => {
    const divisor = args[1]!;
    if (Number(divisor.values![row & divisor.mask]) !== 0) failOverflow(call, 'div', 'try_divide');
    return fail(condition, {}, { at: call.at });
  }), loop);
}

/** The condition depends on the type: intervals and the two smallest integers have their own. */
export function failOverflow(call: BoundCall, symbol: string, alternative?: string, values: readonly string[] = []): never {
  const { kind } = call.returnType;
  const at = { at: call.at };
  if (kind === 'year_month_interval' || kind === 'day_time_interval' || kind === 'calendar_interval') {
    if (alternative === undefined) return fail('INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION', { operation: call.sql }, at);
    return fail('INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION', { operation: call.sql, functionName: `\`${alternative}\`` }, at);
  }
  const [value1, value2] = values;
  if ((kind === 'byte' || kind === 'short') && value1 !== undefined && value2 !== undefined) {
    return fail('BINARY_ARITHMETIC_OVERFLOW', { value1, symbol, value2, functionName: `\`${alternative ?? call.name}\`` }, at);
  }
  return failArithmetic(call.at, alternative, symbol === 'div' ? 'Overflow in integral divide' : undefined);
}

function rowFunctionOf(table: ArithmeticTable, call: BoundCall): RowFunction {
  const row = table[layoutOf(call.argumentTypes[0]!)];
  invariant(row !== undefined, `${call.name} has arithmetic for ${call.argumentTypes[0]!.kind}`);
  return row;
}
