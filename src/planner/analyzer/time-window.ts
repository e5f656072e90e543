import { fail } from '../../errors/stream-error.ts';
import type { Attribute, BoundAlias, BoundExpression, Call } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { asNullable, attributeOf, outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { transformDown, visitExpression } from '../../plan/walk.ts';
import { aliasOf, isCall, isNotNull } from '../build.ts';
import { semanticKey } from '../semantic-key.ts';
import type { Frame } from './context.ts';
import { gapIsPositive, readWindow, sessionRange, timeOfWindow, windowHolds, windowOpens, windowWithIndex } from './window-functions.ts';

/**
 * Event-time windows. `window(ts, size, slide, start)` in the expressions of an operator becomes a column `window` made below it:
 * rows whose time is NULL are left out (where windows overlap unevenly, by the condition on them alone), and with slide < size each row is repeated once per window it falls into.
 * `session_window(ts, gap)` becomes [ts, ts + gap); merging sessions is the aggregation's business.
 * `window_time(w)` becomes a column that keeps the watermark of `w`. An operator may have one distinct window only.
 */
export interface TimeWindowed {
  readonly plan: LogicalPlan;
  /** The column made for the window call, if there was one. */
  readonly window?: Attribute;
  /** Puts the columns in the place of the calls. */
  readonly replace: (expression: BoundExpression) => BoundExpression;
}

/** `reuse`: the column a first look at the same call made, so that what was resolved against it stays true. */
export function withTimeWindows(input: LogicalPlan, expressions: readonly BoundExpression[], frame: Frame, reuse?: Attribute): TimeWindowed {
  const times = windowTimes(input, expressions, frame);
  const prepared = expressions.map(times.replace);
  const calls = new Map<string, Call>();
  for (const expression of prepared) {
    visitExpression(expression, (node) => {
      if (node.kind === 'Call' && isCall(node, 'window', 'session_window')) calls.set(semanticKey(node), node);
    });
  }
  if (calls.size === 0) return times;
  const [key, call] = [...calls][0]!;
  if (calls.size > 1) for (const one of calls.values()) if (one.definition.name === 'window') readWindow(one, frame);
  if (calls.size > 1) fail('TIDEMARK_MULTIPLE_TIME_WINDOWS', {}, { at: call.at });
  const made = call.definition.name === 'window' ? slidingWindow(times.plan, call, frame, reuse?.id) : sessionWindow(times.plan, call, frame, reuse?.id);
  return {
    plan: made.plan, window: made.window,
    replace: (expression) => transformDown(times.replace(expression), (node) => (node.kind === 'Call' && semanticKey(node) === key ? made.window : undefined)),
  };
}

/** One column per distinct `window_time(w)`. */
function windowTimes(input: LogicalPlan, expressions: readonly BoundExpression[], frame: Frame): TimeWindowed {
  const aliases = new Map<string, BoundAlias>();
  const note = (window: BoundExpression, call: Call): BoundAlias => {
    if (window.kind !== 'Attribute' || window.timeWindow === undefined) fail('TIDEMARK_NOT_A_TIME_WINDOW', { sqlExpr: `"${prettySql(call)}"` }, { at: call.at });
    const key = `window_time ${window.id}`;
    let alias = aliases.get(key);
    if (alias === undefined) {
      const { timeWindow: _, ...made } = aliasOf(timeOfWindow(window), `window_time(${window.name})`, frame.analysis.context.nextId());
      alias = { ...made, ...(window.watermarkDelayMs === undefined ? {} : { watermarkDelayMs: window.watermarkDelayMs }) };
      aliases.set(key, alias);
    }
    return alias;
  };
  const replace = (expression: BoundExpression): BoundExpression => transformDown(expression, (node) => {
    if (!isCall(node, 'window_time', 'window', 'session_window')) return undefined;
    const first = node.arguments[0]!;
    if (node.definition.name === 'window_time') return attributeOf(note(first, node));
    return first.type.kind === 'struct' ? { ...node, arguments: [attributeOf(note(first, node)), ...node.arguments.slice(1)] } : undefined;
  });
  expressions.forEach(replace);
  if (aliases.size === 0) return { plan: input, replace: (expression) => expression };
  return { plan: { kind: 'Project', input, expressions: [...outputOf(input), ...aliases.values()] }, replace };
}

/** Windows that a row may fall into: each is a projection of its own. */
const OVERLAP_MAX = 25_000;

function slidingWindow(input: LogicalPlan, call: Call, frame: Frame, id?: number): { readonly plan: LogicalPlan; readonly window: Attribute } {
  const shape = readWindow(call, frame);
  const { time, sizeMicros, slideMicros } = shape;
  const alias = windowAlias(windowWithIndex(shape, 0), 'window', time, id ?? frame.analysis.context.nextId());
  const window = attributeOf(alias);
  const columns = outputOf(input);
  if (sizeMicros === slideMicros) return { plan: { kind: 'Project', input: withKnown(input, time), expressions: [...columns, alias] }, window };
  // Spark takes the column of windows that overlap for one that may be NULL.
  const made = asNullable(window);
  const divides = sizeMicros % slideMicros === 0n;
  const overlap = Number((sizeMicros + slideMicros - 1n) / slideMicros);
  if (overlap > OVERLAP_MAX) fail('TIDEMARK_TOO_MANY_WINDOWS', { count: String(overlap), limit: String(OVERLAP_MAX) }, { at: call.at });
  const expanded: LogicalPlan = {
    kind: 'Expand', input: divides ? withKnown(input, time) : input, output: [...columns, made],
    projections: Array.from({ length: overlap }, (_, index) => [...columns, windowWithIndex(shape, index)]),
  };
  return { plan: divides ? expanded : { kind: 'Filter', input: expanded, condition: windowHolds(made, time) }, window: made };
}

function sessionWindow(input: LogicalPlan, call: Call, frame: Frame, id?: number): { readonly plan: LogicalPlan; readonly window: Attribute } {
  const time = call.arguments[0]!;
  const alias = windowAlias(sessionRange(call), 'session_window', time, id ?? frame.analysis.context.nextId());
  const made: LogicalPlan = { kind: 'Project', input: withKnown(input, time), expressions: [...outputOf(input), alias] };
  if (gapIsPositive(call.arguments[1]!, frame)) return { plan: made, window: attributeOf(alias) };
  return { plan: { kind: 'Filter', input: made, condition: windowOpens(attributeOf(alias)) }, window: attributeOf(alias) };
}

/** Rows without a time are in no window. */
function withKnown(input: LogicalPlan, time: BoundExpression): LogicalPlan {
  return time.nullable ? { kind: 'Filter', input, condition: isNotNull(time) } : input;
}

function windowAlias(input: BoundExpression, name: 'window' | 'session_window', time: BoundExpression, id: number): BoundAlias {
  const delay = time.kind === 'Attribute' ? time.watermarkDelayMs : undefined;
  return {
    ...aliasOf(input, name, id), timeWindow: name === 'window' ? 'window' : 'session',
    ...(delay === undefined ? {} : { watermarkDelayMs: delay }),
  };
}

