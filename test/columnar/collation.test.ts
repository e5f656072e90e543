import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { Canonical, collatedCells, collatedOrder } from '../../src/columnar/collation.ts';
import { GroupTable } from '../../src/columnar/group-table.ts';
import { listValue } from '../../src/columnar/value.ts';
import { findCollation } from '../../src/types/collation.ts';
import { arrayType, intType } from '../../src/types/data-type.ts';
import { parseDataType } from '../../src/types/ddl.ts';

const seed = Number(process.env['SEED'] ?? 20261121);
const names = ['UTF8_LCASE', 'UTF8_LCASE_RTRIM', 'UTF8_BINARY_RTRIM', 'UNICODE', 'UNICODE_CI', 'UNICODE_CI_AI_RTRIM', 'de_AI', 'tr_CI'];
const text = fc.array(fc.constantFrom('a', 'A', 'b', 'B', 'é', 'É', 'e', '́', 'ß', 'S', 's', 'ς', 'Σ', 'İ', 'i', 'I', 'ı', ' ', '\u0001', '-', '😀'), { maxLength: 5 }).map((parts) => parts.join(''));

describe.each(names)('texts under %s', (name) => {
  const collation = findCollation(name)!;
  const order = collatedOrder(collation);

  it(`have one canonical form exactly when they are equal (seed ${seed})`, () => {
    const canonical = new Canonical(collation);
    fc.assert(fc.property(text, text, (left, right) => { expect(canonical.text(left) === canonical.text(right)).toBe(order(left, right) === 0); }), { seed, numRuns: 2000 });
  });

  it(`compare as cells as they do as texts (seed ${seed})`, () => {
    const arena = new Arena();
    const type = parseDataType(`string collate ${name}`);
    fc.assert(fc.property(text, text, (left, right) => {
      arena.reset();
      const column = columnOf(type, [left, right], arena);
      expect(Math.sign(collatedCells(collation)(column, 0, column, 1))).toBe(Math.sign(order(left, right)));
    }), { seed, numRuns: 2000 });
    arena.release();
  });

  it(`share a group exactly when they are equal, alone, beside others and in arrays (seed ${seed})`, () => {
    const arena = new Arena();
    const type = parseDataType(`string collate ${name}`);
    fc.assert(fc.property(fc.array(text, { minLength: 2, maxLength: 6 }), (texts) => {
      arena.reset();
      const column = columnOf(type, texts, arena);
      const columns = [[column], [column, columnOf(intType, texts.map(() => 1), arena)], [columnOf(arrayType(type), texts.map((one) => listValue([one])), arena)]];
      for (const keys of columns) {
        const groups = new GroupTable(keys.map((one) => one.type));
        const ids = arena.uint32(texts.length);
        groups.assign(keys, { rowCount: texts.length, selection: undefined }, ids, arena);
        texts.forEach((one, at) => { texts.forEach((other, next) => { expect(ids[at] === ids[next], `${one} and ${other}`).toBe(order(one, other) === 0); }); });
        groups.release();
      }
    }), { seed, numRuns: 300 });
    arena.release();
  });
});
