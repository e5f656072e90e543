import { fail, StreamError } from '../../errors/stream-error.ts';
import { findFunction } from '../../functions/index.ts';
import type { Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { Expression } from '../../plan/expression.ts';
import { aliasOf } from '../build.ts';
import { prettyIn } from './call.ts';
import { columnName, isGeneratedName } from './column-name.ts';
import { generatedBy } from './generated.ts';
import { checkClause, checkGenerators, expectSound } from './clause-check.ts';
import { settleEach } from './late-faults.ts';
import { expectNoStar, resolve } from './resolve.ts';
import type { Scope, SelectItem } from './scope.ts';
import { expandRegex, expandStar } from './star.ts';

/** A select list: stars written out, every column named, aliases known to the items right of them. */
export function resolveSelectList(expressions: readonly Expression[], scope: Scope): readonly SelectItem[] {
  return resolveItems(expressions, scope, new Map());
}

/**
 * A select list whose generators are run below it, as Spark does where nothing is aggregated: their columns are known to all other items, left and right, by
 * names that the input does not have.
 */
export function resolveGeneratingList(expressions: readonly Expression[], scope: Scope): readonly SelectItem[] {
  const generators = new Map<Expression, readonly SelectItem[]>();
  let known = scope;
  for (const one of expressions.filter(writesGenerator)) {
    const made = generatorFound(one, known);
    if (made === undefined) continue;
    const generated = generatedBy(made, scope);
    generators.set(one, [{ ...made, generated }]);
    known = { ...known, fallback: [...known.fallback ?? [], ...generated] };
  }
  return resolveItems(expressions, known, generators);
}

type GeneratorItem = Extract<SelectItem, { item: 'generator' }>;

function writesGenerator(written: Expression): boolean {
  const called = written.kind === 'Alias' ? written.input : written;
  return called.kind === 'UnresolvedFunction' && findFunction(called.name.at(-1)!)?.kind === 'generator';
}

/** Undefined when something is wrong with it: it is reported in its turn. */
function generatorFound(written: Expression, scope: Scope): GeneratorItem | undefined {
  try {
    const [made] = resolveItem(written, scope);
    const count = made?.item === 'generator' && made.generator.type.kind === 'struct' ? made.generator.type.fields.length : 0;
    return made?.item === 'generator' && (made.names.length === 0 || made.names.length === count) ? made : undefined;
  } catch (error) {
    if (error instanceof StreamError && error.domain !== 'internal') return undefined;
    throw error;
  }
}

function resolveItems(given: readonly Expression[], scope: Scope, generators: ReadonlyMap<Expression, readonly SelectItem[]>): readonly SelectItem[] {
  const expressions = given.map((one) => (one.kind === 'ExpressionString' ? scope.session.parseExpression(one.sql) : one));
  const lateral = scope.session.settings.get('spark.sql.lateralColumnAlias.enableImplicitResolution')?.toLowerCase() !== 'false';
  const items: SelectItem[] = [];
  let aliases = scope.lateralAliases ?? [];
  settleEach(expressions, (one) => {
    const made = generators.get(one) ?? resolveItem(one, lateral && aliases.length > 0 ? { ...scope, lateralAliases: aliases } : scope);
    items.push(...made);
    aliases = [...aliases, ...made.flatMap((item) => (item.item === 'column' && item.expression.kind === 'Alias' && one.kind === 'Alias' ? [item.expression] : []))];
  });
  return items;
}

function resolveItem(written: Expression, scope: Scope): readonly SelectItem[] {
  if (written.kind === 'UnresolvedStar') return expandStar(written, scope).map(column);
  if (written.kind === 'UnresolvedRegex') return expandRegex(written, scope).map(column);
  const names = written.kind === 'Alias' ? written.names : [];
  if (written.kind === 'Alias') expectNoStar(written.input, 'alias');
  const bound = resolve(written.kind === 'Alias' ? written.input : written, scope);
  if (bound.kind === 'GeneratorCall') {
    for (const argument of bound.arguments) checkGenerators(argument, scope);
    expectSound(bound);
    return [{ item: 'generator', generator: bound, names, at: written.at }];
  }
  checkGenerators(bound, scope, 'nested');
  if (scope.clause !== undefined) checkClause(bound, scope.clause, scope);
  if (names.length > 1) fail('MULTI_ALIAS_WITHOUT_GENERATOR', { expr: `"${prettyIn(scope, bound)}"`, names: names.join(', ') }, { at: written.at });
  return [column(namedColumn(written, bound, names[0], scope))];
}

function namedColumn(written: Expression, bound: BoundExpression, name: string | undefined, scope: Scope): Attribute | BoundAlias {
  if (name === undefined && (bound.kind === 'Attribute' || bound.kind === 'Alias')) return bound;
  const generated = name === undefined && isGeneratedName(written, bound);
  return aliasOf(bound.kind === 'Alias' ? bound.input : bound, name ?? columnName(written, bound, scope), scope.session.nextId(), { at: written.at, ...(generated ? { generatedName: true } : {}) });
}

function column(expression: Attribute | BoundAlias): SelectItem {
  return { item: 'column', expression };
}
