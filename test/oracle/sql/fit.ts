import { readFileSync } from 'node:fs';

interface FunctionRow { readonly name: string; readonly kind: string; readonly group: string; readonly tier: number }

const rows = JSON.parse(readFileSync(new URL('../../spark/sql/functions.json', import.meta.url), 'utf8')) as readonly FunctionRow[];

/** Functions of tier 1 and 2 by name, with their group. */
export const groups: ReadonlyMap<string, string> = new Map(rows.filter(({ tier, kind }) => tier < 3 && kind === 'function').map(({ name, group }) => [name, group]));

const rare = new Set(rows.filter(({ tier }) => tier === 3).map(({ name }) => name).filter((name) => !rows.some((one) => one.name === name && one.tier < 3)));

/** Answers that depend on the moment, on chance or on the machine; and what would run for ever or harm the process that answers. */
const unanswerable = /\b(rand|randn|random|randstr|uniform|uuid|shuffle|current_timestamp|now|current_date|curdate|localtimestamp|current_time|current_user|session_user|user|current_timezone|version|monotonically_increasing_id|spark_partition_id|input_file\w*|current_catalog|current_schema|current_database|reflect|java_method|try_reflect|sample|tablesample|raise_error|unix_timestamp\s*\(\s*\)|java_class|hll_\w+|bitmap_\w+|theta_\w+|kll_\w+|tuple_\w+|current_path)\b|'(now|today|tomorrow|yesterday|epoch)'/i;

/** Why the statement is not asked; undefined = it is. */
export function unfit(sql: string): string | undefined {
  if (sql.length > 3_000) return 'long';
  if (!/^\s*(SELECT|WITH|VALUES|FROM|\()/i.test(sql)) return 'not a query';
  if (unanswerable.test(sql)) return 'depends on chance or time';
  if (/\b(repeat|space|lpad|rpad|sequence|array_repeat|range|array_insert|stack|randstr)\b/i.test(sql) && /\d{6,}|\de\d/i.test(sql)) return 'large result';
  if (/\bapprox_count_distinct\s*\([^()]*(\([^()]*\)[^()]*)*,/i.test(sql)) return 'harms the Java process';
  if (/\b(COLLATE|collation|collate|UTF8_LCASE|UNICODE)\b/i.test(sql)) return 'collations';
  if (/(?<!\b(?:sort_array|size|array_sort|cardinality)\()collect_set\b/i.test(sql)) return 'order of collect_set';
  if (/\.\d{7,}'|TIMESTAMP(_NTZ|_LTZ)?\(\d/i.test(sql)) return 'nanoseconds';
  return [...sql.matchAll(/\b([a-z_]\w*)\s*\(/gi)].some(([, name]) => rare.has(name!.toLowerCase())) ? 'function of tier 3' : undefined;
}
