import { isAnsiInterval, isIntegral } from '../../types/coercion.ts';
import type { CastMode } from '../../types/cast-rules.ts';
import { type DataType, type DecimalType, doubleType, longType } from '../../types/data-type.ts';
import type { DecimalOperation } from '../../types/decimal.ts';
import {
  additions, type ArithmeticMode, type ArithmeticTable, checkedQuotients, divisionKernel, divisions, magnitudes, modeOf, multiplications, negations, overflowKernel,
  positiveRemainders, quotients, remainders, subtractions,
} from './arithmetic-kernels.ts';
import { calendarNegation, calendarSum } from '../datetime/calendar-arithmetic.ts';
import { castKernel } from '../casts/cast.ts';
import { decimalKernel, wideNegation } from './decimal.ts';
import type { ResolveCall } from '../define.ts';
import { arithmetic, magnitude, signed } from '../define-arithmetic.ts';
import type { BoundCall, Kernel, ScalarFunction } from '../function.ts';

const operator = (symbol: string) => (args: readonly string[]): string => (args.length === 1 ? `(${symbol} ${args[0]})` : `(${args[0]} ${symbol} ${args[1]})`);

const sumKernel = (table: ArithmeticTable, symbol: '+' | '-', alternative: string, mode?: ArithmeticMode) => (call: BoundCall): Kernel => {
  const used = mode ?? (isAnsiInterval(call.returnType) ? 'ansi' : modeOf(call));
  if (call.returnType.kind === 'decimal') return decimalKernel(call, symbol, used);
  if (call.returnType.kind === 'calendar_interval') return calendarSum(call, symbol, used);
  return overflowKernel(call, table, { mode: used, symbol, alternative });
};
const productKernel = (mode?: ArithmeticMode) => (call: BoundCall): Kernel =>
  (call.returnType.kind === 'decimal' ? decimalKernel(call, '*', mode ?? modeOf(call)) : overflowKernel(call, multiplications, { mode: mode ?? modeOf(call), symbol: '*', alternative: 'try_multiply' }));
const divideKernel = (mode?: ArithmeticMode) => (call: BoundCall): Kernel =>
  (call.returnType.kind === 'decimal' ? decimalKernel(call, '/', mode ?? modeOf(call)) : divisionKernel(call, divisions, mode ?? modeOf(call), 'DIVIDE_BY_ZERO'));
const remainderKernel = (table: ArithmeticTable, operation: '%' | 'pmod', mode?: ArithmeticMode) => (call: BoundCall): Kernel =>
  (call.returnType.kind === 'decimal' ? decimalKernel(call, operation, mode ?? modeOf(call)) : divisionKernel(call, table, mode ?? modeOf(call), 'REMAINDER_BY_ZERO'));

const negationKernel = (call: BoundCall): Kernel => {
  if (call.returnType.kind === 'calendar_interval') return calendarNegation(call);
  if (call.returnType.kind === 'decimal' && call.returnType.precision > 18) return wideNegation(call, false);
  if (isShortDecimal(call.returnType)) return overflowKernel(call, { i64: { apply: (a: bigint) => BigInt.asIntN(64, -a) } }, { mode: 'legacy', symbol: '-' });
  return overflowKernel(call, negations, { mode: isAnsiInterval(call.returnType) ? 'ansi' : modeOf(call), symbol: '-' });
};
const magnitudeKernel = (call: BoundCall): Kernel => {
  if (call.returnType.kind === 'decimal' && call.returnType.precision > 18) return wideNegation(call, true);
  const table = isShortDecimal(call.returnType) ? { i64: { apply: (a: bigint) => BigInt.asIntN(64, a < 0n ? -a : a) } } : magnitudes;
  return overflowKernel(call, table, { mode: isAnsiInterval(call.returnType) ? 'ansi' : modeOf(call), symbol: 'abs', bare: isAnsiInterval(call.returnType) });
};
const identityKernel = (): Kernel => ([column]) => column!;
const isShortDecimal = (type: DataType): type is DecimalType => type.kind === 'decimal' && type.precision <= 18;

/** One row serves the sign and the operator: they share the name. */
const signOr = (operation: '+' | '-'): ResolveCall => {
  const binary = arithmetic(operation);
  return (call) => (call.arguments.length === 1 ? signed(call) : binary(call));
};

/** In try_ functions a string that is no number gives NULL, too: it is read by the kernel instead of being cast before. */
const tried = (operation: DecimalOperation, kernel: (call: BoundCall) => Kernel): Pick<ScalarFunction, 'resolve' | 'kernel'> => {
  const types = arithmetic(operation, { nullable: 'always' });
  return {
    resolve: (call) => {
      const { through: _, ...resolved } = types(call);
      const written = call.arguments.map((one) => one.type);
      return resolved.instead === undefined && written.some((type) => type.kind === 'string') ? { ...resolved, argumentTypes: written } : resolved;
    },
    kernel: (call) => {
      const text = call.argumentTypes.findIndex((type) => type.kind === 'string');
      if (text < 0) return kernel(call);
      const [from, other] = [call.argumentTypes[text]!, call.argumentTypes[1 - text]!];
      const number = call.settings.ansi && isIntegral(other) ? longType : doubleType;
      const common = operation === '/' ? doubleType : number;
      const cast = (one: DataType, to: DataType, mode: CastMode): Kernel => castKernel({ from: one, to, mode, settings: call.settings, sql: call.sql, at: call.at });
      const read = cast(from, number, call.settings.ansi ? 'try' : 'legacy');
      const [widen, widenOther] = [cast(number, common, 'legacy'), cast(other, common, 'legacy')];
      const compute = kernel({ ...call, argumentTypes: [common, common] });
      return (args, rows, context) => {
        const sides = [widen([read([args[text]!], rows, context)], rows, context), widenOther([args[1 - text]!], rows, context)];
        return compute(text === 0 ? sides : sides.reverse(), rows, context);
      };
    },
  };
};

export const arithmeticFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: '+', group: 'math_funcs', since: '0.1',
    signatures: ['(numeric, numeric) -> numeric', '(interval, interval) -> interval', '(numeric) -> numeric'],
    doc: 'Returns `a` + `b`. An error if the sum does not fit its type (wraps around without ANSI mode; NULL for decimals).',
    examples: [['SELECT 1 + 2', '3'], ["SELECT 1.5 + 1", '2.5'], ["SELECT INTERVAL '1' DAY + INTERVAL '2' HOUR", "INTERVAL '1 02' DAY TO HOUR"]],
    resolve: signOr('+'), display: operator('+'),
    kernel: (call) => (call.argumentTypes.length === 1 ? identityKernel() : sumKernel(additions, '+', 'try_add')(call)),
  },
  {
    kind: 'scalar', name: '-', group: 'math_funcs', since: '0.1',
    signatures: ['(numeric, numeric) -> numeric', '(interval, interval) -> interval', '(numeric) -> numeric'],
    doc: 'Returns `a` - `b`, or the negative of its only argument. An error if the result does not fit its type.',
    examples: [['SELECT 3 - 1', '2'], ['SELECT -(5)', '-5']],
    resolve: signOr('-'), display: operator('-'),
    kernel: (call) => (call.argumentTypes.length === 1 ? negationKernel(call) : sumKernel(subtractions, '-', 'try_subtract')(call)),
  },
  {
    kind: 'scalar', name: '*', group: 'math_funcs', since: '0.1', signatures: ['(numeric, numeric) -> numeric'],
    doc: 'Returns `a` times `b`. An error if the product does not fit its type.', examples: [['SELECT 2 * 3', '6'], ['SELECT 1.5 * 2.5', '3.75']],
    resolve: arithmetic('*'), display: operator('*'), kernel: productKernel(),
  },
  {
    kind: 'scalar', name: '/', group: 'math_funcs', since: '0.1', signatures: ['(double, double) -> double', '(decimal, decimal) -> decimal'],
    doc: 'Returns `a` divided by `b`, as double or decimal, never as a whole number. A zero divisor is an error (NULL without ANSI mode).',
    examples: [['SELECT 3 / 2', '1.5'], ['SELECT 1.0 / 3', '0.333333']],
    resolve: arithmetic('/', { nullable: 'always' }), display: operator('/'), kernel: divideKernel(),
  },
  {
    kind: 'scalar', name: 'div', group: 'math_funcs', since: '0.1', signatures: ['(bigint, bigint) -> bigint', '(decimal, decimal) -> bigint'],
    doc: 'Returns the whole part of `a` divided by `b`, as bigint. A zero divisor is an error (NULL without ANSI mode).',
    examples: [['SELECT 7 div 2', '3'], ['SELECT -7 div 2', '-3']],
    resolve: arithmetic('div', { nullable: 'always' }), display: operator('div'), kernel: wholeQuotient,
  },
  ...remainderRows('%', operator('%')),
  ...remainderRows('mod'),
  {
    kind: 'scalar', name: 'pmod', group: 'math_funcs', since: '0.1', signatures: ['(numeric, numeric) -> numeric'],
    doc: 'Returns the remainder of `a` divided by `b` with the sign of `b`. A zero divisor is an error (NULL without ANSI mode).',
    examples: [['SELECT pmod(10, 3)', '1'], ['SELECT pmod(-10, 3)', '2']],
    resolve: arithmetic('pmod', { nullable: 'always' }), kernel: remainderKernel(positiveRemainders, 'pmod'),
  },
  {
    kind: 'scalar', name: 'negative', group: 'math_funcs', since: '0.1', signatures: ['(numeric) -> numeric', '(interval) -> interval'],
    doc: 'Returns the negative of its argument. An error for the smallest value of a whole number type.', examples: [['SELECT negative(1)', '-1']],
    resolve: signed, kernel: negationKernel,
  },
  {
    kind: 'scalar', name: 'positive', group: 'math_funcs', since: '0.1', signatures: ['(numeric) -> numeric', '(interval) -> interval'],
    doc: 'Returns its argument.', examples: [['SELECT positive(1)', '1']],
    resolve: signed, display: operator('+'), kernel: identityKernel,
  },
  {
    kind: 'scalar', name: 'abs', group: 'math_funcs', since: '0.1', signatures: ['(numeric) -> numeric', '(interval) -> interval'],
    doc: 'Returns the magnitude of its argument. An error for the smallest value of a whole number type.', examples: [['SELECT abs(-1)', '1']],
    resolve: magnitude,
    kernel: magnitudeKernel,
  },
  {
    kind: 'scalar', name: 'try_add', group: 'math_funcs', since: '0.1', signatures: ['(numeric, numeric) -> numeric', '(interval, interval) -> interval'],
    doc: 'Returns `a` + `b`, NULL if it does not fit its type.', examples: [['SELECT try_add(1, 2)', '3'], ['SELECT try_add(2147483647, 1)', 'NULL']],
    ...tried('+', sumKernel(additions, '+', 'try_add', 'try')),
  },
  {
    kind: 'scalar', name: 'try_subtract', group: 'math_funcs', since: '0.1', signatures: ['(numeric, numeric) -> numeric', '(interval, interval) -> interval'],
    doc: 'Returns `a` - `b`, NULL if it does not fit its type.', examples: [['SELECT try_subtract(2, 1)', '1'], ['SELECT try_subtract(-2147483648, 1)', 'NULL']],
    ...tried('-', sumKernel(subtractions, '-', 'try_subtract', 'try')),
  },
  {
    kind: 'scalar', name: 'try_multiply', group: 'math_funcs', since: '0.1', signatures: ['(numeric, numeric) -> numeric'],
    doc: 'Returns `a` times `b`, NULL if it does not fit its type.', examples: [['SELECT try_multiply(2, 3)', '6'], ['SELECT try_multiply(2147483647, 2)', 'NULL']],
    ...tried('*', productKernel('try')),
  },
  {
    kind: 'scalar', name: 'try_divide', group: 'math_funcs', since: '0.1', signatures: ['(double, double) -> double', '(decimal, decimal) -> decimal'],
    doc: 'Returns `a` divided by `b`, NULL if `b` is zero.', examples: [['SELECT try_divide(3, 2)', '1.5'], ['SELECT try_divide(1, 0)', 'NULL']],
    ...tried('/', divideKernel('try')),
  },
  {
    kind: 'scalar', name: 'try_mod', group: 'math_funcs', since: '0.1', signatures: ['(numeric, numeric) -> numeric'],
    doc: 'Returns the remainder of `a` divided by `b`, NULL if `b` is zero.', examples: [['SELECT try_mod(3, 2)', '1'], ['SELECT try_mod(1, 0)', 'NULL']],
    ...tried('%', remainderKernel(remainders, '%', 'try')),
  },
];

function remainderRows(name: '%' | 'mod', display?: ScalarFunction['display']): readonly ScalarFunction[] {
  return [{
    kind: 'scalar', name, group: 'math_funcs', since: '0.1', signatures: ['(numeric, numeric) -> numeric'],
    doc: 'Returns the remainder of `a` divided by `b`, with the sign of `a`. A zero divisor is an error (NULL without ANSI mode).',
    examples: name === '%' ? [['SELECT 7 % 3', '1'], ['SELECT -7 % 3', '-1']] : [['SELECT mod(7, 3)', '1']],
    resolve: arithmetic('%', { nullable: 'always' }), kernel: remainderKernel(remainders, '%'),
    ...(display === undefined ? {} : { display }),
  }];
}

function wholeQuotient(call: BoundCall): Kernel {
  const mode = modeOf(call);
  if (call.argumentTypes[0]!.kind === 'decimal') return decimalKernel(call, 'div', mode);
  return divisionKernel(call, mode === 'ansi' ? checkedQuotients : quotients, mode, 'DIVIDE_BY_ZERO');
}
