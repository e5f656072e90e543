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

/** One module per group of Spark's: its file name below src/api/functions, and its functions. */
export function functionModules(rows: ReadonlyMap<string, FunctionDefinition>): ReadonlyMap<string, readonly ApiFunction[]> {
  const modules = new Map<string, ApiFunction[]>();
  for (const one of apiFunctions(rows)) {
    const file = `${one.row.group.replaceAll('_', '-')}.ts`;
    modules.set(file, [...modules.get(file) ?? [], one]);
  }
  return new Map([...modules].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Where a function of the API is another one of SQL, which shows in the names of columns. */
const calledAs: Readonly<Record<string, string>> = { mean: "'avg'", pow: "'power'", random: "'rand'", log: "args.length === 1 ? 'ln' : 'log'" };

export function functionsModule(functions: readonly ApiFunction[]): string {
  const lines = functions.map(({ identifier, name, row }) => `/** ${docOf(row)} */\nexport function ${identifier}(...args: readonly ColumnLike[]): Column { return callNamed(${calledAs[name] ?? `'${name}'`}, args); }`);
  return `// Made by npm run docs from the function table; do not edit.\nimport { type Column, type ColumnLike, callNamed } from '../column.ts';\n\n${lines.join('\n')}\n`;
}

function docOf(row: FunctionDefinition): string {
  const doc = row.doc.replaceAll('*/', '* /');
  const [example] = row.examples;
  const sql = example?.[0].replaceAll('*/', '* /').replace(/\s+/g, ' ');
  return sql === undefined || doc.length + sql.length > 150 ? doc.slice(0, 200) : `${doc} In SQL: \`${sql}\``;
}
