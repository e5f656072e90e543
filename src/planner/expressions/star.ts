import { fail, type Span } from '../../errors/stream-error.ts';
import { makeRegex, type Regex } from '../../functions/strings/regex.ts';
import type { Attribute, BoundAlias } from '../../plan/bound.ts';
import type { UnresolvedFunction, UnresolvedRegex, UnresolvedStar } from '../../plan/expression.ts';
import { someExpression } from '../../plan/walk.ts';
import { intType } from '../../types/data-type.ts';
import { quoteIdentifier } from '../../types/print.ts';
import { aliasOf } from '../build.ts';
import type { Argument } from './arguments.ts';
import { extractField } from './extract.ts';
import { findAmong, findName, sameName } from './names.ts';
import type { Scope } from './scope.ts';
import { sortedColumns, suggestedColumns } from './suggest.ts';
import { withoutFields } from './update-fields.ts';
import { sparkClassOf } from '../../functions/spark-classes.ts';

/** `*`, `t.*`, `s.*` of a struct, `* EXCEPT (…)`: the columns, in order. */
export function expandStar(star: UnresolvedStar, scope: Scope): readonly (Attribute | BoundAlias)[] {
  const columns = star.target === undefined ? visible(scope.attributes) : ofTarget(star.target, scope, star.at);
  return star.except === undefined ? columns : without(columns, star.except, scope, star.at);
}

/** Columns whose whole name matches a pattern. */
export function expandRegex(node: UnresolvedRegex, scope: Scope): readonly Attribute[] {
  const pattern = patternOf(node, scope);
  const columns = node.target === undefined ? visible(scope.attributes) : visible(scope.attributes).filter((one) => qualifies(one, node.target!, scope));
  return columns.filter((one) => pattern.test(one.name));
}

/** Flags of a pattern end with its group. */
function patternOf({ pattern, at }: UnresolvedRegex, scope: Scope): Regex {
  const flags = scope.session.settings.get('spark.sql.caseSensitive') === 'true' ? '' : 'i';
  const regex = makeRegex(pattern) === undefined ? undefined : makeRegex(`\\A(?${flags}:${pattern})\\z`);
  return regex ?? fail('INVALID_PARAMETER_VALUE.PATTERN', { parameter: '`pattern`', functionName: '`SELECT`', value: `'${pattern}'` }, { at });
}

/** Arguments with stars written out. `count(*)` is `count(1)`; with DISTINCT it counts rows of all columns. */
export function expandArguments(node: UnresolvedFunction, scope: Scope): readonly Argument[] {
  if (!node.arguments.some((one) => one.kind === 'UnresolvedStar' || one.kind === 'UnresolvedRegex')) return node.arguments;
  const name = node.name.at(-1)!.toLowerCase();
  const [first] = node.arguments;
  if (node.operator === true && !expandingOperators.has(name)) fail('INVALID_USAGE_OF_STAR_OR_REGEX', { elem: '\'*\'', prettyName: `expression \`${operatorClass(name, node.arguments.length)}\`` }, { at: node.at });
  if (name === 'count' && node.arguments.length === 1 && first?.kind === 'UnresolvedStar') {
    if (first.target === undefined && first.except === undefined && node.distinct !== true) return [{ kind: 'Literal', value: 1, type: intType, at: first.at }];
    if (first.target !== undefined && scope.session.settings.get('spark.sql.legacy.allowStarWithSingleTableIdentifierInCount') !== 'true') {
      fail('INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT', { tableName: first.target.map(quoteIdentifier).join('.') }, { at: first.at });
    }
  }
  if (scope.clause === 'HAVING') fail('INVALID_USAGE_OF_STAR_OR_REGEX', { elem: '\'*\'', prettyName: 'UnresolvedHaving' }, { at: first!.at });
  return node.arguments.flatMap((one): readonly Argument[] => {
    if (one.kind === 'UnresolvedStar') return expandStar(one, scope).map((column) => ({ kind: 'Column', column, at: one.at }));
    return one.kind === 'UnresolvedRegex' ? expandRegex(one, scope).map((column) => ({ kind: 'Column', column, at: one.at })) : [one];
  });
}

/** Spark's name of an operator. */
function operatorClass(name: string, count: number): string {
  const prefix = count === 1 && (name === 'negative' || name === '-') ? 'UnaryMinus' : sparkClassOf(name)?.split('.').at(-1);
  return (prefix ?? name).toLowerCase();
}

const expandingOperators: ReadonlySet<string> = new Set(['in', 'struct', 'extract']);

function visible(attributes: readonly Attribute[]): readonly Attribute[] {
  return attributes.filter((one) => one.hidden !== true);
}

function qualifies(attribute: Attribute, target: readonly string[], scope: Scope): boolean {
  const same = sameName(scope);
  const start = attribute.qualifier.length - target.length;
  return start >= 0 && target.every((part, index) => same(part, attribute.qualifier[start + index]!));
}

/** Columns of a table by that name, else the fields of a struct column. */
function ofTarget(target: readonly string[], scope: Scope, at: Span | undefined): readonly (Attribute | BoundAlias)[] {
  const columns = scope.attributes.filter((one) => qualifies(one, target, scope));
  if (columns.length > 0) return columns;
  const { variable: _, ...session } = scope.session; // stars do not reach into variables
  const input = findAmong(target, scope.attributes, scope, at) ?? findName(target, { ...scope, session });
  if (input === undefined) {
    const outer = scope.outer === undefined ? [] : scope.outer.attributes.filter((one) => qualifies(one, target, scope));
    if (outer.length > 0) return outer.map((one) => aliasOf({ kind: 'OuterReference', attribute: one, type: one.type, nullable: one.nullable }, one.name, scope.session.nextId()));
    const known = sortedColumns(visible(scope.attributes)).map((one) => quoteIdentifier(one.name)).join(', ');
    return fail('CANNOT_RESOLVE_STAR_EXPAND', { targetString: target.map(quoteIdentifier).join('.'), columns: known }, { at });
  }
  if (input.type.kind !== 'struct') return fail('_LEGACY_ERROR_TEMP_1050', { attributes: `List(${target.join(', ')})` }, { at });
  return input.type.fields.map((one) => aliasOf(extractField(input, one.name, scope, at), one.name, scope.session.nextId()));
}

/** `* EXCEPT (a, s.b)`: columns left out, and structs built anew from the fields that are left. */
function without(columns: readonly (Attribute | BoundAlias)[], except: readonly (readonly string[])[], scope: Scope, at: Span | undefined): readonly (Attribute | BoundAlias)[] {
  const attributes = columns.filter((one) => one.kind === 'Attribute');
  const same = sameName(scope);
  const paths = new Map<number, (readonly string[])[]>();
  for (const name of except) {
    const found = findAmong(name, attributes, scope, at);
    const column = columns.find((one) => (found === undefined
      ? one.kind === 'Alias' && name.length === 1 && same(one.name, name[0]!)
      : someExpression(found, (node) => node.kind === 'Attribute' && node.id === one.id)));
    if (column === undefined) return fail('UNRESOLVED_COLUMN.WITH_SUGGESTION', { objectName: name.map(quoteIdentifier).join('.'), proposal: suggestedColumns(name, attributes, true).join(', ') }, { at });
    const path = found === undefined || found.kind === 'Attribute' ? [] : name.slice(name.findIndex((part) => same(part, column.name)) + 1);
    const others = paths.get(column.id) ?? [];
    if (others.some((other) => overlap(path, other, same))) fail('EXCEPT_OVERLAPPING_COLUMNS', { columns: except.map((parts) => parts.join('.')).join(', ') }, { at });
    paths.set(column.id, [...others, path]);
  }
  return columns.flatMap((one): readonly (Attribute | BoundAlias)[] => {
    const dropped = paths.get(one.id);
    if (dropped === undefined) return [one];
    return dropped.some((path) => path.length === 0) ? [] : [aliasOf(withoutFields(one.kind === 'Alias' ? one.input : one, dropped, scope, at), one.name, scope.session.nextId())];
  });
}

/** One is the other, or stands inside of it. */
function overlap(left: readonly string[], right: readonly string[], same: (left: string, right: string) => boolean): boolean {
  return left.slice(0, right.length).every((part, index) => same(part, right[index]!)) && right.slice(0, left.length).every((part, index) => same(part, left[index]!));
}
