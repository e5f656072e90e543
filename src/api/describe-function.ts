import { fail } from '../errors/stream-error.ts';
import { findFunction, functionNames as allNames } from '../functions/index.ts';

/** Lines of DESCRIBE FUNCTION. */
export function describeFunction(name: string): readonly string[] {
  const row = findFunction(name);
  if (row === undefined || row.kind === 'unavailable') return fail('UNRESOLVED_ROUTINE', { routineName: `\`${name}\``, proposal: '' });
  return [`Function: ${row.name}`, `Usage: ${row.doc}`, ...(row.examples.length === 0 ? [] : ['Examples:', ...row.examples.flatMap(([sql, result]) => [`  > ${sql};`, `   ${result}`])])];
}

export function functionNames(): readonly string[] { return allNames(); }
