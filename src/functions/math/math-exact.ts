import { makeColumn } from '../../columnar/column.ts';
import { forEachRow } from '../../columnar/text.ts';
import { doubleType } from '../../types/data-type.ts';
import type { Kernel } from '../function.ts';
import { arcTangent, cubeRoot, power } from './math-strict.ts';

/**
 * Functions whose last digit differs between JavaScript engines and the JVM's StrictMath, computed by StrictMath's published method
 * (fdlibm): the same reductions and polynomials give the same bits. Those that stand alone are stamped, so they are self-contained.
 */

/** x = k·ln 2 + r with |r| ≤ ½ ln 2, then a rational approximation of e^r. */
export const exponential = (x: number): number => {
  const size = Math.abs(x);
  if (!(size < 709.7822265625)) {
    if (Number.isNaN(x)) return x;
    if (x > 709.782712893384) return Infinity;
    if (x < -745.1332191019411) return 0;
  }
  let high = 0;
  let low = 0;
  let k = 0;
  let r = x;
  if (size >= 0.3465735912322998) {
    k = size < 1.0397205352783203 ? (x < 0 ? -1 : 1) : Math.trunc(Math.LOG2E * x + (x < 0 ? -0.5 : 0.5));
    high = x - k * 0.6931471803691238;
    low = k * 1.9082149292705877e-10;
    r = high - low;
  } else if (size < 3.725290298461914e-9) {
    return 1 + x;
  }
  const t = r * r;
  const c = r - t * (0.16666666666666602 + t * (-0.0027777777777015593 + t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))));
  if (k === 0) return 1 - ((r * c) / (c - 2) - r);
  const y = 1 - (low - (r * c) / (2 - c) - high);
  return k > 1000 ? y * 2 * 2 ** (k - 1) : k < -1000 ? y * 2 ** (k + 1000) * 2 ** -1000 : y * 2 ** k;
};

/** By e^|x|, and by its square root where that would overflow. */
export const hyperbolicCosine = (x: number): number => {
  const size = Math.abs(x);
  if (size < 0.3465735912322998) {
    const t = Math.expm1(size);
    return size < 2.7755575615628914e-17 ? 1 + t : 1 + (t * t) / (2 * (1 + t));
  }
  if (!(size < 710.4758600739439)) return !Number.isNaN(x) && size > 710.4758600739439 ? Infinity : x;
  const halved = size >= 709.7822265625;
  const r = halved ? size / 2 : size;
  const whole = r < 1.0397205352783203 ? 1 : Math.trunc(Math.LOG2E * r + 0.5);
  const high = r - whole * 0.6931471803691238;
  const low = whole * 1.9082149292705877e-10;
  const reduced = high - low;
  const t = reduced * reduced;
  const c = reduced - t * (0.16666666666666602 + t * (-0.0027777777777015593 + t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))));
  const y = 1 - (low - (reduced * c) / (2 - c) - high);
  const e = whole > 1000 ? y * 2 * 2 ** (whole - 1) : y * 2 ** whole;
  if (halved) return 0.5 * e * e;
  return size < 22 ? 0.5 * e + 0.5 / e : 0.5 * e;
};

/** By e^2x - 1, which small arguments need. */
export const hyperbolicTangent = (x: number): number => {
  const size = Math.abs(x);
  if (!(size < 22)) return x > 0 ? 1 : x < 0 ? -1 : x;
  if (size < 2.7755575615628914e-17) return x * (1 + x);
  const t = Math.expm1(size >= 1 ? 2 * size : -2 * size);
  const z = size >= 1 ? 1 - 2 / (t + 2) : -t / (t + 2);
  return x < 0 ? -z : z;
};

const scratch = new Float64Array(1);
const words = new Int32Array(scratch.buffer);

/** The upper half of the bits. */
function upper(value: number): number {
  scratch[0] = value;
  words[0] = 0;
  return scratch[0]!;
}

/** √(x² + y²) with the squares split in halves, so that nothing is lost before the root. */
function hypotenuse(x: number, y: number): number {
  let a = Math.abs(x);
  let b = Math.abs(y);
  if (a < b) [a, b] = [b, a];
  if (a === Infinity || b === Infinity) return Infinity;
  if (!(a - b < Infinity) || b === 0 || a / b > 2 ** 60) return a + b;
  let scale = 1;
  if (a > 2 ** 500) scale = 2 ** 600;
  else if (b < 2 ** -500) scale = b < 2.2250738585072014e-308 ? 2 ** -1022 : 2 ** -600;
  a /= scale;
  b /= scale;
  const w = a - b;
  if (w > b) {
    const high = upper(a);
    const low = a - high;
    return scale * Math.sqrt(high * high - (b * -b - low * (a + high)));
  }
  const doubled = a + a;
  const y1 = upper(b);
  const y2 = b - y1;
  const t1 = upper(doubled);
  const t2 = doubled - t1;
  return scale * Math.sqrt(t1 * y1 - (w * -w - (t1 * y2 + t2 * b)));
}

/** Functions that are called row by row: their methods need more than one expression that could be stamped. */
const called = (apply: (x: number, y: number) => number): (() => Kernel) => () => (args, rows, { arena }) => {
  const [x, y = x] = args;
  const constant = args.every((one) => one.mask === 0);
  const values = arena.float64(constant ? 1 : rows.rowCount);
  const left = x!.values as Float64Array;
  const right = y!.values as Float64Array;
  forEachRow(args, rows, arena, (row) => { values[row] = apply(left[row & x!.mask]!, right[row & y!.mask]!); });
  return makeColumn(doubleType, rows.rowCount, { values, mask: constant ? 0 : -1 });
};

export const hypotKernel = called(hypotenuse);
export const powerKernel = called(power);
export const cubeRootKernel = called(cubeRoot);
export const arcTangentKernel = called((y, x) => arcTangent(y + 0, x + 0));
