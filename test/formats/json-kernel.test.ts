import { expect, it } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { readValue } from '../../src/columnar/read.ts';
import { seededRandom } from '../../src/environment/simulated.ts';
import { leniencyOf } from '../../src/formats/json/options.ts';
import { type ReadOptions, readRecord, readStructs } from '../../src/formats/json/read-column.ts';
import { rangesOf } from '../../src/formats/text/text-ranges.ts';
import { stringType, structType } from '../../src/types/data-type.ts';
import { parseSchema } from '../../src/types/ddl.ts';
import { zoneOf } from '../../src/types/time-zone.ts';

const { fields } = parseSchema('a INT, b STRING, c BIGINT, d DOUBLE, e BOOLEAN, f DATE, g TIMESTAMP, h ARRAY<INT>, i STRUCT<a: INT, b: STRING>, j DECIMAL(10,2), k FLOAT, l TINYINT, m SMALLINT, n TIMESTAMP_NTZ, o DECIMAL(18,0), p DECIMAL(5,5)');
const zoneId = 'America/New_York';
const options: ReadOptions = { leniency: leniencyOf({}), zoneId, zone: zoneOf(zoneId) };
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

it(`the scanning kernel and the exact reader give the same answer, seed ${seed}`, () => {
  const random = seededRandom(seed).next;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const values = [
    '1', '-7', '0', '1.5', '0.005', '-0.005', '12.345', '127', '-128', '128', '32768', '99999999.995', '99999999.994', '999999999999999999', '0.123456', '3.4028236e38', '1e-7', '0.48548454354063685', '7.2057594037927933e16', '12345678901234567890', '-0.0', '1e3', '2147483648', '9223372036854775807', '9223372036854775808', 'true', 'false', 'null', '""', '"x"', '"日本"', '"a\\nb"', '"\\u00e9"', '"\\u0000\\u65e5\\uD83d\\ude00\\/\\b\\f\\r\\t"', '"\\ud83d"', '"\\ude00x"', '"\\ud83d\\u0041"', '"é\\\\"', '"q\\"t"',
    '"2024-02-29"', '"2024-02-30"', '"2024-03-10 02:30:00"', '"2024-02-29T10:11:12.5Z"', '"2024-02-29T10:11:12.123456"', '"12:00"', '[1,2]', '[1,"x"]', '[]', '{"a":1}', '{"a":"x"}', '{"b":"y","a":2}', '{}', '01', 'NaN', '1.', '"\\x"', "'s'",
  ];
  const record = (): string => `{${Array.from({ length: Math.floor(random() * 7) }, () => `"${pick('abcdefghijklmnopz'.split(''))}"${pick([':', ' : '])}${pick(values)}`).join(pick([',', ', ']))}}`;
  const mutate = (text: string): string => {
    if (random() < 0.6 || text.length === 0) return text;
    const at = Math.floor(random() * text.length);
    if (random() < 0.1) return text + pick([' x', '}', ',', '1']);
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

it(`doubles are the nearest ones, seed ${seed}`, () => {
  const random = seededRandom(seed).next;
  const digits = (count: number): string => Array.from({ length: count }, (_, at) => Math.floor(random() * (at === 0 ? 9 : 10)) + (at === 0 ? 1 : 0)).join('');
  const bits = new DataView(new ArrayBuffer(8));
  const drawn = (): number => {
    bits.setUint32(0, (Math.floor(random() * 2) * 2 ** 31) + (Math.floor(800 + random() * 450) * 2 ** 20) + Math.floor(random() * 2 ** 20));
    bits.setUint32(4, random() < 0.2 ? 0 : Math.floor(random() * 2 ** 32));
    return bits.getFloat64(0);
  };
  /** Half way between two doubles, where it can be written in 19 digits: the even one is meant. */
  const halfWay = (): string => String(2n * BigInt(2 ** 53) + BigInt(2 * Math.floor(random() * 2 ** 40)) + 1n);
  const numbers = Array.from({ length: 20_000 }, (_, at) => [() => String(drawn()).replace('+', ''), () => `${digits(1 + Math.floor(random() * 19))}e${Math.floor(random() * 140) - 70}`, halfWay, () => `0.${digits(17)}`][at % 4]!());
  const arena = new Arena();
  const column = columnOf(stringType, numbers.map((text) => `{"d":${text}}`), arena);
  const [d] = readStructs(rangesOf(column, { rowCount: numbers.length, selection: undefined }, arena), parseSchema('d DOUBLE').fields, options, arena, () => {});
  expect(numbers.filter((text, row) => !Object.is(readValue(d!, row), Number(text)))).toEqual([]);
  arena.release();
});
