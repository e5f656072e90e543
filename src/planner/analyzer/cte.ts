import { fail, type Span } from '../../errors/stream-error.ts';
import type { Attribute } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { asNullable, outputOf } from '../../plan/output.ts';
import type { CommonTable, Relation, SetOperation, WithCtes } from '../../plan/relation.ts';
import { integerSetting } from '../../plan/settings.ts';
import { commonType } from '../../types/coercion.ts';
import { sameType } from '../../types/data-type.ts';
import { quoteIdentifier, typeToSql } from '../../types/print.ts';
import { type CommonTableEntry, type Frame, withCtesAround, withoutWindows } from './context.ts';
import { cteKey, renameColumns } from './names.ts';
import { withVisibleOutput } from './visible.ts';
import { expressionsOf, somePlan, visitExpression, visitPlan } from '../../plan/walk.ts';
import { mentionsName } from './mentions.ts';
import { castColumns } from './set-operation.ts';

/** WITH: each query sees those before it. They are resolved here once, so that their mistakes show even when nobody reads them. */
export function resolveWith(relation: WithCtes, frame: Frame): LogicalPlan {
  const names = relation.ctes.map((one) => cteKey(one.name, frame));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) fail('DUPLICATED_CTE_NAMES', { duplicateNames: [...new Set(twice)].map(quoteIdentifier).join(', ') }, { at: relation.at });
  const own = relation.ctes.filter((one) => !isHidden(one, frame));
  let inside: Frame = frame;
  for (const one of own) inside = { ...inside, ctes: new Map([...inside.ctes, [cteKey(one.name, frame), resolveOne(one, relation, inside)]]) };
  return frame.analysis.resolve(relation.input, inside);
}

/** In a definition or a subquery, by default a name hides the same one around; in older versions it was the other way round, or refused. */
function isHidden({ name, at }: CommonTable, frame: Frame): boolean {
  if (frame.ctesAround?.has(cteKey(name, frame)) !== true) return false;
  const policy = frame.settings.get('spark.sql.legacy.ctePrecedencePolicy')?.toUpperCase();
  if (policy === 'EXCEPTION') fail('AMBIGUOUS_ALIAS_IN_NESTED_CTE', { name: quoteIdentifier(name), config: '"spark.sql.legacy.ctePrecedencePolicy"' }, { at });
  return policy === 'LEGACY';
}

function resolveOne(common: CommonTable, { recursive, at }: WithCtes, frame: Frame): CommonTableEntry {
  const inside = withCtesAround(withoutWindows(frame));
  if (recursive && mentionsName(common.query, common.name)) return { kind: 'plan', name: common.name, plan: resolveLoop(common, inside, at) };
  return { kind: 'plan', name: common.name, plan: named(withVisibleOutput(frame.analysis.resolve(common.query, inside)), common, frame) };
}

function named(plan: LogicalPlan, common: CommonTable, frame: Frame): LogicalPlan {
  if (common.columns === undefined) return plan;
  return renameColumns(plan, common.columns, frame, (given, found) => fail('ASSIGNMENT_ARITY_MISMATCH', { numExpr: given, numTarget: found }, { at: common.at }));
}

/** WITH RECURSIVE: start UNION ALL step. Inside the step the name stands for the rows of the round before. */
function resolveLoop(common: CommonTable, frame: Frame, whole: Span | undefined): LogicalPlan {
  const { query, around } = unwrap(common.query);
  if (query === undefined) return fail('INVALID_RECURSIVE_CTE', { cteName: quoteIdentifier(common.name) }, { at: common.at });
  if (!query.all) fail('UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE', {}, { at: whole });
  if (mentionsName(query.left, common.name)) return fail('INVALID_RECURSIVE_CTE', { cteName: quoteIdentifier(common.name) }, { at: common.at });
  const inside = around === undefined ? frame : { ...frame, ctes: new Map([...frame.ctes, ...around(frame)]) };
  const anchor = named(withVisibleOutput(frame.analysis.resolve(query.left, inside)), common, frame);
  const { nextId } = frame.analysis.context;
  const loopId = nextId();
  const output = outputOf(anchor).map((one): Attribute => asNullable({ ...one, id: nextId(), qualifier: [] }));
  const entry: CommonTableEntry = { kind: 'loop', name: common.name, loopId, output };
  const step = withVisibleOutput(frame.analysis.resolve(query.right, { ...inside, ctes: new Map([...inside.ctes, [cteKey(common.name, frame), entry]]) }));
  const first = outputOf(anchor);
  const second = outputOf(step);
  if (first.length !== second.length) {
    fail('NUM_COLUMNS_MISMATCH', { operator: 'UNION', firstNumColumns: String(first.length), invalidOrdinalNum: 'second', invalidNumColumns: String(second.length) }, { at: query.at });
  }
  const types = first.map((one, index) => {
    const other = second[index]!.type;
    const type = commonType([one.type, other], frame.settings);
    if (type === undefined || !sameType(type, one.type)) fail('CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE', { left: `"${typeToSql(one.type)}"`, right: `"${typeToSql(other)}"` }, { at: query.at });
    return type;
  });
  checkPlaces(step, loopId, common);
  return {
    kind: 'RecursiveLoop', loopId, anchor, step: castColumns(step, types, frame, query.at), all: query.all, output: output.map((one, index) => ({ ...one, nullable: first[index]!.nullable || second[index]!.nullable })),
    maxRounds: common.maxRecursion ?? integerSetting(frame.settings, 'spark.sql.cteRecursionLevelLimit'), maxRows: integerSetting(frame.settings, 'spark.sql.cteRecursionRowLimit'),
  };
}

/** The union of a recursive query, below WITH clauses of its own. */
function unwrap(query: Relation): { readonly query: SetOperation | undefined; readonly around?: (frame: Frame) => ReadonlyMap<string, CommonTableEntry> } {
  if (query.kind === 'SetOperation') return { query: query.operation === 'union' ? query : undefined };
  if (query.kind === 'SubqueryAlias') return unwrap(query.input);
  if (query.kind === 'WithCtes') {
    const inner = unwrap(query.input);
    return { ...inner, around: (frame) => new Map(query.ctes.map((one) => [cteKey(one.name, frame), resolveOne(one, query, frame)])) };
  }
  return { query: undefined };
}

/** The loop must not be read where rows of earlier rounds would be missed: below an aggregation or OVER, the nullable side of a join. */
function checkPlaces(plan: LogicalPlan, loopId: number, common: CommonTable): void {
  const reads = (node: LogicalPlan): boolean => somePlan(node, (one) => one.kind === 'RecursiveRef' && one.loopId === loopId);
  const refuse = (): never => fail('INVALID_RECURSIVE_REFERENCE.PLACE', {}, { at: common.at });
  visitPlan(plan, (node) => {
    if (node.kind === 'Join' && (node.type === 'left' || node.type === 'full' || node.type === 'left semi' || node.type === 'left anti') && reads(node.right)) refuse();
    if (node.kind === 'Join' && (node.type === 'right' || node.type === 'full') && reads(node.left)) refuse();
    if ((node.kind === 'Aggregate' || node.kind === 'Window' || node.kind === 'Sort') && reads(node)) refuse();
    for (const expression of expressionsOf(node)) {
      visitExpression(expression, (one) => { if (one.kind === 'Subquery' && reads(one.plan)) refuse(); });
    }
  });
}
