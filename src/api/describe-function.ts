import { routineName } from '../planner/expressions/sql-functions.ts';
import type { SqlFunction } from '../plan/catalog.ts';
import { typeToSql } from '../types/print.ts';
import { fail, type Span } from '../errors/stream-error.ts';
import { findFunction, findTableFunction, functionNames as allNames } from '../functions/index.ts';

/** Lines of DESCRIBE FUNCTION. */
export function describeFunction(name: string, extended = true, at?: Span): readonly string[] {
  const syntax = syntaxOf[name.toLowerCase()];
  if (syntax !== undefined) return [`Function: ${name.toLowerCase()}`, `Usage: ${syntax}`];
  const row = findFunction(name) ?? findTableFunction(name);
  if (row === undefined || row.kind === 'unavailable') return fail('UNRESOLVED_ROUTINE', { routineName: `\`${name}\``, proposal: '' }, { at });
  const examples = row.examples.map(([sql, result]) => `      > ${sql};\n       ${result.replaceAll('\n', '\n       ')}\n`);
  return [`Function: ${row.name}`, `Usage: ${row.doc}`, ...(extended ? [`Extended Usage:\n    Examples:\n${examples.join('')}`] : [])];
}

/** Operators that are no functions of the table. */
const syntaxOf: Readonly<Record<string, string>> = {
  '<>': 'expr1 <> expr2 - True when `expr1` is not `expr2`.', '!=': 'expr1 != expr2 - True when `expr1` is not `expr2`.',
  case: 'CASE expr1 WHEN expr2 THEN expr3 [WHEN expr4 THEN expr5]* [ELSE expr6] END - The value behind the first WHEN that equals `expr1`; else `expr6`, or NULL.',
  '||': 'expr1 || expr2 - Both texts or arrays, one behind the other.',
};

/** With the operators that SHOW FUNCTIONS lists too. */
export function functionNames(): readonly string[] { return [...new Set([...allNames(), '!=', '<>', 'case', '||'])]; }

/** The same for a function written in SQL. */
export function describeSqlFunction(routine: SqlFunction, _extended = false): readonly string[] {
  const shown = routine.parameters.map((one) => [one.name, typeToSql(one.type)] as const);
  const [names, types] = [0, 1].map((part) => Math.max(0, ...shown.map((one) => one[part]!.length))) as [number, number];
  const inputs = shown.map(([name, type]) => `${name.padEnd(names)} ${type.padEnd(types)}`);
  const returns = routine.kind === 'scalar' ? (routine.returnType === undefined ? undefined : typeToSql(routine.returnType))
    : `TABLE (${(routine.columns ?? []).map((one) => `${one.name} ${typeToSql(one.type)}`).join(', ')})`;
  return [
    `Function: ${routineName(routine)}`, `Type:     ${routine.kind === 'scalar' ? 'SCALAR' : 'TABLE'}`,
    ...(inputs.length === 0 ? ['Input:    ()'] : inputs.map((one, index) => `${index === 0 ? 'Input:    ' : '          '}${one}`)),
    ...(returns === undefined ? [] : [`Returns:  ${returns}`]),
  ];
}
