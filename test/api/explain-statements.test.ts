import { beforeAll, describe, expect, it } from 'vitest';
import { session } from '../../src/index.ts';

const spark = session();

async function plan(sql: string): Promise<string> {
  return (await spark.sql(sql).collect()).map((row) => String(row['plan'])).join('\n');
}

beforeAll(() => {
  for (const sql of ['CREATE TABLE t (a INT, b STRING) USING parquet', 'CREATE TABLE by_p (a INT, p STRING) USING parquet PARTITIONED BY (p)', 'CREATE VIEW v AS SELECT 1 AS a', 'DECLARE VARIABLE one INT DEFAULT 1']) spark.sql(sql);
});

describe('EXPLAIN of statements', () => {
  it('shows the command, and below it the query that it keeps', async () => {
    expect(await plan('EXPLAIN EXTENDED CREATE VIEW w AS SELECT a + 1 AS b FROM t')).toMatchInlineSnapshot(`
      "== Parsed Logical Plan ==
      'CreateView SELECT a + 1 AS b FROM t, false, false, COMPENSATION, false
      :- 'UnresolvedIdentifier [w], false
      +- 'Project expressions=['+('a, 1) AS b]
         +- 'NamedTable name=[t] options={} streaming=false

      == Analyzed Logical Plan ==
      CreateViewCommand \`spark_catalog\`.\`default\`.\`w\`, SELECT a + 1 AS b FROM t, false, false, PersistedView, COMPENSATION, true
         +- Project [(a#1 + 1) AS b#2]
            +- SubqueryAlias spark_catalog.default.t
               +- spark_catalog.default.t [a#1, b#3]

      == Optimized Logical Plan ==
      CreateViewCommand \`spark_catalog\`.\`default\`.\`w\`, SELECT a + 1 AS b FROM t, false, false, PersistedView, COMPENSATION, true
         +- Project [(a#1 + 1) AS b#2]
            +- SubqueryAlias spark_catalog.default.t
               +- spark_catalog.default.t [a#1, b#3]

      == Physical Plan ==
      Execute CreateViewCommand
         +- CreateViewCommand \`spark_catalog\`.\`default\`.\`w\`, SELECT a + 1 AS b FROM t, false, false, PersistedView, COMPENSATION, true
               +- Project [(a#1 + 1) AS b#2]
                  +- SubqueryAlias spark_catalog.default.t
                     +- spark_catalog.default.t [a#1, b#3]
      "
    `);
    expect(await plan('EXPLAIN CREATE TABLE u AS SELECT 1 AS a')).toMatchInlineSnapshot(`
      "== Physical Plan ==
      Execute CreateDataSourceTableAsSelectCommand
         +- CreateDataSourceTableAsSelectCommand \`spark_catalog\`.\`default\`.\`u\`, ErrorIfExists, [a]
               +- Project [1 AS a#1]
                  +- OneRowRelation
      "
    `);
  });

  it('shows how the rows of INSERT are made', async () => {
    expect(await plan('EXPLAIN INSERT OVERWRITE by_p PARTITION (p = \'x\') SELECT a FROM t WHERE a > 1')).toMatchInlineSnapshot(`
      "== Physical Plan ==
      Execute InsertIntoHadoopFsRelationCommand [p='x'], parquet, Overwrite, \`spark_catalog\`.\`default\`.\`by_p\`, [a, p]
      +- WriteFiles
         +- Union
            :- Filter (NOT (p#1 <=> x))
            :  +- LocalTableScan spark_catalog.default.by_p [a#2, p#1]
            +- Project [CAST(a#3 AS INT) AS a#4, x AS p#5]
               +- Filter (a#3 > 1)
                  +- LocalTableScan spark_catalog.default.t [a#3, b#6]
      "
    `);
    expect(await plan('EXPLAIN COST FROM t INSERT INTO t SELECT a, b INSERT INTO t SELECT a + 1, b')).toMatchInlineSnapshot(`
      "== Optimized Logical Plan ==
      Union
      :- InsertIntoHadoopFsRelationCommand parquet, Append, \`spark_catalog\`.\`default\`.\`t\`, [a, b]
      :  +- WriteFiles
      :     +- Project [CAST(a#1 AS INT) AS a#2, CAST(b#3 AS STRING) AS b#4]
      :        +- spark_catalog.default.t [a#1, b#3]
      +- InsertIntoHadoopFsRelationCommand parquet, Append, \`spark_catalog\`.\`default\`.\`t\`, [a, b]
         +- WriteFiles
            +- Project [CAST((a#5 + 1) AS INT) AS a#6, CAST(b#7 AS STRING) AS b#8]
               +- spark_catalog.default.t [a#5, b#7]

      == Physical Plan ==
      Union
      :- Execute InsertIntoHadoopFsRelationCommand parquet, Append, \`spark_catalog\`.\`default\`.\`t\`, [a, b]
      :  +- WriteFiles
      :     +- Project [CAST(a#1 AS INT) AS a#2, CAST(b#3 AS STRING) AS b#4]
      :        +- LocalTableScan spark_catalog.default.t [a#1, b#3]
      +- Execute InsertIntoHadoopFsRelationCommand parquet, Append, \`spark_catalog\`.\`default\`.\`t\`, [a, b]
         +- WriteFiles
            +- Project [CAST((a#5 + 1) AS INT) AS a#6, CAST(b#7 AS STRING) AS b#8]
               +- LocalTableScan spark_catalog.default.t [a#5, b#7]
      "
    `);
    expect(await plan('EXPLAIN EXTENDED SET VAR one = 2')).toMatchInlineSnapshot(`
      "== Parsed Logical Plan ==
      'SetVariable ['one]
      +- 'Project expressions=[2 AS one]
         +- 'OneRow

      == Analyzed Logical Plan ==
      SetVariable [system.session.one]
      +- Project [2 AS one#1]
         +- OneRowRelation

      == Optimized Logical Plan ==
      SetVariable [system.session.one]
      +- Project [2 AS one#1]
         +- OneRowRelation

      == Physical Plan ==
      SetVariable [system.session.one]
      +- Project [2 AS one#1]
         +- Scan OneRowRelation []
      "
    `);
  });

  it('numbers commands too, and tells what they answer', async () => {
    expect(await plan('EXPLAIN FORMATTED DESCRIBE t')).toMatchInlineSnapshot(`
      "== Physical Plan ==
      Execute DescribeTableCommand (3)
         +- DescribeTableCommand (2)
            +- ResolvedTable (1)


      (1) ResolvedTable
      Arguments: V2SessionCatalog(spark_catalog), default.t, V1Table(default.t), [a, b]

      (2) DescribeTableCommand
      Arguments: \`spark_catalog\`.\`default\`.\`t\`, false, [col_name#1, data_type#2, comment#3]

      (3) Execute DescribeTableCommand
      Output [3]: [col_name#1, data_type#2, comment#3]
      "
    `);
    expect(await plan('EXPLAIN CODEGEN DROP TABLE t')).toBe('Found 0 WholeStageCodegen subtrees.\n');
  });

  it.each([
    ['SHOW TABLES LIKE \'a*\'', 'ShowTables [namespace#1, tableName#2, isTemporary#3], V2SessionCatalog(spark_catalog), [default], a*'],
    ['DROP TABLE IF EXISTS t', 'DropTable V2SessionCatalog(spark_catalog), default.t, true, false'],
    ['ALTER TABLE by_p ADD PARTITION (p = \'y\')', 'AlterTableAddPartitionCommand `spark_catalog`.`default`.`by_p`, [[p=y]], false'],
    ['ALTER TABLE t RENAME TO t2', 'AlterTableRenameCommand `spark_catalog`.`default`.`t`, `t2`, false'],
    ['ALTER VIEW v AS SELECT 2 AS a', 'AlterViewAsCommand `spark_catalog`.`default`.`v`, SELECT 2 AS a, true'],
    ['COMMENT ON TABLE t IS \'c\'', 'AlterTable V2SessionCatalog(spark_catalog), default.t, [SET PROPERTY comment = c]'],
    ['SET spark.sql.ansi.enabled = false', 'SetCommand (spark.sql.ansi.enabled,Some(false))'],
    ['CACHE LAZY TABLE t', 'CacheTable [t], true'],
    ['ANALYZE TABLE t COMPUTE STATISTICS NOSCAN', 'AnalyzeTableCommand `spark_catalog`.`default`.`t`, true'],
    ['CREATE FUNCTION f(x INT) RETURNS INT RETURN x + 1', 'CreateSQLFunctionCommand spark_catalog.default.f, x INT, INT, x + 1, false, false, false, false'],
    ['TRUNCATE TABLE by_p PARTITION (p = \'x\')', 'TruncateTableCommand `spark_catalog`.`default`.`by_p`, [p=x]'],
    ['DECLARE two INT DEFAULT 2', 'CreateVariable [system.session.two], default(2), replace=false'],
  ])('%s', async (sql, line) => {
    expect(await plan(`EXPLAIN ${sql}`)).toContain(`${line}\n`);
  });

  it('tells what is wrong in place of the plan, and does nothing', async () => {
    expect(await plan('EXPLAIN DESCRIBE nothing')).toMatch(/^Error occurred during query planning: \n\[TABLE_OR_VIEW_NOT_FOUND\]/);
    expect(await plan('EXPLAIN DELETE FROM t WHERE a = 1')).toContain('UNSUPPORTED_FEATURE.TABLE_OPERATION');
    await plan('EXPLAIN CREATE TABLE made (a INT)');
    await plan('EXPLAIN INSERT INTO t VALUES (1, \'x\')');
    expect(() => spark.sql('DESCRIBE made')).toThrow(/TABLE_OR_VIEW_NOT_FOUND/);
    expect(await spark.table('t').count()).toBe(0n);
  });
});

it('spark.sql.maxPlanStringLength cuts the text, and thirty characters are for saying so', async () => {
  const short = session();
  short.conf.set('spark.sql.maxPlanStringLength', '50');
  expect((await short.sql('EXPLAIN SELECT 1').collect())[0]!['plan']).toMatch(/^== Physical Plan ==\n\.\.\. \d+ more characters$/);
  short.conf.set('spark.sql.maxPlanStringLength', '30');
  expect((await short.sql('EXPLAIN SELECT 1').collect())[0]!['plan']).toMatch(/^Truncated plan of \d+ characters$/);
  await short.stop();
});
