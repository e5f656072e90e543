import { expect, it } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { readValue } from '../../src/columnar/read.ts';
import { leniencyOf } from '../../src/formats/json/options.ts';
import { type ReadOptions, readRecord, readStructs } from '../../src/formats/json/read-column.ts';
import { rangesOf } from '../../src/formats/json/scan-columns.ts';
import { stringType, structType } from '../../src/types/data-type.ts';
import { parseSchema } from '../../src/types/ddl.ts';
import { zoneOf } from '../../src/types/time-zone.ts';

const { fields } = parseSchema('a INT, b STRING, c BIGINT, d DOUBLE, e BOOLEAN, f DATE, g TIMESTAMP, h ARRAY<INT>, i STRUCT<a: INT, b: STRING>, j DECIMAL(10,2)');
const zoneId = 'America/New_York';
const options: ReadOptions = { leniency: leniencyOf({}), zoneId, zone: zoneOf(zoneId) };
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

it(`the scanning kernel and the exact reader give the same answer, seed ${seed}`, () => {
  const random = mulberry(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const values = [
    '1', '-7', '0', '1.5', '-0.0', '1e3', '2147483648', '9223372036854775807', '9223372036854775808', 'true', 'false', 'null', '""', '"x"', '"日本"', '"a\\nb"', '"\\u00e9"', '"q\\"t"',
    '"2024-02-29"', '"2024-02-30"', '"2024-03-10 02:30:00"', '"2024-02-29T10:11:12.5Z"', '"12:00"', '[1,2]', '[1,"x"]', '[]', '{"a":1}', '{"a":"x"}', '{"b":"y","a":2}', '{}', '01', 'NaN', '1.', '"\\x"', "'s'",
  ];
  const record = (): string => `{${Array.from({ length: Math.floor(random() * 7) }, () => `"${pick('abcdefghijkz'.split(''))}"${pick([':', ' : '])}${pick(values)}`).join(pick([',', ', ']))}}`;
  const mutate = (text: string): string => {
    if (random() < 0.6 || text.length === 0) return text;
    const at = Math.floor(random() * text.length);
    return text.slice(0, at) + pick(['', '"', '\\', '}', '{', ',', ':', ' ', '0', 'é', '\u0001']) + text.slice(at + Math.floor(random() * 2));
  };
  const texts = Array.from({ length: 3000 }, () => mutate(record()));
  const arena = new Arena();
  const column = columnOf(stringType, texts, arena);
  const bad = new Set<number>();
  const columns = readStructs(rangesOf(column, { rowCount: texts.length, selection: undefined }, arena), fields, options, arena, (row) => { bad.add(row); });
  const show = (row: readonly unknown[], isBad: boolean): string => `${JSON.stringify(row, (_key, cell: unknown) => (typeof cell === 'bigint' ? `${cell}n` : Object.is(cell, -0) ? '-0' : Number.isNaN(cell) ? 'NaN' : cell))} bad ${isBad}`;
  const different = texts.flatMap((text, row) => {
    const exact = readRecord(text, structType(fields), options);
    const kernel = show(columns.map((one) => readValue(one, row)), bad.has(row));
    const wanted = show((exact.value as { struct: readonly unknown[] }).struct, exact.bad);
    return kernel === wanted ? [] : [`${text}\n  ${kernel}\n  ${wanted}`];
  });
  expect(different).toEqual([]);
  arena.release();
});

function mulberry(state: number): () => number {
  let now = state;
  return () => {
    now = (now + 0x6d2b79f5) | 0;
    let mixed = Math.imul(now ^ (now >>> 15), 1 | now);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
