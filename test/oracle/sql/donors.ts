import type { SqlRecord } from '../../spark/sql-runner.ts';
import { groups, unfit } from './fit.ts';
import { closed, isWord, keywords, next, placesOf, textOf, type Word, wordsOf } from './words.ts';

/** What recorded statements lend to others: calls that need no table, by result type where known; functions by group and number of arguments. */
export interface Donors {
  readonly calls: readonly string[];
  readonly typed: ReadonlyMap<string, readonly string[]>;
  readonly literals: readonly string[];
  readonly functions: ReadonlyMap<string, readonly string[]>;
  readonly argumentLists: ReadonlyMap<string, readonly string[]>;
}

export function collectDonors(records: readonly SqlRecord[]): Donors {
  const calls = new Set<string>();
  const literals = new Set<string>();
  const typed = new Map<string, Set<string>>();
  const functions = new Map<string, Set<string>>();
  const argumentLists = new Map<string, Set<string>>();
  for (const record of records) {
    if (unfit(record.sql) !== undefined) continue;
    const words = wordsOf(record.sql);
    const schema = singleType(record);
    for (const place of placesOf(words)) {
      const inside = words.slice(place.from, place.to);
      const text = textOf(inside);
      if (text.length > 300) continue;
      if (place.kind === 'literal') literals.add(text);
      if (place.kind !== 'call') continue;
      const args = argumentsOf(words, next(words, place.from));
      const group = groups.get(place.name!);
      if (group !== undefined && !/^(try_)?cast$/.test(place.name!)) into(functions, `${group} ${args.length}`, words[place.from]!.text.toLowerCase());
      if (!isClosed(inside)) continue;
      if (group !== undefined && args.length > 0) into(argumentLists, place.name!, args.join(', '));
      const own = group === undefined || !/agg|generator|window/.test(group);
      if (own && record.error === undefined && !(/^(window|session_window|grouping|grouping_id)$/.test(place.name!))) {
        calls.add(text);
        if (schema !== undefined && record.sql.trim() === `SELECT ${text}`) into(typed, schema, text);
      }
    }
  }
  const lists = (sets: ReadonlyMap<string, ReadonlySet<string>>): Map<string, readonly string[]> => new Map([...sets].map(([key, set]) => [key, [...set]]));
  return { calls: [...calls], literals: [...literals], typed: lists(typed), functions: lists(functions), argumentLists: lists(argumentLists) };
}

/** Texts between the commas of the bracket at `open`. */
export function argumentsOf(words: readonly Word[], open: number): string[] {
  const end = closed(words, open) - 1;
  const parts: string[] = [];
  let from = open + 1;
  let depth = 0;
  for (let at = open + 1; at < end; at++) {
    if (/^[([{]$/.test(words[at]!.text)) depth++;
    if (/^[)\]}]$/.test(words[at]!.text)) depth--;
    if (depth === 0 && words[at]!.text === ',') { parts.push(textOf(words.slice(from, at)).trim()); from = at + 1; }
  }
  const last = textOf(words.slice(from, end)).trim();
  return last === '' && parts.length === 0 ? [] : [...parts, last];
}

function into(map: Map<string, Set<string>>, key: string, text: string): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([text]));
  else set.add(text);
}

/** No columns, no subqueries, no stars. */
function isClosed(words: readonly Word[]): boolean {
  const lambdas = new Set(words.flatMap((word, at) => (isWord(words[next(words, at)], '->') ? [word.text] : isWord(words[next(words, at)], ',') || isWord(words[next(words, at)], ')') && words.some((one) => one.text === '->') ? [word.text] : [])));
  return words.every((word, at) => word.kind !== 'name' || keywords.has(word.text.toUpperCase()) && !isWord(word, 'SELECT', 'ORDER', 'DISTINCT', 'FROM') || isWord(words[next(words, at)], '(') || isTypeName(words, at) || words.some((one) => one.text === '->') && lambdas.has(word.text))
    && !words.some((word, at) => word.text === '*' && (isWord(words[next(words, at, -1)], '(', ',')));
}

function isTypeName(words: readonly Word[], at: number): boolean {
  return /^(AS|::|<|:|,)$/i.test(words[next(words, at, -1)]?.text ?? '') && /^(int|bigint|smallint|tinyint|double|float|string|boolean|binary|date|timestamp|timestamp_ntz|array|map|struct|variant|decimal|void|long|byte|short|integer)$/i.test(words[at]!.text)
    || /^(YEAR|MONTH|DAY|HOUR|MINUTE|SECOND|WEEK|QUARTER)S?$/i.test(words[at]!.text) && !isWord(words[next(words, at)], '(');
}

/** The type of the one column a statement gives, without its precision. */
function singleType({ schema }: SqlRecord): string | undefined {
  if (schema === undefined) return undefined;
  const found = /^(?:`(?:[^`]|``)*`|[A-Za-z_]\w*) ((?:INTERVAL [A-Z ]+?|[A-Z_]+))(?:[(<].*)?(?: NOT NULL)?$/.exec(schema);
  return found?.[1]?.replace(/^INTERVAL .*(YEAR|MONTH)$/, 'INTERVAL YEAR TO MONTH').replace(/^INTERVAL (DAY|HOUR|MINUTE|SECOND).*$/, 'INTERVAL DAY TO SECOND');
}
