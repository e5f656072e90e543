import { describe, expect, test } from 'vitest';
import { parseExpression } from '../../src/parser/parse.ts';
import { show } from './print.ts';

const cases = (rows: readonly (readonly [sql: string, tree: string])[]): void => {
  test.each(rows.map(([sql, tree]) => ({ sql, tree })))('$sql', ({ sql, tree }) => expect(show(parseExpression(sql))).toBe(tree));
};

describe('operators bind as in Spark', () => cases([
  ['a OR b AND NOT c', '(or a (and b (not c)))'],
  ['NOT a = b AND c', '(and (not (== a b)) c)'],
  ['NOT a IS NULL', '(not (isnull a))'],
  ['a = b IS NULL', '(isnull (== a b))'],
  ['a = b = c', '(== (== a b) c)'],
  ['a != b', '(not (== a b))'],
  ['a !< b', '(>= a b)'],
  ['a | b ^ c & d << e + f * g', '(| a (^ b (& c (<< d (+ e (* f g))))))'],
  ['a - b - c', '(- (- a b) c)'],
  ['a * b DIV c % d', '(% (div (* a b) c) d)'],
  ["a || b = 'x'", "(== (|| a b) 'x')"],
  ['-a * b', '(* (negative a) b)'],
  ['- -a', '(negative (negative a))'],
  ['~a + b', '(+ (~ a) b)'],
  ['!a AND b', '(and (not a) b)'],
  ['a > b >> c >>> d', '(> a (>>> (>> b c) d))'],
  ['a + 1 BETWEEN b AND c + 1 AND d', '(and (between (+ a 1) b (+ c 1)) d)'],
  ['a NOT BETWEEN 1 AND 2 OR b', '(or (not (between a 1 2)) b)'],
  ['a AND b AND c AND d', '(and (and a b) (and c d))'],
  ['a OR b OR c', '(or (or a b) c)'],
  ['-1::STRING', '(cast -1 string)'],
  ['a.b::INT + 1', '(+ (cast a.b int) 1)'],
  ['a[0].b[c + 1]', "a[0]['b'][(+ c 1)]"],
  ["'a' COLLATE UTF8_LCASE = b", "(== (collate 'a' 'UTF8_LCASE') b)"],
  ["v:a[1].b::INT", "(cast (variantpath v '$.a[1].b') int)"],
]));

describe('predicates', () => cases([
  ['a IN (1, 2)', '(in a 1 2)'],
  ['a NOT IN (SELECT b FROM t)', '(not {in a: Project b < t})'],
  ['(a, b) IN (SELECT 1, 2)', '{in a b: Project 1, 2 < OneRow}'],
  ['a IN ((SELECT 1))', '(in a {scalar: Project 1 < OneRow})'],
  ["a LIKE 'x%' ESCAPE '!'", "(like a 'x%' '!')"],
  ["a NOT ILIKE b", '(not (ilike a b))'],
  ["a LIKE ANY ('x', 'y')", "(likeany a 'x' 'y')"],
  ["a NOT LIKE ALL ('x')", "(notlikeall a 'x')"],
  ["a ILIKE SOME ('x')", "(likeany (lower a) (lower 'x'))"],
  ["a NOT REGEXP 'x'", "(not (rlike a 'x'))"],
  ['a IS NOT NULL', '(isnotnull a)'],
  ['a IS NOT TRUE', '(not (<=> a true))'],
  ['a IS UNKNOWN', '(isunknown a)'],
  ['a IS DISTINCT FROM b', '(not (<=> a b))'],
  ['a IS NOT DISTINCT FROM b', '(<=> a b)'],
  ['NOT EXISTS (SELECT 1)', '(not {exists: Project 1 < OneRow})'],
  ['exists(a, x -> x > 0)', '(exists a (x -> (> x 0)))'],
]));

describe('literals', () => cases([
  ['1', '1'], ['-1', '-1'], ['- 1', '-1'], ['-(1)', '(negative 1)'], ['+1', '(positive 1)'],
  ['2147483648', '2147483648L'], ['-2147483648', '-2147483648'], ['9223372036854775808', '9223372036854775808:19,0'],
  ['1.50', '150:3,2'], ['.5', '5:1,1'], ['5.', '5:1,0'], ['0.00', '0:2,2'], ['1e3BD', '1000:4,0'], ['1.5e-3BD', '15:4,4'],
  ['1e3', '1000D'], ['1.5F', '1.5F'], ['2D', '2D'], ['3Y', '3Y'], ['3S', '3S'], ['3L', '3L'], ['3BD', '3:1,0'],
  ["'a' 'b' \"c\"", "'abc'"], ["'it''s'", "'it's'"], ["'\\t\\u0041\\U0001F600\\101\\%\\q'", "'\t\u0041\u{1F600}A\\%q'"], ["r'\\n'", "'\\n'"],
  ['NULL', 'null'], ['TRUE', 'true'],
  ["DATE '2024-01-31'", "DATE'2024-01-31'"], ["timestamp'x'", "TIMESTAMP'x'"], ["X'1F'", "X'1F'"],
  ['INTERVAL 1 DAY -2 hours', '<1 DAY -2 HOUR>'], ["INTERVAL '1-2' YEAR TO MONTH", '<1-2 YEAR to MONTH>'], ["INTERVAL -'1' DAY", "<'-1' DAY>"], ["INTERVAL -'1-2' YEAR TO MONTH", '<-1-2 YEAR to MONTH>'],
  ["INTERVAL '1 day 2 hours'", '<1 day 2 hours>'], ['INTERVAL 1 DAY - INTERVAL 1.5 SECONDS', '(- <1 DAY> <15:2,1 SECOND>)'],
  ['? + :x + ?', '(+ (+ ?0 :x) ?1)'],
]));

describe('calls and forms', () => cases([
  ['count(*)', '(count *)'],
  ['count(DISTINCT a, b) FILTER (WHERE c)', '(count distinct a b filter c)'],
  ['first(x IGNORE NULLS)', '(first x ignore)'],
  ['lag(x) IGNORE NULLS OVER (PARTITION BY a ORDER BY b DESC NULLS LAST)', '((lag x ignore) over [by a order b desc nulls last])'],
  ['sum(x) OVER w', '((sum x) over w)'],
  ['sum(x) OVER (ORDER BY y ROWS 2 PRECEDING)', '((sum x) over [order y rows 2 preceding..current row])'],
  ['sum(x) OVER (ORDER BY y RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 DAY FOLLOWING)', '((sum x) over [order y range unbounded preceding..<1 DAY> following])'],
  ['percentile_cont(0.5) WITHIN GROUP (ORDER BY x DESC)', '(percentile_cont 5:1,1 within x desc)'],
  ["mask(s, lowerChar => 'x')", "(mask s lowerChar=>'x')"],
  ['aggregate(a, 0, (acc, x) -> acc + x)', '(aggregate a 0 (acc x -> (+ acc x)))'],
  ['CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END', '(when a 1 b 2 3)'],
  ['CASE a WHEN 1 THEN 2 END', '(when (== a 1) 2)'],
  ['TRY_CAST(a AS ARRAY<MAP<STRING, STRUCT<x: INT>>>)', '(try_cast a array)'],
  ['struct(a AS x, b)', '(struct a as x b)'],
  ['(a, b AS c)', '(struct a b as c)'],
  ['((a))', 'a'],
  ['extract(YEAR FROM a + b)', "(extract 'YEAR' (+ a b))"],
  ["trim(LEADING 'x' FROM y)", "(ltrim 'x' y)"], ['trim(BOTH FROM y)', '(trim y)'], ['trim(y)', '(trim y)'],
  ['substring(a FROM 2 FOR 3)', '(substring a 2 3)'], ['substr(a, 2)', '(substr a 2)'],
  ["position('a' IN b)", "(locate 'a' b)"], ["position('a', b)", "(position 'a' b)"],
  ['overlay(a PLACING b FROM 1 FOR 2)', '(overlay a b 1 2)'],
  ['dateadd(MONTH, 1, d)', "(timestampadd 'MONTH' 1 d)"], ['dateadd(d, 1)', '(dateadd d 1)'], ['datediff(day, a, b)', "(timestampdiff 'day' a b)"], ['datediff(a, b)', '(datediff a b)'],
  ["IDENTIFIER('t.' || 'a')", 't.a'], ["IDENTIFIER('abs')(x)", '(abs x)'],
  ['current_date', 'current_date'], ['left(a, 1)', '(left a 1)'],
  ['t.* EXCEPT (a, b.c)', 't.* except a b.c'],
  ['explode(m) AS (k, v)', '(explode m) as k,v'], ['a AS AS', 'a as AS'], ['a b', 'a as b'], ['a AS `b c`', 'a as b c'],
  ['date', 'date'], ['interval + 1', '(+ interval 1)'], ['window.start', 'window.start'],
  ['((SELECT 1) + 2)', '(+ {scalar: Project 1 < OneRow} 2)'],
  ['/* a /* b */ c */ 1 -- d', '1'],
]));

test('parameters are replaced where values are given', () => {
  const one = parseExpression('1');
  expect(show(parseExpression('? + ? + :a + :b', { positional: [one], named: { a: one } }))).toBe('(+ (+ (+ 1 ?1) 1) :b)');
});

test('double quotes are names when the session says so', () => {
  expect(show(parseExpression('"a b"', { doubleQuotedIdentifiers: true }))).toBe('a b');
});

test('every node of an expression knows its place', () => {
  const sql = 'a + f(b, 3) * 2';
  const places: string[] = [];
  JSON.stringify(parseExpression(sql), (key, value: { start: number; end: number }) => { if (key === 'at') places.push(sql.slice(value.start, value.end)); return value; });
  expect(places.sort()).toEqual(['2', '3', 'a', 'a + f(b, 3) * 2', 'b', 'f(b, 3)', 'f(b, 3) * 2']);
});
