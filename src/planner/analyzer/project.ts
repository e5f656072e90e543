import { conditionOf, fail } from '../../errors/stream-error.ts';
import type { Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Drop, Project, ToDf, WithColumns, WithColumnsRenamed } from '../../plan/relation.ts';
import { type ExpressionNode, mapChildren, someExpression, visitExpression } from '../../plan/walk.ts';
import { suggestedColumns } from '../expressions/suggest.ts';
import { quoteIdentifier } from '../../types/print.ts';
import { aliasOf } from '../build.ts';
import { resolveGeneratingList, resolveSelectList } from '../expressions/resolve.ts';
import type { Scope, SelectItem } from '../expressions/scope.ts';
import { hasAggregate, idsOf, isGrouping, isSubset, referencesOf } from '../references.ts';
import { planAggregate } from './aggregate-block.ts';
import { type Frame, sameName, scopeOf, withoutWindows } from './context.ts';
import { renameColumns } from './names.ts';
import { checkLateralAliases, expressionOf, planProjection } from './projection.ts';
import { withTimeWindows } from './time-window.ts';
import { resolveUnder } from '../kept-settings.ts';
import { shown, visibleOutput } from './visible.ts';

/** SELECT without GROUP BY; with an aggregate in the list it is one over all rows. */
export function resolveProject(relation: Project, frame: Frame): LogicalPlan {
  return resolveUnder(relation.settings, frame, (inside) => projectIn(relation, inside));
}

function projectIn(relation: Project, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, withoutWindows(frame));
  if (outputOf(input).length === 0) refuseTrailingComma(relation.expressions);
  if (relation.pipe === 'extend') refusePipedStar(relation.expressions.slice(1));
  const items = unlessUngrouped(relation.expressions, input, frame, () => selectItems(relation.expressions, scopeOf(frame, outputOf(input), { clause: 'SELECT' })));
  if (relation.pipe === 'extend') refuseAggregates(items, 'EXTEND');
  return keepingMetadata(planItems(items, input, frame), input);
}

/** What a projection is put on may still ask where its rows are from. */
function keepingMetadata(plan: LogicalPlan, input: LogicalPlan): LogicalPlan {
  const metadata = outputOf(input).filter((one) => one.hidden === true && one.name === '_metadata');
  if (metadata.length === 0 || plan.kind !== 'Project') return plan;
  const [below, own] = [idsOf(outputOf(plan.input)), idsOf(plan.expressions)];
  const kept = metadata.filter((one) => below.has(one.id) && !own.has(one.id));
  return kept.length === 0 ? plan : { ...plan, expressions: [...plan.expressions, ...kept] };
}

/** Windows are checked above the aggregation that is in them: a column beside it that is not grouped is found before one that no window can be of. */
function unlessUngrouped<T>(written: readonly Expression[], input: LogicalPlan, frame: Frame, resolve: () => T): T {
  try {
    return resolve();
  } catch (error) {
    if (conditionOf(error) !== 'UNSUPPORTED_EXPR_FOR_WINDOW') throw error;
    const below = written.flatMap((one): readonly Expression[] => {
      const inner = one.kind === 'Alias' ? one.input : one;
      return inner.kind === 'Window' ? [inner.function, ...('partitionBy' in inner.window ? inner.window.partitionBy : [])] : [one];
    });
    const items = selectItems(below, scopeOf(frame, outputOf(input), { clause: 'SELECT' }));
    if (items.map(expressionOf).some(hasAggregate)) planItems(items, input, frame);
    throw error;
  }
}

/** Where something is aggregated, generators run above it, and nothing of the list knows what they make. Aggregates of just that are known as such too late. */
function selectItems(written: readonly Expression[], scope: Scope): readonly SelectItem[] {
  const items = resolveGeneratingList(written, scope);
  if (!items.some((one) => one.item === 'generator') || !items.map(expressionOf).some(hasAggregate)) return items;
  const generated = new Set(items.flatMap((one) => (one.item === 'generator' && !hasAggregate(one.generator) ? one.generated?.map(({ id }) => id) ?? [] : [])));
  const aggregates: ExpressionNode[] = [];
  for (const one of items.map(expressionOf)) visitExpression(one, (node) => { if (node.kind === 'AggregateCall') aggregates.push(node); return node.kind !== 'WindowCall'; });
  if (aggregates.every((one) => [...referencesOf(one)].some((id) => generated.has(id)))) fail('MISSING_GROUP_BY', {});
  return resolveSelectList(written, scope);
}

/** `SELECT a, FROM t` selects a column FROM that is called t, out of nothing. */
function refuseTrailingComma(items: readonly Expression[]): void {
  const last = items.at(-1);
  const column = last?.kind === 'Alias' ? last.input : undefined;
  if (items.length > 1 && column?.kind === 'UnresolvedAttribute' && column.name.length === 1 && column.name[0]!.toLowerCase() === 'from') fail('TRAILING_COMMA_IN_SELECT', {}, { at: last!.at });
}

/** |> EXTEND and |> AGGREGATE take expressions. */
export function refusePipedStar(items: readonly Expression[]): void {
  if (items.some((one) => one.kind === 'UnresolvedStar')) fail('INVALID_USAGE_OF_STAR_OR_REGEX', { elem: '\'*\'', prettyName: 'expression `pipeexpression`' });
}

/** Pipes aggregate in |> AGGREGATE only. */
function refuseAggregates(items: readonly SelectItem[], clause: 'EXTEND' | 'SET'): void {
  for (const item of items.map(expressionOf)) {
    visitExpression(item, (node) => {
      if (node.kind === 'AggregateCall') fail('PIPE_OPERATOR_CONTAINS_AGGREGATE_FUNCTION', { expr: prettySql(node), clause }, { at: node.at });
      return node.kind !== 'WindowCall';
    });
  }
}

export function planItems(written: readonly SelectItem[], input: LogicalPlan, frame: Frame): LogicalPlan {
  const aggregated = written.map(expressionOf).some(hasAggregate);
  try {
    checkLateralAliases(written, input);
  } catch (error) {
    if (aggregated) planAllRows(written.filter((one) => !hasAggregate(expressionOf(one)) && isOf(expressionOf(one), input)), input, frame);
    throw error;
  }
  const timed = withTimeWindows(input, written.map(expressionOf), frame);
  const items = written.map((item): SelectItem => (item.item === 'column'
    ? { item: 'column', expression: withInput(shown(item.expression), timed.replace) }
    : { ...item, generator: mapChildren(item.generator, timed.replace) }));
  const grouping = items.map(expressionOf).find((one) => someExpression(one, isGrouping));
  if (grouping !== undefined) fail('UNSUPPORTED_GROUPING_EXPRESSION', {}, { at: grouping.at });
  if (!items.map(expressionOf).some(hasAggregate)) return planProjection(items, timed.plan, frame);
  return planAllRows(items, timed.plan, frame);
}

/** One group of all rows. */
function planAllRows(items: readonly SelectItem[], input: LogicalPlan, frame: Frame): LogicalPlan {
  return planAggregate({ input, items, frame, grouping: { keys: [], byMeaning: new Map(), columns: outputOf(input) } });
}

/** Whether the columns of an expression are all those of the input, and not names that the list gives. */
function isOf(expression: ExpressionNode, input: LogicalPlan): boolean {
  return isSubset(referencesOf(expression), idsOf(outputOf(input)));
}

/** `withColumns`: a column of a name that exists is replaced where it stands. */
export function resolveWithColumns(relation: WithColumns, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  const items = resolveSelectList(relation.columns, scopeOf(frame, outputOf(input), { clause: 'SELECT' }));
  if (relation.replaceOnly === true) checkReplaced(relation, items, input, frame);
  const made = items.map((item) => (item.item === 'column' ? item.expression : undefined)).filter((one) => one !== undefined);
  made.forEach((one, index) => {
    if (made.slice(0, index).some((other) => sameName(frame, one.name, other.name))) fail('COLUMN_ALREADY_EXISTS', { columnName: quoteIdentifier(one.name) });
  });
  const kept: SelectItem[] = [];
  const used = new Set<SelectItem>();
  for (const column of visibleOutput(input)) {
    const replacement = items.find((item) => item.item === 'column' && sameName(frame, item.expression.name, column.name));
    if (replacement === undefined) kept.push({ item: 'column', expression: column });
    else if (!used.has(replacement) || visibleOutput(input).filter((one) => sameName(frame, one.name, column.name)).length > 1) kept.push(replacement);
    if (replacement !== undefined) used.add(replacement);
  }
  return planItems([...kept, ...items.filter((item) => !used.has(item))], input, frame);
}

/** |> SET changes columns that are there. */
function checkReplaced(relation: WithColumns, items: readonly SelectItem[], input: LogicalPlan, frame: Frame): void {
  refuseAggregates(items, 'SET');
  for (const { names, at } of relation.columns) {
    const name = names[0] ?? '';
    if (visibleOutput(input).some((one) => sameName(frame, one.name, name))) continue;
    fail('UNRESOLVED_COLUMN.WITH_SUGGESTION', { objectName: quoteIdentifier(name), proposal: suggestedColumns([name], visibleOutput(input), true).join(', ') }, { at });
  }
}

/** A name that is not there is ignored. */
export function resolveWithColumnsRenamed(relation: WithColumnsRenamed, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  const nextId = frame.analysis.context.nextId;
  const expressions = visibleOutput(input).map((column) => {
    const name = relation.renames.reduce((now, [from, to]) => (sameName(frame, now, from) ? to : now), column.name);
    return name === column.name ? column : aliasOf(column, name, nextId());
  });
  return { kind: 'Project', input, expressions };
}

/** Columns that are not there are ignored. */
export function resolveDrop(relation: Drop, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  const ids = new Set<number>();
  for (const column of relation.columns) {
    const attribute = existingColumn(column, input, frame);
    if (attribute !== undefined) ids.add(attribute.id);
  }
  const kept = visibleOutput(input).filter((one) => !ids.has(one.id) && !relation.names.some((name) => sameName(frame, name, one.name)));
  return { kind: 'Project', input, expressions: kept };
}

export function resolveToDf(relation: ToDf, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  return renameColumns(input, relation.names, frame, (given, found) => fail('ASSIGNMENT_ARITY_MISMATCH', { numExpr: found, numTarget: given }));
}

function existingColumn(column: Drop['columns'][number], input: LogicalPlan, frame: Frame): Attribute | undefined {
  try {
    const [item] = resolveSelectList([column], scopeOf(frame, outputOf(input), { clause: 'OTHER' }));
    return item?.item === 'column' && item.expression.kind === 'Attribute' ? item.expression : undefined;
  } catch (error) {
    if (String((error as { condition?: unknown }).condition).startsWith('UNRESOLVED_COLUMN')) return undefined;
    throw error;
  }
}

function withInput(item: Attribute | BoundAlias, replace: (expression: BoundExpression) => BoundExpression): Attribute | BoundAlias {
  if (item.kind === 'Attribute') return item;
  const input = replace(item.input);
  return input === item.input ? item : { ...aliasOf(input, item.name, item.id), ...(item.qualifier === undefined ? {} : { qualifier: item.qualifier }) };
}
