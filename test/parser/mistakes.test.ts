import { describe, expect, test } from 'vitest';
import { StreamError } from '../../src/errors/stream-error.ts';
import { chainMax, nestingMax } from '../../src/parser/limits.ts';
import { parseStatement } from '../../src/parser/parse.ts';

function mistake(sql: string): StreamError {
  try {
    parseStatement(sql);
  } catch (error) {
    if (error instanceof StreamError) return error;
    throw error;
  }
  throw new Error(`parsed: ${sql}`);
}

/** What the error points at; `$` is end of input. */
function pointed(sql: string): string {
  const { at } = mistake(sql);
  return at === undefined ? '' : at.start >= sql.length ? '$' : sql.slice(at.start, at.end);
}

describe('errors point at the place', () => {
  test.each([
    ['SELEC 1', 'SELEC', 'expected a statement'],
    ['SELECT 1 +', '$', 'expected an expression'],
    ['SELECT (1', '$', "expected ')'"],
    ['SELECT 1)', ')', 'expected end of input'],
    ['SELECT a b c', 'c', 'expected end of input'],
    ["SELECT 'abc", "'abc", 'expected an expression'],
    ['SELECT a\nFROM t\nWHERE a > > 3', '>', 'expected an expression'],
    ['SELECT CAST(1 AS)', ')', 'expected a type'],
    ['SELECT * FROM t JOIN', '$', 'expected a table'],
    ['SELECT x BETWEEN 1', '$', 'expected AND'],
    ['FROM t |> FOO', 'FOO', 'expected end of input'],
    ['SELECT INTERVAL 1 FOO', 'FOO', 'expected the unit of an interval'],
  ])('%s', (sql, place, words) => {
    expect(mistake(sql).condition).toBe('PARSE_SYNTAX_ERROR');
    expect(pointed(sql)).toBe(place);
    expect(mistake(sql).message).toContain(words);
  });

  test('line, position and caret are in the message', () => {
    expect(mistake('SELECT a\nFROM t\nWHERE a > > 3').message).toBe(
      "[PARSE_SYNTAX_ERROR] syntax error at or near '>', expected an expression. SQLSTATE: 42601\n== SQL (line 3, position 11) ==\nWHERE a > > 3\n          ^");
  });
});

describe('conditions that Spark names while it reads', () => {
  test.each([
    ['', 'PARSE_EMPTY_STATEMENT'],
    ['-- nothing', 'PARSE_SYNTAX_ERROR'],
    ['SELECT 1 /* /* */', 'UNCLOSED_BRACKETED_COMMENT'],
    ['SELECT 300Y', 'INVALID_NUMERIC_LITERAL_RANGE'],
    ['SELECT -9223372036854775809L', 'INVALID_NUMERIC_LITERAL_RANGE'],
    ['SELECT 3.4028235e38F', 'INVALID_NUMERIC_LITERAL_RANGE'],
    ['SELECT 1e999', 'INVALID_NUMERIC_LITERAL_RANGE'],
    ['SELECT 123456789012345678901234567890123456789', 'DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION'],
    ['SELECT CAST(1 AS DECIMAL(5,6))', 'DECIMAL_SCALE_EXCEEDS_PRECISION'],
    ['SELECT CAST(1 AS foo)', 'UNSUPPORTED_DATATYPE'],
    ['SELECT CAST(1 AS VARCHAR)', 'DATATYPE_MISSING_SIZE'],
    ['SELECT CAST(1 AS ARRAY)', 'INCOMPLETE_TYPE_DEFINITION.ARRAY'],
    ["SELECT foo 'x'", 'UNSUPPORTED_TYPED_LITERAL'],
    ['SELECT é', 'INVALID_IDENTIFIER'],
    ['SELECT * FROM a-b', 'INVALID_IDENTIFIER'],
    ["SELECT 'a' LIKE 'b' ESCAPE '!!'", 'INVALID_ESC'],
    ["SELECT 'a' LIKE ANY ()", 'INVALID_SQL_SYNTAX.EMPTY_QUANTIFIED_PATTERN'],
    ['SELECT sum(x) OVER (ORDER BY x ROWS x PRECEDING)', 'INVALID_SQL_SYNTAX.INVALID_WINDOW_FRAME_BOUND'],
    ["SELECT timestampadd('DAY', 1, x)", 'INVALID_PARAMETER_VALUE.DATETIME_UNIT'],
    ['WITH c AS (SELECT 1), C AS (SELECT 2) SELECT 1', 'DUPLICATED_CTE_NAMES'],
    ['SELECT * FROM a NATURAL CROSS JOIN b', 'INCOMPATIBLE_JOIN_TYPES'],
    ['SELECT * FROM a RIGHT JOIN LATERAL (SELECT 1)', 'INVALID_LATERAL_JOIN_TYPE'],
    ['SELECT * FROM a JOIN LATERAL (SELECT 1) USING (x)', 'UNSUPPORTED_FEATURE.LATERAL_JOIN_USING'],
    ['SELECT * FROM a TABLESAMPLE (200 PERCENT)', 'INVALID_TABLESAMPLE_FRACTION'],
    ['SELECT * FROM a ORDER BY x SORT BY y', 'UNSUPPORTED_FEATURE.COMBINATION_QUERY_RESULT_CLAUSES'],
    ['FROM a |> WINDOW w AS (ORDER BY x)', 'UNSUPPORTED_FEATURE.CLAUSE_WITH_PIPE_OPERATORS'],
    ['FROM a |> ORDER BY x LIMIT 1', 'MULTIPLE_QUERY_RESULT_CLAUSES_WITH_PIPE_OPERATORS'],
    ['FROM a |> AGGREGATE sum(x) GROUP BY y WITH CUBE', 'UNSUPPORTED_FEATURE.PIPE_OPERATOR_AGGREGATE_UNSUPPORTED_CASE'],
    ['SELECT * FROM t WATERMARK f(x) DELAY OF INTERVAL 1 DAY', 'REQUIRES_EXPLICIT_NAME_IN_WATERMARK_CLAUSE'],
    ['SELECT * FROM t WATERMARK f(x) AS (a, b) DELAY OF INTERVAL 1 DAY', 'CANNOT_USE_MULTI_ALIASES_IN_WATERMARK_CLAUSE'],
    ['SELECT * FROM range(3) IDENTIFIED BY x', 'TIDEMARK_IDENTIFIED_BY_NEEDS_STREAM'],
    ['CREATE TABLE t (a INT) COMMENT \'a\' COMMENT \'b\'', 'DUPLICATE_CLAUSES'],
    ['CREATE TEMP VIEW IF NOT EXISTS v AS SELECT 1', '_LEGACY_ERROR_TEMP_0053'],
    ['SET a b', 'INVALID_SET_SYNTAX'],
    ['RESET a b', 'INVALID_RESET_COMMAND_FORMAT'],
    ['SELECT * FROM t CHANGES FROM VERSION 3', 'UNSUPPORTED_FEATURE.CHANGE_DATA_CAPTURE'],
    ['SELECT * FROM a ASOF JOIN b MATCH_CONDITION (a.x >= b.x)', 'UNSUPPORTED_FEATURE.ASOF_JOIN'],
    ['SELECT * FROM a CROSS JOIN b EXACT NEAREST 2 BY DISTANCE a.x', 'NEAREST_BY_JOIN.UNSUPPORTED_JOIN_TYPE'],
    ['SELECT * FROM a TABLESAMPLE SYSTEM (3 ROWS)', 'UNSUPPORTED_FEATURE.TABLESAMPLE_SYSTEM_SAMPLE_METHOD'],
    ['SELECT * FROM a BIN BY (RANGE x TO y BIN WIDTH 1 DISTRIBUTE UNIFORM (z))', 'UNSUPPORTED_FEATURE.BIN_BY'],
    ['GRANT SELECT ON a TO b', 'INVALID_STATEMENT_OR_CLAUSE'],
  ])('%s', (sql, condition) => expect(mistake(sql).condition).toBe(condition));
});

describe('what Spark does not read either', () => {
  test.each([
    'SELECT 1; SELECT 2', 'SELECT 1 IS NULL IS NULL', 'SELECT 5 BETWEEN SYMMETRIC 1 AND 2', 'SELECT 1 UNION ALL BY NAME SELECT 2', 'SELECT sum(x) OVER (ORDER BY x GROUPS 1 PRECEDING)',
    'SELECT a FROM t GROUP BY window(ts, \'1 day\') AS w', 'SELECT 1 ORDER BY 1 UNION SELECT 2', 'SELECT 1 LIMIT 1 |> SELECT 2', 'SELECT 1 = ANY (SELECT 1)', 'SELECT * FROM t OFFSET 1 LIMIT 1',
    'SELECT sum(x) OVER (w ORDER BY x)', 'SELECT first(x IGNORE NULLS) OVER ()', 'SELECT count(*) FROM range(3) TABLESAMPLE (1 ROWS)', 'SELECT INTERVAL n DAY', "SELECT 1 AS 'x'",
    'SELECT * FROM t AS a WATERMARK ts DELAY OF INTERVAL 1 DAY', 'SELECT * FROM t WITH ()', 'SELECT 1 ** 2', 'SELECT trim(FROM 1, 2)', 'USE CATALOG c',
  ])('%s', (sql) => expect(mistake(sql).condition).toBe('PARSE_SYNTAX_ERROR'));
});

describe('limits are named', () => {
  const deep = (open: string, close: string, count: number): string => `SELECT ${open.repeat(count)}1${close.repeat(count)}`;
  test.each([
    ['brackets', deep('(', ')', 10_000)], ['subqueries', deep('(SELECT ', ')', nestingMax + 1)], ['calls', deep('f(', ')', 100_000)], ['CASE', deep('CASE WHEN a THEN ', ' END', 20_000)],
    ['types', `SELECT CAST(1 AS ${'STRUCT<a: '.repeat(20_000)}INT${'>'.repeat(20_000)})`], ['lambdas', `SELECT ${'x -> '.repeat(50_000)}1`], ['EXPLAIN', `${'EXPLAIN '.repeat(100_000)}SELECT 1`],
    ['sums', `SELECT 1${' + 1'.repeat(chainMax + 1)}`], ['unions', `SELECT 1${' UNION ALL SELECT 1'.repeat(chainMax + 1)}`], ['negations', `SELECT ${'NOT '.repeat(chainMax + 1)}true`], ['pipes', `FROM t${' |> LIMIT 1'.repeat(chainMax + 1)}`],
  ])('%s', (_, sql) => expect(mistake(sql).condition).toBe('FAILED_TO_PARSE_TOO_COMPLEX'));

  test('long lists and long AND chains are no nesting', () => {
    parseStatement(`SELECT 1 IN (${Array.from({ length: 20_000 }, (_, index) => index).join(',')})`);
    parseStatement(`SELECT a${' AND a OR b'.repeat(5_000)}`);
  });
});
