import { expect, test } from 'vitest';
import { realEnvironment } from '../../src/environment/real.ts';
import { session } from '../../src/index.ts';

/** What Spark 4.3.0 tells of these tables, at the moment they were made; only the address of rows in memory is ours. */
const nowMs = Date.UTC(2026, 10, 21, 13, 5, 58);
const opened = (): ReturnType<typeof session> => session({ environment: { ...realEnvironment, clock: { ...realEnvironment.clock, nowMs: () => nowMs } } });

test('DESCRIBE EXTENDED tells what CREATE TABLE said', async () => {
  const spark = opened();
  spark.sql(`CREATE TABLE t (a INT COMMENT 'first', c DECIMAL(5,2) DEFAULT 1.5, p INT) USING parquet OPTIONS ('compression'='gzip', 'o2' 'x') PARTITIONED BY (p)
    CLUSTERED BY (a) SORTED BY (c) INTO 2 BUCKETS COMMENT 'table words' TBLPROPERTIES ('k1'='v1', 'k2'='v2') LOCATION '/data/t'`);
  const rows = (await spark.sql('DESCRIBE EXTENDED t').collect()).map((row) => Object.values(row).slice(0, 2).join('|'));
  expect(rows.slice(rows.indexOf('# Detailed Table Information|'))).toEqual([
    '# Detailed Table Information|', 'Catalog|spark_catalog', 'Database|default', 'Table|t', 'Created Time|Sat Nov 21 13:05:58 UTC 2026', 'Last Access|UNKNOWN', 'Created By|Spark 4.3.0', 'Type|EXTERNAL',
    'Provider|parquet', 'Num Buckets|2', 'Bucket Columns|[`a`]', 'Sort Columns|[`c`]', 'Comment|table words', 'Table Properties|[k1=v1, k2=v2]', 'Location|file:/data/t',
    'Storage Properties|[compression=gzip, o2=x]', 'Partition Provider|Catalog', '|', '# Column Default Values|', 'c|decimal(5,2)',
  ]);
  expect(JSON.parse(String((await spark.sql('DESCRIBE EXTENDED t AS JSON').collect())[0]!['json_metadata']))).toEqual({
    table_name: 't', catalog_name: 'spark_catalog', namespace: ['default'], schema_name: 'default',
    columns: [
      { name: 'a', type: { name: 'int' }, nullable: true, comment: 'first' }, { name: 'c', type: { name: 'decimal', precision: 5, scale: 2 }, nullable: true, default: '1.5' },
      { name: 'p', type: { name: 'int' }, nullable: true },
    ],
    num_buckets: 2, bucket_columns: ['a'], sort_columns: ['c'], location: 'file:/data/t', storage_properties: { compression: 'gzip', o2: 'x' }, created_time: '2026-11-21T13:05:58Z',
    last_access: 'UNKNOWN', created_by: 'Spark 4.3.0', type: 'EXTERNAL', provider: 'parquet', comment: 'table words', table_properties: { k1: 'v1', k2: 'v2' }, partition_provider: 'Catalog',
    partition_columns: ['p'], collation: 'UTF8_BINARY',
  });
});

test('SHOW TABLE EXTENDED tells the same of a view as text', async () => {
  const spark = opened();
  spark.sql("CREATE VIEW v (x COMMENT 'cx', y) COMMENT 'view words' TBLPROPERTIES ('vk' = 'vv') AS SELECT 1 AS a, 'q' AS b");
  expect((await spark.sql("SHOW TABLE EXTENDED LIKE 'v'").collect())[0]!['information']).toBe([
    'Catalog: spark_catalog', 'Database: default', 'Table: v', 'Created Time: Sat Nov 21 13:05:58 UTC 2026', 'Last Access: UNKNOWN', 'Created By: Spark 4.3.0', 'Type: VIEW', 'Comment: view words',
    "View Text: SELECT 1 AS a, 'q' AS b", "View Original Text: SELECT 1 AS a, 'q' AS b", 'View Schema Mode: COMPENSATION', 'View Catalog and Namespace: spark_catalog.default',
    'View Query Output Columns: [`a`, `b`]', 'Table Properties: [vk=vv]', 'Schema: root', ' |-- x: integer (nullable = false)', ' |-- y: string (nullable = false)', '', '',
  ].join('\n'));
});

test('DESCRIBE FUNCTION names the class that Spark has for it; operators, casts and what is refused can be asked for too', async () => {
  const lines = async (name: string): Promise<string[]> => (await session().sql(`DESCRIBE FUNCTION ${name}`).collect()).map((row) => String(row['function_desc']));
  expect((await lines('Sum')).slice(0, 2)).toEqual(['Function: sum', 'Class: org.apache.spark.sql.catalyst.expressions.aggregate.Sum']);
  expect((await lines('EXTENDED ~')).slice(0, 2)).toEqual(['Function: ~', 'Class: org.apache.spark.sql.catalyst.expressions.BitwiseNot']);
  expect((await lines('builtin.int'))[1]).toBe('Class: org.apache.spark.sql.catalyst.expressions.Cast');
  expect((await lines('xpath')).at(-1)).toBe('Usage: Not available in tidemark.');
  await expect(lines('default.abs')).rejects.toThrow('UNRESOLVED_ROUTINE');
});

test('columns of a temporary view are analyzed while it is cached', () => {
  const spark = session();
  const analyze = (column: string): unknown => spark.sql(`ANALYZE TABLE kept COMPUTE STATISTICS FOR COLUMNS ${column}`);
  spark.sql('CREATE TEMP VIEW kept AS SELECT 1 AS a');
  expect(() => analyze('a')).toThrow('UNSUPPORTED_FEATURE.ANALYZE_UNCACHED_TEMP_VIEW');
  spark.sql('CACHE TABLE kept');
  analyze('a');
  expect(() => analyze('b')).toThrow('COLUMN_NOT_FOUND');
  spark.sql('UNCACHE TABLE kept');
  expect(() => analyze('a')).toThrow('UNSUPPORTED_FEATURE.ANALYZE_UNCACHED_TEMP_VIEW');
});
