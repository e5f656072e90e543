// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Returns the magnitude of its argument. An error for the smallest value of a whole number type. In SQL: `SELECT abs(-1)` */
export function abs(...args: readonly ColumnLike[]): Column { return callNamed('abs', args); }
/** The inverse cosine; NaN outside [-1, 1]. In SQL: `SELECT acos(1)` */
export function acos(...args: readonly ColumnLike[]): Column { return callNamed('acos', args); }
/** The inverse hyperbolic cosine; NaN below 1. In SQL: `SELECT acosh(1)` */
export function acosh(...args: readonly ColumnLike[]): Column { return callNamed('acosh', args); }
/** The inverse sine; NaN outside [-1, 1]. In SQL: `SELECT asin(0)` */
export function asin(...args: readonly ColumnLike[]): Column { return callNamed('asin', args); }
/** The inverse hyperbolic sine. In SQL: `SELECT asinh(0)` */
export function asinh(...args: readonly ColumnLike[]): Column { return callNamed('asinh', args); }
/** The inverse tangent. In SQL: `SELECT atan(0)` */
export function atan(...args: readonly ColumnLike[]): Column { return callNamed('atan', args); }
/** The angle of the point (second, first argument). In SQL: `SELECT atan2(0, 1)` */
export function atan2(...args: readonly ColumnLike[]): Column { return callNamed('atan2', args); }
/** The inverse hyperbolic tangent; NaN outside [-1, 1]. In SQL: `SELECT atanh(0)` */
export function atanh(...args: readonly ColumnLike[]): Column { return callNamed('atanh', args); }
/** Binary digits of a number (two’s complement). In SQL: `SELECT bin(13)` */
export function bin(...args: readonly ColumnLike[]): Column { return callNamed('bin', args); }
/** Rounds to a number of digits after the point (before it, when negative), ties to the even digit. In SQL: `SELECT bround(2.5)` */
export function bround(...args: readonly ColumnLike[]): Column { return callNamed('bround', args); }
/** The cube root. In SQL: `SELECT cbrt(27.0)` */
export function cbrt(...args: readonly ColumnLike[]): Column { return callNamed('cbrt', args); }
/** The smallest whole number not below the argument, as bigint or decimal; with a number of digits, that many digits are kept. In SQL: `SELECT ceil(-0.1)` */
export function ceil(...args: readonly ColumnLike[]): Column { return callNamed('ceil', args); }
/** The smallest whole number not below the argument, as bigint or decimal; with a number of digits, that many digits are kept. In SQL: `SELECT ceiling(-0.1)` */
export function ceiling(...args: readonly ColumnLike[]): Column { return callNamed('ceiling', args); }
/** A number in digits of one base, written in another. Base 2 to 36; a negative target base gives a signed result. In SQL: `SELECT conv('100', 2, 10)` */
export function conv(...args: readonly ColumnLike[]): Column { return callNamed('conv', args); }
/** The cosine. In SQL: `SELECT cos(0)` */
export function cos(...args: readonly ColumnLike[]): Column { return callNamed('cos', args); }
/** The hyperbolic cosine. In SQL: `SELECT cosh(0)` */
export function cosh(...args: readonly ColumnLike[]): Column { return callNamed('cosh', args); }
/** The cotangent. In SQL: `SELECT cot(1)` */
export function cot(...args: readonly ColumnLike[]): Column { return callNamed('cot', args); }
/** The cosecant. In SQL: `SELECT csc(1)` */
export function csc(...args: readonly ColumnLike[]): Column { return callNamed('csc', args); }
/** Radians as degrees. In SQL: `SELECT degrees(0)` */
export function degrees(...args: readonly ColumnLike[]): Column { return callNamed('degrees', args); }
/** Returns the whole part of `a` divided by `b`, as bigint. A zero divisor is an error (NULL without ANSI mode). In SQL: `SELECT 7 div 2` */
export function div(...args: readonly ColumnLike[]): Column { return callNamed('div', args); }
/** Euler’s number. In SQL: `SELECT e()` */
export function e(...args: readonly ColumnLike[]): Column { return callNamed('e', args); }
/** e to the power of the argument. In SQL: `SELECT exp(0)` */
export function exp(...args: readonly ColumnLike[]): Column { return callNamed('exp', args); }
/** exp(x) - 1, exact near zero. In SQL: `SELECT expm1(0)` */
export function expm1(...args: readonly ColumnLike[]): Column { return callNamed('expm1', args); }
/** The factorial of 0 to 20, NULL for others. In SQL: `SELECT factorial(5)` */
export function factorial(...args: readonly ColumnLike[]): Column { return callNamed('factorial', args); }
/** The largest whole number not above the argument, as bigint or decimal; with a number of digits, that many digits are kept. In SQL: `SELECT floor(-0.1)` */
export function floor(...args: readonly ColumnLike[]): Column { return callNamed('floor', args); }
/** Returns the greatest of two or more values; NULLs are skipped. In SQL: `SELECT greatest(10, 9, 2, 4, 3)` */
export function greatest(...args: readonly ColumnLike[]): Column { return callNamed('greatest', args); }
/** Hexadecimal digits of a number (two’s complement) or of the bytes of text or binary. In SQL: `SELECT hex(17)` */
export function hex(...args: readonly ColumnLike[]): Column { return callNamed('hex', args); }
/** The square root of the sum of the squares. In SQL: `SELECT hypot(3, 4)` */
export function hypot(...args: readonly ColumnLike[]): Column { return callNamed('hypot', args); }
/** Returns the least of two or more values; NULLs are skipped. In SQL: `SELECT least(10, 9, 2, 4, 3)` */
export function least(...args: readonly ColumnLike[]): Column { return callNamed('least', args); }
/** The natural logarithm. NULL where the argument is not positive. In SQL: `SELECT ln(1)` */
export function ln(...args: readonly ColumnLike[]): Column { return callNamed('ln', args); }
/** The logarithm of the last argument, to the base of the first of two or to e. NULL where the argument is not positive. In SQL: `SELECT log(1)` */
export function log(...args: readonly ColumnLike[]): Column { return callNamed(args.length === 1 ? 'ln' : 'log', args); }
/** The logarithm to base 10. NULL where the argument is not positive. In SQL: `SELECT log10(10)` */
export function log10(...args: readonly ColumnLike[]): Column { return callNamed('log10', args); }
/** log(1 + x). NULL where the argument is at most -1. In SQL: `SELECT log1p(0)` */
export function log1p(...args: readonly ColumnLike[]): Column { return callNamed('log1p', args); }
/** The logarithm to base 2. NULL where the argument is not positive. In SQL: `SELECT log2(2)` */
export function log2(...args: readonly ColumnLike[]): Column { return callNamed('log2', args); }
/** Returns the remainder of `a` divided by `b`, with the sign of `a`. A zero divisor is an error (NULL without ANSI mode). In SQL: `SELECT mod(7, 3)` */
export function mod(...args: readonly ColumnLike[]): Column { return callNamed('mod', args); }
/** Returns the negative of its argument. An error for the smallest value of a whole number type. In SQL: `SELECT negative(1)` */
export function negative(...args: readonly ColumnLike[]): Column { return callNamed('negative', args); }
/** π. In SQL: `SELECT pi()` */
export function pi(...args: readonly ColumnLike[]): Column { return callNamed('pi', args); }
/** Returns the remainder of `a` divided by `b` with the sign of `b`. A zero divisor is an error (NULL without ANSI mode). In SQL: `SELECT pmod(10, 3)` */
export function pmod(...args: readonly ColumnLike[]): Column { return callNamed('pmod', args); }
/** Returns its argument. In SQL: `SELECT positive(1)` */
export function positive(...args: readonly ColumnLike[]): Column { return callNamed('positive', args); }
/** The first argument to the power of the second. In SQL: `SELECT pow(2, 3)` */
export function pow(...args: readonly ColumnLike[]): Column { return callNamed('power', args); }
/** The first argument to the power of the second. In SQL: `SELECT power(2, 3)` */
export function power(...args: readonly ColumnLike[]): Column { return callNamed('power', args); }
/** Degrees as radians. In SQL: `SELECT radians(180)` */
export function radians(...args: readonly ColumnLike[]): Column { return callNamed('radians', args); }
/** A random number from 0 to 1, 1 excluded; the same sequence for the same seed. In SQL: `SELECT rand(1) IS NULL` */
export function rand(...args: readonly ColumnLike[]): Column { return callNamed('rand', args); }
/** A random number of the standard normal distribution; the same sequence for the same seed. In SQL: `SELECT randn(1) IS NULL` */
export function randn(...args: readonly ColumnLike[]): Column { return callNamed('randn', args); }
/** A random number from 0 to 1, 1 excluded; the same sequence for the same seed. In SQL: `SELECT rand(1) IS NULL` */
export function random(...args: readonly ColumnLike[]): Column { return callNamed('rand', args); }
/** The nearest whole number as a double, ties to the even one. In SQL: `SELECT rint(12.3456)` */
export function rint(...args: readonly ColumnLike[]): Column { return callNamed('rint', args); }
/** Rounds to a number of digits after the point (before it, when negative), ties away from zero. In SQL: `SELECT round(2.5)` */
export function round(...args: readonly ColumnLike[]): Column { return callNamed('round', args); }
/** The secant. In SQL: `SELECT sec(0)` */
export function sec(...args: readonly ColumnLike[]): Column { return callNamed('sec', args); }
/** -1.0, 0.0 or 1.0 as the argument is negative, zero or positive. In SQL: `SELECT sign(40)` */
export function sign(...args: readonly ColumnLike[]): Column { return callNamed('sign', args); }
/** -1.0, 0.0 or 1.0 as the argument is negative, zero or positive. In SQL: `SELECT signum(40)` */
export function signum(...args: readonly ColumnLike[]): Column { return callNamed('signum', args); }
/** The sine. In SQL: `SELECT sin(0)` */
export function sin(...args: readonly ColumnLike[]): Column { return callNamed('sin', args); }
/** The hyperbolic sine. In SQL: `SELECT sinh(0)` */
export function sinh(...args: readonly ColumnLike[]): Column { return callNamed('sinh', args); }
/** The square root; NaN for negative numbers. In SQL: `SELECT sqrt(4)` */
export function sqrt(...args: readonly ColumnLike[]): Column { return callNamed('sqrt', args); }
/** The tangent. In SQL: `SELECT tan(0)` */
export function tan(...args: readonly ColumnLike[]): Column { return callNamed('tan', args); }
/** The hyperbolic tangent. In SQL: `SELECT tanh(0)` */
export function tanh(...args: readonly ColumnLike[]): Column { return callNamed('tanh', args); }
/** Returns `a` + `b`, NULL if it does not fit its type. In SQL: `SELECT try_add(1, 2)` */
export function tryAdd(...args: readonly ColumnLike[]): Column { return callNamed('try_add', args); }
/** Returns `a` divided by `b`, NULL if `b` is zero. In SQL: `SELECT try_divide(3, 2)` */
export function tryDivide(...args: readonly ColumnLike[]): Column { return callNamed('try_divide', args); }
/** Returns the remainder of `a` divided by `b`, NULL if `b` is zero. In SQL: `SELECT try_mod(3, 2)` */
export function tryMod(...args: readonly ColumnLike[]): Column { return callNamed('try_mod', args); }
/** Returns `a` times `b`, NULL if it does not fit its type. In SQL: `SELECT try_multiply(2, 3)` */
export function tryMultiply(...args: readonly ColumnLike[]): Column { return callNamed('try_multiply', args); }
/** Returns `a` - `b`, NULL if it does not fit its type. In SQL: `SELECT try_subtract(2, 1)` */
export function trySubtract(...args: readonly ColumnLike[]): Column { return callNamed('try_subtract', args); }
/** The bytes that hexadecimal digits stand for; NULL for anything else. In SQL: `SELECT CAST(unhex('537061726B') AS STRING)` */
export function unhex(...args: readonly ColumnLike[]): Column { return callNamed('unhex', args); }
/** A random number between two constants, of their wider type; the same sequence for the same seed. In SQL: `SELECT uniform(10, 20, 0) > 0` */
export function uniform(...args: readonly ColumnLike[]): Column { return callNamed('uniform', args); }
/** The number of the bucket the value falls in when the range is cut into equal ones; 0 below, one more than their number above. */
export function widthBucket(...args: readonly ColumnLike[]): Column { return callNamed('width_bucket', args); }
