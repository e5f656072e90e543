import { kindOf, mapRows, type RowFunction } from '../../columnar/stamp.ts';
import { fail } from '../../errors/stream-error.ts';
import { byteType, type DataType, intType, longType } from '../../types/data-type.ts';
import { anyNullable, castInput, expectCount } from '../define.ts';
import { operator } from '../define-operator.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';

/** Operators on the bits of whole numbers. */

interface ByWidth { readonly number: RowFunction; readonly long: RowFunction }

const rowKernel = ({ number, long }: ByWidth) => (call: BoundCall): Kernel => {
  const loop = mapRows({ ...(call.argumentTypes[0]!.kind === 'long' ? long : number), kinds: call.argumentTypes.map(kindOf), returnType: call.returnType });
  return (args, rows, { arena }) => loop(args, rows, arena);
};

const conjunction: ByWidth = { number: { apply: (a: number, b: number) => a & b }, long: { apply: (a: bigint, b: bigint) => BigInt.asIntN(64, a & b) } };
const disjunction: ByWidth = { number: { apply: (a: number, b: number) => a | b }, long: { apply: (a: bigint, b: bigint) => BigInt.asIntN(64, a | b) } };
const difference: ByWidth = { number: { apply: (a: number, b: number) => a ^ b }, long: { apply: (a: bigint, b: bigint) => BigInt.asIntN(64, a ^ b) } };
const complement: ByWidth = { number: { apply: (a: number) => ~a }, long: { apply: (a: bigint) => BigInt.asIntN(64, ~a) } };

/** The distance counts modulo 32 or 64. */
const left: ByWidth = { number: { apply: (a: number, by: number) => a << by }, long: { apply: (a: bigint, by: number) => BigInt.asIntN(64, a << BigInt(by & 63)) } };
const right: ByWidth = { number: { apply: (a: number, by: number) => a >> by }, long: { apply: (a: bigint, by: number) => BigInt.asIntN(64, a >> BigInt(by & 63)) } };
const unsigned: ByWidth = { number: { apply: (a: number, by: number) => (a >>> by) | 0 }, long: { apply: (a: bigint, by: number) => BigInt.asIntN(64, BigInt.asUintN(64, a) >> BigInt(by & 63)) } };

const infix = (name: string, bits: ByWidth, doc: string, examples: ScalarFunction['examples']): ScalarFunction => ({
  kind: 'scalar', name, group: 'bitwise_funcs', since: '0.1', signatures: ['(integral, integral) -> integral'], doc, examples,
  resolve: operator({ family: 'integral' }), display: ([a, b]) => `(${a} ${name} ${b})`, kernel: rowKernel(bits),
});

/** The number stays as it is; what is smaller becomes an INT. */
function shiftTypes(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  const argumentTypes = [castInput(call, 0, { oneOf: [intType, longType] }), castInput(call, 1, intType)];
  return { argumentTypes, returnType: argumentTypes[0]!, nullable: anyNullable(call, argumentTypes) };
}

const shift = (name: string, bits: ByWidth, doc: string, example: string): ScalarFunction => ({
  kind: 'scalar', name, group: 'bitwise_funcs', since: '0.1', signatures: [], resolve: shiftTypes, doc,
  examples: [[/\w/.test(name) ? `SELECT ${name}(-8, 1)` : `SELECT -8 ${name} 1`, example]],
  ...(/\w/.test(name) ? {} : { display: ([a, b]) => `(${a} ${name} ${b})` } satisfies Partial<ScalarFunction>), kernel: rowKernel(bits),
});

const countBits: ByWidth = {
  number: { apply: (a: number) => { let n = a - ((a >>> 1) & 0x55555555); n = (n & 0x33333333) + ((n >>> 2) & 0x33333333); return ((((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24) + (a < 0 ? 32 : 0); } },
  long: {
    apply: (low: number, high: number) => {
      let n = low - ((low >>> 1) & 0x55555555); n = (n & 0x33333333) + ((n >>> 2) & 0x33333333); n = Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
      let m = high - ((high >>> 1) & 0x55555555); m = (m & 0x33333333) + ((m >>> 2) & 0x33333333); m = Math.imul((m + (m >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
      return n + m;
    },
  },
};

/** All numbers are counted as 64-bit ones: a negative one has its sign bits, too. */
const countKernel = (call: BoundCall): Kernel => {
  const [type] = call.argumentTypes as [DataType];
  const loop = mapRows({ ...(type.kind === 'long' ? countBits.long : countBits.number), kinds: [type.kind === 'long' ? 'words' : kindOf(type)], returnType: intType });
  return (args, rows, { arena }) => loop(args, rows, arena);
};

const widths: Partial<Record<DataType['kind'], number>> = { byte: 8, short: 16, int: 32, long: 64 };

const bitKernel = (call: BoundCall): Kernel => {
  const [type] = call.argumentTypes as [DataType];
  const width = widths[type.kind]!;
  const row: RowFunction = type.kind === 'long'
    ? { apply: (a: bigint, at: number, _: number) => ((a >> BigInt(at)) & 1n) === 1n, defined: (_: bigint, at: number, bound: number) => at >= 0 && at < bound }
    : { apply: (a: number, at: number, _: number) => (a >> at) & 1, defined: (_: number, at: number, bound: number) => at >= 0 && at < bound };
  const loop = mapRows({ ...row, kinds: [kindOf(type), 'i32'], returnType: byteType, constants: [width] });
  return (args, rows, { arena }) => loop(args, rows, arena, (at) => fail('INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE', {
    functionName: `\`${call.name}\``, upper: String(width), invalidValue: String(args[1]!.values![at & args[1]!.mask]),
  }, { at: call.at }));
};

const bitRow = (name: string): ScalarFunction => ({
  kind: 'scalar', name, group: 'bitwise_funcs', since: '0.1', signatures: ['(integral, int) -> tinyint'],
  doc: 'The bit at a position counted from the lowest. A position outside the number is an error.', examples: [[`SELECT ${name}(11, 0)`, '1'], [`SELECT ${name}(11, 2)`, '0']], kernel: bitKernel,
});

export const bitwiseFunctions: readonly ScalarFunction[] = [
  infix('&', conjunction, 'The bits set in both.', [['SELECT 3 & 5', '1']]),
  infix('|', disjunction, 'The bits set in either.', [['SELECT 3 | 5', '7']]),
  infix('^', difference, 'The bits set in exactly one.', [['SELECT 3 ^ 5', '6']]),
  {
    kind: 'scalar', name: '~', group: 'bitwise_funcs', since: '0.1', signatures: ['(integral) -> integral'],
    doc: 'All bits flipped.', examples: [['SELECT ~0', '-1']], display: ([a]) => `~${a}`, kernel: rowKernel(complement),
  },
  shift('<<', left, 'Bits shifted left.', '-16'),
  shift('>>', right, 'Bits shifted right, the sign kept.', '-4'),
  shift('>>>', unsigned, 'Bits shifted right, zeros shifted in.', '2147483644'),
  shift('shiftleft', left, 'Bits shifted left.', '-16'),
  shift('shiftright', right, 'Bits shifted right, the sign kept.', '-4'),
  shift('shiftrightunsigned', unsigned, 'Bits shifted right, zeros shifted in.', '2147483644'),
  {
    kind: 'scalar', name: 'bit_count', group: 'bitwise_funcs', since: '0.1', signatures: ['(integral!) -> int', '(boolean!) -> int'],
    doc: 'How many bits of the number, as a 64-bit one, are set.', examples: [['SELECT bit_count(7)', '3'], ['SELECT bit_count(-1)', '64']], kernel: countKernel,
  },
  bitRow('bit_get'),
  bitRow('getbit'),
];
