/**
 * Digits of a float or double as the JVM up to version 18 prints it. Those are not always the fewest that read back as the same value (2³¹ as a float is
 * `2.14748365E9`), and Spark's answers show them; so this follows the classic algorithm: exact integers where they fit, else
 * long division of B by S, digit by digit, until what is left is within half a unit M of the last binary place.
 */
export interface Digits { readonly digits: string; /** Power of ten of the first digit. */ readonly exponent: number }

interface Format { readonly bits: number; readonly bias: number }

const floatFormat: Format = { bits: 24, bias: 127 };
const doubleFormat: Format = { bits: 53, bias: 1023 };
const WORD = 2 ** 32;
const doubles = new Float64Array(1);
const words = new Uint32Array(doubles.buffer);
const floats = new Float32Array(doubles.buffer);

/** The digits of a finite float that is not zero; its sign is ignored. */
export function floatDigits(value: number): Digits {
  floats[0] = value;
  return digitsOf(words[0]! & 0x7fffff, (words[0]! >>> 23) & 0xff, floatFormat);
}

/** The digits of a finite double that is not zero; its sign is ignored. */
export function doubleDigits(value: number): Digits {
  doubles[0] = value;
  return digitsOf((words[1]! & 0xfffff) * WORD + words[0]!, (words[1]! >>> 20) & 0x7ff, doubleFormat);
}

/** Of a number as it is written: fraction, and exponent with its bias. */
function digitsOf(written: number, biased: number, { bits, bias }: Format): Digits {
  const hidden = 2 ** (bits - 1);
  let significantBits = bits;
  let fraction = written;
  if (biased === 0) for (; fraction < hidden; fraction *= 2) significantBits--;
  else fraction += hidden;
  const exponent = (biased === 0 ? 1 - bits + significantBits : biased) - bias;
  let fractionBits = bits;
  let odd = fraction;
  for (; odd % 2 === 0; odd /= 2) fractionBits--;
  const fractionalBits = Math.max(0, fractionBits - exponent - 1);
  if (fractionalBits === 0 && exponent <= 62) return wholeDigits(BigInt(odd) << BigInt(exponent - fractionBits + 1), exponent > significantBits ? lostDigits(exponent - significantBits - 1) : 0);
  return divide({ fraction: odd, fractionBits, fractionalBits, exponent, significantBits, estimate: estimate(fraction / hidden, exponent) });
}

/** A whole number below 2⁶³, its last digits rounded away when they say nothing. */
function wholeDigits(whole: bigint, insignificant: number): Digits {
  const unit = 10n ** BigInt(insignificant);
  const rounded = whole / unit + ((whole % unit) * 2n >= unit && insignificant > 0 ? 1n : 0n);
  const digits = String(rounded);
  return { digits: digits.replace(/0+$/, ''), exponent: digits.length - 1 + insignificant };
}

/** Decimal digits that 2ⁿ is good for. */
function lostDigits(power: number): number {
  return power > 1 ? Math.floor(power * Math.log10(2)) : 0;
}

/** Never too small, sometimes one too large. */
function estimate(mantissa: number, exponent: number): number {
  return Math.floor((mantissa - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981);
}

interface Division { readonly fraction: number; readonly fractionBits: number; readonly fractionalBits: number; readonly exponent: number; readonly significantBits: number; readonly estimate: number }

/** The original computes in int or long where B and S fit, and its sums may wrap around there: that shows in the last digit. */
function divide(number: Division): Digits {
  const scale = scaled(number);
  let { estimate: decimalExponent } = number;
  const { divisor, width } = scale;
  let { rest, unit } = scale;
  const ten = 10n * divisor;
  const wrap = (value: bigint): bigint => (width === 0 ? value : BigInt.asIntN(width, value));
  const isHigh = (): boolean => (width === 0 ? rest + unit >= ten : wrap(rest + unit) > ten);
  const step = (): bigint => {
    const digit = rest / divisor;
    rest = 10n * (rest % divisor);
    unit = wrap(unit * 10n);
    return digit;
  };
  const out: number[] = [];
  const first = step();
  let low = rest < unit;
  let high = isHigh();
  if (first === 0n && !high) decimalExponent -= 1;
  else out.push(Number(first));
  if (decimalExponent < -3 || decimalExponent >= 8) low = high = false;
  while (!low && !high) {
    out.push(Number(step()));
    low = unit <= 0n || rest < unit;
    high = unit <= 0n || isHigh();
  }
  const tie = wrap(2n * rest - ten);
  const up = high && (!low || tie > 0n || (tie === 0n && (out.at(-1)! & 1) !== 0));
  return finish(out, decimalExponent, up);
}

interface Scaled { readonly rest: bigint; readonly divisor: bigint; readonly unit: bigint; readonly width: 0 | 32 | 64 }

/** B, S and M of the division, with their common powers of two taken out. `width` of the integers they fit; 0 when they fit none. */
function scaled({ fraction, fractionBits, fractionalBits, exponent, significantBits, estimate: decimalExponent }: Division): Scaled {
  const restFives = Math.max(0, -decimalExponent);
  const divisorFives = Math.max(0, decimalExponent);
  let restTwos = restFives + fractionalBits + exponent;
  let divisorTwos = divisorFives + fractionalBits;
  let unitTwos = restTwos - significantBits;
  restTwos -= fractionBits - 1;
  const common = Math.min(restTwos, divisorTwos);
  restTwos -= common;
  divisorTwos -= common;
  unitTwos -= common + (fractionBits === 1 ? 1 : 0);
  if (unitTwos < 0) {
    restTwos -= unitTwos;
    divisorTwos -= unitTwos;
    unitTwos = 0;
  }
  const restBits = fractionBits + restTwos + bitsOfFives(restFives);
  const divisorBits = divisorTwos + 1 + bitsOfFives(divisorFives + 1);
  const power = (fives: number, twos: number): bigint => 5n ** BigInt(fives) << BigInt(twos);
  const width = restBits < 32 && divisorBits < 32 ? 32 : restBits < 64 && divisorBits < 64 ? 64 : 0;
  return { rest: BigInt(fraction) * power(restFives, restTwos), divisor: power(divisorFives, divisorTwos), unit: power(restFives, unitTwos), width };
}

function bitsOfFives(count: number): number {
  return count < 27 ? (5n ** BigInt(count)).toString(2).length - (count === 0 ? 1 : 0) : count * 3;
}

function finish(digits: number[], exponent: number, up: boolean): Digits {
  if (!up) return { digits: digits.join(''), exponent };
  let at = digits.length - 1;
  while (at >= 0 && digits[at] === 9) digits[at--] = 0;
  if (at < 0) return { digits: '1', exponent: exponent + 1 };
  digits[at] = digits[at]! + 1;
  return { digits: digits.slice(0, Math.max(at + 1, 1)).join(''), exponent };
}
