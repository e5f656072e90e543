import { fail } from '../../errors/stream-error.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import type { OutputMode } from '../../plan/physical.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { expressionsOf, someExpression } from '../../plan/walk.ts';
import { hasAggregation } from './modes.ts';

/** Operators that a stream has only in some modes, or never. Joins and stateful chains have files of their own. */
export function checkNode(node: LogicalPlan, mode: OutputMode): void {
  if (!isStreaming(node)) return;
  refuseMonotonicIds(node);
  switch (node.kind) {
    case 'Limit': if (mode === 'update') fail('TIDEMARK_STREAM_LIMIT', {}); return;
    case 'Offset': fail('TIDEMARK_STREAM_OFFSET', {}); return;
    case 'Tail': fail('TIDEMARK_STREAM_TAIL', {}); return;
    case 'Sample': fail('TIDEMARK_STREAM_SAMPLE', {}); return;
    case 'Sort': if (node.forGroups !== true && (mode !== 'complete' || !hasAggregation(node.input))) fail('TIDEMARK_STREAM_SORT', {}); return;
    case 'Union': checkUnion(node); return;
    case 'Deduplicate':
      if (node.withinWatermark && !outputOf(node.input).some((one) => one.watermarkDelayMs !== undefined)) fail('TIDEMARK_DEDUPLICATE_WITHOUT_WATERMARK', {});
      return;
    case 'Window': refuseWindow(node); return;
    case 'RecursiveLoop': fail('TIDEMARK_STREAM_RECURSION', {}); return;
    case 'LateralJoin': if (isStreaming(node.right)) fail('TIDEMARK_STREAM_LATERAL', {}); return;
    default:
  }
}

/** EXCEPT ALL and INTERSECT ALL have become unions of counted rows. */
function checkUnion(node: Extract<LogicalPlan, { kind: 'Union' }>): void {
  if (node.setOperation === 'intersect') fail('TIDEMARK_STREAM_INTERSECT', {});
  if (node.setOperation === 'except' && node.inputs.slice(1).some(isStreaming)) fail('TIDEMARK_STREAM_EXCEPT', {});
  if (node.setOperation === undefined && !node.inputs.every(isStreaming)) fail('TIDEMARK_STREAM_BATCH_UNION', {});
}

function refuseWindow(node: Extract<LogicalPlan, { kind: 'Window' }>): never {
  const call = node.calls[0]!;
  const { partitionBy, orderBy } = call.input;
  const parts = [
    ...(partitionBy.length === 0 ? [] : [`PARTITION BY ${partitionBy.map((one) => prettySql(one)).join(', ')}`]), ...(orderBy.length === 0 ? [] : [`ORDER BY ${orderBy.map((one) => prettySql(one)).join(', ')}`]),
  ];
  return fail('NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING', { windowFunc: prettySql(call.input.function), columnName: `\`${call.name}\``, windowSpec: `(${parts.join(' ')})` }, { at: call.input.at });
}

function refuseMonotonicIds(node: LogicalPlan): void {
  const found = expressionsOf(node).find((one) => someExpression(one, (child) => child.kind === 'Call' && child.definition.name === 'monotonically_increasing_id'));
  if (found !== undefined) fail('TIDEMARK_STREAM_MONOTONIC_ID', {}, { at: found.at });
}
