import { routineName } from '../planner/expressions/sql-functions.ts';
import type { SqlFunction, SqlParameter } from '../plan/catalog.ts';
import type { Field } from '../types/data-type.ts';
import type { Session } from './session.ts';
import { javaTime } from './table-details.ts';
import { typeToSql } from '../types/print.ts';
import { fail, type Span } from '../errors/stream-error.ts';
import { findFunction, findTableFunction, functionNames as allNames } from '../functions/index.ts';
import { sparkClassOf } from '../functions/spark-classes.ts';
import { tableFunctions } from '../functions/generators/table-functions.ts';
import { refuseNestedName } from '../planner/expressions/sql-functions.ts';
import { quoteName } from './session-catalog.ts';

/** Lines of DESCRIBE FUNCTION. */
export function describeFunction(written: readonly string[], extended = true, at?: Span): readonly string[] {
  const place = written.slice(0, -1).join('.').toLowerCase();
  const name = written.at(-1)!.toLowerCase();
  const row = findFunction(name) ?? findTableFunction(name);
  const usage = syntaxOf[name] ?? (castNames.includes(name) ? `${name}(expr) - The value of \`expr\` as ${name}.` : row?.doc);
  if (usage === undefined || row?.group === 'internal' || !['', 'builtin', 'system.builtin'].includes(place)) {
    refuseNestedName(written, undefined);
    return fail('UNRESOLVED_ROUTINE', { routineName: quoteName(written), proposal: '' }, { at });
  }
  const known = sparkClassOf(name);
  const examples = (row?.examples ?? []).map(([sql, result]) => `      > ${sql};\n       ${result.replaceAll('\n', '\n       ')}\n`);
  const more = examples.length === 0 ? `\n    No example/argument for ${name}.\n` : `\n    Examples:\n${examples.join('')}`;
  return [`Function: ${name}`, ...(known === undefined ? [] : [`Class: ${known}`]), `Usage: ${usage}`, ...(extended ? [`Extended Usage:${more}`] : [])];
}

/** Types that cast like functions: `int('3')`. */
const castNames: readonly string[] = ['bigint', 'binary', 'boolean', 'date', 'decimal', 'double', 'float', 'int', 'smallint', 'string', 'time', 'timestamp', 'tinyint'];

/** Operators that are no functions of the table. */
const syntaxOf: Readonly<Record<string, string>> = {
  '<>': 'expr1 <> expr2 - True when `expr1` is not `expr2`.', '!=': 'expr1 != expr2 - True when `expr1` is not `expr2`.',
  case: 'CASE expr1 WHEN expr2 THEN expr3 [WHEN expr4 THEN expr5]* [ELSE expr6] END - The value behind the first WHEN that equals `expr1`; else `expr6`, or NULL.',
  cast: 'cast(expr AS type) - The value of `expr` as that type; `expr :: type` says the same.',
  '||': 'expr1 || expr2 - Both texts or arrays, one behind the other.',
};

/** With the operators, casts and table functions that SHOW FUNCTIONS lists too. */
export function functionNames(): readonly string[] { return [...new Set([...allNames(), ...tableFunctions.map((one) => one.name), ...Object.keys(syntaxOf), ...castNames])]; }

/** The same for a function written in SQL: `label: value`, values one below the other. */
export function describeSqlFunction(routine: SqlFunction, { engine: { settings } }: Session, extended: boolean): readonly string[] {
  const { parameters, comment, createdMs, readsData, deterministic, text } = routine;
  const returns = routine.kind === 'table' ? columnsOf(routine.columns ?? [], extended) : routine.returnType === undefined ? [] : [typeToSql(routine.returnType)];
  const parts: readonly (readonly [label: string, lines: readonly string[]])[] = [
    ['Function:', [routineName(routine)]], ['Type:', [routine.kind === 'scalar' ? 'SCALAR' : 'TABLE']], ['Input:', parameters.length === 0 ? ['()'] : columnsOf(parameters, extended)], ['Returns:', returns],
    ...(extended ? [
      ['Comment:', comment === undefined ? [] : [comment]], ['Deterministic:', [String(deterministic !== false)]], ['Data Access:', [readsData === true ? 'READS SQL DATA' : 'CONTAINS SQL']],
      ['Configs:', ['spark.sql.ansi.enabled', 'spark.sql.session.timeZone'].map((key) => `${key}=${settings.get(key) ?? ''}`)], ['Create Time:', [javaTime(new Date(createdMs ?? 0))]], ['Body:', [text]],
    ] as const : []),
  ];
  const shown = parts.filter(([, lines]) => lines.length > 0);
  const width = Math.max(...shown.map(([label]) => label.length)) + 1;
  return shown.flatMap(([label, lines]) => lines.map((line, index) => (index === 0 ? label : '').padEnd(width) + line));
}

/** Names, types and what else is said, in columns. */
function columnsOf(columns: readonly (SqlParameter | Field)[], extended: boolean): readonly string[] {
  const cells = columns.map((one) => [one.name, typeToSql(one.type), ...(extended ? [said(one)] : [])]);
  const widths = [0, 1].map((part) => Math.max(...cells.map((row) => row[part]!.length)));
  return cells.map(([name, type, rest]) => (rest === undefined || rest === '' ? `${name!.padEnd(widths[0]!)} ${type!.padEnd(widths[1]!)}` : `${name!.padEnd(widths[0]!)} ${type!.padEnd(widths[1]!)} ${rest}`));
}

function said(column: SqlParameter | Field): string {
  const at = 'default' in column ? column.default?.at : undefined;
  return [...(at === undefined ? [] : [`DEFAULT ${at.sql.slice(at.start, at.end)}`]), ...(column.comment === undefined ? [] : [`'${column.comment}'`])].join(' ');
}
