import { routineName } from '../planner/expressions/sql-functions.ts';
import type { SqlFunction } from '../plan/catalog.ts';
import { typeToSql } from '../types/print.ts';
import { fail } from '../errors/stream-error.ts';
import { findFunction, functionNames as allNames } from '../functions/index.ts';

/** Lines of DESCRIBE FUNCTION. */
export function describeFunction(name: string): readonly string[] {
  const row = findFunction(name);
  if (row === undefined || row.kind === 'unavailable') return fail('UNRESOLVED_ROUTINE', { routineName: `\`${name}\``, proposal: '' });
  return [`Function: ${row.name}`, `Usage: ${row.doc}`, ...(row.examples.length === 0 ? [] : ['Examples:', ...row.examples.flatMap(([sql, result]) => [`  > ${sql};`, `   ${result}`])])];
}

export function functionNames(): readonly string[] { return allNames(); }

/** The same for a function written in SQL. */
export function describeSqlFunction(routine: SqlFunction): readonly string[] {
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
