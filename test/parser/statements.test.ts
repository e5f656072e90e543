import { expect, test } from 'vitest';
import type { Statement } from '../../src/plan/statement.ts';
import { parseDataType, parseStatement, parseTableSchema } from '../../src/parser/parse.ts';

/** The statement without places and plans. */
function read(sql: string): unknown {
  return JSON.parse(JSON.stringify(parseStatement(sql), (key, value: unknown) => (key === 'at' || key.endsWith('At') ? undefined : key === 'query' || key === 'value' || key === 'reads' ? plain(value) : value)));
}

const plain = (value: unknown): unknown => (typeof value === 'object' && value !== null ? (value as { kind: string }).kind : value);

const rows: readonly (readonly [sql: string, expected: Readonly<Record<string, unknown>> & { readonly kind: Statement['kind'] }])[] = [
  ['CREATE OR REPLACE TEMP VIEW v (a COMMENT \'x\', b) COMMENT \'y\' AS SELECT 1, 2;', { kind: 'CreateView', name: ['v'], scope: 'temporary', orReplace: true, ifNotExists: false, columns: [{ name: 'a', comment: 'x' }, { name: 'b' }], comment: 'y', query: 'Project', sql: 'SELECT 1, 2' }],
  ['CREATE GLOBAL TEMPORARY VIEW g AS VALUES (1)', { kind: 'CreateView', name: ['g'], scope: 'global', orReplace: false, ifNotExists: false, query: 'Values', sql: 'VALUES (1)' }],
  ['CREATE TEMP VIEW v(a INT) USING json OPTIONS (path \'p\', multiLine true)', { kind: 'CreateView', name: ['v'], scope: 'temporary', orReplace: false, ifNotExists: false, query: 'OneRow', sql: '', using: { format: 'json', options: { path: 'p', multiLine: 'true' }, schema: { fields: [{ name: 'a', type: { kind: 'int' }, nullable: true }] } } }],
  ['ALTER VIEW v AS SELECT 2', { kind: 'AlterView', name: ['v'], change: { change: 'query', query: 'Project', sql: 'SELECT 2' } }],
  ['ALTER VIEW v RENAME TO w', { kind: 'AlterView', name: ['v'], change: { change: 'rename', to: ['w'] } }],
  ['DROP VIEW IF EXISTS a.v', { kind: 'DropView', name: ['a', 'v'], ifExists: true }],
  ['CREATE TABLE IF NOT EXISTS t (a INT NOT NULL COMMENT \'c\', b STRING DEFAULT \'x\') USING memory PARTITIONED BY (a) OPTIONS (k = 1)', {
    kind: 'CreateTable', name: ['t'], orReplace: false, ifNotExists: true, options: { k: '1' }, partitionBy: ['a'], format: 'memory',
    schema: { fields: [{ name: 'a', type: { kind: 'int' }, nullable: false, comment: 'c' }, { name: 'b', type: { kind: 'string' }, nullable: true }] },
    defaults: { b: { kind: 'Literal', value: 'x', type: { kind: 'string' } } },
  }],
  ['CREATE OR REPLACE TABLE t AS SELECT 1', { kind: 'CreateTable', name: ['t'], orReplace: true, ifNotExists: false, options: {}, partitionBy: [], query: 'Project' }],
  ['DROP TABLE t PURGE', { kind: 'DropTable', name: ['t'], ifExists: false }],
  ['INSERT INTO t (a, b) VALUES (1, 2)', { kind: 'Insert', table: ['t'], columns: ['a', 'b'], overwrite: false, byName: false, query: 'Values' }],
  ['INSERT OVERWRITE TABLE t BY NAME (SELECT 1)', { kind: 'Insert', table: ['t'], overwrite: true, byName: true, query: 'Project' }],
  ['WITH a AS (SELECT 1) INSERT INTO t TABLE a', { kind: 'Insert', table: ['t'], overwrite: false, byName: false, query: 'WithCtes' }],
  ['SET', { kind: 'SetConfiguration' }],
  ['SET -v', { kind: 'SetConfiguration', verbose: true }],
  ['SET a.b', { kind: 'SetConfiguration', key: 'a.b' }],
  ['SET a.b = it\'s ; ', { kind: 'SetConfiguration', key: 'a.b', value: 'it\'s ;' }],
  ['SET `a b` = `c d`', { kind: 'SetConfiguration', key: 'a b', value: 'c d' }],
  ['SET TIME ZONE \'UTC\'', { kind: 'SetConfiguration', key: 'spark.sql.session.timeZone', value: 'UTC' }],
  ['RESET a.b', { kind: 'ResetConfiguration', key: 'a.b' }],
  ['DECLARE OR REPLACE VARIABLE x, y INT DEFAULT 5', { kind: 'DeclareVariable', names: [['x'], ['y']], orReplace: true, type: { kind: 'int' }, value: 'Literal' }],
  ['SET VAR x = 1, y = DEFAULT', { kind: 'SetVariable', assignments: [{ name: ['x'], value: 'Literal' }, { name: ['y'] }] }],
  ['SET VARIABLE (x, y) = (SELECT 1, 2)', { kind: 'SetVariable', assignments: [{ name: ['x'] }, { name: ['y'] }], query: 'Project' }],
  ['DROP TEMPORARY VARIABLE IF EXISTS x', { kind: 'DropVariable', name: ['x'], ifExists: true }],
  ['EXPLAIN FORMATTED SELECT 1', { kind: 'Explain', mode: 'formatted', statement: { kind: 'Query', query: 'Project' } }],
  ['DESCRIBE t', { kind: 'Describe', what: 'table', name: ['t'], extended: false, json: false }],
  ['DESC EXTENDED a.t c', { kind: 'Describe', what: 'table', name: ['a', 't'], column: ['c'], extended: true, json: false }],
  ['DESC QUERY SELECT 1', { kind: 'Describe', what: 'query', query: 'Project', extended: false }],
  ['DESCRIBE FUNCTION EXTENDED abs', { kind: 'Describe', what: 'function', name: ['abs'], extended: true }],
  ['SHOW TABLES IN d LIKE \'e*\'', { kind: 'Show', what: 'tables', name: ['d'], pattern: 'e*' }],
  ['SHOW COLUMNS FROM t IN d', { kind: 'Show', what: 'columns', name: ['t'], database: ['d'] }],
  ['CACHE LAZY TABLE c AS SELECT 1', { kind: 'Cache', what: 'cache', name: ['c'], lazy: true, query: 'Project' }],
  ['UNCACHE TABLE IF EXISTS c', { kind: 'Cache', what: 'uncache', name: ['c'], ifExists: true }],
  ['ANALYZE TABLE t COMPUTE STATISTICS FOR ALL COLUMNS', { kind: 'Cache', what: 'analyze', name: ['t'], columns: 'all' }],
  ['USE SCHEMA d', { kind: 'Use', name: ['d'] }],
  ['MERGE INTO a USING b ON x WHEN MATCHED THEN DELETE', { kind: 'ChangeRows', operation: 'MERGE INTO TABLE', table: ['a'] }],
  ['DROP TEMPORARY FUNCTION IF EXISTS f', { kind: 'DropFunction', name: ['f'], temporary: true, ifExists: true }],
  ['TRUNCATE TABLE d.t', { kind: 'TruncateTable', name: ['d', 't'] }],
  ['DROP SCHEMA IF EXISTS d CASCADE', { kind: 'DropDatabase', name: ['d'], ifExists: true, cascade: true }],
  ['CREATE FUNCTION f AS \'com.example.F\'', { kind: 'Unsupported', feature: 'functions of Java classes' }],
];

test.each(rows.map(([sql, expected]) => ({ sql, expected })))('$sql', ({ sql, expected }) => expect(read(sql)).toEqual(expected));

test('types and schemas can be read by themselves', () => {
  expect(parseDataType('array<struct<a: int, b: decimal(5,2) not null>>')).toEqual({
    kind: 'array', containsNull: true, element: { kind: 'struct', fields: [{ name: 'a', type: { kind: 'int' }, nullable: true }, { name: 'b', type: { kind: 'decimal', precision: 5, scale: 2 }, nullable: false }] },
  });
  expect(parseDataType('interval day to second')).toEqual({ kind: 'day_time_interval', start: 0, end: 3 });
  expect(parseTableSchema("ts TIMESTAMP, `a b` MAP<STRING, ARRAY<ARRAY<INT>>> COMMENT 'c'").fields.map(({ name, comment }) => [name, comment])).toEqual([['ts', undefined], ['a b', 'c']]);
});
