import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal, formatDecimalShort, formatDouble, formatFloat } from '../../src/types/numeric-text.ts';

describe('numbers as text', () => {
  it.each([
    [1, '1.0'], [0.1, '0.1'], [1e7, '1.0E7'], [9999999, '9999999.0'], [1.5e-4, '1.5E-4'], [0.001, '0.001'], [123456789.125, '1.23456789125E8'], [-0, '-0.0'],
    [Number.NaN, 'NaN'], [Number.NEGATIVE_INFINITY, '-Infinity'], [5e-324, '4.9E-324'], [100, '100.0'], [1e21, '1.0E21'],
  ])('double %d is %s', (value, text) => {
    expect(formatDouble(value)).toBe(text);
  });

  it.each([
    [4611686018427387904, '4.6116860184273879E18'], [2e23, '1.9999999999999998E23'], [1e23, '9.999999999999999E22'], [-53328256383915448, '-5.3328256383915448E16'], [2 ** 118, '3.3230699894622897E35'],
    [1152921504606846976, '1.15292150460684698E18'], [9007199254740992, '9.007199254740992E15'], [2 ** -20, '9.5367431640625E-7'], [1 / 3, '0.3333333333333333'],
  ])('double %d is %s, as the JVM before version 19 prints it', (value, text) => {
    expect(formatDouble(value)).toBe(text);
  });

  it('doubles and floats read back as the same value', () => {
    fc.assert(fc.property(fc.double({ noNaN: true }), (value) => { expect(Object.is(Number(formatDouble(value)), value)).toBe(true); }));
    fc.assert(fc.property(fc.float({ noNaN: true }), (value) => { expect(Object.is(Math.fround(Number(formatFloat(value))), value)).toBe(true); }));
  });

  it('decimals keep their scale; small ones get an exponent where Spark prints literals', () => {
    expect(formatDecimal(-150n, 2)).toBe('-1.50');
    expect(formatDecimal(1n, 7)).toBe('0.0000001');
    expect(formatDecimalShort(1n, 7)).toBe('1E-7');
    expect(formatDecimalShort(15n, 8)).toBe('1.5E-7');
    expect(formatDecimalShort(1n, 6)).toBe('0.000001');
  });
});
