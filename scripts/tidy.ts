// Checks what the compiler cannot: layers, sizes, banned words, names. `npm run tidy`; part of `npm test`.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

/** Bottom to top. A folder may import itself and folders on lower rows, never a neighbour on its own row. */
export const layers: readonly (readonly string[])[] = [
  ['errors', 'environment'],
  ['types'],
  ['columnar'],
  ['formats'],
  ['functions', 'state'],
  ['plan', 'sources', 'sinks'],
  ['parser', 'planner', 'exec'],
  ['api'],
];

const limits = { fileLines: 500, functionLines: 70, lineColumns: 220 };

interface Ban { readonly pattern: RegExp; readonly allowedIn: RegExp; readonly instead: string }

/** Each with what to use instead. `allowedIn` is matched against the path below src. */
const banned: readonly Ban[] = [
  { pattern: /from 'apache-arrow'/, allowedIn: /^columnar\//, instead: 'columnar/arrow.ts' },
  { pattern: /new Function\(/, allowedIn: /^columnar\/stamp\.ts$/, instead: 'columnar/stamp.ts' },
  { pattern: /from 'chevrotain'/, allowedIn: /^parser\//, instead: 'the parser' },
  { pattern: /from 'kafkajs/, allowedIn: /^formats\/kafka\//, instead: 'formats/kafka' },
  { pattern: /\bDate\.now\(|\bMath\.random\(|\bsetTimeout\(|\bsetInterval\(|\bperformance\.now\(/, allowedIn: /^environment\//, instead: 'the Environment' },
  { pattern: /from 'node:(fs|net|tls|child_process)/, allowedIn: /^environment\//, instead: 'the Environment' },
  { pattern: /: any\b|\bas any\b|<any>|any\[\]/, allowedIn: /^$/, instead: 'unknown' },
  { pattern: /@ts-(ignore|nocheck)/, allowedIn: /^$/, instead: 'a type that holds' },
  { pattern: /@ts-expect-error/, allowedIn: /^test\/.*\/typed-[\w-]+\.test\.ts$/, instead: 'a type that holds' },
  { pattern: /export default|export \* from/, allowedIn: /^$/, instead: 'named exports' },
  { pattern: /throw new (Error|TypeError|RangeError)\(/, allowedIn: /^environment\//, instead: 'fail() or invariant()' },
  { pattern: /\b(TODO|FIXME|XXX|HACK)\b(?!['\]])/, allowedIn: /^$/, instead: 'an issue' },
  { pattern: /console\.(log|error|warn)\(/, allowedIn: /^api\/cli|^environment\//, instead: 'environment.log or session.print' },
];

const bannedNames = /(^|\/)(utils?|helpers?|common|misc|lib)(\.ts|\/)/;

export function tidy(root: string): readonly string[] {
  return listFiles(root).flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    const file = relative(root, path).split(sep).join('/');
    return [...checkLayers(root, path, file, text), ...checkSizes(file, text), ...checkWords(file, text)];
  });
}

/** Median, 90th percentile and largest number of lines. */
export function fileSizes(root: string): { readonly files: number; readonly median: number; readonly p90: number; readonly max: number } {
  const sizes = listFiles(root).map((path) => readFileSync(path, 'utf8').split('\n').length).sort((left, right) => left - right);
  const at = (share: number): number => sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * share))] ?? 0;
  return { files: sizes.length, median: at(0.5), p90: at(0.9), max: sizes.at(-1) ?? 0 };
}

function checkLayers(root: string, path: string, file: string, text: string): string[] {
  if (!file.includes('/')) return []; // src/index.ts may name anything
  const from = file.split('/')[0]!;
  const level = layers.findIndex((row) => row.includes(from));
  if (level < 0) return [`${file}: folder ${from} has no layer`];
  return ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith('.')) return [];
    const to = relative(root, resolve(dirname(path), fileName)).split(sep)[0]!;
    const allowed = to === from || layers.slice(0, level).some((row) => row.includes(to));
    return allowed ? [] : [`${file}: ${from} must not import ${to}`];
  });
}

function checkSizes(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
  const problems: string[] = [];
  if (text.split('\n').length - 1 > limits.fileLines) problems.push(`${file}: ${text.split('\n').length - 1} lines, more than ${limits.fileLines}`);
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) {
      const length = lineOf(node.end) - lineOf(node.getStart(source)) + 1;
      if (length > limits.functionLines) problems.push(`${file}:${lineOf(node.getStart(source))}: function of ${length} lines, more than ${limits.functionLines}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return problems;
}

function checkWords(file: string, text: string): string[] {
  const name = bannedNames.test(file) ? [`${file}: name the subject instead`] : [];
  return name.concat(text.split('\n').flatMap((line, index) => [
    ...(line.length > limits.lineColumns ? [`${file}:${index + 1}: ${line.length} columns, more than ${limits.lineColumns}`] : []),
    ...banned.filter((rule) => rule.pattern.test(line) && !rule.allowedIn.test(file)).map((rule) => `${file}:${index + 1}: banned here, use ${rule.instead}`),
  ]));
}

/** What src/index.ts names has a doc comment, and so has every public member of it: the first declaration of each name. */
function checkDocs(root: string): string[] {
  const index = readSource(join(root, 'index.ts'));
  return index.statements.filter(ts.isExportDeclaration).flatMap((statement) => {
    if (statement.moduleSpecifier === undefined || statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause)) return [];
    const file = join(root, (statement.moduleSpecifier as ts.StringLiteral).text);
    const source = readSource(file);
    const declared = new Map(source.statements.flatMap((one): [string, ts.Statement][] => namesOf(one).map((name) => [name, one])).reverse());
    return statement.exportClause.elements.flatMap(({ name, propertyName }) => {
      const declaration = declared.get((propertyName ?? name).text);
      return declaration === undefined ? [] : undocumented(declaration).map((what) => `${relative(root, file)}: ${what} has no doc comment`);
    });
  });
}

function undocumented(declaration: ts.Statement): string[] {
  const own = hasDoc(declaration) ? [] : [namesOf(declaration).join()];
  if (!ts.isClassDeclaration(declaration) && !ts.isInterfaceDeclaration(declaration)) return own;
  const seen = new Set<string>();
  return own.concat([...declaration.members].flatMap((member: ts.ClassElement | ts.TypeElement) => {
    const name = member.name === undefined || ts.isPrivateIdentifier(member.name) ? undefined : member.name.getText();
    if (name === undefined || seen.has(name)) return [];
    seen.add(name);
    return hasDoc(member) ? [] : [`${declaration.name?.text ?? ''}.${name}`];
  }));
}

function hasDoc(node: ts.Node): boolean { return ts.getJSDocCommentsAndTags(node).length > 0; }

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map((one) => one.name.getText());
  return (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) && statement.name !== undefined ? [statement.name.text] : [];
}

function readSource(file: string): ts.SourceFile { return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true); }

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listFiles(path);
    return path.endsWith('.ts') && !path.endsWith('.d.ts') ? [path] : [];
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  const root = resolve(process.argv[2] ?? 'src');
  const problems = [...tidy(root), ...checkDocs(root)];
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const { files, median, p90, max } = fileSizes(root);
  process.stdout.write(`tidy: ${files} files, ${median} lines median, ${p90} p90, ${max} max, ${problems.length} problems\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
