import { conditionOf, fail, type Span } from '../../errors/stream-error.ts';
import { findFunction } from '../../functions/index.ts';
import { laterValue, shownAs } from '../../functions/shown.ts';
import type { Attribute, BoundExpression } from '../../plan/bound.ts';
import type { CatalogVariable } from '../../plan/catalog.ts';
import type { UnresolvedAttribute } from '../../plan/expression.ts';
import { literalSql } from '../../functions/pretty-literal.ts';
import { transformUp } from '../../plan/walk.ts';
import { quoteIdentifier, quoteIfNeeded } from '../../types/print.ts';
import { callFunction } from './call.ts';
import { extractField } from './extract.ts';
import type { Scope } from './scope.ts';
import { shownName, suggestedColumns } from './suggest.ts';

/**
 * What a dotted name means. The longest qualifier wins (`catalog.database.table.column` … `table.column`), then the bare
 * column; what is left of the name are fields inside it. Places are searched in the order that `Scope` lists.
 */
export function resolveName(node: UnresolvedAttribute, scope: Scope): BoundExpression {
  return findName(node.name, scope, node) ?? failUnresolved(node.name, scope, node.at);
}

/** Like `resolveName`, undefined when nothing has that name. */
export function findName(name: readonly string[], scope: Scope, node?: UnresolvedAttribute): BoundExpression | undefined {
  const at = node?.at;
  return findLambdaParameter(name, scope, at)
    ?? findColumn(name, scope, node)
    ?? findWordFunction(name, scope, at)
    ?? findLateralAlias(name, scope, at)
    ?? findOuter(name, scope, node)
    ?? findVariable(name, scope, at);
}

export function isCaseSensitive(scope: Scope): boolean {
  return scope.session.settings.get('spark.sql.caseSensitive')?.toLowerCase() === 'true';
}

/** Names are compared without regard to case unless the session says otherwise. */
export function sameName(scope: Scope): (left: string, right: string) => boolean {
  return isCaseSensitive(scope) ? (left, right) => left === right : (left, right) => left === right || left.toLowerCase() === right.toLowerCase();
}

export function failUnresolved(name: readonly string[], scope: Scope, at: Span | undefined, what: 'UNRESOLVED_COLUMN' | 'UNRESOLVED_MAP_KEY' = 'UNRESOLVED_COLUMN'): never {
  const objectName = shownName(name).map(quoteIdentifier).join('.');
  const place = { at: scope.lambdaParameters === undefined ? at : undefined }; // Spark tells what is missing in a lambda at the operator
  const generated = scope.clause === 'SELECT' ? scope.fallback ?? [] : [];
  const columns = [...scope.attributes, ...generated].filter((one) => one.hidden !== true);
  if (columns.length === 0) return fail(`${what}.WITHOUT_SUGGESTION`, { objectName }, place);
  return fail(`${what}.WITH_SUGGESTION`, { objectName, proposal: suggestedColumns(name, columns).join(', ') }, place);
}

/** A column of the given ones, with the fields taken out of it; hidden ones when no other can be meant. Fails when several have the name. */
export function findAmong(name: readonly string[], attributes: readonly Attribute[], scope: Scope, at: Span | undefined): BoundExpression | undefined {
  const visible = attributes.filter((one) => one.hidden !== true);
  const found = findIn(name, visible, scope, at);
  return found !== undefined || visible.length === attributes.length ? found : findIn(name, attributes.filter((one) => one.hidden === true), scope, at);
}

function findIn(name: readonly string[], attributes: readonly Attribute[], scope: Scope, at: Span | undefined): BoundExpression | undefined {
  const same = sameName(scope);
  for (let qualifierLength = Math.min(3, name.length - 1); qualifierLength >= 0; qualifierLength--) {
    const qualifier = name.slice(0, qualifierLength);
    const found = attributes.filter((one) => same(one.name, name[qualifierLength]!) && endsWith(one.qualifier, qualifier, same));
    const distinct = found.filter((one, index) => found.findIndex((other) => other.id === one.id) === index);
    if (distinct.length > 1) return failAmbiguous(name, distinct, at);
    if (distinct.length === 1) return name.slice(qualifierLength + 1).reduce((input: BoundExpression, fieldName) => extractField(input, fieldName, scope, at), asWritten(distinct[0]!, name[qualifierLength]!, at));
  }
  return undefined;
}

/** Attributes in the expression seen from a query inside this one. */
export function asOuter(expression: BoundExpression): BoundExpression {
  return transformUp(expression, (one) => (one.kind === 'Attribute' ? { kind: 'OuterReference', attribute: one, type: one.type, nullable: one.nullable, at: one.at } : one));
}

function endsWith(whole: readonly string[], end: readonly string[], same: (left: string, right: string) => boolean): boolean {
  return end.length <= whole.length && end.every((part, index) => same(part, whole[whole.length - end.length + index]!));
}

/** A column is shown in the case in which it was written. */
function asWritten(attribute: Attribute, name: string, at: Span | undefined): Attribute {
  if ((at === undefined && attribute.name === name) || attribute.name === 'grouping__id') return attribute;
  return at === undefined ? { ...attribute, name } : { ...attribute, name, at };
}

function failAmbiguous(name: readonly string[], found: readonly Attribute[], at: Span | undefined): never {
  const names = found.map((one) => shownName([...one.qualifier, one.name]).map(quoteIdentifier).join('.')).sort();
  return fail('AMBIGUOUS_REFERENCE', { name: shownName(name).map(quoteIdentifier).join('.'), referenceNames: `[${names.join(', ')}]` }, { at });
}

function findLambdaParameter(name: readonly string[], scope: Scope, at: Span | undefined): BoundExpression | undefined {
  const same = sameName(scope);
  const found = scope.lambdaParameters?.findLast((one) => same(one.name, name[0]!));
  return found && name.slice(1).reduce((input: BoundExpression, fieldName) => extractField(input, fieldName, scope, at), found);
}

/** A column of a DataFrame that this one has no more, or another one of that name. */
function failReplaced(name: readonly string[], scope: Scope, at: Span | undefined): never {
  const missingAttributes = name.map(quoteIdentifier).join('.');
  const shown = { missingAttributes, input: scope.attributes.map((one) => quoteIdentifier(one.name)).join(', '), operator: scope.operator ?? 'this DataFrame' };
  if (findAmong(name, scope.attributes, scope, undefined) === undefined) fail('MISSING_ATTRIBUTES.RESOLVED_ATTRIBUTE_MISSING_FROM_INPUT', shown, { at });
  return fail('MISSING_ATTRIBUTES.RESOLVED_ATTRIBUTE_APPEAR_IN_OPERATION', { ...shown, operation: missingAttributes }, { at });
}

function findColumn(name: readonly string[], scope: Scope, node: UnresolvedAttribute | undefined): BoundExpression | undefined {
  const at = node?.at;
  if (node?.planId !== undefined) {
    const own = scope.attributesOfPlan?.(node.planId);
    if (own !== undefined) {
      const found = findAmong(name, own.inReach, scope, at);
      if (found !== undefined) return found;
      if (own.all.some((one) => sameName(scope)(one.name, name[0]!))) failReplaced(name, scope, at);
    }
  }
  if (scope.below !== undefined) return findByLevel(name, [scope.attributes, ...scope.below], scope, at);
  const found = findGrouped(name, scope, at) ?? findAmong(name, scope.attributes, scope, at);
  if (found !== undefined || scope.fallback === undefined) return found;
  return scope.grouped === undefined ? findAmong(name, scope.fallback, scope, at) : findUnlessAmbiguous(name, scope.fallback, scope, at);
}

function findByLevel(name: readonly string[], levels: readonly (readonly Attribute[])[], scope: Scope, at: Span | undefined): BoundExpression | undefined {
  for (const level of levels) {
    const found = findUnlessAmbiguous(name, level, scope, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findGrouped(name: readonly string[], scope: Scope, at: Span | undefined): BoundExpression | undefined {
  if (scope.grouped === undefined) return undefined;
  const found = findUnlessAmbiguous(name, scope.grouped.columns, scope, at);
  return found !== undefined && (scope.grouped.inAggregate === true || scope.grouped.isKey(found)) ? found : undefined;
}

function findUnlessAmbiguous(name: readonly string[], attributes: readonly Attribute[], scope: Scope, at: Span | undefined): BoundExpression | undefined {
  try {
    return findAmong(name, attributes, scope, at);
  } catch (error) {
    if (conditionOf(error) === undefined) throw error;
    return undefined;
  }
}

/** The scope of what an aggregate takes, also of one that stands in a query inside HAVING. */
export function scopeInAggregate(scope: Scope): Scope {
  const grouped = scope.grouped === undefined ? {} : { grouped: { ...scope.grouped, inAggregate: true } };
  const outer = scope.outer?.grouped === undefined ? {} : { outer: scopeInAggregate(scope.outer) };
  return { ...scope, ...grouped, ...outer };
}

/** Words that are calls without brackets, and of what. */
const wordFunctions: ReadonlyMap<string, string> = new Map([
  ['current_date', 'current_date'], ['current_timestamp', 'current_timestamp'], ['current_time', 'current_time'], ['localtime', 'current_time'],
  ['current_user', 'current_user'], ['session_user', 'current_user'], ['user', 'current_user'], ['current_path', 'current_path'], ['grouping__id', 'grouping_id'],
]);

function findWordFunction(name: readonly string[], scope: Scope, at: Span | undefined): BoundExpression | undefined {
  const called = name.length === 1 ? wordFunctions.get(name[0]!.toLowerCase()) : undefined;
  return called === undefined || findFunction(called)?.kind !== 'scalar' ? undefined : callFunction(called, [], scope, at);
}

function findLateralAlias(name: readonly string[], scope: Scope, at: Span | undefined): BoundExpression | undefined {
  const same = sameName(scope);
  const found = scope.lateralAliases?.filter((one) => same(one.name, name[0]!)) ?? [];
  if (found.length > 1) fail('AMBIGUOUS_LATERAL_COLUMN_ALIAS', { name: name.map(quoteIfNeeded).join('.'), n: String(found.length) }, { at });
  const [alias] = found;
  if (alias === undefined) return undefined;
  const attribute: Attribute = { kind: 'Attribute', id: alias.id, name: at === undefined ? alias.name : name[0]!, qualifier: [], type: alias.type, nullable: alias.nullable, at };
  return name.slice(1).reduce((input: BoundExpression, fieldName) => extractField(input, fieldName, scope, at), attribute);
}

/** Only the query right around sees in: like Spark, names do not reach over two queries. */
function findOuter(name: readonly string[], scope: Scope, node: UnresolvedAttribute | undefined): BoundExpression | undefined {
  if (scope.outer === undefined) return undefined;
  const found = findColumn(name, scope.outer, node);
  return found && asOuter(found);
}

/** `x`, `session.x`, `system.session.x`, and fields inside them. */
function findVariable(name: readonly string[], scope: Scope, at: Span | undefined): BoundExpression | undefined {
  for (let length = Math.min(3, name.length); length > 0; length--) {
    const variable = scope.session.variable?.(name.slice(0, length));
    if (variable !== undefined) return name.slice(length).reduce((input, fieldName) => extractField(input, fieldName, scope, at), variableValue(variable, scope, at));
  }
  return undefined;
}

/** Shown with its value inside longer expressions, like Spark. */
function variableValue({ name, type, value, later }: CatalogVariable, scope: Scope, at: Span | undefined): BoundExpression {
  if (later !== undefined) return { kind: 'Call', definition: laterValue(name.at(-1)!, later), written: 'later_value', arguments: [], type, nullable: true, at };
  const literal: BoundExpression = { kind: 'Literal', value, type, nullable: value === null, at };
  const qualified = (name.length === 1 ? ['system', 'session', name[0]!.toLowerCase()] : name).map(quoteIfNeeded).join('.');
  const shown = `variablereference(${qualified}=${literalSql(value, type, scope.session.settings.timeZone)})`;
  return { kind: 'Call', definition: shownAs(shown), written: 'shown_as', arguments: [literal], type, nullable: literal.nullable, at };
}
