import { readValue } from '../../columnar/read.ts';
import { StreamError } from '../../errors/stream-error.ts';
import type { BoundExpression } from '../../plan/bound.ts';
import type { Join, LocalData, LogicalPlan, Union } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { transformPlanUp } from '../../plan/walk.ts';
import { aliasOf, falseLiteral, literalOf, nullOf } from '../build.ts';
import type { PlanningContext } from '../physical.ts';
import { substitute } from './push-down-filter.ts';

/** Tables with more rows are not looked through. */
const MAX_ROWS = 200;

/** A stream that must meet a row of a table, and the conditions leave no row of it: nothing can come out, so nothing is read. */
export function emptyStreams(plan: LogicalPlan, context: PlanningContext): LogicalPlan {
  return transformPlanUp(plan, (node) => (node.kind === 'Join' && isStreaming(node) && meetsNothing(node, context) ? emptied(node, context) : node));
}

/**
 * A plan over streams that gives no row. Its sources are followed all the same, batch by batch, and its watermarks stand where they began;
 * state is not kept.
 */
export function emptied(plan: LogicalPlan, { nextId }: PlanningContext): LogicalPlan {
  const output = outputOf(plan);
  const branches = unread(plan);
  if (branches.length === 1) return { kind: 'Project', input: branches[0]!, expressions: output.map((one) => ({ ...aliasOf(nullOf(one.type), one.name, one.id), ...tagsOf(one) })) };
  const inputs = branches.map((input): LogicalPlan => ({ kind: 'Project', input, expressions: output.map((one) => aliasOf(nullOf(one.type), one.name, nextId())) }));
  return { kind: 'Union', inputs, output } satisfies Union;
}

function tagsOf(one: ReturnType<typeof outputOf>[number]): object {
  return { ...(one.watermarkDelayMs === undefined ? {} : { watermarkDelayMs: one.watermarkDelayMs }), ...(one.timeWindow === undefined ? {} : { timeWindow: one.timeWindow }) };
}

/** The streams of a plan, each with its watermark if it has one, without their rows. */
function unread(plan: LogicalPlan): LogicalPlan[] {
  if (plan.kind === 'Scan') return plan.streaming ? [{ kind: 'Filter', input: plan, condition: falseLiteral }] : [];
  if (plan.kind === 'Watermark') return [transformPlanUp(plan, (node) => (node.kind === 'Scan' && node.streaming ? { kind: 'Filter', input: node, condition: falseLiteral } : node))];
  if (plan.kind === 'Union') return plan.inputs.flatMap(unread);
  if (plan.kind === 'Join' || plan.kind === 'LateralJoin') return [...unread(plan.left), ...unread(plan.right)];
  return 'input' in plan ? unread(plan.input) : [];
}

function meetsNothing({ type, left, right }: Join, context: PlanningContext): boolean {
  const isEmpty = (side: LogicalPlan): boolean => !isStreaming(side) && rowsOf(side, context)?.length === 0;
  if (type === 'inner' || type === 'cross') return isEmpty(left) || isEmpty(right);
  return type === 'left semi' && isEmpty(right);
}

type KnownRow = ReadonlyMap<number, BoundExpression>;

/** The rows of a small table below projections and conditions; undefined where they are not known beforehand. */
function rowsOf(plan: LogicalPlan, context: PlanningContext): readonly KnownRow[] | undefined {
  switch (plan.kind) {
    case 'LocalData': return plan.version === 'fixed' && plan.rowCount <= MAX_ROWS ? rowsAtHand(plan) : undefined;
    case 'SubqueryAlias': return rowsOf(plan.input, context);
    case 'Project': return rowsOf(plan.input, context)?.map((row) => new Map(plan.expressions.map((one) => [attributeOf(one).id, substitute(one.kind === 'Alias' ? one.input : one, row)])));
    case 'Filter': {
      const rows = rowsOf(plan.input, context);
      const passes = rows?.map((row) => valueOf(substitute(plan.condition, row), context));
      return passes === undefined || passes.includes(undefined) ? undefined : rows!.filter((_, index) => passes[index] === true);
    }
    default: return undefined;
  }
}

/** Read chunk by chunk: the columns of one are gone with the next. */
function rowsAtHand(data: LocalData): KnownRow[] {
  const rows: KnownRow[] = [];
  for (const { columns, rowCount, selection } of data.chunks()) {
    const chosen = selection ?? Uint32Array.from({ length: rowCount }, (_, row) => row);
    for (const row of chosen) rows.push(new Map(data.output.map((one, index) => [one.id, literalOf(one.type, readValue(columns[index]!, row))])));
  }
  return rows;
}

/** What fails is left for the rows that reach it. */
function valueOf(condition: BoundExpression, { evaluate, settings }: PlanningContext): unknown {
  try {
    return evaluate(condition, settings);
  } catch (error) {
    if (error instanceof StreamError) return undefined;
    throw error;
  }
}
