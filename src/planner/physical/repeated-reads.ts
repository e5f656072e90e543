import type { Scan } from '../../plan/logical.ts';
import type { PhysicalPlan } from '../../plan/physical.ts';
import { type ExpressionNode, mapPhysicalInputs, physicalExpressionsOf, physicalInputsOf, someExpression } from '../../plan/walk.ts';

/**
 * Marks what Spark reads once where the plan reads it twice: rows on their way to state are exchanged, and an exchange of the same rows by the same keys is used
 * again, for example in a self-join. The count of rows read tells, and the watermark: below an exchange that is used again Spark sees none, so that the second of
 * two equal aggregations never closes a group.
 */
export function markRepeatedReads(plan: PhysicalPlan): PhysicalPlan {
  return markWithin(plan, new Set());
}

function markWithin(plan: PhysicalPlan, seen: Set<string>): PhysicalPlan {
  return mapPhysicalInputs(plan, (input) => {
    const key = exchangeKey(plan, input);
    if (key === undefined) return markWithin(input, seen);
    if (seen.has(key)) return markAll(input);
    seen.add(key);
    return markWithin(input, seen);
  });
}

function markAll(plan: PhysicalPlan): PhysicalPlan {
  const marked = mapPhysicalInputs(plan, markAll);
  return marked.kind === 'SourceScan' || marked.kind === 'EventTimeWatermark' ? { ...marked, repeated: true } : marked;
}

/** Equal for what Spark would exchange once. Undefined where nothing is exchanged, or each time anew: what has state is never the same. */
function exchangeKey(plan: PhysicalPlan, input: PhysicalPlan): string | undefined {
  const keys = exchangedBy(plan, input);
  return keys === undefined || !isPlain(input) ? undefined : textOf({ keys, input });
}

function exchangedBy(plan: PhysicalPlan, input: PhysicalPlan): unknown {
  switch (plan.kind) {
    case 'SymmetricHashJoin': return { keys: input === plan.left ? plan.leftKeys : plan.rightKeys };
    case 'StatefulAggregate': return { keys: plan.grouping, calls: plan.slots.map(({ call }) => call) };
    case 'SessionAggregate': return { keys: plan.grouping, calls: plan.slots.map(({ call }) => call) };
    case 'StatefulDeduplicate': return { keys: plan.keys };
    case 'StatefulLimit': return { count: plan.count };
    case 'StatefulGroupedMap': return { keys: plan.map.keys, functionId: plan.map.functionId };
    default: return undefined;
  }
}

const plain: ReadonlySet<PhysicalPlan['kind']> = new Set<PhysicalPlan['kind']>(['SourceScan', 'ProjectRows', 'FilterRows', 'EventTimeWatermark', 'ExpandRows', 'GenerateRows', 'UnionRows', 'LimitRows']);

/** Nothing but streams and what is computed of a row; functions of the program and subqueries are not looked into. */
function isPlain(plan: PhysicalPlan): boolean {
  const isForeign = (node: ExpressionNode): boolean => node.kind === 'UserCall' || node.kind === 'Subquery';
  return plain.has(plan.kind) && !physicalExpressionsOf(plan).some((one) => someExpression(one, isForeign)) && physicalInputsOf(plan).every(isPlain);
}

/** What names and places in the text say does not count. */
const idle: ReadonlySet<string> = new Set(['name', 'qualifier', 'at', 'written', 'nullable', 'hidden', 'declared', 'comment']);

/** Plans and expressions as text, their columns numbered as they come. */
function textOf(part: unknown): string {
  const columns = new Map<unknown, number>();
  const numberOf = (id: unknown): number => {
    if (!columns.has(id)) columns.set(id, columns.size);
    return columns.get(id)!;
  };
  return JSON.stringify(part, (key, value: unknown) => {
    if (idle.has(key)) return undefined;
    if (key === 'id') return numberOf(value);
    if (key === 'definition') return (value as { readonly name: string }).name;
    if (key === 'scan') return streamOf(value as Scan);
    return typeof value === 'bigint' ? `${value}n` : value;
  });
}

/** Spark makes a reader for each use of a source; only rows in memory have the same one each time. */
function streamOf({ format, options, sourceId }: Scan): string { return format === 'memory' ? `memory ${options['blocks']}` : String(sourceId); }
