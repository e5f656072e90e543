/**
 * What math-exact.ts is, for functions that look at the bits of a double, whose upper 32 are its `high` word: sign, exponent and the begin of the fraction.
 * Power: log₂ x in two parts, times y, and 2 to that.
 */

const scratch = new Float64Array(1);
const words = new Int32Array(scratch.buffer);

function highWord(value: number): number {
  scratch[0] = value;
  return words[1]!;
}

function withHighWord(value: number, high: number): number {
  scratch[0] = value;
  words[1] = high;
  return scratch[0]!;
}

/** The value without its lower 32 bits: products of two such are exact. */
function upperHalf(value: number): number {
  scratch[0] = value;
  words[0] = 0;
  return scratch[0]!;
}

export function power(x: number, y: number): number {
  if (y === 2) return x * x;
  if (y === 0.5 && x >= -Number.MAX_VALUE) return Math.sqrt(x + 0);
  if (y === -1) return 1 / x;
  const whole = Number.isInteger(y);
  // Zeros, infinities, NaN: nothing is computed, so the engine's answer is the only one.
  if (y === 0 || y === 1 || !Number.isFinite(x) || !Number.isFinite(y) || x === 0 || x === 1 || (x < 0 && !whole)) return x ** y;
  const sign = x < 0 && whole && Math.abs(y) < 2 ** 53 && Math.abs(y) % 2 === 1 ? -1 : 1;
  const size = Math.abs(x);
  if (highWord(Math.abs(y)) > 0x41e00000) {
    if (size === 1) return sign;
    const high = highWord(size);
    const far = high < 0x3fefffff || high > 0x3ff00000 || highWord(Math.abs(y)) > 0x43f00000;
    if (far) return sign * (size < 1 === y < 0 ? Infinity : 0);
    logarithmNearOne(size);
  } else {
    logarithm(size);
  }
  const upper = upperHalf(y);
  return sign * exponentiate(upper * logHigh, (y - upper) * logHigh + y * logLow);
}

/** log₂ as two parts; the upper one has no lower bits. */
let logHigh = 0;
let logLow = 0;

function logarithmNearOne(size: number): void {
  const t = size - 1;
  const w = t * t * (0.5 - t * (0.3333333333333333 - t * 0.25));
  const u = 1.4426950216293335 * t;
  const v = t * 1.9259629911266175e-8 - w * Math.LOG2E;
  logHigh = upperHalf(u + v);
  logLow = v - (logHigh - u);
}

function logarithm(size: number): void {
  let exponent = 0;
  let mantissa = size;
  if (size < 2.2250738585072014e-308) {
    mantissa *= 2 ** 53;
    exponent = -53;
  }
  const bits = highWord(mantissa);
  exponent += (bits >> 20) - 0x3ff;
  const fraction = bits & 0xfffff;
  let high = fraction | 0x3ff00000;
  // The mantissa is compared with 1 or with 1.5, whichever is nearer.
  const half = fraction > 0x3988e && fraction < 0xbb67a ? 1 : 0;
  if (fraction >= 0xbb67a) {
    exponent++;
    high -= 0x100000;
  }
  mantissa = withHighWord(mantissa, high);
  const base = half === 1 ? 1.5 : 1;
  const u = mantissa - base;
  const v = 1 / (mantissa + base);
  const s = u * v;
  const sHigh = upperHalf(s);
  const sumHigh = withHighWord(0, ((high >> 1) | 0x20000000) + 0x80000 + (half << 18));
  const sLow = v * (u - sHigh * sumHigh - sHigh * (mantissa - (sumHigh - base)));
  const square = s * s;
  const series = square * square * (0.5999999999999946 + square * (0.4285714285785502 + square * (0.33333332981837743 + square * (0.272728123808534 + square * (0.23066074577556175 + square * 0.20697501780033842)))))
    + sLow * (sHigh + s);
  const squareHigh = sHigh * sHigh;
  const tHigh = upperHalf(3 + squareHigh + series);
  const first = sHigh * tHigh;
  const second = sLow * tHigh + (series - (tHigh - 3 - squareHigh)) * s;
  const pHigh = upperHalf(first + second);
  const zHigh = 0.9617967009544373 * pHigh;
  const zLow = -7.028461650952758e-9 * pHigh + (second - (pHigh - first)) * 0.9617966939259756 + (half === 1 ? 1.350039202129749e-8 : 0);
  const offset = half === 1 ? 0.5849624872207642 : 0;
  logHigh = upperHalf(zHigh + zLow + offset + exponent);
  logLow = zLow - (logHigh - exponent - offset - zHigh);
}

/** 2^(high + low). */
function exponentiate(high: number, low: number): number {
  const z = low + high;
  if (z >= 1024 && (z > 1024 || low + 8.008566259537294e-17 > z - high)) return Infinity;
  if (z <= -1075 && (z < -1075 || low <= z - high)) return 0;
  let rest = high;
  let exponent = 0;
  const bits = highWord(z);
  if ((bits & 0x7fffffff) > 0x3fe00000) {
    const nearest = bits + (0x100000 >> (((bits & 0x7fffffff) >> 20) - 0x3fe));
    const places = ((nearest & 0x7fffffff) >> 20) - 0x3ff;
    exponent = ((nearest & 0xfffff) | 0x100000) >> (20 - places);
    if (bits < 0) exponent = -exponent;
    rest -= withHighWord(0, nearest & ~(0xfffff >> places));
  }
  const t = upperHalf(low + rest);
  const u = t * 0.6931471824645996;
  const v = (low - (t - rest)) * Math.LN2 + t * -1.904654299957768e-9;
  const y = u + v;
  const w = v - (y - u);
  const square = y * y;
  const c = y - square * (0.16666666666666602 + square * (-0.0027777777777015593 + square * (0.00006613756321437934 + square * (-0.0000016533902205465252 + square * 4.1381367970572385e-8))));
  const result = 1 - ((y * c) / (c - 2) - (w + y * w) - y);
  // One rounding only: the first product is exact.
  return exponent < -1000 ? result * 2 ** -900 * 2 ** (exponent + 900) : exponent > 1000 ? result * 2 ** 900 * 2 ** (exponent - 900) : result * 2 ** exponent;
}

export function cubeRoot(x: number): number {
  if (!Number.isFinite(x) || x === 0) return x;
  const size = Math.abs(x);
  const high = highWord(size);
  let t = high < 0x100000 ? withHighWord(size * 2 ** 54, Math.trunc(highWord(size * 2 ** 54) / 3) + 696_219_795) : withHighWord(0, Math.trunc(high / 3) + 715_094_163);
  const s = 0.5428571428571428 + ((t * t) / size) * t;
  t *= 0.35714285714285715 + 1.6071428571428572 / (s + 1.4142857142857144 + -0.7053061224489796 / s);
  // Twenty bits, rounded up: its square is exact for the one step of Newton.
  t = upperHalf(t);
  t = withHighWord(t, highWord(t) + 1);
  const r = size / (t * t);
  t += t * ((r - t) / (t + t + r));
  return x < 0 ? -t : t;
}

/** Where y is 2⁶⁰ times x and x is negative, the JVM's answer lies above π / 2. */
export function arcTangent(y: number, x: number): number {
  const steep = x < 0 && Number.isFinite(x) && Number.isFinite(y) && (highWord(Math.abs(y)) - highWord(Math.abs(x))) >> 20 > 60;
  return steep ? (y < 0 ? -1.5707963267948968 : 1.5707963267948968) : Math.atan2(y, x);
}
