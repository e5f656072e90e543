import { describe, expect, test } from 'vitest';
import { parseQuery } from '../../src/parser/parse.ts';
import { showPlan } from './print.ts';

const cases = (rows: readonly (readonly [sql: string, tree: string])[]): void => {
  test.each(rows.map(([sql, tree]) => ({ sql, tree })))('$sql', ({ sql, tree }) => expect(showPlan(parseQuery(sql))).toBe(tree));
};

describe('SELECT', () => cases([
  ['SELECT 1', 'Project 1 < OneRow'],
  ['SELECT DISTINCT a FROM t WHERE b', 'Distinct < Project a < where b < t'],
  ['SELECT a, sum(b) FROM t GROUP BY a HAVING sum(b) > 1', 'having (> (sum b) 1) < Aggregate [a] a, (sum b) < t'],
  ['SELECT sum(a) FROM t HAVING sum(a) > 1', 'having (> (sum a) 1) < Aggregate [] (sum a) < t'],
  ['SELECT a FROM t GROUP BY ALL', 'Aggregate [ALL] a < t'],
  ['SELECT a FROM t GROUP BY a, ROLLUP(b, (c, d)), GROUPING SETS ((e), (), CUBE(f))', 'Aggregate [a rollup([b] [c d]) sets([e] [] [cube([f])])] a < t'],
  ['SELECT a FROM t GROUP BY a, b WITH CUBE', 'Aggregate [cube([a] [b])] a < t'],
  ['SELECT a FROM t GROUP BY a, b GROUPING SETS (a, ())', 'Aggregate [sets([a] [])] a < t'],
  ['SELECT a FROM t WINDOW w AS (ORDER BY a) QUALIFY rank() OVER w = 1 ORDER BY a DESC LIMIT 3 OFFSET 1', 'Limit 3 < Offset 1 < Order a desc < Windows w[order a] < qualify (== ((rank) over w) 1) < Project a < t'],
  ['SELECT * FROM t ORDER BY ALL DESC', 'Order ALL desc < Project * < t'],
  ['SELECT * FROM t CLUSTER BY a', 'Sort a < Repartition a < Project * < t'],
  ['SELECT * FROM t LIMIT ALL', 'Project * < t'],
  ['SELECT /*+ BROADCAST(a), COALESCE(3) */ 1', 'Hint BROADCAST(a) < Hint COALESCE(3) < Project 1 < OneRow'],
  ['SELECT 1 from', 'Project 1 as from < OneRow'],
  ['SELECT id, FROM emp', 'Project id, FROM as emp < OneRow'],
  ['FROM t', 't'],
  ['FROM t SELECT a WHERE b', 'Project a < where b < t'],
  ['TABLE t', 't'],
  ["VALUES (1, 'a'), (2, 'b')", "Values (1, 'a') (2, 'b')"],
]));

describe('tables and joins', () => cases([
  ['SELECT * FROM a, b JOIN c ON x', 'Project * < ((a inner b) inner c on x)'],
  ['SELECT * FROM a JOIN b USING (x) LEFT JOIN c ON y', 'Project * < ((a inner b using x) left c on y)'],
  ['SELECT * FROM a NATURAL FULL OUTER JOIN b', 'Project * < (a natural full b)'],
  ['SELECT * FROM a LEFT SEMI JOIN b ON x', 'Project * < (a left semi b on x)'],
  ['SELECT * FROM a ANTI JOIN b ON x', 'Project * < (a left anti b on x)'],
  ['SELECT * FROM a, LATERAL (SELECT a.x) AS l', 'Project * < (a lateral inner as l < Project a.x < OneRow)'],
  ['SELECT * FROM a LEFT JOIN LATERAL explode(x) t', 'Project * < (a lateral left as t < explode(x))'],
  ['SELECT * FROM (a CROSS JOIN b) AS c', 'Project * < as c < (a cross b)'],
  ['SELECT * FROM ((SELECT 1) UNION (SELECT 2)) t', 'Project * < as t < (Project 1 < OneRow union Project 2 < OneRow)'],
  ['SELECT * FROM ((SELECT 1) a JOIN b)', 'Project * < (as a < Project 1 < OneRow inner b)'],
  ['SELECT * FROM VALUES (1), (2) AS t(x)', 'Project * < as t(x) < Values (1) (2)'],
  ['SELECT * FROM range(1, end => 3) r', 'Project * < as r < range(1, end=>3)'],
  ['SELECT * FROM f(TABLE(SELECT 1), TABLE(t))', 'Project * < f({table: Project 1 < OneRow}, {table: t})'],
  ['SELECT * FROM t LATERAL VIEW OUTER explode(a) x AS y, z WHERE y', 'Project * < where y < outer Generate (explode a) x(y z) < t'],
  ['SELECT * FROM t TABLESAMPLE (10 PERCENT) REPEATABLE (7) s', 'Project * < as s < Sample 0.1 seed 7 < t'],
  ["SELECT * FROM t PIVOT (sum(a) AS s FOR q IN ('x' AS y, 'z'))", "Project * < Pivot (sum a) as s for q in 'x' as y, 'z' < t"],
  ['SELECT * FROM t UNPIVOT INCLUDE NULLS ((v, w) FOR k IN ((a, b) AS x, (c, d))) u', 'Project * < as u < Unpivot nulls v w for k in a, b as x; c, d < t'],
  ["SELECT * FROM t WITH ('a' = 'b', c 1)", 'Project * < t {"a":"b","c":"1"}'],
]));

describe('streams', () => cases([
  ['SELECT * FROM STREAM t', 'Project * < stream t'],
  ["SELECT * FROM STREAM(a.t) WITH ('x' = '1') IDENTIFIED BY s AS u", 'Project * < as u < stream a.t {"x":"1"} identified by s'],
  ['SELECT * FROM STREAM range(3) AS r', 'Project * < as r < stream range(3)'],
  ['SELECT * FROM t WATERMARK ts DELAY OF INTERVAL 10 SECONDS', 'Project * < Watermark ts <10 SECOND> < t'],
  ["SELECT * FROM t WATERMARK t.ts AS et DELAY OF INTERVAL '1 minute' u", 'Project * < Watermark t.ts as et <1 minute> < as u < t'],
  ['SELECT * FROM f() WATERMARK ts DELAY OF INTERVAL 1 DAY u', 'Project * < as u < Watermark ts <1 DAY> < f()'],
  ['SELECT * FROM (SELECT 1) WATERMARK ts DELAY OF INTERVAL 1 DAY AS u', 'Project * < Watermark ts <1 DAY> < as u < Project 1 < OneRow'],
  ['SELECT stream.a FROM stream watermark', 'Project stream.a < stream watermark'],
]));

describe('whole queries', () => cases([
  ['SELECT 1 UNION ALL SELECT 2 INTERSECT SELECT 3 EXCEPT SELECT 4', '((Project 1 < OneRow union all (Project 2 < OneRow intersect Project 3 < OneRow)) except Project 4 < OneRow)'],
  ['(SELECT 1 LIMIT 1) UNION SELECT 2 ORDER BY 1', 'Order 1 < (Limit 1 < Project 1 < OneRow union Project 2 < OneRow)'],
  ['WITH a AS (SELECT 1), b(x) AS (SELECT 2) SELECT * FROM a, b', 'With a = {Project 1 < OneRow} b(x) = {Project 2 < OneRow} < Project * < (a inner b)'],
  ['WITH RECURSIVE r(n) MAX RECURSION LEVEL 5 AS (SELECT 1 UNION ALL SELECT n FROM r) FROM r', 'With recursive r(n) max 5 = {(Project 1 < OneRow union all Project n < r)} < r'],
  ['FROM t |> WHERE a |> EXTEND b AS c |> SET c = 1, d = c |> DROP e |> AS u |> SELECT DISTINCT c', 'Distinct < Project c < as u < Project * except e < Set c as d < Set 1 as c < Project extend *, b as c < where a < t'],
  ['FROM t |> AGGREGATE sum(a) GROUP BY b AS c |> ORDER BY c |> LIMIT 1 OFFSET 2', 'Limit 1 < Offset 2 < Order c < Aggregate pipe [b as c] (sum a) < t'],
  ['SELECT 1 UNION SELECT 2 |> LIMIT 1 UNION SELECT 3', '(Limit 1 < (Project 1 < OneRow union Project 2 < OneRow) union Project 3 < OneRow)'],
  ['FROM t |> LEFT JOIN u USING (x) |> PIVOT (sum(a) FOR b IN (1)) |> TABLESAMPLE (5 ROWS)', 'Sample 5 rows < Pivot (sum a) for b in 1 < (t left u using x)'],
  ['FROM t |> |> UNION ALL TABLE u', '(t union all u)'],
]));
