import type { OperatorQuery } from './query.ts';

/** Arrays, maps and structs: made, read, spread, sorted. */
export const nestedQueries: readonly OperatorQuery[] = [
  { name: 'unpivot', sql: 'SELECT count(*), sum(x) FROM (SELECT id, k, id + 1 AS m FROM events) UNPIVOT (x FOR n IN (k, m))',
    theirs: 'SELECT count(*), sum(x) FROM (UNPIVOT (SELECT id, k::BIGINT AS k, id + 1 AS m FROM events) ON k, m INTO NAME n VALUE x)' },
  { name: 'posexplode', sql: 'SELECT count(*), sum(p), sum(length(e)) FROM (SELECT posexplode(split(g, "")) AS (p, e) FROM events WHERE id < 200000)',
    theirs: "SELECT count(*), sum(p), sum(length(e)) FROM (SELECT unnest(range(0, len(string_split(g, '')))) AS p, unnest(string_split(g, '')) AS e FROM events WHERE id < 200000)" },
  { name: 'lateral view', sql: 'SELECT count(*), sum(e), sum(id) FROM events LATERAL VIEW explode(array(k, k + 1, k + 2)) t AS e',
    theirs: 'SELECT count(*), sum(e), sum(id) FROM (SELECT id, unnest([k, k + 1, k + 2]) AS e FROM events)' },
  { name: 'explode maps', sql: 'SELECT count(*), sum(y) FROM (SELECT explode(map(k, id, k + 1, id + 1)) AS (x, y) FROM events)',
    theirs: 'SELECT count(*), sum(e.value) FROM (SELECT unnest(map_entries(MAP {k: id, k + 1: id + 1})) AS e FROM events)' },
  { name: 'inline', sql: 'SELECT count(*), sum(x) FROM (SELECT inline(array(struct(id AS x, k AS y), struct(id + 1 AS x, k AS y))) FROM events)',
    theirs: 'SELECT count(*), sum(e.x) FROM (SELECT unnest([{x: id, y: k}, {x: id + 1, y: k}]) AS e FROM events)' },
  { name: 'build, read maps', sql: "SELECT sum(m['a']), sum(size(m)) FROM (SELECT map('a', id, 'b', k) AS m FROM events)",
    theirs: "SELECT sum(m['a']), sum(cardinality(m)) FROM (SELECT MAP {'a': id, 'b': k} AS m FROM events)" },
  { name: 'build, read arrays', sql: 'SELECT sum(a[1]), sum(size(a)) FROM (SELECT array(id, k, id + k) AS a FROM events)',
    theirs: 'SELECT sum(a[2]), sum(len(a)) FROM (SELECT [id, k, id + k] AS a FROM events)' },
  { name: 'lambdas', sql: 'SELECT sum(aggregate(transform(filter(a, x -> x > 10), x -> x + 1), 0L, (s, x) -> s + x)) FROM (SELECT array(id, CAST(k AS BIGINT), id + k) AS a FROM events)',
    theirs: 'SELECT sum(list_sum(list_transform(list_filter(a, lambda x: x > 10), lambda x: x + 1))) FROM (SELECT [id, k, id + k] AS a FROM events)' },
  { name: 'structs', sql: "SELECT sum(s.a), max(s.b), sum(s.c.d) FROM (SELECT struct(id AS a, g AS b, struct(k AS d) AS c) AS s FROM events)",
    theirs: 'SELECT sum(s.a), max(s.b), sum(s.c.d) FROM (SELECT {a: id, b: g, c: {d: k}} AS s FROM events)' },
  { name: 'sort structs', sql: 'SELECT count(*), max(s.a) FROM (SELECT struct(id AS a, g AS b) AS s FROM events ORDER BY v LIMIT 1000000 OFFSET 10)',
    theirs: 'SELECT count(*), max(s.a) FROM (SELECT {a: id, b: g} AS s FROM events ORDER BY v LIMIT 1000000 OFFSET 10)' },
  { name: 'order by struct', sql: 'SELECT count(*) FROM (SELECT struct(g, k) AS s FROM events WHERE id < 200000 ORDER BY s LIMIT 1000000 OFFSET 10)',
    theirs: 'SELECT count(*) FROM (SELECT {a: g, b: k} AS s FROM events WHERE id < 200000 ORDER BY s LIMIT 1000000 OFFSET 10)' },
];
