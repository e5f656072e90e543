import { mapRows, type RowFunction, type Undefined } from '../../columnar/stamp.ts';
import { doubleType } from '../../types/data-type.ts';
import { arcTangentKernel, cubeRootKernel, exponential, hyperbolicCosine, hyperbolicTangent, hypotKernel, powerKernel } from './math-exact.ts';
import type { BoundCall, Kernel, ScalarFunction } from '../function.ts';

/** Functions from double to double and from two doubles to double. Where JavaScript's last digit differs from the JVM's, math-exact.ts has the JVM's. */

type Unary = (x: number) => number;
type Binary = (x: number, y: number) => number;
const text = (apply: Unary, defined?: (x: number) => boolean): RowFunction => ({ apply, ...(defined === undefined ? {} : { defined }) });

const doubles = (row: RowFunction, count: 1 | 2): ((call: BoundCall) => Kernel) => {
  const undefinedRows: Undefined = 'null';
  const loop = mapRows({ ...row, kinds: count === 1 ? ['f64'] : ['f64', 'f64'], returnType: doubleType, undefinedRows });
  return () => (args, rows, { arena }) => loop(args, rows, arena);
};

interface DoubleRow { readonly name: string; readonly doc: string; readonly examples: ScalarFunction['examples']; readonly display?: string; }

/** Spark shows most of these in capitals in generated names. */
const unary = (row: DoubleRow, apply: Unary, defined?: (x: number) => boolean): ScalarFunction => ({
  kind: 'scalar', name: row.name, group: 'math_funcs', since: '0.1', signatures: ['(double) -> double'], nullable: 'always', doc: row.doc, examples: row.examples,
  display: ([x]) => `${row.display ?? row.name.toUpperCase()}(${x})`, kernel: doubles(text(apply, defined), 1),
});

const binary = (row: DoubleRow, apply: Binary): ScalarFunction => ({
  kind: 'scalar', name: row.name, group: 'math_funcs', since: '0.1', signatures: ['(double, double) -> double'], doc: row.doc, examples: row.examples,
  display: ([x, y]) => `${row.display ?? row.name.toUpperCase()}(${x}, ${y})`, kernel: doubles({ apply }, 2),
});

const constant = (name: string, value: number, doc: string): ScalarFunction => ({
  kind: 'scalar', name, group: 'math_funcs', since: '0.1', signatures: ['() -> double'], nullable: 'never', doc, examples: [[`SELECT ${name}()`, String(value)]],
  display: () => `${name.toUpperCase()}()`,
  kernel: () => (_, rows, { arena }) => {
    const values = arena.float64(Math.max(1, rows.rowCount)).fill(value);
    return { type: doubleType, length: rows.rowCount, mask: -1, validity: undefined, values, offsets: undefined, bytes: undefined, children: [] };
  },
});

const logarithm = 'NULL where the argument is not positive.';

export const mathFunctions: readonly ScalarFunction[] = [
  unary({ name: 'sqrt', doc: 'The square root; NaN for negative numbers.', examples: [['SELECT sqrt(4)', '2.0']] }, (x) => Math.sqrt(x)),
  { ...unary({ name: 'cbrt', doc: 'The cube root.', examples: [['SELECT cbrt(27.0)', '3.0']] }, (x) => x), kernel: cubeRootKernel },
  unary({ name: 'exp', doc: 'e to the power of the argument.', examples: [['SELECT exp(0)', '1.0']] }, exponential),
  unary({ name: 'expm1', doc: 'exp(x) - 1, exact near zero.', examples: [['SELECT expm1(0)', '0.0']] }, (x) => Math.expm1(x)),
  unary({ name: 'ln', display: 'ln', doc: `The natural logarithm. ${logarithm}`, examples: [['SELECT ln(1)', '0.0']] }, (x) => Math.log(x), (x) => !(x <= 0)),
  unary({ name: 'log10', doc: `The logarithm to base 10. ${logarithm}`, examples: [['SELECT log10(10)', '1.0']] }, (x) => Math.log10(x), (x) => !(x <= 0)),
  unary({ name: 'log2', doc: `The logarithm to base 2. ${logarithm}`, examples: [['SELECT log2(2)', '1.0']] }, (x) => Math.log(x) / Math.log(2), (x) => !(x <= 0)),
  unary({ name: 'log1p', doc: 'log(1 + x). NULL where the argument is at most -1.', examples: [['SELECT log1p(0)', '0.0']] }, (x) => Math.log1p(x), (x) => !(x <= -1)),
  unary({ name: 'rint', display: 'rint', doc: 'The nearest whole number as a double, ties to the even one.', examples: [['SELECT rint(12.3456)', '12.0'], ['SELECT rint(2.5)', '2.0']] }, (x) => {
    if (!(Math.abs(x) < 4503599627370496)) return x;
    const floor = Math.floor(x);
    const rest = x - floor;
    const near = rest < 0.5 ? floor : rest > 0.5 ? floor + 1 : floor % 2 === 0 ? floor : floor + 1;
    return near === 0 && (x < 0 || Object.is(x, -0)) ? -0 : near;
  }),
  unary({ name: 'sin', doc: 'The sine.', examples: [['SELECT sin(0)', '0.0']] }, (x) => Math.sin(x)),
  unary({ name: 'cos', doc: 'The cosine.', examples: [['SELECT cos(0)', '1.0']] }, (x) => Math.cos(x)),
  unary({ name: 'tan', doc: 'The tangent.', examples: [['SELECT tan(0)', '0.0']] }, (x) => Math.tan(x)),
  unary({ name: 'cot', doc: 'The cotangent.', examples: [['SELECT cot(1)', '0.6420926159343306']] }, (x) => 1 / Math.tan(x)),
  unary({ name: 'sec', doc: 'The secant.', examples: [['SELECT sec(0)', '1.0']] }, (x) => 1 / Math.cos(x)),
  unary({ name: 'csc', doc: 'The cosecant.', examples: [['SELECT csc(1)', '1.1883951057781212']] }, (x) => 1 / Math.sin(x)),
  unary({ name: 'asin', doc: 'The inverse sine; NaN outside [-1, 1].', examples: [['SELECT asin(0)', '0.0']] }, (x) => Math.asin(x)),
  unary({ name: 'acos', doc: 'The inverse cosine; NaN outside [-1, 1].', examples: [['SELECT acos(1)', '0.0']] }, (x) => Math.acos(x)),
  unary({ name: 'atan', doc: 'The inverse tangent.', examples: [['SELECT atan(0)', '0.0']] }, (x) => Math.atan(x)),
  unary({ name: 'sinh', doc: 'The hyperbolic sine.', examples: [['SELECT sinh(0)', '0.0']] }, (x) => Math.sinh(x)),
  unary({ name: 'cosh', doc: 'The hyperbolic cosine.', examples: [['SELECT cosh(0)', '1.0']] }, hyperbolicCosine),
  unary({ name: 'tanh', doc: 'The hyperbolic tangent.', examples: [['SELECT tanh(0)', '0.0']] }, hyperbolicTangent),
  unary({ name: 'asinh', doc: 'The inverse hyperbolic sine.', examples: [['SELECT asinh(0)', '0.0']] }, (x) => Math.asinh(x)),
  unary({ name: 'acosh', doc: 'The inverse hyperbolic cosine; NaN below 1.', examples: [['SELECT acosh(1)', '0.0']] }, (x) => Math.acosh(x)),
  unary({ name: 'atanh', doc: 'The inverse hyperbolic tangent; NaN outside [-1, 1].', examples: [['SELECT atanh(0)', '0.0']] }, (x) => 0.5 * (Math.log1p(x) - Math.log1p(-x))),
  unary({ name: 'degrees', doc: 'Radians as degrees.', examples: [['SELECT degrees(0)', '0.0']] }, (x) => x * 57.29577951308232),
  unary({ name: 'radians', doc: 'Degrees as radians.', examples: [['SELECT radians(180)', '3.141592653589793']] }, (x) => x * 0.017453292519943295),
  { ...binary({ name: 'atan2', doc: 'The angle of the point (second, first argument).', examples: [['SELECT atan2(0, 1)', '0.0']] }, (y) => y), kernel: arcTangentKernel },
  { ...binary({ name: 'hypot', doc: 'The square root of the sum of the squares.', examples: [['SELECT hypot(3, 4)', '5.0']] }, (x, y) => x + y), kernel: hypotKernel },
  { ...binary({ name: 'power', doc: 'The first argument to the power of the second.', examples: [['SELECT power(2, 3)', '8.0']] }, (x) => x), kernel: powerKernel },
  { ...binary({ name: 'pow', display: 'pow', doc: 'The first argument to the power of the second.', examples: [['SELECT pow(2, 3)', '8.0']] }, (x) => x), kernel: powerKernel },
  {
    kind: 'scalar', name: 'log', group: 'math_funcs', since: '0.1', signatures: ['(double) -> double', '(double, double) -> double'], nullable: 'always',
    doc: `The logarithm of the last argument, to the base of the first of two or to e. ${logarithm}`, examples: [['SELECT log(1)', '0.0'], ['SELECT log(10, 100)', '2.0']],
    display: (args) => (args.length === 1 ? `LOG(E(), ${args[0]})` : `LOG(${args.join(', ')})`),
    kernel: (call) => (call.argumentTypes.length === 1 ? naturalLogarithm : logarithmToBase)(call),
  },
  constant('pi', Math.PI, 'π.'),
  constant('e', Math.E, 'Euler’s number.'),
];

const naturalLogarithm = doubles({ apply: (x: number) => Math.log(x), defined: (x: number) => !(x <= 0) }, 1);
const logarithmToBase = doubles({ apply: (base: number, x: number) => Math.log(x) / Math.log(base), defined: (base: number, x: number) => !(x <= 0) && !(base <= 0) }, 2);
