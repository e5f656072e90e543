import { expect, it } from 'vitest';
import { lit, session, StreamError } from '../../src/index.ts';

/** What the recorded answers of test/spark/grammar/scripts.jsonl cannot say: when a script runs, and what its result is until then. */
const open = () => session({ print: () => undefined });

const conditionOf = async (work: () => unknown): Promise<string | undefined> => {
  try {
    await work();
  } catch (error) {
    return error instanceof StreamError ? error.condition : String(error);
  }
  return undefined;
};

it('gives the rows of the last query, and to any action', async () => {
  const spark = open();
  const text = "BEGIN DECLARE total INT = 0; FOR row AS SELECT * FROM range(4) DO SET total = total + row.id; END FOR; SELECT total, 'x' AS name; END";
  expect(await spark.sql(text).collect()).toEqual([{ total: 6, name: 'x' }]);
  expect(await spark.sql(text).columns()).toEqual(['total', 'name']);
  expect(await spark.sql(text).count()).toBe(1n);
  expect(await spark.sql(text).where('total = 7').collect()).toEqual([]);
  expect((await spark.sql(text).withColumn('more', lit(1)).first())?.['more']).toBe(1);
});

it('runs before what is asked next, also when nobody looks at its result', async () => {
  const spark = open();
  spark.sql('BEGIN CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2); INSERT INTO t SELECT max(a) + 1 FROM t; END');
  await spark.sql('SELECT 1').collect();
  expect(await spark.sql('SELECT sum(a) AS s FROM t').collect()).toEqual([{ s: 6n }]);
});

it('its mistakes are told to whoever waits first, and to whoever asks for its rows', async () => {
  const spark = open();
  const failed = spark.sql('BEGIN SELECT 1/0; END');
  expect(await conditionOf(() => spark.sql('SELECT 1').collect())).toBe('DIVIDE_BY_ZERO');
  expect(await spark.sql('SELECT 1 AS one').collect()).toEqual([{ one: 1 }]);
  expect(await conditionOf(() => failed.collect())).toBe('DIVIDE_BY_ZERO');
  expect(await conditionOf(() => spark.sql('BEGIN SELECT 1 END'))).toBe('PARSE_SYNTAX_ERROR');
});

it('takes values by name, not by position', async () => {
  const spark = open();
  expect(await spark.sql('BEGIN DECLARE x INT = :start; SET x = x + :step; SELECT x; END', { start: 3, step: 4 }).collect()).toEqual([{ x: 7 }]);
  expect(await conditionOf(() => spark.sql('BEGIN SELECT ?; END', [1]))).toBe('UNSUPPORTED_FEATURE.SQL_SCRIPTING_WITH_POSITIONAL_PARAMETERS');
});

it('names spelled by its variables are looked up when their statement runs', async () => {
  const spark = open();
  const text = "BEGIN DECLARE name STRING = 'v1'; CREATE TEMP VIEW v1 AS SELECT 1 AS a; CREATE TEMP VIEW v2 AS SELECT 2 AS a; DECLARE_ME: BEGIN DECLARE sum INT = 0; "
    + "SET sum = (SELECT max(a) FROM IDENTIFIER(name)); SET name = 'v2'; IF EXISTS (SELECT 1 FROM IDENTIFIER(name) WHERE a = 2) THEN "
    + 'FOR r AS SELECT * FROM IDENTIFIER(name) DO SET sum = sum + r.a; END FOR; END IF; SELECT sum; END DECLARE_ME; END';
  expect(await spark.sql(text).collect()).toEqual([{ sum: 3 }]);
});

it('what the program asks while a script runs neither sees its variables nor joins its effects', async () => {
  const spark = open();
  const script = spark.sql('BEGIN DECLARE i INT = 0; WHILE i < 50 DO SET i = i + 1; END WHILE; SELECT i; END');
  expect(await conditionOf(() => spark.sql('SELECT i'))).toBe('UNRESOLVED_COLUMN.WITHOUT_SUGGESTION');
  spark.sql('CREATE TABLE later AS SELECT 5 AS a');
  expect(await script.collect()).toEqual([{ i: 50 }]);
  expect(await spark.sql('SELECT * FROM later').collect()).toEqual([{ a: 5 }]);
});

it('views, tables and settings that a script makes stay, its variables do not', async () => {
  const spark = open();
  await spark.sql('BEGIN DECLARE x INT = 4; CREATE TEMP VIEW v AS SELECT 7 AS a; EXECUTE IMMEDIATE \'DECLARE kept INT = 9\'; END').collect();
  expect(await spark.sql('SELECT a, kept FROM v').collect()).toEqual([{ a: 7, kept: 9 }]);
  expect(await conditionOf(() => spark.sql('SELECT x'))).toBe('UNRESOLVED_COLUMN.WITHOUT_SUGGESTION');
});
