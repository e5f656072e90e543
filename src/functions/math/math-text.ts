import { mapRows } from '../../columnar/stamp.ts';
import { buildText, type TextWriter } from '../../columnar/text.ts';
import { bytesOf, int64Values, offsetsOf } from '../../columnar/column.ts';
import { decodeUtf8 } from '../../columnar/read.ts';
import { columnOf } from '../../columnar/builder.ts';
import { readValue } from '../../columnar/read.ts';
import { dayTimeIntervalType, doubleType, longType, yearMonthIntervalType } from '../../types/data-type.ts';
import { wordsOf } from '../../types/instant.ts';
import { castInput, expectCount } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { failDifferentTypes } from '../mismatch.ts';
import { eachRow } from '../row-by-row.ts';
import { failArithmetic } from '../overflow.ts';

/** hex, unhex, bin, conv, factorial, width_bucket, sign. */

const digits = Uint8Array.from('0123456789ABCDEF', (one) => one.charCodeAt(0));

function writeHexLong(words: Int32Array, row: number, out: TextWriter): void {
  let started = false;
  for (let word = 1; word >= 0; word--) {
    for (let shift = 28; shift >= 0; shift -= 4) {
      const digit = (words[2 * row + word]! >>> shift) & 15;
      started ||= digit !== 0 || (word === 0 && shift === 0);
      if (started) out.writeByte(digits[digit]!);
    }
  }
}

const hexKernel = (call: BoundCall): Kernel => (args, rows, { arena }) => {
  const [column] = args;
  const { mask } = column!;
  if (call.argumentTypes[0]!.kind === 'long') {
    const words = wordsOf(int64Values(column!));
    return buildText({ type: call.returnType, args, rows, arena, write: (row, out) => { writeHexLong(words, row & mask, out); return true; } });
  }
  const bytes = bytesOf(column!);
  const offsets = offsetsOf(column!);
  return buildText({
    type: call.returnType, args, rows, arena, guessBytes: 2 * bytes.length,
    write: (row, out) => {
      const at = row & mask;
      out.reserve(2 * (offsets[at + 1]! - offsets[at]!));
      for (let index = offsets[at]!; index < offsets[at + 1]!; index++) {
        out.bytes[out.top++] = digits[bytes[index]! >> 4]!;
        out.bytes[out.top++] = digits[bytes[index]! & 15]!;
      }
      return true;
    },
  });
};

/** An odd number of digits has a 0 in front; anything but digits is NULL. */
const unhexKernel = (call: BoundCall): Kernel => (args, rows, { arena }) => {
  const bytes = bytesOf(args[0]!);
  const offsets = offsetsOf(args[0]!);
  const { mask } = args[0]!;
  return buildText({
    type: call.returnType, args, rows, arena, guessBytes: bytes.length,
    write: (row, out) => {
      const start = offsets[row & mask]!;
      const end = offsets[(row & mask) + 1]!;
      let high = (end - start) % 2 === 1 ? 0 : -1;
      for (let at = start; at < end; at++) {
        const digit = hexDigit(bytes[at]!);
        if (digit < 0) return false;
        if (high < 0) high = digit;
        else {
          out.writeByte(high * 16 + digit);
          high = -1;
        }
      }
      return true;
    },
  });
};

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

const binKernel = (call: BoundCall): Kernel => (args, rows, { arena }) => {
  const words = wordsOf(int64Values(args[0]!));
  const { mask } = args[0]!;
  return buildText({
    type: call.returnType, args, rows, arena,
    write: (row, out) => {
      let started = false;
      for (let word = 1; word >= 0; word--) {
        for (let shift = 31; shift >= 0; shift--) {
          const bit = (words[2 * (row & mask) + word]! >>> shift) & 1;
          started ||= bit === 1 || (word === 0 && shift === 0);
          if (started) out.writeByte(48 + bit);
        }
      }
      return true;
    },
  });
};

/** Digits of one base as digits of another, in unsigned 64-bit arithmetic; a negative target base gives a signed result. */
const convKernel = (call: BoundCall): Kernel => (args, rows, { arena }) => {
  const bytes = bytesOf(args[0]!);
  const offsets = offsetsOf(args[0]!);
  const base = (index: number, row: number): number => args[index]!.values![row & args[index]!.mask] as number;
  return buildText({
    type: call.returnType, args, rows, arena,
    write: (row, out) => {
      const at = row & args[0]!.mask;
      const converted = convert(decodeUtf8(bytes, offsets[at]!, offsets[at + 1]!).trim(), base(1, row), base(2, row), call);
      if (converted === undefined) return false;
      out.writeText(converted);
      return true;
    },
  });
};

const UNSIGNED_MAX = 0xffffffffffffffffn;

function convert(text: string, from: number, to: number, call: BoundCall): string | undefined {
  if (from < 2 || from > 36 || Math.abs(to) < 2 || Math.abs(to) > 36 || text === '') return undefined;
  const negative = text.startsWith('-');
  let value = 0n;
  for (const letter of text.slice(negative ? 1 : 0).toLowerCase()) {
    const digit = /[0-9a-z]/.test(letter) ? Number.parseInt(letter, 36) : 99;
    if (digit >= from) break;
    value = value * BigInt(from) + BigInt(digit);
    if (value > UNSIGNED_MAX) {
      if (call.settings.ansi) return failArithmetic(call.at, undefined, `Overflow in function ${call.name}()`);
      value = UNSIGNED_MAX;
      break;
    }
  }
  if (negative && to > 0) value = value > 0x7fffffffffffffffn ? UNSIGNED_MAX : BigInt.asUintN(64, -value);
  if (to > 0) return value.toString(to).toUpperCase();
  const signed = negative ? -BigInt.asIntN(64, value) : BigInt.asIntN(64, value);
  const size = signed < 0n ? -signed : signed;
  return `${negative || signed < 0n ? '-' : ''}${size.toString(-to).toUpperCase()}`;
}

const factorials = BigInt64Array.from({ length: 21 }, (_, n) => { let product = 1n; for (let k = 2; k <= n; k++) product *= BigInt(k); return product; });

const factorialKernel = (): Kernel => (args, rows, { arena }) => columnOf(longType, eachRow(args, rows, (row) => {
  const n = args[0]!.values![row & args[0]!.mask] as number;
  return n < 0 || n > 20 ? null : factorials[n]!;
}), arena);

/** Number of the equal-width bucket a value falls in; 0 below, count + 1 above. The bounds may run downwards. */
const bucketKernel = (): Kernel => (args, rows, { arena }) => columnOf(longType, eachRow(args, rows, (row) => {
  const [value, low, high] = args.slice(0, 3).map((column) => Number(readValue(column, row))) as [number, number, number];
  const count = readValue(args[3]!, row) as bigint;
  if (count <= 0n || count === 0x7fffffffffffffffn || low === high || [value, low, high].some((one) => Number.isNaN(one)) || !Number.isFinite(low) || !Number.isFinite(high)) return null;
  const below = low < high ? value < low : value > low;
  const above = low < high ? value >= high : value <= high;
  if (below) return 0n;
  if (above) return count + 1n;
  const bucket = Math.floor((Number(count) * (low < high ? value - low : low - value)) / Math.abs(high - low));
  return BigInt(bucket) + 1n;
}), arena);

/** Value and bounds are all doubles or intervals of one kind. */
function bucketTypes(call: CallShape): ResolvedCall {
  expectCount(call, 4, 4);
  const argumentTypes = call.arguments.map((_, index) => castInput(call, index, index === 3 ? longType : { oneOf: [doubleType, yearMonthIntervalType, dayTimeIntervalType] }));
  const bounds = argumentTypes.slice(0, 3);
  if (bounds.some((type) => type.kind !== bounds[0]!.kind)) failDifferentTypes(call, bounds);
  return { argumentTypes, returnType: longType, nullable: true };
}

const signOfDouble = mapRows({ kinds: ['f64'], returnType: doubleType, apply: (x: number) => Math.sign(x) });

const signKernel = (call: BoundCall): Kernel => {
  if (call.argumentTypes[0]!.kind === 'double') return (args, rows, { arena }) => signOfDouble(args, rows, arena);
  return (args, rows, { arena }) => columnOf(doubleType, eachRow(args, rows, (row) => Math.sign(Number(args[0]!.values![row & args[0]!.mask]))), arena);
};

const sign = (name: string, display: string): ScalarFunction => ({
  kind: 'scalar', name, group: 'math_funcs', since: '0.1', nullable: 'always',
  signatures: ['(double | year_month_interval | day_time_interval) -> double'],
  doc: '-1.0, 0.0 or 1.0 as the argument is negative, zero or positive.', examples: [[`SELECT ${name}(40)`, '1.0'], [`SELECT ${name}(-1.5)`, '-1.0']],
  display: ([x]) => `${display}(${x})`, kernel: signKernel,
});

export const mathTextFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'hex', group: 'math_funcs', since: '0.1', signatures: ['(bigint | binary | string) -> string'],
    doc: 'Hexadecimal digits of a number (two’s complement) or of the bytes of text or binary.', examples: [['SELECT hex(17)', '11'], ["SELECT hex('Spark')", '537061726B']], kernel: hexKernel,
  },
  {
    kind: 'scalar', name: 'unhex', group: 'math_funcs', since: '0.1', signatures: ['(string) -> binary'], nullable: 'always',
    doc: 'The bytes that hexadecimal digits stand for; NULL for anything else.', examples: [["SELECT CAST(unhex('537061726B') AS STRING)", 'Spark'], ["SELECT unhex('xy')", 'NULL']], kernel: unhexKernel,
  },
  {
    kind: 'scalar', name: 'bin', group: 'math_funcs', since: '0.1', signatures: ['(bigint) -> string'],
    doc: 'Binary digits of a number (two’s complement).', examples: [['SELECT bin(13)', '1101']], kernel: binKernel,
  },
  {
    kind: 'scalar', name: 'conv', group: 'math_funcs', since: '0.1', signatures: ['(string, int, int) -> string'], nullable: 'always',
    doc: 'A number in digits of one base, written in another. Base 2 to 36; a negative target base gives a signed result.',
    examples: [["SELECT conv('100', 2, 10)", '4'], ['SELECT conv(-10, 16, -10)', '-16']], kernel: convKernel,
  },
  {
    kind: 'scalar', name: 'factorial', group: 'math_funcs', since: '0.1', signatures: ['(int) -> bigint'], nullable: 'always',
    doc: 'The factorial of 0 to 20, NULL for others.', examples: [['SELECT factorial(5)', '120'], ['SELECT factorial(21)', 'NULL']], kernel: factorialKernel,
  },
  {
    kind: 'scalar', name: 'width_bucket', group: 'math_funcs', since: '0.1', signatures: [], resolve: bucketTypes,
    doc: 'The number of the bucket the value falls in when the range is cut into equal ones; 0 below, one more than their number above.', examples: [['SELECT width_bucket(5.3, 0.2, 10.6, 5)', '3']], kernel: bucketKernel,
  },
  sign('sign', 'sign'),
  sign('signum', 'SIGNUM'),
];
