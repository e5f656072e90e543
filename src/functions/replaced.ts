import { field, longType, byteType, structType, timestampType, type DataType } from '../types/data-type.ts';
import { parseDuration } from '../types/interval-text.ts';
import { implicitCast } from '../types/coercion-implicit.ts';
import { expectCount } from './define.ts';
import type { CallShape, ResolvedCall, ScalarFunction } from './function.ts';
import { failInput } from './mismatch.ts';

/**
 * Functions that the planner puts something else in the place of before anything runs: they have a type here, and no kernel.
 * grouping() and grouping_id() become columns of the Expand below GROUP BY, window() and its kin a projection.
 */
export const replacedFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'grouping', group: 'agg_funcs', since: '0.1', signatures: [], nullable: 'never', foldable: false,
    doc: 'Returns 1 when the grouping column is aggregated away in this row of GROUPING SETS, ROLLUP or CUBE, else 0.',
    examples: [["SELECT grouping(a) FROM VALUES (1) t(a) GROUP BY CUBE(a) ORDER BY ALL", '0\n1']],
    resolve: (call) => {
      expectCount(call, 1, 1);
      return { argumentTypes: call.arguments.map((one) => one.type), returnType: byteType, nullable: false };
    },
  },
  {
    kind: 'scalar', name: 'grouping_id', group: 'agg_funcs', since: '0.1', signatures: [], nullable: 'never', foldable: false,
    doc: 'Returns the grouping() of all grouping columns as the bits of one number.',
    examples: [['SELECT grouping_id() FROM VALUES (1) t(a) GROUP BY CUBE(a) ORDER BY ALL', '0\n1']],
    resolve: (call) => ({ argumentTypes: call.arguments.map((one) => one.type), returnType: longType, nullable: false }),
  },
  {
    kind: 'scalar', name: 'window', group: 'datetime_funcs', since: '0.1', signatures: [],
    doc: 'The time windows of the given size that a timestamp falls into, one per row: size, slide (default: size) and start offset are intervals as text.',
    examples: [["SELECT window.start FROM VALUES (TIMESTAMP'2024-01-01 00:00:07') t(ts) GROUP BY window(ts, '5 seconds')", '2024-01-01 00:00:05']],
    display: () => 'window', resolve: (call) => windowType(call, 2, 4),
  },
  {
    kind: 'scalar', name: 'session_window', group: 'datetime_funcs', since: '0.1', signatures: [],
    doc: 'The session a timestamp belongs to: rows with a gap below the given one are in the same session.',
    examples: [["SELECT session_window.end FROM VALUES (TIMESTAMP'2024-01-01 00:00:07') t(ts) GROUP BY session_window(ts, '5 seconds')", '2024-01-01 00:00:12']],
    display: () => 'session_window', resolve: (call) => windowType(call, 2, 2),
  },
  {
    kind: 'scalar', name: 'window_time', group: 'datetime_funcs', since: '0.1', signatures: [],
    doc: 'The last microsecond of a time window: the event time to aggregate windows by.',
    examples: [["SELECT window_time(w) FROM (SELECT window(ts, '5 seconds') AS w FROM VALUES (TIMESTAMP'2024-01-01 00:00:07') t(ts))", '2024-01-01 00:00:09.999999']],
    resolve: windowTime,
  },
];

/** The time column is a timestamp, or a window made before. */
function windowType(call: CallShape, minimumCount: number, maximumCount: number): ResolvedCall {
  expectCount(call, minimumCount, maximumCount);
  const time = timeOf(call);
  const edge = time.kind === 'struct' ? time.fields[0]!.type : time;
  const type = structType([field('start', edge), field('end', edge)]);
  return { argumentTypes: [time, ...call.arguments.slice(1).map((one) => one.type)], returnType: type, nullable: false };
}

function windowTime(call: CallShape): ResolvedCall {
  expectCount(call, 1, 1);
  const { type } = call.arguments[0]!;
  if (type.kind !== 'struct' || type.fields.length !== 2) return failInput(call, 0, structType([field('start', timestampType), field('end', timestampType)]));
  return { argumentTypes: [type], returnType: type.fields[1]!.type, nullable: call.arguments[0]!.nullable };
}

function timeOf(call: CallShape): DataType {
  const { type } = call.arguments[0]!;
  const isWindow = type.kind === 'struct' && type.fields.length === 2 && type.fields.every((one) => one.type.kind === 'timestamp' || one.type.kind === 'timestamp_ntz');
  if (isWindow) return type;
  return implicitCast(type, { family: 'timestamps' }, call.settings) ?? failInput(withMicros(call), 0, timestampType);
}

/** Windows are told with their size, slide and start in microseconds. */
function withMicros(call: CallShape): CallShape {
  const { name, settings, at } = call;
  const [time, ...durations] = call.arguments;
  const texts = durations.map(({ literal, sql }) => (name === 'window' && typeof literal === 'string' ? microsOf(literal) : undefined) ?? sql);
  const [size = '', slide = size, start = '0'] = texts;
  const shown = name === 'window' ? [time!.sql, size, slide, start] : [time!.sql, ...texts];
  return { name, settings, at, arguments: call.arguments, sql: `${name.replace('_', '')}(${shown.join(', ')})` };
}

function microsOf(text: string): string | undefined {
  const micros = parseDuration(text);
  return typeof micros === 'bigint' ? String(micros) : undefined;
}
