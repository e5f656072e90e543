import type { Random } from '../random.ts';
import { argumentsOf, type Donors } from './donors.ts';
import { groups } from './fit.ts';
import { typeOfLiteral, types, values } from './values.ts';
import { closed, isWord, next, type Place, placesOf, replacedAt, textOf, type Word, wordsOf } from './words.ts';

/** One way to make another statement of a statement; undefined where it does not apply. */
export interface Edit { readonly name: string; readonly weight: number; readonly apply: (sql: string, random: Random, donors: Donors, columns: number | undefined) => string | undefined }

const everyType = Object.keys(values);

export const edits: readonly Edit[] = [
  { name: 'literal of the same type', weight: 22, apply: (sql, random, donors) => atPlace(sql, random, 'literal', (text) => sameType(text, random, donors)) },
  { name: 'literal of another type', weight: 8, apply: (sql, random) => atPlace(sql, random, 'literal', () => random.pick(values[random.pick(everyType)]!)) },
  { name: 'recorded literal', weight: 5, apply: (sql, random, donors) => atPlace(sql, random, 'literal', () => random.pick(donors.literals)) },
  { name: 'call in the place of a literal', weight: 7, apply: (sql, random, donors) => atPlace(sql, random, 'literal', (text) => random.pick(donors.typed.get(typeOfLiteral(text)) ?? donors.calls)) },
  { name: 'call in the place of a column or call', weight: 3, apply: (sql, random, donors) => atPlace(sql, random, random.pick(['call', 'column']), () => random.pick(donors.calls)) },
  { name: 'another function of the group', weight: 12, apply: anotherFunction },
  { name: 'recorded arguments', weight: 6, apply: otherArguments },
  { name: 'another type', weight: 8, apply: (sql, random) => atPlace(sql, random, 'type', () => random.pick(types)) },
  { name: 'wrapped operand', weight: 10, apply: (sql, random) => atPlace(sql, random, random.pick(['literal', 'call', 'column', 'column']), (text) => random.pick(operandWraps).replaceAll('?', () => text)) },
  { name: 'operator', weight: 6, apply: otherOperator },
  { name: 'argument as column', weight: 8, apply: asColumn },
  { name: 'argument count', weight: 2, apply: otherCount },
  { name: 'clause', weight: 8, apply: otherClause },
  { name: 'wrapped item', weight: 8, apply: (sql, random, donors) => wrappedItem(sql, random, donors) },
  { name: 'wrapped statement', weight: 8, apply: (sql, random, donors, columns) => wrappedStatement(sql, random, donors, columns) },
];

const operandWraps = ['CAST(? AS STRING)', 'TRY_CAST(? AS INT)', 'CAST(? AS DECIMAL(20,5))', 'CAST(? AS DOUBLE)', 'CAST(? AS BIGINT)', 'CAST(? AS TIMESTAMP)', 'CAST(? AS DATE)', 'array(?)[0]', 'coalesce(NULL, ?)', 'nullif(?, ?)', 'if(true, ?, NULL)', 'CASE WHEN true THEN ? END', '(? || \'x\')',
  '(-?)', '(? + 1)', '(? * 2.5)', 'upper(?)', 'trim(?)', 'abs(?)', 'round(?, 1)', 'greatest(?, ?)', 'struct(?)', 'array(?, NULL)', "map('k', ?)", 'to_json(struct(?))', 'element_at(array(?), 1)', 'try_element_at(array(?), 2)', 'substring(?, 1, 2)', 'length(?)', 'string(?)', 'hash(?)',
  'date_add(?, 1)', 'concat(?, ?)', '(? IS NULL)', 'typeof(?)', 'NOT ?', '~?', '(? = ?)', '(? <=> NULL)', 'int(?)', 'double(?)', '(? % 3)', '(? / 2)', '(? div 2)', 'isnan(?)', 'nvl(?, ?)', 'reverse(?)', 'size(?)', 'sort_array(array(?, ?))', 'transform(array(?), x -> x)', 'year(?)', 'unix_timestamp(?)',
  '(SELECT ?)', 'named_struct(\'f\', ?).f', "to_timestamp(?)", 'decimal(?)', 'collect_list(?)', 'max(?)', 'sum(?)', 'count(?)', 'format_number(?, 2)', 'hex(?)', 'binary(?)', "try_add(?, 1)", 'try_divide(?, 0)', '(? BETWEEN ? AND ?)', '(? IN (?, NULL))', 'bround(?, -1)', 'ceil(?)', 'floor(?)', "date_format(?, 'yyyy-MM-dd HH:mm:ss')", 'xxhash64(?)'];

function atPlace(sql: string, random: Random, kind: Place['kind'], by: (text: string) => string): string | undefined {
  const words = wordsOf(sql);
  const places = placesOf(words).filter((one) => one.kind === kind && !/^(window|session_window)$/.test(one.name ?? ''));
  if (places.length === 0) return undefined;
  const place = random.pick(places);
  const wrapped = by(textOf(words.slice(place.from, place.to)));
  const glue = /^-/.test(wrapped) && isWord(words[place.from - 1], '-') ? ' ' : '';
  return textOf(replacedAt(words, place, glue + wrapped));
}

function sameType(text: string, random: Random, donors: Donors): string {
  const type = typeOfLiteral(text);
  if (random.chance(0.3)) { const recorded = donors.literals.filter((one) => typeOfLiteral(one) === type); if (recorded.length > 0) return random.pick(recorded); }
  return random.pick(values[type] ?? values['STRING']!);
}

function anotherFunction(sql: string, random: Random, donors: Donors): string | undefined {
  const words = wordsOf(sql);
  const places = placesOf(words).filter(({ kind, name }) => kind === 'call' && groups.has(name!) && !/^(try_)?cast$/.test(name!));
  if (places.length === 0) return undefined;
  const place = random.pick(places);
  const count = argumentsOf(words, next(words, place.from)).length;
  const others = donors.functions.get(`${groups.get(place.name!)!} ${count}`);
  return others === undefined ? undefined : textOf(replacedAt(words, { from: place.from, to: place.from + 1 }, random.pick(others)));
}

function otherArguments(sql: string, random: Random, donors: Donors): string | undefined {
  const words = wordsOf(sql);
  const places = placesOf(words).filter(({ kind, name }) => kind === 'call' && donors.argumentLists.has(name!));
  if (places.length === 0) return undefined;
  const place = random.pick(places);
  const lists = donors.argumentLists.get(place.name!)!;
  const open = next(words, place.from);
  const mine = argumentsOf(words, open);
  const theirs = argumentsOf(wordsOf(`(${random.pick(lists)})`), 0);
  return textOf(replacedAt(words, { from: open + 1, to: closed(words, open) - 1 }, theirs.map((one, index) => (random.chance(0.5) ? mine[index] ?? one : one)).join(', ')));
}

function otherCount(sql: string, random: Random, donors: Donors): string | undefined {
  return atPlaceArguments(sql, random, (list) => (random.chance(0.5) ? list.slice(0, -1) : [...list, random.pick(donors.literals)]));
}

function atPlaceArguments(sql: string, random: Random, change: (list: readonly string[]) => readonly string[]): string | undefined {
  const words = wordsOf(sql);
  const places = placesOf(words).filter(({ kind, name }) => kind === 'call' && groups.has(name!));
  if (places.length === 0) return undefined;
  const open = next(words, random.pick(places).from);
  return textOf(replacedAt(words, { from: open + 1, to: closed(words, open) - 1 }, change(argumentsOf(words, open)).join(', ')));
}

const operators: readonly (readonly string[])[] = [['+', '-', '*', '/', '%', ' div '], ['=', '<', '>', '<=', '>=', '<>', '<=>', '!='], ['&', '|', '^'], ['<<', '>>', '>>>']];

function otherOperator(sql: string, random: Random): string | undefined {
  const words = wordsOf(sql);
  const found = words.flatMap((word, at) => { const family = operators.find((one) => one.includes(word.text)); return family === undefined || isWord(words[next(words, at, -1)], '(', ',') ? [] : [{ at, family }]; });
  if (found.length === 0) return undefined;
  const { at, family } = random.pick(found);
  return textOf(replacedAt(words, { from: at, to: at + 1 }, random.chance(0.8) ? random.pick(family) : random.pick(operators.flat())));
}

/** A literal of a statement without a table becomes a column with it, another value and NULL. */
function asColumn(sql: string, random: Random, donors: Donors): string | undefined {
  const words = wordsOf(sql);
  if (!isWord(words[0], 'SELECT') || words.some((word) => isWord(word, 'FROM', 'SELECT') && word !== words[0])) return undefined;
  const places = placesOf(words).filter(({ kind }) => kind === 'literal');
  if (places.length === 0) return undefined;
  const place = random.pick(places);
  const text = textOf(words.slice(place.from, place.to));
  const rows = [text, ...Array.from({ length: random.int(0, 3) }, () => sameType(text, random, donors)), ...(random.chance(0.6) ? ['NULL'] : [])];
  return `${textOf(replacedAt(words, place, 'c'))} FROM VALUES ${rows.map((row) => `(${row})`).join(', ')} AS t(c)`;
}

const clauses: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\bASC\b|\bDESC\b/i, ['ASC', 'DESC', 'DESC NULLS FIRST', 'ASC NULLS LAST']],
  [/(?<=\bROWS |\bRANGE )(BETWEEN .*? AND (?:CURRENT ROW|\w+ (?:PRECEDING|FOLLOWING))|UNBOUNDED PRECEDING|CURRENT ROW)/i, ['BETWEEN 1 PRECEDING AND 1 FOLLOWING', 'BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING', 'BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING', 'BETWEEN 2 PRECEDING AND 1 PRECEDING', 'BETWEEN 1 FOLLOWING AND 2 FOLLOWING', 'BETWEEN 1 FOLLOWING AND 1 PRECEDING', 'CURRENT ROW', '2 PRECEDING', 'BETWEEN 1.5 PRECEDING AND CURRENT ROW']],
  [/\bROWS\b(?= )|\bRANGE\b(?= )/i, ['ROWS', 'RANGE']],
  [/\b(INNER |CROSS |LEFT |RIGHT |FULL )?(OUTER )?JOIN\b/i, ['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL OUTER JOIN', 'LEFT SEMI JOIN', 'LEFT ANTI JOIN', 'CROSS JOIN']],
  [/\bUNION ALL\b|\bUNION\b|\bINTERSECT\b|\bEXCEPT\b/i, ['UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT', 'EXCEPT ALL', 'INTERSECT ALL']],
  [/(?<=GROUP BY )([\w., ]+?)(?=$| HAVING| ORDER)/i, ['ROLLUP($1)', 'CUBE($1)', 'GROUPING SETS (($1), ())', 'ALL', '1', '$1, $1']],
  [/\b(sum|count|avg|min|max|collect_list|collect_set|stddev|first|last)\((?!DISTINCT)/i, ['$1(DISTINCT ', 'try_$1(', 'max(']],
  [/\b((?:sum|count|avg|min|max|collect_list|first|last|stddev|any_value)\([\w*]+\))(?! OVER)/i, ['$1 FILTER (WHERE true)', '$1 FILTER (WHERE NULL)', '$1 OVER ()', 'coalesce($1, 0)', '($1 + 1)']],
  [/\bLIKE\b|\bILIKE\b|\bRLIKE\b/i, ['LIKE', 'ILIKE', 'RLIKE', 'NOT LIKE', 'LIKE ANY', 'REGEXP']],
  [/\bIN \(/i, ['NOT IN (', 'IN (NULL, ', 'IN (1, ', "IN ('a', "]],
  [/\bBETWEEN\b/i, ['NOT BETWEEN', 'BETWEEN SYMMETRIC']],
  [/\bIS NULL\b|\bIS NOT NULL\b/i, ['IS NULL', 'IS NOT NULL', 'IS TRUE', 'IS NOT FALSE', 'IS UNKNOWN', 'IS DISTINCT FROM 1']],
  [/\bCAST\(/i, ['TRY_CAST(', 'CAST(']],
  [/^SELECT (?!DISTINCT)/i, ['SELECT DISTINCT ']],
  [/$/i, [' LIMIT 1', ' ORDER BY 1', ' ORDER BY ALL', ' LIMIT 0', ' OFFSET 1', ' ORDER BY 1 DESC', ' ORDER BY 1 NULLS LAST', ' LIMIT ALL']],
];

function otherClause(sql: string, random: Random): string | undefined {
  const fitting = clauses.filter(([shape]) => shape.test(sql));
  const [shape, texts] = random.pick(fitting);
  return sql.replace(shape, random.pick(texts));
}

const itemWraps = ['CASE WHEN ? IS NULL THEN 1 ELSE 2 END', '? IS NULL', 'coalesce(?, NULL)', 'typeof(?)', 'array(?)', 'struct(?)', 'to_json(struct(? AS a))', 'CAST(? AS STRING)', 'TRY_CAST(? AS DOUBLE)', 'hash(?)', '? = ?', 'count(?)', 'max(?)', 'collect_list(?)', 'if(? IS NOT NULL, ?, NULL)', 'nullif(?, ?)',
  "map('k', ?)", 'sum(?)', 'avg(?)', 'first(?)', 'CASE WHEN true THEN ? ELSE NULL END', 'CASE ? WHEN ? THEN 1 END', '? AS x, ? AS y', 'greatest(?, ?)', 'concat_ws(\'-\', ?)', 'array_contains(array(?), ?)', 'explode(array(?))', 'inline(array(struct(?)))', '(?).a', '? :: STRING', 'try_sum(?)', 'min(?) OVER ()',
  'count(DISTINCT ?)', 'lag(?) OVER (ORDER BY 1)', 'mode(?)', '(SELECT ?)', 'EXISTS (SELECT ?)', '? IN (SELECT ?)', 'size(array(?, ?))', 'equal_null(?, NULL)', 'to_csv(struct(?))', 'to_variant_object(?)', 'stddev(?)', 'bool_and(?)', 'max_by(?, 1)', 'percentile(?, 0.5)', 'nvl2(?, ?, 1)', 'decode(?, ?, 1, 2)', 'zeroifnull(?)'];

/** Items of the first SELECT, when it starts the statement. */
function wrappedItem(sql: string, random: Random, donors: Donors): string | undefined {
  const words = wordsOf(sql);
  if (!isWord(words[0], 'SELECT')) return undefined;
  const end = itemsEnd(words);
  const items = argumentsOf(wordsOf(`(${textOf(words.slice(1, end))})`), 0);
  if (items.length === 0) return undefined;
  const at = random.int(0, items.length - 1);
  const item = items[at]!.replace(/ AS \w+$/, '');
  if (item === '' || /^DISTINCT|\*$|\bOVER\b.*\bAS\b/i.test(item)) return undefined;
  const wrap = random.chance(0.1) ? random.pick(donors.calls.filter((one) => one.length < 60)).replace(/\([^()]*/, '(?') : random.pick(itemWraps);
  const changed = items.with(at, wrap.replaceAll('?', () => item));
  return `SELECT ${changed.join(', ')}${end < words.length ? ' ' : ''}${textOf(words.slice(end))}`;
}

function itemsEnd(words: readonly Word[]): number {
  let depth = 0;
  for (let at = 0; at < words.length; at++) {
    if (/^[([{]$/.test(words[at]!.text)) depth++;
    if (/^[)\]}]$/.test(words[at]!.text)) depth--;
    if (depth === 0 && isWord(words[at], 'FROM', 'WHERE', 'GROUP', 'ORDER', 'LIMIT', 'HAVING', 'UNION', 'INTERSECT', 'EXCEPT', 'LATERAL', 'WINDOW', 'SORT', 'QUALIFY', 'OFFSET', '|>', 'CLUSTER', 'DISTRIBUTE', 'MINUS')) return at;
  }
  return words.length;
}

const statementWraps = ['SELECT count(*), count(c0) FROM (?) AS q(#)', 'SELECT c0, count(*) FROM (?) AS q(#) GROUP BY c0', 'SELECT DISTINCT c0 FROM (?) AS q(#)', 'WITH q(#) AS (?) SELECT * FROM q', 'WITH q(#) AS (?) SELECT a.c0 FROM q a JOIN q b ON a.c0 = b.c0', 'SELECT min(c0), max(c0) FROM (?) AS q(#)',
  'SELECT c0, rank() OVER (ORDER BY c0) FROM (?) AS q(#)', 'SELECT sum(c0) OVER (ORDER BY c0) FROM (?) AS q(#)', 'SELECT c0 FROM (?) AS q(#) WHERE c0 IS NOT NULL', 'SELECT * FROM (?) AS q(#) UNION ALL SELECT * FROM (?) AS r(#)', 'SELECT * FROM (?) UNION SELECT 1', 'SELECT (?)', 'SELECT EXISTS (?)',
  'SELECT 1 WHERE 1 IN (?)', 'SELECT sum(c0), avg(c0) FROM (?) AS q(#)', 'SELECT c0, c0 = c0, c0 <=> NULL FROM (?) AS q(#)', 'SELECT collect_list(c0), collect_set(c0) FROM (?) AS q(#)', 'SELECT q.* FROM (?) AS q(#) ORDER BY c0', 'SELECT to_json(struct(*)) FROM (?) AS q(#)', 'SELECT CAST(c0 AS STRING) FROM (?) AS q(#)',
  'SELECT c0, count(*) FROM (?) AS q(#) GROUP BY ROLLUP(c0)', 'SELECT typeof(c0), hash(c0) FROM (?) AS q(#)', 'SELECT first_value(c0) OVER (ORDER BY c0 DESC), lag(c0) OVER (ORDER BY c0) FROM (?) AS q(#)', 'SELECT * FROM (?) AS q(#) EXCEPT SELECT * FROM (?) AS r(#)', 'SELECT array_agg(c0) FROM (?) AS q(#)',
  'FROM (?) AS q(#) |> SELECT c0 |> WHERE c0 IS NOT NULL', 'SELECT stddev(c0), median(c0) FROM (?) AS q(#)', 'SELECT map(c0, 1) FROM (?) AS q(#)', 'SELECT x.* FROM (?) AS q(#), LATERAL (SELECT c0) AS x(y)', 'SELECT coalesce(c0, c0), nullif(c0, c0) FROM (?) AS q(#)'];

function wrappedStatement(sql: string, random: Random, _: Donors, columns: number | undefined): string | undefined {
  if (columns === undefined || columns === 0 || columns > 12) return undefined;
  const names = Array.from({ length: columns }, (__, index) => `c${index}`).join(', ');
  return random.pick(statementWraps).replaceAll('#', names).replaceAll('?', () => sql);
}
