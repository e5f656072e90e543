import type { Attribute, BoundExpression } from '../../plan/bound.ts';
import type { Deduplicate, Join, LogicalPlan, Scan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { mapInputs } from '../../plan/walk.ts';
import { idsOf, referencesOf } from '../references.ts';

/**
 * Columns that nobody above reads are not computed, kept or read. The sides of joins and the inputs of sorts, windows and deduplications,
 * which keep rows, are narrowed to exactly what is needed, as in Spark: late rows are dropped there only while the event time is still among the columns.
 */
export function pruneColumns(plan: LogicalPlan): LogicalPlan {
  return narrow(plan, outputOf(plan));
}

type Ids = ReadonlySet<number>;

/** Exactly these columns, in this order. */
function narrow(plan: LogicalPlan, columns: readonly Attribute[]): LogicalPlan {
  const pruned = prune(plan, idsOf(columns));
  const output = outputOf(pruned);
  if (output.length === columns.length && output.every((one, index) => one.id === columns[index]!.id)) return pruned;
  const byId = new Map(output.map((one) => [one.id, one]));
  return { kind: 'Project', input: pruned, expressions: columns.map((one) => named(byId.get(one.id), one)) };
}

/** The column as it is below, under the name it has here: the same column may be selected under several. */
function named(below: Attribute | undefined, column: Attribute): Attribute {
  if (below === undefined) return column;
  return below.name === column.name ? below : { ...below, name: column.name };
}

/** Only these columns of the output, in its order. */
function narrowTo(plan: LogicalPlan, needed: Ids): LogicalPlan {
  return narrow(plan, outputOf(plan).filter((one) => needed.has(one.id)));
}

/** The plan with at least the needed columns. */
function prune(plan: LogicalPlan, needed: Ids): LogicalPlan {
  switch (plan.kind) {
    case 'Scan': return pruneScan(plan, needed);
    case 'Project': {
      const expressions = plan.expressions.filter((one) => needed.has(one.id));
      const kept = expressions.length === plan.expressions.length ? plan.expressions : expressions;
      return { ...plan, expressions: kept, input: prune(plan.input, referencesOf(...kept)) };
    }
    case 'Aggregate': {
      const output = plan.output.filter((one) => needed.has(one.id));
      return { ...plan, output, input: prune(plan.input, referencesOf(...plan.grouping, ...output)) };
    }
    case 'Join': return pruneJoin(plan, needed);
    case 'Union': {
      const positions = plan.output.map((one, index) => [one, index] as const).filter(([one]) => needed.has(one.id)).map(([, index]) => index);
      return { ...plan, output: positions.map((index) => plan.output[index]!), inputs: plan.inputs.map((input) => narrowPositions(input, positions)) };
    }
    case 'Expand': {
      const positions = plan.output.map((_, index) => index).filter((index) => needed.has(plan.output[index]!.id));
      const projections = plan.projections.map((projection) => positions.map((index) => projection[index]!));
      return { ...plan, output: positions.map((index) => plan.output[index]!), projections, input: prune(plan.input, referencesOf(...projections.flat())) };
    }
    case 'Generate': return { ...plan, input: narrowTo(plan.input, union(needed, referencesOf(plan.generator))) };
    case 'Window': {
      const calls = plan.calls.filter((one) => needed.has(one.id));
      const input = narrowTo(plan.input, union(needed, referencesOf(...calls)));
      return calls.length === 0 ? input : { ...plan, calls, input };
    }
    case 'Deduplicate': return { ...plan, input: narrowTo(plan.input, union(needed, idsOf([...plan.keys, ...expiryTimes(plan)]))) };
    case 'Watermark': return { ...plan, input: prune(plan.input, union(needed, new Set([plan.eventTime.id]))) };
    case 'Filter': return { ...plan, input: prune(plan.input, union(needed, referencesOf(plan.condition))) };
    case 'Sort': return { ...plan, input: narrowTo(plan.input, union(needed, referencesOf(...plan.order))) };
    case 'CollectMetrics': return { ...plan, input: prune(plan.input, union(needed, referencesOf(...plan.metrics))) };
    case 'Limit': case 'Offset': case 'Tail': case 'Sample': case 'SubqueryAlias': return { ...plan, input: prune(plan.input, needed) };
    default: return mapInputs(plan, (input) => narrow(input, outputOf(input)));
  }
}

/** Within the watermark, the event time says when a key is forgotten: it is needed even where nobody reads it. */
function expiryTimes({ input, withinWatermark }: Deduplicate): readonly Attribute[] {
  return withinWatermark ? outputOf(input).filter((one) => one.watermarkDelayMs !== undefined) : [];
}

function pruneScan(read: Scan, needed: Ids): LogicalPlan {
  const scan = withoutMetadata(read, needed);
  const required = scan.output.map((_, index) => index).filter((index) => needed.has(scan.output[index]!.id));
  return required.length === scan.output.length ? scan : { ...scan, required };
}

/** `_metadata` of files, the last column, is there only for those who name it. */
function withoutMetadata(scan: Scan, needed: Ids): Scan {
  if (scan.fileMetadata !== true || needed.has(scan.output.at(-1)!.id)) return scan;
  const { fileMetadata: _, ...rest } = scan;
  return { ...rest, schema: { fields: scan.schema.fields.slice(0, -1) }, output: scan.output.slice(0, -1) };
}

function pruneJoin(join: Join, needed: Ids): LogicalPlan {
  const all = union(needed, referencesOf(join.condition as BoundExpression | undefined));
  return { ...join, left: narrowTo(join.left, all), right: narrowTo(join.right, all) };
}

function narrowPositions(input: LogicalPlan, positions: readonly number[]): LogicalPlan {
  const output = outputOf(input);
  const columns = positions.map((index) => output[index]!);
  const twice = new Set(columns.map((one) => one.id)).size < columns.length;
  return twice ? { kind: 'Project', input: prune(input, idsOf(columns)), expressions: columns } : narrow(input, columns);
}

function union(left: Ids, right: Ids): Ids { return new Set([...left, ...right]); }

