import { aggregateQueries } from './aggregates.ts';
import { joinQueries } from './joins.ts';
import { nestedQueries } from './nested.ts';
import type { OperatorQuery } from './query.ts';
import { wideQueries } from './wide.ts';
import { windowQueries } from './windows.ts';

/** `events(id, k, g, v, d, ts)` has a million rows: k of 1,000, g of 50,000 texts; `dims(k, name)` every other k; `few` the first 20,000 events; `wide` 200 columns of 100,000 rows. */
export const operatorQueries: readonly OperatorQuery[] = [
  { name: 'filter', sql: "SELECT count(*), sum(id) FROM events WHERE v > 0.5 AND g LIKE '%7%'" },
  { name: 'group, 1 k keys', sql: 'SELECT count(*), sum(n), sum(s) FROM (SELECT k, count(*) AS n, sum(d) AS s FROM events GROUP BY k)' },
  { name: 'group, 50 k texts', sql: 'SELECT count(*), sum(n), max(m) FROM (SELECT g, count(*) AS n, max(v) AS m FROM events GROUP BY g)' },
  { name: 'group, 1 M keys', sql: 'SELECT count(*), sum(s) FROM (SELECT id, sum(k) AS s FROM events GROUP BY id)' },
  { name: 'group, two keys', sql: 'SELECT count(*), sum(n) FROM (SELECT k, g, count(*) AS n FROM events GROUP BY k, g)' },
  { name: 'distinct', sql: 'SELECT count(*) FROM (SELECT DISTINCT k, g FROM events)' },
  { name: 'count distinct', sql: 'SELECT sum(n) FROM (SELECT k, count(DISTINCT g) AS n FROM events GROUP BY k)' },
  { name: 'rollup', sql: 'SELECT count(*), sum(n) FROM (SELECT k % 10 AS a, k % 100 AS b, count(*) AS n FROM events GROUP BY ROLLUP (k % 10, k % 100))' },
  { name: 'pivot', sql: 'SELECT sum(a), sum(b) FROM (SELECT * FROM (SELECT k % 50 AS k, k % 3 AS c, v FROM events) PIVOT (count(v) FOR c IN (0 AS a, 1 AS b)))',
    theirs: 'SELECT sum(a), sum(b) FROM (SELECT k % 50 AS k, count(v) FILTER (k % 3 = 0) AS a, count(v) FILTER (k % 3 = 1) AS b FROM events GROUP BY 1)' },
  { name: 'sort, number', sql: 'SELECT max(id) FROM (SELECT id FROM events ORDER BY v LIMIT 1000000 OFFSET 999000)' },
  { name: 'sort, text', sql: 'SELECT count(*), max(g) FROM (SELECT g, id FROM events ORDER BY g, id DESC LIMIT 1000000 OFFSET 500000)' },
  { name: 'top 100', sql: 'SELECT sum(id) FROM (SELECT id FROM events ORDER BY v DESC, id LIMIT 100)' },
  { name: 'inner join', sql: 'SELECT count(*), sum(id) FROM events JOIN dims ON events.k = dims.k' },
  { name: 'left join', sql: 'SELECT count(*), count(name) FROM events LEFT JOIN dims ON events.k = dims.k' },
  { name: 'full join', sql: 'SELECT count(*), count(a.id) AS a, count(b.id) AS b FROM events a FULL JOIN few b ON a.id = b.id + 990000' },
  { name: 'semi join', sql: 'SELECT count(*), sum(id) FROM events LEFT SEMI JOIN dims ON events.k = dims.k', theirs: 'SELECT count(*), sum(id) FROM events SEMI JOIN dims ON events.k = dims.k' },
  { name: 'anti join', sql: 'SELECT count(*), sum(id) FROM events WHERE NOT EXISTS (SELECT * FROM dims WHERE dims.k = events.k)' },
  { name: 'not in', sql: 'SELECT count(*), sum(id) FROM events WHERE k NOT IN (SELECT k FROM dims)' },
  { name: 'join, two large', sql: 'SELECT count(*), sum(a.k) FROM events a JOIN events b ON a.id = b.id AND a.g = b.g' },
  { name: 'join without keys', sql: 'SELECT count(*) FROM few JOIN dims ON few.k < dims.k' },
  { name: 'correlated query', sql: 'SELECT count(*), sum(id) FROM events e WHERE v > (SELECT avg(v) FROM few WHERE few.k = e.k)' },
  { name: 'union all', sql: 'SELECT count(*), sum(id) FROM (SELECT id FROM events UNION ALL SELECT id + 1 FROM events)' },
  { name: 'intersect', sql: 'SELECT count(*) FROM (SELECT k, g FROM events INTERSECT SELECT k, g FROM few)' },
  { name: 'except all', sql: 'SELECT count(*) FROM (SELECT k FROM events EXCEPT ALL SELECT k FROM few)' },
  { name: 'row_number', sql: 'SELECT sum(n) FROM (SELECT row_number() OVER (PARTITION BY k ORDER BY id) AS n FROM events)' },
  { name: 'rank over text', sql: 'SELECT sum(n) FROM (SELECT rank() OVER (PARTITION BY k ORDER BY g) AS n FROM events)' },
  { name: 'running sum', sql: 'SELECT sum(s) FROM (SELECT sum(k) OVER (PARTITION BY k ORDER BY id) AS s FROM events)' },
  { name: 'sliding rows', sql: 'SELECT sum(s), max(m) FROM (SELECT sum(k) OVER w AS s, max(d) OVER w AS m FROM events WINDOW w AS (PARTITION BY k ORDER BY id ROWS BETWEEN 50 PRECEDING AND 50 FOLLOWING))' },
  { name: 'sliding range', sql: 'SELECT sum(n) FROM (SELECT count(*) OVER (PARTITION BY k ORDER BY id RANGE BETWEEN 5000 PRECEDING AND CURRENT ROW) AS n FROM events)' },
  { name: 'lag and lead', sql: 'SELECT sum(a - b) FROM (SELECT lag(id) OVER w AS a, lead(id) OVER w AS b FROM events WINDOW w AS (PARTITION BY k ORDER BY id))' },
  { name: 'explode', sql: 'SELECT count(*), sum(e) FROM (SELECT explode(sequence(1, k % 10 + 1)) AS e FROM events)', theirs: 'SELECT count(*), sum(e) FROM (SELECT unnest(range(1, k % 10 + 2)) AS e FROM events)' },
  { name: 'collect and sort', sql: 'SELECT sum(size(a)) FROM (SELECT sort_array(collect_list(v)) AS a FROM events GROUP BY k)', theirs: 'SELECT sum(len(a)) FROM (SELECT list_sort(list(v)) AS a FROM events GROUP BY k)' },
  { name: 'percentile', sql: 'SELECT sum(p) FROM (SELECT percentile(v, 0.5) AS p FROM events GROUP BY k)', theirs: 'SELECT sum(p) FROM (SELECT quantile_cont(v, 0.5) AS p FROM events GROUP BY k)' },
  { name: 'tumbling window', sql: "SELECT count(*), sum(n) FROM (SELECT window(ts, '1 minute') AS w, count(*) AS n FROM events GROUP BY window(ts, '1 minute'))",
    theirs: "SELECT count(*), sum(n) FROM (SELECT time_bucket(INTERVAL '1 minute', ts) AS w, count(*) AS n FROM events GROUP BY 1)" },
  { name: 'recursion, 1 k steps', sql: 'WITH RECURSIVE r(n) MAX RECURSION LEVEL 2000 AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 1000) SELECT sum(n) FROM r',
    theirs: 'WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 1000) SELECT sum(n) FROM r' },
  { name: 'collect 20 k rows', sql: 'SELECT id, k, g, v, d FROM few ORDER BY id' },
  ...aggregateQueries, ...joinQueries, ...windowQueries, ...nestedQueries, ...wideQueries,
];
