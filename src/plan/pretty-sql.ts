import type { DataType } from '../types/data-type.ts';
import { quoteIfNeeded, typeToSql } from '../types/print.ts';
import type { BoundBound, BoundExpression, BoundFrame, BoundSort, Call, RankingCall, WindowCall } from './bound.ts';
import { literalSql, prettyLiteral } from '../functions/pretty-literal.ts';

/**
 * An expression as generated column names and error messages show it: `(a + 1)`, `sum(x) FILTER (WHERE (x > 1))`,
 * `CAST(a AS INT)`. Names bare, strings without quotes, implicit casts not at all.
 */
export function prettySql(node: BoundExpression | RankingCall, timeZone = 'UTC', use: 'name' | 'message' | 'sql' = 'name'): string {
  const show = (part: BoundExpression | RankingCall): string => prettySql(part, timeZone, use);
  switch (node.kind) {
    case 'Attribute': return node.name;
    case 'OuterReference': return `outer(${[...node.attribute.qualifier, node.attribute.name].map(quoteIfNeeded).join('.')})`;
    case 'LambdaParameter': return node.shownByName === true ? node.name : 'namedlambdavariable()';
    case 'Literal': return use === 'sql' ? literalSql(node.value, node.type, timeZone) : prettyLiteral(node.value, node.type, timeZone);
    case 'Alias': return show(node.input);
    case 'Cast': return (node.implicit && use !== 'sql') || isCollection(node.type) ? show(node.input) : `${node.mode === 'try' ? 'TRY_CAST' : 'CAST'}(${show(node.input)} AS ${typeToSql(node.type)})`;
    case 'Lambda': return `lambdafunction(${[node.body, ...node.parameters].map(show).join(', ')})`;
    case 'Call': return use === 'message' && node.definition.displayInMessages !== undefined ? node.definition.displayInMessages(node.arguments.map(show)) : prettyCall(node, node.arguments.map(show));
    case 'AggregateCall': {
      const distinct = node.distinct ? 'DISTINCT ' : '';
      const shown = node.arguments.map(show);
      const { displayOrder } = node.definition;
      const keys = node.orderBy?.map((key) => (displayOrder === undefined ? show(key) : displayOrder(show(key.input), key.descending)));
      const order = keys === undefined ? '' : ` WITHIN GROUP (ORDER BY ${keys.join(', ')})`;
      const filter = node.filter === undefined ? '' : ` FILTER (WHERE ${show(node.filter)})`;
      const named = node.definition.display?.(node.distinct ? [`DISTINCT ${shown[0] ?? ''}`, ...shown.slice(1)] : shown, typesOf(node), node.written);
      return `${named === undefined ? `${shownName(node)}(${distinct}${shown.join(', ')})` : keys === undefined ? renamed(named, node) : named}${order}${filter}`;
    }
    case 'RankingCall': return `${namedCall(node, node.arguments.map(show))}${node.ignoreNulls && node.definition.ignoreNullsShown === true ? ' ignore nulls' : ''}`;
    case 'GeneratorCall': return node.definition.outer ? `generatorouter(${node.definition.name.replace('_outer', '')}(${node.arguments.map(show).join(', ')}))` : namedCall(node, node.arguments.map(show));
    case 'UserCall': return `${node.name}(${node.arguments.map(show).join(', ')})`;
    case 'WindowCall': return `${show(node.function)} OVER (${windowSql(node, show)})`;
    case 'Sort': return sortSql(node, show);
    case 'Subquery': return subquerySql(node, show);
  }
}

/** Casts to collections are not shown, written or not. */
function isCollection(type: DataType): boolean {
  return type.kind === 'array' || type.kind === 'map' || type.kind === 'struct';
}

/** `ORDER BY` of WITHIN GROUP and OVER: always with the place of NULLs. */
function sortSql(node: BoundSort, show: (part: BoundExpression) => string): string {
  return `${show(node.input)} ${node.descending ? 'DESC' : 'ASC'} NULLS ${node.nullsFirst ? 'FIRST' : 'LAST'}`;
}

function windowSql(node: WindowCall, show: (part: BoundExpression) => string): string {
  return [
    ...(node.partitionBy.length === 0 ? [] : [`PARTITION BY ${node.partitionBy.map(show).join(', ')}`]),
    ...(node.orderBy.length === 0 ? [] : [`ORDER BY ${node.orderBy.map(show).join(', ')}`]),
    node.function.kind === 'RankingCall' && node.function.definition.fixedFrame === 'whole row' ? rowSql(node.frame) : frameSql(node.frame, show),
  ].join(' ');
}

/** The one row that lag and lead look at: always FOLLOWING, with a sign. */
function rowSql({ start }: BoundFrame): string {
  const row = `${start.bound === 'offset' ? String(start.distance.value) : 0} FOLLOWING`;
  return `ROWS BETWEEN ${row} AND ${row}`;
}

export function frameSql(frame: BoundFrame, show: (part: BoundExpression) => string): string {
  return `${frame.unit.toUpperCase()} BETWEEN ${boundSql(frame.start, show)} AND ${boundSql(frame.end, show)}`;
}

function boundSql(bound: BoundBound, show: (part: BoundExpression) => string): string {
  if (bound.bound !== 'offset') return bound.bound.toUpperCase();
  return bound.shown ?? `${show(bound.distance)} FOLLOWING`;
}

function subquerySql(node: Extract<BoundExpression, { kind: 'Subquery' }>, show: (part: BoundExpression) => string): string {
  const outer = (node.mentioned ?? node.outer).map(show).join(', ');
  switch (node.subquery) {
    case 'scalar': return `scalarsubquery(${outer})`;
    case 'exists': return `exists(${outer})`;
    case 'in': {
      const values = node.values.map(show).join(', ');
      return `(${node.values.length === 1 ? values : `named_struct(${node.values.map((one, index) => `'${nameInRow(one, index, show)}', ${show(one)}`).join(', ')})`} IN (listquery(${outer})))`;
    }
  }
}

/** Values to the left of IN are the fields of a row. */
function nameInRow(value: BoundExpression, index: number, show: (part: BoundExpression) => string): string {
  if (value.kind === 'OuterReference') return value.attribute.name;
  return value.kind === 'Attribute' || value.kind === 'Literal' ? show(value) : `_${index}`;
}

function prettyCall(node: Call, args: readonly string[]): string {
  return node.definition.display === undefined && node.definition.name in displays ? displays[node.definition.name]!(args) : namedCall(node, args);
}

interface NamedNode { readonly definition: { readonly name: string; readonly displayAsWritten?: boolean }; readonly written: string }
type NamedCall = Call | RankingCall | Extract<BoundExpression, { kind: 'GeneratorCall' }>;

function namedCall(node: NamedCall, args: readonly string[]): string {
  const display = 'display' in node.definition ? node.definition.display : undefined;
  const shown = display?.(args, typesOf(node), node.written);
  return shown === undefined ? `${shownName(node)}(${args.join(', ')})` : renamed(shown, node);
}

/** Rows that are shown as written say so once: `substring(a, 1)` is `substr(a, 1)` when that was written, RLIKE is REGEXP. */
function renamed(shown: string, { definition, written }: NamedNode): string {
  const { name } = definition;
  if (definition.displayAsWritten !== true || written === name || shown.slice(0, name.length + 1).toLowerCase() !== `${name}(`) return shown;
  return `${shown.startsWith(name) ? written : written.toUpperCase()}${shown.slice(name.length)}`;
}

function typesOf(node: { readonly arguments: readonly BoundExpression[] }): readonly DataType[] {
  return node.arguments.map((one) => one.type);
}

function shownName({ definition, written }: NamedNode): string {
  return definition.displayAsWritten === true ? written : definition.name;
}

type Display = (args: readonly string[]) => string;

const infix = (symbol: string): Display => ([left, right]) => `(${left} ${symbol} ${right})`;

/** Calls that are operators in SQL, for rows that do not say themselves how they look. */
const displays: Readonly<Record<string, Display>> = {
  ...Object.fromEntries(['*', '/', '%', 'div', '=', '<=>', '<', '<=', '>', '>=', '&', '|', '^'].map((symbol) => [symbol, infix(symbol)])),
  '==': infix('='), and: infix('AND'), or: infix('OR'),
  '+': (args) => (args.length === 1 ? `(+ ${args[0]})` : infix('+')(args)),
  '-': (args) => (args.length === 1 ? `(- ${args[0]})` : infix('-')(args)),
  '~': ([input]) => `~${input}`,
  not: ([input]) => `(NOT ${input})`,
  isnull: ([input]) => `(${input} IS NULL)`,
  isnotnull: ([input]) => `(${input} IS NOT NULL)`,
  in: ([value, ...list]) => `(${value} IN (${list.join(', ')}))`,
  like: ([text, pattern, mark]) => `${text} LIKE ${pattern}${mark === undefined || mark === '\\' ? '' : ` ESCAPE '${mark}'`}`,
  ilike: ([text, pattern]) => `ilike(${text}, ${pattern})`,
  if: (args) => `(IF(${args.join(', ')}))`,
  when: caseSql,
};

function caseSql(args: readonly string[]): string {
  const branches: string[] = [];
  for (let index = 0; index + 1 < args.length; index += 2) branches.push(`WHEN ${args[index]} THEN ${args[index + 1]}`);
  if (args.length % 2 === 1) branches.push(`ELSE ${args.at(-1)}`);
  return `CASE ${branches.join(' ')} END`;
}

