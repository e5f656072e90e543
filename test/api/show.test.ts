import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { session } from '../../src/index.ts';
import { type ShowOptions, showRows } from '../../src/api/show.ts';
import { field, stringType } from '../../src/types/data-type.ts';

/** Characters that take two cells, as Spark 4.3.0 counts (asked code point by code point). */
const fullWidth = [[0x1100, 0x115f], [0x2e80, 0xa4cf], [0xac00, 0xd7a3], [0xf900, 0xfaff], [0xfe10, 0xfe19], [0xfe30, 0xfe6f], [0xff00, 0xff60], [0xffe0, 0xffe6]] as const;

const shown = (rows: readonly (readonly (string | null)[])[], options: Partial<ShowOptions> = {}, names = ['a']): string => showRows(names.map((name) => field(name, stringType)), rows, { count: 20, truncate: 20, vertical: false, ...options });

test('every character of the basic plane is as wide as Spark says', () => {
  for (let code = 0x20; code < 0x10000; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const width = fullWidth.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
    const rule = shown([[`${String.fromCharCode(code)}xxx`]], { truncate: 0 }).split('\n')[0]!;
    expect(rule.length - 2, code.toString(16)).toBe(width + 3);
  }
});

test('combining marks count one cell each, letters beyond the basic plane two', () => {
  expect(shown([['e\u0301'], ['😀']], { truncate: 0 }, ['abcd'])).toBe('+----+\n|abcd|\n+----+\n|e\u0301  |\n|😀  |\n+----+\n');
});

test('cells are cut, names are not; columns are three wide at least', () => {
  expect(shown([['abcdef', 'x']], { truncate: 5 }, ['a long name', 'b'])).toBe('+-----------+---+\n|a long name|  b|\n+-----------+---+\n|      ab...|  x|\n+-----------+---+\n');
  expect(shown([['abcdef']], { truncate: 3 })).toContain('|abc|');
  expect(shown([['a\nb\tc\u0007']], { truncate: 0 })).toContain('|a\\nb\\tc\\a|');
});

test('what is left out is told, in both layouts', () => {
  expect(shown([['x'], ['y']], { count: 1 })).toMatch(/\+---\+\nonly showing top 1 row$/);
  expect(shown([['x'], ['y'], ['z']], { count: 2, vertical: true })).toBe('-RECORD 0--\n a   | x   \n-RECORD 1--\n a   | y   \nonly showing top 2 rows');
  expect(shown([], { vertical: true })).toBe('(0 rows)');
  expect(shown([['x']], { count: 0 })).toBe('+---+\n|  a|\n+---+\n+---+\nonly showing top 0 rows');
});

const recorded = new URL('../spark/show/tables.jsonl', import.meta.url);
interface Recorded { readonly sql: string; readonly conf: Readonly<Record<string, string>>; readonly count: number; readonly truncate: boolean | number; readonly vertical: boolean; readonly text: string }

test.runIf(existsSync(recorded))('random tables are printed as Spark prints them', async () => {
  const different: string[] = [];
  for (const line of readFileSync(recorded, 'utf8').trim().split('\n')) {
    const { sql, conf, count, truncate, vertical, text } = JSON.parse(line) as Recorded;
    const spark = session({ config: { 'spark.sql.session.timeZone': 'UTC', ...conf } });
    const made = await spark.sql(sql).showString(count, truncate, vertical).catch((error: unknown) => String(error));
    if (made !== text) different.push(`${sql}\n${JSON.stringify(conf)}\n${text}\n${made}`);
  }
  expect(different).toEqual([]);
}, 120_000);
