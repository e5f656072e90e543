import { fail } from '../../errors/stream-error.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import type { Deduplicate } from '../../plan/relation.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { type Frame, sameName } from './context.ts';
import { checkComparable, distinctOf } from './set-operation.ts';
import { visibleOutput, withVisibleOutput } from './visible.ts';

/** SELECT DISTINCT is an aggregation over all columns; dropDuplicates keeps the first row of each key. */
export function resolveDeduplicate(relation: Deduplicate, frame: Frame): LogicalPlan {
  const input = withVisibleOutput(frame.analysis.resolve(relation.input, frame));
  if (relation.distinct) return distinctOf(input, relation);
  const output = visibleOutput(input);
  const keys = relation.columns === undefined ? output : relation.columns.flatMap((name) => {
    const found = output.filter((one) => sameName(frame, one.name, name));
    if (found.length === 0) fail('UNRESOLVED_COLUMN_AMONG_FIELD_NAMES', { colName: name, fieldNames: output.map((one) => one.name).join(', ') }, { at: relation.at });
    return found;
  });
  checkComparable(keys, relation);
  if (keys.length === 0 && !isStreaming(input)) return { kind: 'Limit', input, count: 1 };
  return { kind: 'Deduplicate', input, keys: [...new Map(keys.map((one) => [one.id, one])).values()], withinWatermark: relation.withinWatermark };
}
