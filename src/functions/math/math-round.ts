import { kindOf, mapRows, type MapLoop, type RowFunction } from '../../columnar/stamp.ts';
import { readInt128, readValue } from '../../columnar/read.ts';
import { fail } from '../../errors/stream-error.ts';
import { isNumeric } from '../../types/coercion.ts';
import { type DataType, type DecimalType, decimalType, doubleType, intType, longType } from '../../types/data-type.ts';
import { allocateValues } from '../../columnar/builder.ts';
import { makeColumn } from '../../columnar/column.ts';
import { forEachRow } from '../../columnar/text.ts';
import { layoutOf } from '../../types/layout.ts';
import { decimalRows } from './decimal-rows.ts';
import { castInput, expectConstant, expectInteger, expectCount, type ResolveCall } from '../define.ts';
import { decimalFor } from '../../types/decimal.ts';
import { formatDecimalShort } from '../../types/numeric-text.ts';
import { fitsPrecision, powerOfTen } from './decimal.ts';
import { roundDouble, roundUnscaled, type Rounding } from './rounding.ts';
import { failInput, functionName } from '../mismatch.ts';
import type { BoundCall, CallShape, Kernel, ScalarFunction } from '../function.ts';
import type { Value } from '../../columnar/value.ts';
import { nullColumn } from '../../columnar/constant.ts';
import { failArithmetic } from '../overflow.ts';

/** round, bround, ceil, floor: with a number of digits or to a whole number. */

const numeric = { family: 'numeric' } as const;

/** `round(x [, digits])` keeps the type; a decimal keeps as many digits after the point as are asked for. */
const roundTypes: ResolveCall = (call) => {
  expectCount(call, 1, 2);
  const from = call.arguments[0]!.type;
  const type: DataType = isNumeric(from) ? from : from.kind === 'string' || from.kind === 'null' ? doubleType : failInput(call, 0, numeric);
  return roundedTypes(call, type);
};

function roundedTypes(call: CallShape, type: DataType): ReturnType<ResolveCall> {
  if (call.arguments.length === 1) return { argumentTypes: [type], returnType: rounded(type, 0), nullable: true };
  const digitsType = castInput(call, 1, intType);
  const digits = call.arguments[1]!.type.kind === 'string' ? expectInteger(call, 1, 'scale') : expectConstant(call, 1, 'scale', intType);
  return { argumentTypes: [type, digitsType], returnType: rounded(type, digits === null ? 0 : digitsOf(digits, call.arguments[1]!.type)), nullable: true };
}

/** The constant cast to INT; what is no number counts as 0, the kernel sees to the rest. */
function digitsOf(digits: Value, type: DataType): number {
  if (typeof digits === 'bigint') return Number(BigInt.asIntN(32, type.kind === 'decimal' ? digits / powerOfTen(type.scale) : digits));
  const number = Math.trunc(Number(digits));
  return Number.isNaN(number) ? 0 : Math.max(-2147483648, Math.min(2147483647, number));
}

/** One more digit before the point than before, because 9.9 rounds to 10. */
function rounded(type: DataType, digits: number): DataType {
  if (type.kind !== 'decimal') return type;
  const whole = type.precision - type.scale + 1;
  if (digits < 0) return decimalType(Math.min(38, Math.max(whole, (1 - digits) | 0)), 0); // Spark adds in 32 bits
  const scale = Math.min(type.scale, digits);
  return decimalType(Math.min(38, whole + scale), scale);
}

/** `ceil(x)` is a bigint or a whole decimal; `ceil(x, digits)` is a decimal. */
const ceilTypes: ResolveCall = (call) => {
  expectCount(call, 1, 2);
  const from = call.arguments[0]!.type;
  if (call.arguments.length === 2) {
    const scale = call.arguments[1]!;
    if (!scale.foldable || scale.type.kind !== 'int' || scale.literal === null) fail('NON_FOLDABLE_ARGUMENT', { funcName: functionName(call), paramName: '`scale`', paramType: '"INT"' }, { at: call.at });
    return roundedTypes(call, isNumeric(from) ? decimalFor(from) : castInput(call, 0, { family: 'decimal' }));
  }
  if (from.kind === 'decimal') return { argumentTypes: [from], returnType: from.scale === 0 ? from : decimalType(Math.min(38, from.precision - from.scale + 1), 0), nullable: true };
  const type = castInput(call, 0, { oneOf: [doubleType, { family: 'decimal' }, longType] });
  return { argumentTypes: [type], returnType: longType, nullable: true };
};

const roundKernel = (rounding: Rounding) => (call: BoundCall): Kernel => {
  const digits = call.argumentTypes.length === 1 ? 0 : call.literals[1];
  if (digits === undefined) return ([column]) => column!; // a constant that cannot be computed: its error comes before this is asked
  if (digits === null) return (_, rows, { arena }) => nullColumn(call.returnType, rows.rowCount, arena);
  const [type] = call.argumentTypes as [DataType];
  const kernel = roundNumbers(call, type, Number(digits), rounding);
  return Math.abs(Number(digits)) < UNREACHABLE || (type.kind === 'decimal' && Number(digits) > 0) ? kernel : onlyZeros(call, Number(digits), kernel);
};

function roundNumbers(call: BoundCall, type: DataType, digits: number, rounding: Rounding): Kernel {
  if (type.kind === 'decimal') return roundDecimal(call, type, digits, rounding);
  if (type.kind === 'float' || type.kind === 'double') return roundFraction(call, digits, rounding);
  return roundWhole(call, digits, rounding);
}

/** A power of ten that Java's BigInteger does not hold. */
const UNREACHABLE = 646_456_994;

/** Only nothing can be rounded so far from the point. */
function onlyZeros(call: BoundCall, digits: number, kernel: Kernel): Kernel {
  const message = digits === -2147483648 ? 'Underflow' : 'BigInteger would overflow supported range';
  return (args, rows, context) => {
    const [column] = args;
    forEachRow(args, rows, context.arena, (row) => {
      const value = readValue(column!, row);
      if (typeof value === 'bigint' ? value !== 0n : value !== 0 && Number.isFinite(value)) failArithmetic(call.at, undefined, message);
    });
    return kernel(args, rows, context);
  };
}

/** No decimal reaches so far before the point: what is rounded there is the same everywhere beyond. */
const FARTHEST = 80;

function roundDecimal(call: BoundCall, from: DecimalType, asked: number, rounding: Rounding): Kernel {
  const to = call.returnType as DecimalType;
  const digits = Math.max(asked, -FARTHEST);
  return ([column], rows, { arena }) => {
    const values = column!.values as BigInt64Array;
    return decimalRows([column!], rows, { arena, to }, (row) => {
      const at = row & column!.mask;
      const value = roundUnscaled(from.precision <= 18 ? values[at]! : readInt128(values, at), from.scale - Math.min(digits, from.scale), rounding);
      const scaled = digits < 0 ? value * powerOfTen(-digits) : value;
      if (fitsPrecision(scaled, to.precision)) return scaled;
      if (!call.settings.ansi && digits >= 0) return undefined; // left of the point Spark builds a new decimal, and that fails in every mode
      const originalValue = formatDecimalShort(value, Math.min(digits, 0));
      return fail('NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION', { roundedValue: String(scaled), originalValue, precision: String(to.precision), scale: String(to.scale) }, { at: call.at });
    });
  };
}

function roundFraction(call: BoundCall, digits: number, rounding: Rounding): Kernel {
  const type = call.returnType;
  return ([column], rows, { arena }) => {
    const source = column!.values as Float64Array;
    const constant = column!.mask === 0;
    const out = allocateValues(arena, layoutOf(type), constant ? 1 : rows.rowCount)! as Float64Array;
    forEachRow([column!], rows, arena, (row) => { out[row] = roundDouble(source[row]!, digits, rounding, type.kind === 'float'); });
    return makeColumn(type, rows.rowCount, { values: out, validity: column!.validity, mask: column!.mask });
  };
}

/** A whole number changes only where digits before the point are rounded away. */
function roundWhole(call: BoundCall, digits: number, rounding: Rounding): Kernel {
  if (digits >= 0) return ([column]) => column!;
  const type = call.returnType;
  const row = type.kind === 'long' ? longRounding[rounding] : intRounding[rounding];
  const wide = mapRows({ ...row, kinds: [kindOf(type)], returnType: type, undefinedRows: call.settings.ansi ? 'fail' : 'keep', constants: wholeConstants(type, digits) });
  return (args, rows, { arena }) => wide(args, rows, arena, () => failArithmetic(call.at, undefined, 'Overflow'));
}

const wholeLimits: Partial<Record<DataType['kind'], number>> = { byte: 127, short: 32767, int: 2147483647 };

function wholeConstants(type: DataType, digits: number): readonly (number | bigint)[] {
  return type.kind === 'long' ? [powerOfTen(Math.min(19, -digits)) * (digits < -19 ? 10n : 1n)] : [10 ** Math.min(20, -digits), wholeLimits[type.kind]!];
}

/** The quotient rounds as asked; `ceil` and `floor` of whole numbers never come here. */
const intRounding: Record<Rounding, RowFunction> = {
  'half up': { apply: (x: number, unit: number, _: number) => Math.sign(x) * Math.floor(Math.abs(x) / unit + 0.5) * unit, fits: (r: number, _: number, limit: number) => r <= limit && r >= -limit - 1 },
  'half even': {
    apply: (x: number, unit: number, _: number) => {
      const q = Math.floor(Math.abs(x) / unit);
      const d = Math.abs(x) - q * unit;
      return Math.sign(x) * (d * 2 > unit || (d * 2 === unit && q % 2 === 1) ? q + 1 : q) * unit;
    },
    fits: (r: number, _: number, limit: number) => r <= limit && r >= -limit - 1,
  },
  up: { apply: (x: number, unit: number, _: number) => Math.ceil(x / unit) * unit },
  down: { apply: (x: number, unit: number, _: number) => Math.floor(x / unit) * unit },
};

const longRounding: Record<Rounding, RowFunction> = {
  'half up': { apply: (x: bigint, unit: bigint) => ((x < 0n ? x - unit / 2n : x + unit / 2n) / unit) * unit, fits: (r: bigint, _: bigint) => BigInt.asIntN(64, r) === r },
  'half even': {
    apply: (x: bigint, unit: bigint) => {
      const q = x / unit, d = (x % unit) * 2n, s = x < 0n ? -1n : 1n;
      return (d * s > unit || (d * s === unit && q % 2n !== 0n) ? q + s : q) * unit;
    },
    fits: (r: bigint, _: bigint) => BigInt.asIntN(64, r) === r,
  },
  up: { apply: (x: bigint, _: bigint) => x },
  down: { apply: (x: bigint, _: bigint) => x },
};

/** Double to bigint; the JVM's cast: NaN is 0, the ends saturate (an error in ANSI mode). */
const wholeOf = (round: 'ceil' | 'floor'): RowFunction => (round === 'ceil'
  ? {
    apply: (x: number) => { const v = Math.ceil(x); return v >= 2 ** 63 ? -1 : v > -(2 ** 63) ? v - Math.floor(v / 4294967296) * 4294967296 : 0; },
    high: (x: number) => { const v = Math.ceil(x); return v >= 2 ** 63 ? 0x7fffffff : v > -(2 ** 63) ? Math.floor(v / 4294967296) : !Number.isNaN(v) ? -0x80000000 : 0; },
    defined: (x: number) => { const v = Math.ceil(x); return Number.isNaN(v) || (v < 2 ** 63 && v >= -(2 ** 63)); },
  }
  : {
    apply: (x: number) => { const v = Math.floor(x); return v >= 2 ** 63 ? -1 : v > -(2 ** 63) ? v - Math.floor(v / 4294967296) * 4294967296 : 0; },
    high: (x: number) => { const v = Math.floor(x); return v >= 2 ** 63 ? 0x7fffffff : v > -(2 ** 63) ? Math.floor(v / 4294967296) : !Number.isNaN(v) ? -0x80000000 : 0; },
    defined: (x: number) => { const v = Math.floor(x); return Number.isNaN(v) || (v < 2 ** 63 && v >= -(2 ** 63)); },
  });

const wholeKernel = (round: 'ceil' | 'floor') => (call: BoundCall): Kernel => {
  const [type] = call.argumentTypes as [DataType];
  if (call.argumentTypes.length === 2) return roundKernel(round === 'ceil' ? 'up' : 'down')(call);
  if (type.kind === 'decimal') return roundDecimal(call, type, 0, round === 'ceil' ? 'up' : 'down');
  if (type.kind === 'long') return ([column]) => column!;
  const loop: MapLoop = mapRows({ ...wholeOf(round), kinds: ['f64'], returnType: longType, returnKind: 'words', undefinedRows: call.settings.ansi ? 'fail' : 'keep' });
  return (args, rows, { arena }) => loop(args, rows, arena, () => failArithmetic(call.at, undefined, 'overflow'));
};

const whole = (name: string, round: 'ceil' | 'floor', shown: string): ScalarFunction => ({
  kind: 'scalar', name, group: 'math_funcs', since: '0.1', signatures: ['(double | decimal | bigint) -> bigint', '(decimal, int) -> decimal'], nullable: 'always',
  doc: `The ${round === 'ceil' ? 'smallest whole number not below' : 'largest whole number not above'} the argument, as bigint or decimal; with a number of digits, that many digits are kept.`,
  examples: round === 'ceil' ? [[`SELECT ${name}(-0.1)`, '0'], [`SELECT ${name}(3.1411, 3)`, '3.142']] : [[`SELECT ${name}(-0.1)`, '-1'], [`SELECT ${name}(3.1411, 3)`, '3.141']],
  resolve: ceilTypes, display: (args) => (args.length === 1 ? `${shown}(${args[0]})` : `${name}(${args.join(', ')})`), kernel: wholeKernel(round),
});

const roundRow = (name: 'round' | 'bround', rounding: Rounding, doc: string, examples: ScalarFunction['examples']): ScalarFunction => ({
  kind: 'scalar', name, group: 'math_funcs', since: '0.1', signatures: ['(numeric, [int]) -> numeric'], nullable: 'always', doc, examples,
  resolve: roundTypes, display: (args) => `${name}(${args[0]}, ${args[1] ?? '0'})`, kernel: roundKernel(rounding),
});

export const roundFunctions: readonly ScalarFunction[] = [
  roundRow('round', 'half up', 'Rounds to a number of digits after the point (before it, when negative), ties away from zero.', [['SELECT round(2.5)', '3'], ['SELECT round(25, -1)', '30']]),
  roundRow('bround', 'half even', 'Rounds to a number of digits after the point (before it, when negative), ties to the even digit.', [['SELECT bround(2.5)', '2'], ['SELECT bround(25, -1)', '20']]),
  whole('ceil', 'ceil', 'CEIL'),
  whole('ceiling', 'ceil', 'ceiling'),
  whole('floor', 'floor', 'FLOOR'),
];

