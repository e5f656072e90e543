import type { FunctionDefinition } from '../src/functions/function.ts';

export interface ApiFunction { readonly identifier: string; readonly name: string; readonly row: FunctionDefinition }

/** Words that JavaScript keeps for itself, names the API has already, and globals that must not be hidden. */
const taken = new Set([
  'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else', 'enum', 'export', 'extends', 'false', 'finally', 'for', 'function', 'if', 'import', 'in',
  'instanceof', 'let', 'new', 'null', 'return', 'static', 'super', 'switch', 'this', 'throw', 'true', 'try', 'typeof', 'var', 'void', 'while', 'with', 'yield', 'await', 'eval', 'escape', 'isNaN',
  'col', 'column', 'lit', 'expr', 'when', 'window', 'session', 'udf', 'not', 'and', 'or', 'undefined', 'toString', 'valueOf',
]);

/** What can be called as `f(column, …)`: no operators, nothing that takes lambdas. */
export function apiFunctions(rows: ReadonlyMap<string, FunctionDefinition>): readonly ApiFunction[] {
  return [...rows].flatMap(([name, row]) => {
    const identifier = name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    const callable = row.kind === 'scalar' || row.kind === 'aggregate' || row.kind === 'window' || row.kind === 'generator';
    const lambdas = row.kind === 'scalar' && row.lambdaKernel !== undefined;
    return callable && !lambdas && /^[a-z][A-Za-z0-9]*$/.test(identifier) && !taken.has(identifier) ? [{ identifier, name, row }] : [];
  });
}

export function functionsModule(rows: ReadonlyMap<string, FunctionDefinition>): string {
  const functions = apiFunctions(rows).map(({ identifier, name, row }) => `/** ${docOf(row)} */\nexport function ${identifier}(...args: readonly ColumnLike[]): Column { return callNamed('${name}', args); }`);
  return `// Made by npm run docs from the function table; do not edit.
import { callFunction, type Column, type ColumnLike, col } from './column.ts';

/** Text in the first place names a column, as in \`select('a')\`; in any other place it is a value, as are numbers, Dates and the like. \`lit\` and \`col\` say otherwise. */
function callNamed(name: string, [first, ...rest]: readonly ColumnLike[]): Column {
  if (first === undefined) return callFunction(name);
  return callFunction(name, typeof first === 'string' ? col(first) : first, ...rest);
}

/**
 * Time windows of a fixed length: one per row, or several when \`slide\` is shorter than the length.
 *
 * @example clicks.groupBy(window('ts', '1 minute', '10 seconds'), 'page').count()
 */
export function window(time: ColumnLike, length: string, slide?: string, start?: string): Column {
  return callNamed('window', [time, length, ...(slide === undefined && start === undefined ? [] : [slide ?? length]), ...(start === undefined ? [] : [start])]);
}

${functions.join('\n')}
`;
}

function docOf(row: FunctionDefinition): string {
  const doc = row.doc.replaceAll('*/', '* /');
  const [example] = row.examples;
  const sql = example?.[0].replaceAll('*/', '* /').replace(/\s+/g, ' ');
  return sql === undefined || doc.length + sql.length > 150 ? doc.slice(0, 200) : `${doc} In SQL: \`${sql}\``;
}
