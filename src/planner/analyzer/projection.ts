import { fail } from '../../errors/stream-error.ts';
import type { Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { type ExpressionNode, visitExpression } from '../../plan/walk.ts';
import { quoteIdentifier } from '../../types/print.ts';
import { hasWindowCall, idsOf, referencesOf } from '../references.ts';
import { generatedBy } from '../expressions/generated.ts';
import type { SelectItem } from '../expressions/scope.ts';
import type { Frame } from './context.ts';
import { extractWindows } from './windows.ts';

/**
 * A select list without aggregates as plan nodes: OVER calls become Window nodes below the projection, a generator becomes a
 * Generate node, and aliases used by items to their right are computed in a projection of their own.
 */
export function planProjection(items: readonly SelectItem[], input: LogicalPlan, frame: Frame): LogicalPlan {
  const available = idsOf(outputOf(input));
  const aliases = madeIn(items);
  const waiting = items.filter((item) => usesAlias(item, aliases, available));
  if (waiting.length === 0) return projectOnce(items, input, frame);
  const wanted = referencesOf(...waiting.map(expressionOf));
  const early = items.filter((item) => !waiting.includes(item) && [...madeIn([item])].some((id) => wanted.has(id)));
  const passed: readonly SelectItem[] = outputOf(input).map((expression) => ({ item: 'column', expression }));
  const lower = projectOnce([...passed, ...early], input, frame);
  const rest = items.flatMap((item): readonly SelectItem[] => (!early.includes(item) ? [item]
    : item.item === 'column' ? [{ item: 'column', expression: attributeOf(item.expression) }] : (item.generated ?? []).map((expression) => ({ item: 'column', expression }))));
  return planProjection(rest, lower, frame);
}

/** The expression of an item, for tests of what it contains. */
export function expressionOf(item: SelectItem): BoundExpression {
  return item.item === 'column' ? item.expression : item.generator;
}

/** Where Spark does not look for aliases of the same select list: arguments of aggregates, OVER, generators. */
export function checkLateralAliases(items: readonly SelectItem[], input: LogicalPlan): void {
  const available = idsOf(outputOf(input));
  const made = madeIn(items);
  const ofGenerators = new Set(items.flatMap((item) => (item.item === 'generator' ? item.generated?.map((one) => one.id) ?? [] : [])));
  const aliasIn = (node: ExpressionNode): string | undefined => {
    let found: string | undefined;
    const aliases = node.kind === 'GeneratorCall' ? new Set([...made].filter((id) => !ofGenerators.has(id))) : made;
    visitExpression(node, (one) => { if (one.kind === 'Attribute' && aliases.has(one.id) && !available.has(one.id)) found ??= quoteIdentifier(one.name); });
    return found;
  };
  for (const expression of items.map(expressionOf)) {
    visitExpression(expression, (node) => {
      if (node.kind !== 'WindowCall' && node.kind !== 'AggregateCall' && node.kind !== 'GeneratorCall') return true;
      const lca = aliasIn(node);
      if (lca === undefined) return false;
      const sql = `"${prettySql(node)}"`;
      if (node.kind === 'WindowCall') fail('UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_WINDOW', { lca, windowExpr: sql }, { at: node.at });
      if (node.kind === 'AggregateCall') fail('UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_AGGREGATE_FUNC', { lca, aggFunc: sql }, { at: node.at });
      return fail('UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_GENERATOR', { lca, generatorExpr: sql }, { at: node.at });
    });
  }
}

/** True when an item names an alias of the same select list. */
export function usesLateralAlias(items: readonly SelectItem[], input: LogicalPlan): boolean {
  const available = idsOf(outputOf(input));
  const aliases = madeIn(items);
  return items.some((item) => usesAlias(item, aliases, available));
}

/** OVER sees the rows that generators made; only over groups, and where a generator is given what OVER gives, it is the other way round. */
function projectOnce(items: readonly SelectItem[], input: LogicalPlan, frame: Frame): LogicalPlan {
  const generatesFirst = items.every((item) => item.item === 'column' || (item.generated !== undefined && !hasWindowCall(item.generator)));
  const first = generatesFirst ? generate(items, input, frame) : { plan: input, items };
  const windowed = extractWindows(first.plan, first.items.map(expressionOf), frame);
  const second = generate(first.items.map((item, index) => withExpression(item, windowed.expressions[index]!)), windowed.plan, frame);
  return { kind: 'Project', input: second.plan, expressions: second.items.map((item) => expressionOf(item) as Attribute | BoundAlias) };
}

/** Generators as nodes; their columns instead of them. */
function generate(items: readonly SelectItem[], input: LogicalPlan, frame: Frame): { readonly plan: LogicalPlan; readonly items: readonly SelectItem[] } {
  let plan = input;
  const columns = items.flatMap((item): readonly SelectItem[] => {
    if (item.item === 'column') return [item];
    const generated = generatedAttributes(item, frame);
    plan = { kind: 'Generate', input: plan, generator: item.generator, outer: item.generator.definition.outer, generated };
    return generated.map((expression) => ({ item: 'column', expression }));
  });
  return { plan, items: columns };
}

function withExpression(item: SelectItem, expression: BoundExpression): SelectItem {
  return item.item === 'column' ? { item: 'column', expression: expression as Attribute | BoundAlias } : { ...item, generator: expression as typeof item.generator };
}

/** The columns of a generator in a select list or LATERAL VIEW. */
export function generatedAttributes(item: Extract<SelectItem, { item: 'generator' }>, frame: Frame, qualifier: readonly string[] = [], outer = item.generator.definition.outer): readonly Attribute[] {
  if (item.generated !== undefined) return item.generated;
  const { generator, names } = item;
  const fields = generator.type.kind === 'struct' ? generator.type.fields : [];
  if (names.length > 0 && names.length !== fields.length) {
    fail('UDTF_ALIAS_NUMBER_MISMATCH', { aliasesSize: String(fields.length), aliasesNames: names.join(',') }, { at: item.at ?? generator.at });
  }
  return generatedBy(item, { session: frame.analysis.context }, qualifier, outer);
}

/** What items may know of each other: aliases, and columns of generators. */
function madeIn(items: readonly SelectItem[]): ReadonlySet<number> {
  return new Set(items.flatMap((item) => (item.item === 'generator' ? item.generated?.map((one) => one.id) ?? [] : item.expression.kind === 'Alias' ? [item.expression.id] : [])));
}

function usesAlias(item: SelectItem, aliases: ReadonlySet<number>, available: ReadonlySet<number>): boolean {
  return [...referencesOf(expressionOf(item))].some((id) => aliases.has(id) && !available.has(id));
}
