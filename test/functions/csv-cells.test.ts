import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { decodeUtf8 } from '../../src/columnar/read.ts';
import { TextWriter } from '../../src/columnar/text.ts';
import type { Value } from '../../src/columnar/value.ts';
import { shapeOf } from '../../src/formats/csv/options.ts';
import { cellOf, type CellStyle } from '../../src/functions/documents/csv-cells.ts';
import { parseDataType } from '../../src/types/ddl.ts';
import { zoneOf } from '../../src/types/time-zone.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const micros = fc.bigInt(-62_135_596_800_000_000n, 253_402_300_799_999_999n);
const cells: fc.Arbitrary<readonly [string, readonly Value[]]> = fc.constantFrom<readonly [string, fc.Arbitrary<Value>]>(
  ['boolean', fc.boolean()], ['int', fc.integer()], ['bigint', fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)], ['double', fc.double()], ['decimal(18,8)', fc.bigInt(-(10n ** 17n), 10n ** 17n)],
  ['date', fc.integer({ min: -800_000, max: 4_000_000 })], ['timestamp', micros], ['timestamp_ntz', micros],
  ['string', fc.array(fc.constantFrom('a', '#', '"', ',', '|', ' ', '\\', '\n', 'é', '\u00a0', '\u2003', '\u3000', '日', '😀', "'", '\t', ';'), { maxLength: 4 }).map((letters) => letters.join(''))],
).chain(([name, value]) => fc.tuple(fc.constant(name), fc.array(fc.option(value), { minLength: 1, maxLength: 12 })));
const shapes = [{}, { sep: '|', quote: "'" }, { sep: '\t', ignoretrailingwhitespace: 'false', ignoreleadingwhitespace: 'false' }, { quote: '' }];

/** With quoteAll=false nothing is quoted that need not be; a separator no shortcut knows takes the long way for every cell. */
test(`cells are written as the long way writes them (seed ${seed})`, () => {
  fc.assert(fc.property(cells, fc.constantFrom(...shapes), fc.boolean(), ([name, values], given, isFirst) => {
    const arena = new Arena();
    const type = parseDataType(name);
    const column = columnOf(type, values, arena);
    const texts = { times: { zone: zoneOf('America/New_York'), ignoreNulls: true, pretty: false }, text: { timeZone: 'America/New_York', ansi: true } };
    const shape = { ...shapeOf(given, true), comment: '#' };
    const style: CellStyle = { shape, nullValue: 'NULL', emptyValue: '""', quoteAll: false, escapeQuotes: true };
    const written = (one: CellStyle): string[] => {
      const write = cellOf(column, isFirst, one, texts, arena);
      return values.map((_, row) => {
        const out = new TextWriter(arena, 8);
        write(row, out);
        return decodeUtf8(out.bytes, 0, out.top);
      });
    };
    // A comment of two letters is none that the shortcuts know, and none that a cell begins with but '#' does too.
    const exactly = written({ ...style, shape: { ...shape, comment: '##' } });
    const shortcuts = written(style);
    values.forEach((value, row) => { if (!(isFirst && String(value).trimStart().startsWith('#'))) expect(shortcuts[row]).toBe(exactly[row]); });
    arena.release();
  }), { seed, numRuns: 1000 });
});
