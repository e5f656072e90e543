import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { decodeUtf8 } from '../../src/columnar/read.ts';
import { TextWriter } from '../../src/columnar/text.ts';
import { listValue, structValue, type Value } from '../../src/columnar/value.ts';
import { type WriteOptions, writeJson } from '../../src/formats/json/write-json.ts';
import { jsonWriter } from '../../src/functions/documents/json-cells.ts';
import { arrayType, type DataType, field, structType } from '../../src/types/data-type.ts';
import { parseDataType } from '../../src/types/ddl.ts';
import { zoneOf } from '../../src/types/time-zone.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

const micros = fc.bigInt(-62_135_596_800_000_000n, 253_402_300_799_999_999n);
const long = fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-2000n, 2000n));
const scalars: readonly (readonly [string, fc.Arbitrary<Value>])[] = [
  ['boolean', fc.boolean()], ['byte', fc.integer({ min: -128, max: 127 })], ['int', fc.integer()], ['bigint', long],
  ['double', fc.oneof(fc.double(), fc.integer(), fc.constantFrom(Number.NaN, -0, 1e7, 0.001, 1e-4, Number.NEGATIVE_INFINITY))], ['float', fc.float()],
  ['decimal(18,6)', fc.bigInt(-(10n ** 18n) + 1n, 10n ** 18n - 1n)], ['decimal(9,0)', fc.bigInt(-999_999_999n, 999_999_999n)], ['decimal(18,18)', fc.bigInt(-1000n, 1000n)],
  ['decimal(38,3)', fc.bigInt(-(10n ** 37n), 10n ** 37n)],
  ['string', fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom('"', '\\', '\n\u0001', 'a"b', '\u007f', 'é'))],
  ['date', fc.integer({ min: -800_000, max: 4_000_000 })], ['timestamp', micros], ['timestamp_ntz', micros], ['binary', fc.uint8Array({ maxLength: 5 })],
];
const typed: fc.Arbitrary<readonly [DataType, fc.Arbitrary<Value>]> = fc.constantFrom(...scalars).chain(([name, value]) => {
  const type = parseDataType(name);
  return fc.constantFrom<readonly [DataType, fc.Arbitrary<Value>]>(
    [type, value], [arrayType(type), fc.array(fc.option(value), { maxLength: 4 }).map((list) => listValue(list))],
    [structType([field('a', type), field('q"\n', type)]), fc.tuple(fc.option(value), fc.option(value)).map((parts) => structValue(parts))],
  );
});
const zones = ['UTC', 'America/New_York', 'Asia/Kolkata', '+01:30'].map(zoneOf);

test(`cells of a column are written as their values are (seed ${seed})`, () => {
  const values = typed.chain(([type, value]) => fc.tuple(fc.constant(type), fc.array(value, { minLength: 1, maxLength: 20 })));
  fc.assert(fc.property(values, fc.constantFrom(...zones), fc.boolean(), ([type, cells], zone, ignoreNulls) => {
    const arena = new Arena();
    const options: WriteOptions = { zone, ignoreNulls, pretty: false };
    const write = jsonWriter(columnOf(type, cells, arena), options);
    const texts = cells.map((_, row) => {
      const out = new TextWriter(arena, 8);
      write(row, out);
      return decodeUtf8(out.bytes, 0, out.top);
    });
    expect(texts).toEqual(cells.map((cell) => writeJson(type, cell, options)));
    arena.release();
  }), { seed, numRuns: 1000 });
});
