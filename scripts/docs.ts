// Writes docs/reference/*.md, src/api/functions/*.ts and the list of functions in src/index.ts from the tables. With --check: fails when one is stale.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Condition } from '../src/errors/conditions/condition.ts';
import { conditions } from '../src/errors/conditions/index.ts';
import type { FunctionDefinition } from '../src/functions/function.ts';
import { findFunction, functionNames } from '../src/functions/index.ts';
import { fixedSettings } from '../src/plan/fixed-settings.ts';
import { settingRows } from '../src/plan/settings.ts';
import { sinks } from '../src/sinks/index.ts';
import { sources } from '../src/sources/index.ts';
import { functionModules, functionsModule } from './docs-functions.ts';

const made = 'Made by `npm run docs` from the tables of the engine; do not edit.';

const files: Readonly<Record<string, () => string>> = {
  'docs/reference/functions.md': functionsPage,
  'docs/reference/errors.md': errorsPage,
  'docs/reference/sources.md': () => connectorsPage('Sources', 'spark.read.format(NAME), spark.readStream.format(NAME)', sources.map((one) => ({
    ...one, facts: [one.streaming ? 'streams' : 'no streams', one.batch ? 'batches' : 'no batches', ...(one.aliases === undefined ? [] : [`also called ${one.aliases.join(', ')}`])],
  }))),
  'docs/reference/sinks.md': () => connectorsPage('Sinks', 'df.writeStream.format(NAME)', sinks.map((one) => ({ ...one, facts: [`modes ${one.modes.join(', ')}`, one.guarantee] }))),
  'docs/reference/options.md': settingsPage,
  ...Object.fromEntries([...functionModules(rowsByName())].map(([file, functions]) => [`src/api/functions/${file}`, () => functionsModule(functions)])),
  'src/index.ts': indexModule,
};

function main(check: boolean): void {
  const stale = Object.entries(files).filter(([path, make]) => {
    const text = make();
    if (existsSync(path) && readFileSync(path, 'utf8') === text) return false;
    if (!check) writeFileSync(path, text);
    return true;
  }).map(([path]) => path);
  for (const path of readdirSync('src/api/functions').map((file) => `src/api/functions/${file}`)) {
    if (path in files) continue;
    if (!check) rmSync(path);
    stale.push(path);
  }
  process.stdout.write(stale.length === 0 ? 'docs: all fresh\n' : `docs: ${check ? 'stale, run npm run docs' : 'written'}: ${stale.join(', ')}\n`);
  if (check && stale.length > 0) process.exitCode = 1;
}

function rowsByName(): ReadonlyMap<string, FunctionDefinition> {
  return new Map(functionNames().map((name) => [name, findFunction(name)!]));
}

function functionsPage(): string {
  const groups = new Map<string, FunctionDefinition[]>();
  for (const [name, row] of rowsByName()) if (name === row.name) groups.set(row.group, [...groups.get(row.group) ?? [], row]);
  const sections = [...groups].sort(([left], [right]) => (left < right ? -1 : 1)).map(([group, rows]) => `## ${group}\n\n${rows.map(functionEntry).join('\n')}`);
  return `# Functions\n\n${made} Every example is executed by the tests.\n\n${sections.join('\n')}`;
}

function functionEntry(row: FunctionDefinition): string {
  const also = row.aliases === undefined || row.aliases.length === 0 ? '' : ` Also: ${row.aliases.map((name) => `\`${name}\``).join(', ')}.`;
  const examples = row.examples.map(([sql, result]) => `${sql}\n${result.split('\n').map((line) => `-- ${line}`).join('\n')}`).join('\n');
  return `### ${row.name}\n\n${row.doc}${also}\n${examples === '' ? '' : `\n\`\`\`sql\n${examples}\n\`\`\`\n`}`;
}

function errorsPage(): string {
  const rows = Object.entries(conditions as Readonly<Record<string, Condition>>).sort(([left], [right]) => (left < right ? -1 : 1));
  const lines = rows.map(([name, { sqlState, message, hint }]) => `| ${name} | ${sqlState} | ${cell(message)} | ${cell(hint ?? '')} |`);
  return `# Errors\n\n${made}\n\nNames and SQLSTATEs are Apache Spark's; those it has no word for start with \`TIDEMARK_\`. \`error.condition\` and \`error.sqlState\` are stable, the words are not.\n\n| condition | SQLSTATE | message | hint |\n|---|---|---|---|\n${lines.join('\n')}\n`;
}

interface Connector { readonly name: string; readonly doc: string; readonly facts: readonly string[]; readonly options: readonly { readonly name: string; readonly doc: string; readonly default?: string; readonly required?: boolean }[] }

function connectorsPage(title: string, use: string, rows: readonly Connector[]): string {
  const sections = rows.map(({ name, doc, facts, options }) => {
    const table = options.map((one) => `| ${one.name} | ${one.required === true ? 'required' : cell(one.default ?? '')} | ${cell(one.doc)} |`).join('\n');
    return `## ${name}\n\n${doc} (${facts.join('; ')})\n${options.length === 0 ? '' : `\n| option | default | |\n|---|---|---|\n${table}\n`}`;
  });
  return `# ${title}\n\n${made} \`${use}\`. Names of options are told apart without case.\n\n${sections.join('\n')}`;
}

function settingsPage(): string {
  const rows = settingRows.map((row) => `| ${row.key} | ${cell(row.default ?? '')} | ${cell(row.doc)}${row.pinned === true ? ' Kept in the checkpoint.' : ''} |`);
  const fixed = fixedSettings.map(([key, value, doc]) => `| ${key} | ${value} | ${cell(doc)} |`);
  return `# Settings\n\n${made}\n\n\`spark.conf.set(KEY, VALUE)\`, \`SET KEY=VALUE\`, or \`session({ config })\`.\n\n| key | default | |\n|---|---|---|\n${rows.join('\n')}\n\n## Settings of Spark with one value\n\nThese change answers in Spark; here they have their default, and another value is refused.\n\n| key | value | |\n|---|---|---|\n${fixed.join('\n')}\n`;
}

function cell(text: string): string { return text.replaceAll('|', '\\|').replaceAll('\n', ' '); }

/** The public names: written by hand but for the functions. */
function indexModule(): string {
  const path = 'src/index.ts';
  const [start, end] = ['// functions (npm run docs)\n', '// end of functions\n'];
  const text = readFileSync(path, 'utf8').replace(new RegExp(`${start.replace(/[()]/g, '\\$&')}[\\s\\S]*${end}`), '');
  const blocks = [...functionModules(rowsByName())].map(([file, functions]) => {
    const lines: string[] = [];
    for (let at = 0; at < functions.length; at += 12) lines.push(`  ${functions.slice(at, at + 12).map(({ identifier }) => identifier).join(', ')},`);
    return `export {\n${lines.join('\n')}\n} from './api/functions/${file}';\n`;
  });
  return `${text}${start}${blocks.join('')}${end}`;
}

main(process.argv.includes('--check'));
