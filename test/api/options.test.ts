import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { session } from '../../src/index.ts';
import { sinks } from '../../src/sinks/index.ts';
import { sources } from '../../src/sources/index.ts';

const spark = session();
const folder = mkdtempSync(join(tmpdir(), 'tidemark-options-'));
const file = (name: string, text: string): string => { const path = join(folder, name); writeFileSync(path, text); return path; };
const conditionOf = async (call: () => unknown): Promise<unknown> => {
  try { await call(); } catch (error) { return (error as { condition?: string }).condition ?? String(error); }
  return 'no error';
};
const refused = expect.stringMatching(/^TIDEMARK_(UNKNOWN_OPTION|KAFKA_OPTION_NOT_ALLOWED)$/);

test.each(sources.map((one) => one.name))('source %s refuses an option that it has not, by name', async (format) => {
  const needed = format === 'kafka' ? { 'kafka.bootstrap.servers': 'localhost:1', subscribe: 't' } : { path: folder };
  const reader = spark.readStream.format(format).options(needed).option('nosuchoption', 1);
  expect(await conditionOf(() => (['json', 'csv', 'text'].includes(format) ? reader.schema('a STRING') : reader).load())).toEqual(refused);
});

test.each(sinks.map((one) => one.name))('sink %s refuses an option that it has not, by name', async (format) => {
  const input = spark.memoryStream('value STRING').toDF();
  const start = (): Promise<unknown> => input.writeStream.format(format).option('kafka.bootstrap.servers', 'localhost:1').option('topic', 't').option('checkpointLocation', join(folder, format)).option('nosuchoption', 1)
    .start(join(folder, `out-${format}`));
  expect(await conditionOf(start)).toEqual(refused);
});

test('options of writing are none of reading, and the other way round', async () => {
  const path = file('rows.csv', 'a,b\n1,2\n');
  expect(await conditionOf(() => spark.read.option('quoteAll', true).csv(path))).toBe('TIDEMARK_UNKNOWN_OPTION');
  expect(await conditionOf(() => spark.read.option('pretty', true).json(path))).toBe('TIDEMARK_UNKNOWN_OPTION');
  expect(await conditionOf(() => spark.range(1).write.option('multiLine', true).json(join(folder, 'x')))).toBe('TIDEMARK_UNKNOWN_OPTION');
  expect(await conditionOf(() => spark.read.option('encoding', 'latin1').csv(path))).toBe('INVALID_PARAMETER_VALUE.CHARSET');
  expect(await spark.read.option('ENCODING', 'utf-8').option('header', true).csv(path).collect()).toEqual([{ a: '1', b: '2' }]);
});

test('JSON and CSV may be in other character sets, and values that are read as text are as they were written', async () => {
  const bytes = (name: string, content: Buffer): string => { const path = join(folder, name); writeFileSync(path, content); return path; };
  const latin = bytes('latin.csv', Buffer.from('café,1\n', 'latin1'));
  expect(await spark.read.option('encoding', 'ISO-8859-1').csv(latin).collect()).toEqual([{ _c0: 'café', _c1: '1' }]);
  const wide = bytes('wide.json', Buffer.concat([Uint8Array.of(0xff, 0xfe), Buffer.from('{"a":"é"}\n', 'utf16le')]));
  expect(await spark.read.option('charset', 'utf-16').json(wide).collect()).toEqual([{ a: 'é' }]);
  const written = file('written.json', '{"a":{"b" : 1.0} }\n{"a":[1.50,  1E5]}\n{"a":1e5}\n{"a":NaN}\n{"a":"\\u0041"}\n');
  const texts = async (): Promise<unknown[]> => (await spark.read.schema('a STRING').json(written).collect()).map((row) => row['a']);
  expect(await texts()).toEqual(['{"b" : 1.0}', '[1.50,  1E5]', '1e5', 'NaN', 'A']);
  spark.conf.set('spark.sql.json.enableExactStringParsing', 'false');
  expect(await texts()).toEqual(['{"b":1.0}', '[1.5,100000.0]', '100000.0', '"NaN"', 'A']);
  spark.conf.unset('spark.sql.json.enableExactStringParsing');
  const named = file('named.csv', 'Infinity\n-Inf\n1.0\n');
  expect(await spark.read.option('inferSchema', true).csv(named).collect()).toEqual([{ _c0: Infinity }, { _c0: -Infinity }, { _c0: 1 }]);
});

test('what escapes the escape character, as Spark reads and writes it', async () => {
  const one = async (sql: string): Promise<unknown> => Object.values((await spark.sql(sql).collect())[0]!)[0];
  expect(await one(String.raw`SELECT to_csv(named_struct('a', r'x"y\z#w'), map('charToEscapeQuoteEscaping', '#', 'quoteAll', 'true'))`)).toBe(String.raw`"x\"y#\z#w"`);
  expect(await one(`SELECT to_csv(named_struct('a', r'x"y!z#w'), map('escape', '!', 'charToEscapeQuoteEscaping', '#'))`)).toBe('"x!"y#!z#w"');
  expect(await one(String.raw`SELECT to_csv(named_struct('a', r'x"y\z#w'), map('quoteAll', 'true'))`)).toBe(String.raw`"x\"y\\z#w"`);
  expect(await one(String.raw`SELECT from_csv(r'"a\"b#\c",2', 'x STRING, y STRING', map('charToEscapeQuoteEscaping', '#'))`)).toEqual({ x: String.raw`a"b\c`, y: '2' });
  expect(await one(String.raw`SELECT from_csv(r'"a#\",2', 'x STRING, y STRING', map('charToEscapeQuoteEscaping', '#'))`)).toEqual({ x: 'a\\', y: '2' });
});

/** Recorded from Spark 4.3. */
test.each([
  ['STOP_AT_CLOSING_QUOTE', ['a"b,c|d|', 'a"b|d|e', 'a,b||', 'x"y"|z|w', 'a|b|c', '1|b"x,3|']],
  ['BACK_TO_DELIMITER', ['ab,c|d|', 'ab|d|e', 'a,b||', 'x"y"|z|w', 'a|b|c', '1|bx,3|']],
  ['stop_at_delimiter', ['"a"b|c"|d', '"a"b"|d|e', 'a,b||', 'x"y"|z|w', 'a|b|c', '1|"b"x|3']],
  ['SKIP_VALUE', ['|c"|d', '|d|e', 'a,b||', 'x"y"|z|w', 'a|b|c', '1||3']],
  ['RAISE_ERROR', 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION'], ['nonsense', 'TIDEMARK_INVALID_OPTION'],
])('a quote inside of a quoted value with unescapedQuoteHandling %s', async (handling, expected) => {
  const lines = ['"a"b,c",d', '"a"b",d,e', '"a,b', 'x"y",z,w', '"a" ,b,c', '1,"b"x,3'];
  const texts = spark.createDataFrame(lines.map((x) => ({ x })), 'x STRING');
  const parsed = (): Promise<unknown> => texts.selectExpr(`from_csv(x, 'a STRING, b STRING, c STRING', map('unescapedQuoteHandling', '${handling}')) AS v`).selectExpr("concat(nvl(v.a, ''), '|', nvl(v.b, ''), '|', nvl(v.c, '')) AS t").collect()
    .then((rows) => rows.map((row) => row['t']));
  const answer = await (async () => parsed())().catch((error: unknown) => (error as { condition?: string }).condition);
  expect(answer).toEqual(expected);
});
