import { expect, it } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { readValue } from '../../src/columnar/read.ts';
import { seededRandom } from '../../src/environment/simulated.ts';
import { readCsv } from '../../src/formats/csv/convert.ts';
import { csvReadOptions } from '../../src/formats/csv/options.ts';
import { plainShape, readLinesToColumns } from '../../src/formats/csv/read-columns.ts';
import { isNoRecord } from '../../src/formats/csv/tokens.ts';
import { rangesOf } from '../../src/formats/text/text-ranges.ts';
import { stringType } from '../../src/types/data-type.ts';
import { parseSchema } from '../../src/types/ddl.ts';

const { fields } = parseSchema('a INT, b STRING, c BIGINT, d DOUBLE, e BOOLEAN, f DATE, g TIMESTAMP, h TIMESTAMP_NTZ, i DECIMAL(10,2), j DECIMAL(25,3), k FLOAT, l SMALLINT, m BINARY');
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const cells = [
  '', '1', '-7', '+5', '007', '1.5', '.5', '5.', '1e3', '-0', '2147483648', '9223372036854775807', '9223372036854775808', '0.48548454354063685', 'NaN', 'Inf', '-Inf', '1d', ' 3', 'true', 'TRUE', 'false', 'maybe',
  'x', '日本', '"q"', '"a,b"', 'in"side', '"', 'back\\slash', '2024-02-29', '2024-02-30', '2024-2-9', '2024-03-10 02:30:00', '2024-02-29T10:11:12.123456Z', '2024-02-29 10:11:12+01:00', '#', '\u00a0', '12.345', '1,5',
];

it.each([{}, { sep: '\t', comment: '#' }, { sep: '|', quote: '' }, { dateformat: 'yyyy/MM/dd', timestampformat: 'yyyy' }])(`the scanning kernel and the exact reader give the same rows under %o, seed ${seed}`, (given) => {
  const random = seededRandom(seed).next;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const read = csvReadOptions(given, 'America/New_York', () => undefined);
  // Every second value of the lines is read, in another order than it is written.
  const places = fields.map((_, index) => 2 * (fields.length - 1 - index));
  const width = 2 * fields.length - 1;
  const line = (): string => (random() < 0.05 ? pick(['', '  ', '\u2003', '# x', '\t']) : Array.from({ length: random() < 0.05 ? width - 1 + Math.floor(random() * 3) : width }, () => (random() < 0.6 ? '' : pick(cells))).join(read.shape.separator));
  const lines = Array.from({ length: 2000 }, line);
  const arena = new Arena();
  const input = rangesOf(columnOf(stringType, lines, arena), { rowCount: lines.length, selection: undefined }, arena);
  const { columns, selection, texts } = readLinesToColumns(input, fields, plainShape(read, fields, width)!, { places, width, mode: 'PERMISSIVE' }, read, arena);
  const show = (row: readonly unknown[], isBad: boolean): string => `${JSON.stringify(row, (_key, cell: unknown) => (typeof cell === 'bigint' ? `${cell}n` : Object.is(cell, -0) ? '-0' : typeof cell === 'number' ? String(cell) : cell))} bad ${isBad}`;
  const shown = Array.from(selection ?? lines.keys(), (row) => `${lines[row]!} ${show(columns.map((one) => readValue(one, row)), texts.get(row) === lines[row])}`);
  const wanted = lines.filter((one) => !isNoRecord(one, read.shape)).map((one) => {
    const { values, bad } = readCsv(one, fields, read, { places, width });
    return `${one} ${show(values, bad)}`;
  });
  expect(shown).toEqual(wanted);
  arena.release();
});

it('leaves lines it does not know to the exact reader', () => {
  for (const given of [{ nullvalue: 'x' }, { sep: '||' }, { sep: 'é' }, { ignoreleadingwhitespace: 'true' }, { maxcharspercolumn: '10' }, { locale: 'de' }, { nanvalue: '-1' }] as const) {
    expect(plainShape(csvReadOptions(given, 'UTC', () => undefined), fields, fields.length), JSON.stringify(given)).toBeUndefined();
  }
});
