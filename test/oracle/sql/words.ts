/** A statement cut into words, and the places in it where one expression may stand for another. */
export interface Word { readonly kind: 'space' | 'number' | 'text' | 'name' | 'sign'; readonly text: string }

/** Words from `from` up to, not including, `to`. `name` = the function of a call. */
export interface Place { readonly from: number; readonly to: number; readonly kind: 'literal' | 'call' | 'column' | 'type'; readonly name?: string }

const pattern = /\s+|--[^\n]*|\/\*[^]*?\*\/|[rR]?'(?:[^'\\]|\\.|'')*'|[rR]?"(?:[^"\\]|\\.)*"|`(?:[^`]|``)*`|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?:BD|[LSYDF])?(?![A-Za-z_])|[\p{L}_][\p{L}\p{N}_]*|<=>|\|\||\|>|>>>|<<|>>|::|->|=>|[<>!=]=|<>|[^]/gu;

export function wordsOf(sql: string): Word[] {
  return (sql.match(pattern) ?? []).map((text) => ({ kind: kindOf(text), text }));
}

function kindOf(text: string): Word['kind'] {
  if (/^(\s|--|\/\*)/.test(text)) return 'space';
  if (/^\.?\d/.test(text)) return 'number';
  if (/^[rR]?['"]/.test(text)) return 'text';
  return /^[\p{L}_`]/u.test(text) ? 'name' : 'sign';
}

export function textOf(words: readonly Word[]): string { return words.map(({ text }) => text).join(''); }

export function replacedAt(words: readonly Word[], { from, to }: { readonly from: number; readonly to: number }, by: string): Word[] {
  return [...words.slice(0, from), ...wordsOf(by), ...words.slice(to)];
}

const typed = new Set(['DATE', 'TIMESTAMP', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', 'TIME', 'X', 'INTERVAL']);
const units = /^(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND|MILLISECOND|MICROSECOND|QUARTER)S?$/i;
/** What may stand before a bracket without being a function, or anywhere without being a column. */
export const keywords: ReadonlySet<string> = new Set(`ALL AND ANTI ANY AS ASC AT BETWEEN BY CASE CAST CLUSTER CROSS CUBE CURRENT DATE DAY DESC DISTINCT DISTRIBUTE DIV ELSE END ESCAPE EXCEPT EXCLUDE EXISTS EXTRACT FALSE
FILTER FIRST FOLLOWING FOR FROM FULL GROUP GROUPING HAVING HOUR IGNORE ILIKE IN INNER INTERSECT INTERVAL INTO IS JOIN LAST LATERAL LEFT LIKE LIMIT MINUS MINUTE MONTH NATURAL NOT NULL NULLS OF OFFSET ON OR
ORDER OUTER OVER OVERLAY PARTITION PIVOT PLACING POSITION PRECEDING QUALIFY RANGE REGEXP RESPECT RIGHT RLIKE ROLLUP ROW ROWS SECOND SELECT SEMI SET SETS SOME SORT SUBSTRING TABLE TABLESAMPLE THEN TIES TIME
TIMESTAMP TIMESTAMP_LTZ TIMESTAMP_NTZ TO TRIM TRUE TRY_CAST UNBOUNDED UNION UNPIVOT USING VALUES VIEW WHEN WHERE WINDOW WITH WITHIN YEAR BOTH LEADING TRAILING RECURSIVE COLLATE X INCLUDE`.split(/\s+/));

export function isWord(word: Word | undefined, ...texts: readonly string[]): boolean { return word !== undefined && texts.includes(word.text.toUpperCase()); }

export function next(words: readonly Word[], at: number, step: 1 | -1 = 1): number {
  let index = at + step;
  while (words[index]?.kind === 'space') index += step;
  return index;
}

/** Behind the bracket that closes the one at `from`. */
export function closed(words: readonly Word[], from: number): number {
  let depth = 0;
  for (let at = from; at < words.length; at++) {
    if (/^[([{]$/.test(words[at]!.text)) depth++;
    if (/^[)\]}]$/.test(words[at]!.text) && --depth === 0) return at + 1;
  }
  return words.length;
}

export function placesOf(words: readonly Word[]): Place[] {
  const places: Place[] = [];
  words.forEach((_, at) => { const place = placeAt(words, at); if (place !== undefined) places.push(place); });
  return places;
}

function placeAt(words: readonly Word[], at: number): Place | undefined {
  const word = words[at]!;
  const before = next(words, at, -1);
  const after = next(words, at);
  if (word.kind === 'space' || isWord(words[before], 'INTERVAL', 'DATE', 'TIMESTAMP', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ', 'TIME', 'X') && word.kind === 'text') return undefined;
  if (isWord(words[before], '::')) return { from: at, to: typeEnd(words, at), kind: 'type' };
  if (isWord(words[before], 'AS')) return castCloses(words, before) === undefined ? undefined : { from: at, to: castCloses(words, before)!, kind: 'type' };
  if (word.kind === 'number' || word.kind === 'text') return literalAt(words, at, before);
  if (isWord(word, 'NULL') && !isWord(words[before], 'IS', 'NOT') || isWord(word, 'TRUE', 'FALSE')) return { from: at, to: at + 1, kind: 'literal' };
  if (word.kind !== 'name') return undefined;
  if (typed.has(word.text.toUpperCase()) && words[after]?.kind === 'text') return { from: at, to: unitsEnd(words, after + 1), kind: 'literal' };
  if (isWord(words[after], '(')) return callAt(words, at, before, after);
  const bare = !keywords.has(word.text.toUpperCase()) && !units.test(word.text) && !isWord(words[after], '.', '=>', '->') && /^[(,=<>+*/%|-]$|^(SELECT|BY|AND|OR|WHERE|WHEN|THEN|ELSE|ON)$/i.test(words[before]?.text ?? '');
  return bare ? { from: at, to: at + 1, kind: 'column' } : undefined;
}

function literalAt(words: readonly Word[], at: number, before: number): Place {
  const signed = words[at]!.kind === 'number' && isWord(words[before], '-') && /^([(,[=<>+*/%]|SELECT|THEN|ELSE|BY|WHEN|AND|IN|BETWEEN)$/i.test(words[next(words, before, -1)]?.text ?? '(');
  return { from: signed ? before : at, to: at + 1, kind: 'literal' };
}

function callAt(words: readonly Word[], at: number, before: number, open: number): Place | undefined {
  const name = words[at]!.text;
  if (keywords.has(name.toUpperCase()) && !/^(CAST|TRY_CAST|LEFT|RIGHT|YEAR|MONTH|DAY|HOUR|MINUTE|SECOND|DATE|TIMESTAMP|ANY|SOME|FIRST|LAST|EXTRACT|TRIM|SUBSTRING|OVERLAY|POSITION)$/i.test(name)) return undefined;
  if (isWord(words[before], ')', 'FROM', 'JOIN', 'VIEW', ',') && /^(LEFT|RIGHT)$/i.test(name) || isWord(words[before], ')', 'FROM', 'JOIN', 'VIEW', 'OUTER', 'LATERAL', 'WITH', '.', 'TABLE')) return undefined;
  return words[before]?.kind === 'name' && !keywords.has(words[before].text.toUpperCase()) ? undefined : { from: at, to: closed(words, open), kind: 'call', name: name.toLowerCase() };
}

function unitsEnd(words: readonly Word[], from: number): number {
  const first = next(words, from - 1);
  if (!units.test(words[first]?.text ?? '')) return from;
  const to = next(words, first);
  return isWord(words[to], 'TO') ? next(words, to) + 1 : first + 1;
}

function typeEnd(words: readonly Word[], at: number): number {
  const after = next(words, at);
  return isWord(words[after], '(') ? closed(words, after) : at + 1;
}

/** Where the bracket of the CAST closes whose AS this is. */
function castCloses(words: readonly Word[], as: number): number | undefined {
  let depth = 0;
  for (let at = as; at >= 0; at--) {
    if (isWord(words[at], ')')) depth++;
    if (isWord(words[at], '(') && --depth < 0) return isWord(words[next(words, at, -1)], 'CAST', 'TRY_CAST') ? closed(words, at) - 1 : undefined;
  }
  return undefined;
}
