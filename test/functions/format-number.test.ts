import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fractionOf, grouped, roundedQuickly } from '../../src/functions/math/format-number-java.ts';

/** law: rounding by the digits gives what exact arithmetic gives, or nothing. */
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

function exactly(size: number, places: number): bigint {
  const { digits, scale } = fractionOf(size);
  const unit = 10n ** BigInt(Math.max(0, scale - places));
  return (digits + unit / 2n) / unit;
}

const sizes = fc.oneof(fc.double({ min: 0, noNaN: true }), fc.nat(), fc.tuple(fc.nat(9_999_999), fc.integer({ min: 0, max: 9 })).map(([digits, scale]) => digits / 10 ** scale), fc.constantFrom(Number.NaN, Infinity, 0.5, 1.5, 2.675, 0.995, 9.995, 999.9995));

test(`numbers are rounded by their digits as exactly (seed ${seed})`, () => {
  let quick = 0;
  fc.assert(fc.property(sizes, fc.integer({ min: 0, max: 12 }), fc.boolean(), (size, places, halfUp) => {
    const found = roundedQuickly(size, places, halfUp);
    if (found === undefined) return;
    quick++;
    const { scale } = fractionOf(size);
    expect(found.scale).toBeLessThanOrEqual(places);
    expect(BigInt(found.digits) * 10n ** BigInt(Math.max(0, Math.min(places, scale) - found.scale))).toBe(exactly(size, places) * 10n ** BigInt(Math.max(0, found.scale - scale)));
    expect(found.digits.length).toBeGreaterThan(found.scale);
  }), { seed, numRuns: 3000 });
  expect(quick).toBeGreaterThan(1000);
});

test('digits are grouped from the end', () => {
  fc.assert(fc.property(fc.bigInt(0n, 10n ** 20n), fc.integer({ min: 1, max: 5 }), (value, size) => {
    expect(grouped(String(value), size)).toBe(String(value).replace(new RegExp(`\\B(?=(?:\\d{${size}})+$)`, 'g'), ','));
  }), { seed });
});
