import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonType, losesValues, tightestCommonType, widerType } from '../../src/types/coercion.ts';
import { implicitCast } from '../../src/types/coercion-implicit.ts';
import { sameType, type DataType } from '../../src/types/data-type.ts';
import { parseDataType } from '../../src/types/ddl.ts';
import { decimalResult, widerDecimal } from '../../src/types/decimal.ts';
import { typeToSql } from '../../src/types/print.ts';

const ansi = { ansi: true };
const legacy = { ansi: false };
const print = (type: DataType | undefined): string => (type === undefined ? 'none' : typeToSql(type));

const types = ['void', 'boolean', 'tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'decimal(3,1)', 'decimal(20,0)', 'decimal(38,18)', 'string', 'binary', 'date',
  'timestamp', 'timestamp_ntz', 'interval day', 'interval hour to second', 'interval month', 'array<int>', 'array<string>', 'map<string,int>', 'struct<a:int>'].map((text) => parseDataType(text));
const anyType = fc.constantFrom(...types);

describe('common types', () => {
  it.each([
    ['int', 'bigint', 'BIGINT', 'BIGINT'], ['int', 'float', 'DOUBLE', 'FLOAT'], ['int', 'decimal(3,1)', 'DECIMAL(11,1)', 'DECIMAL(11,1)'], ['float', 'decimal(3,1)', 'DOUBLE', 'DOUBLE'],
    ['int', 'string', 'BIGINT', 'STRING'], ['decimal(3,1)', 'string', 'DOUBLE', 'STRING'], ['date', 'string', 'DATE', 'STRING'], ['boolean', 'string', 'BOOLEAN', 'none'],
    ['binary', 'string', 'BINARY', 'none'], ['interval day', 'string', 'none', 'STRING'], ['date', 'timestamp_ntz', 'TIMESTAMP_NTZ', 'TIMESTAMP_NTZ'],
    ['timestamp', 'timestamp_ntz', 'TIMESTAMP', 'TIMESTAMP'], ['interval day', 'interval second', 'INTERVAL DAY TO SECOND', 'INTERVAL DAY TO SECOND'],
    ['interval day', 'interval month', 'none', 'none'], ['array<int>', 'array<string>', 'ARRAY<BIGINT>', 'ARRAY<STRING>'], ['array<int>', 'int', 'none', 'none'],
    ['struct<a:int>', 'struct<A:double>', 'STRUCT<a: DOUBLE>', 'STRUCT<a: DOUBLE>'], ['struct<a:int>', 'struct<b:int>', 'none', 'none'], ['int', 'boolean', 'none', 'none'],
    ['decimal(38,18)', 'decimal(38,0)', 'DECIMAL(38,0)', 'DECIMAL(38,0)'],
  ])('%s and %s: %s (ANSI), %s', (left, right, wanted, wantedLegacy) => {
    const [a, b] = [parseDataType(left), parseDataType(right)];
    expect(print(widerType(a, b, ansi))).toBe(wanted);
    expect(print(widerType(a, b, legacy))).toBe(wantedLegacy);
  });

  it('laws: commutative, idempotent, NULL is neutral, tightest is wider', () => {
    fc.assert(fc.property(anyType, anyType, fc.boolean(), (a, b, isAnsi) => {
      const mode = { ansi: isAnsi };
      expect(print(widerType(a, b, mode))).toBe(print(widerType(b, a, mode)));
      expect(print(widerType(a, a, mode))).toBe(print(a));
      expect(print(widerType(a, types[0]!, mode))).toBe(print(a));
      const tight = tightestCommonType(a, b, mode);
      if (tight !== undefined) expect(print(widerType(a, b, mode))).toBe(print(tight));
    }));
  });

  it('without ANSI the order of many types does not matter where strings are among them', () => {
    expect(print(commonType(['int', 'string', 'date'].map((text) => parseDataType(text)), legacy))).toBe('STRING');
    expect(print(commonType(['int', 'date', 'string'].map((text) => parseDataType(text)), legacy))).toBe('STRING');
  });
});

describe('implicit casts of arguments', () => {
  it.each([
    ['string', 'int', 'INT'], ['bigint', 'int', 'INT'], ['int', 'string', 'STRING'], ['boolean', 'int', 'none'], ['int', 'boolean', 'none'], ['date', 'timestamp', 'TIMESTAMP'],
    ['int', 'date', 'none'], ['array<int>', 'array<string>', 'ARRAY<STRING>'], ['void', 'map<string,int>', 'MAP<STRING, INT>'], ['double', 'decimal(10,2)', 'DECIMAL(10,2)'],
  ])('%s to %s: %s', (from, to, wanted) => {
    expect(print(implicitCast(parseDataType(from), parseDataType(to), ansi))).toBe(wanted);
  });

  it('an argument of the wanted type is left alone', () => {
    fc.assert(fc.property(anyType, (type) => {
      expect(implicitCast(type, type, ansi)).toBe(type);
      expect(losesValues(type, type)).toBe(false);
    }));
  });
});

describe('decimal precision', () => {
  it.each([
    ['+', 'decimal(10,2)', 'decimal(5,3)', 'DECIMAL(12,3)'], ['*', 'decimal(38,10)', 'decimal(38,10)', 'DECIMAL(38,6)'], ['/', 'decimal(10,2)', 'decimal(5,3)', 'DECIMAL(19,8)'],
    ['%', 'decimal(10,2)', 'decimal(5,3)', 'DECIMAL(5,3)'], ['div', 'decimal(10,2)', 'decimal(5,3)', 'DECIMAL(11,0)'], ['+', 'decimal(38,18)', 'decimal(38,0)', 'DECIMAL(38,6)'],
  ] as const)('%s of %s and %s is %s', (operation, left, right, wanted) => {
    expect(print(decimalResult(operation, decimal(left), decimal(right)))).toBe(wanted);
  });

  it('a sum holds every sum, as long as 38 digits do; a union holds both sides', () => {
    const anyDecimal = fc.integer({ min: 1, max: 18 }).chain((precision) => fc.integer({ min: 0, max: precision }).map((scale) => decimal(`decimal(${precision},${scale})`)));
    fc.assert(fc.property(anyDecimal, anyDecimal, (a, b) => {
      const largest = (type: { precision: number; scale: number }, scale: number): bigint => (10n ** BigInt(type.precision) - 1n) * 10n ** BigInt(scale - type.scale);
      const sum = decimalResult('+', a, b);
      expect(largest(a, sum.scale) + largest(b, sum.scale) < 10n ** BigInt(sum.precision)).toBe(true);
      const both = widerDecimal(a, b);
      expect(losesValues(a, both) || losesValues(b, both)).toBe(false);
      expect(sameType(widerDecimal(b, a), both)).toBe(true);
    }));
  });
});

function decimal(text: string): Extract<DataType, { kind: 'decimal' }> {
  return parseDataType(text) as Extract<DataType, { kind: 'decimal' }>;
}
