import { fail } from '../../errors/stream-error.ts';
import { resolveCall } from '../../functions/define.ts';
import type { WindowFunction } from '../../functions/function.ts';
import type { AggregateCall, BoundExpression, BoundBound, BoundFrame, BoundSort, RankingCall, WindowCall } from '../../plan/bound.ts';
import type { UnresolvedFunction, WindowExpression, WindowSpec } from '../../plan/expression.ts';
import { isOrderable } from '../../types/coercion.ts';
import { quoteIdentifier, quoteIfNeeded, typeToSql } from '../../types/print.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { qualifiedSql } from '../../plan/qualified-sql.ts';
import { transformUp } from '../../plan/walk.ts';
import { bindAggregate, checkOrder } from './aggregates.ts';
import { orderArguments, resolveArgument } from './arguments.ts';
import { castArguments, inOneCollation, shapeOf } from './call.ts';
import { definitionOf, writtenName } from './calls.ts';
import { defaultFrame, offsetFrame, resolveFrame } from './frames.ts';
import { settleEach } from './late-faults.ts';
import { resolve, resolveSortOrder } from './resolve.ts';
import type { Scope } from './scope.ts';
import { quoteName, routineName } from './sql-functions.ts';
import { expandArguments } from './star.ts';

/** `f(…) OVER (PARTITION BY … ORDER BY … frame)`, also by the name of a window. */
export function resolveWindow(node: WindowExpression, scope: Scope): WindowCall {
  const spec = specificationOf(node.window, scope, node);
  const called = windowedFunction(node, scope);
  const partitionBy = spec.partitionBy.map((one) => resolve(one, scope));
  for (const key of partitionBy) checkKey(key, scope);
  const orderBy = spec.orderBy.map((one) => resolveSortOrder(one, scope));
  for (const key of orderBy) checkOrder(key, scope);
  if (called.kind === 'AggregateCall') checkAggregate(called, { partitionBy, orderBy, frame: spec.frame }, node, scope);
  else if (called.definition.orderRequired && orderBy.length === 0) failUnordered(called, node, scope);
  const frame = frameOf(called, spec, orderBy, node, scope);
  return { kind: 'WindowCall', function: called, partitionBy, orderBy, frame, type: called.type, nullable: called.nullable, at: node.at };
}

/** Ranks are shown in capitals. */
function failUnordered(called: RankingCall, { at }: WindowExpression, scope: Scope): never {
  const shown = qualifiedSql(called, scope.session.settings.timeZone);
  const { name } = called.definition;
  return fail('WINDOW_FUNCTION_FRAME_NOT_ORDERED', { wf_name: name, wf_expr: /rank$/.test(name) ? shown.replace(name, name.toUpperCase()) : shown }, { at });
}

function checkKey(key: BoundExpression, scope: Scope): void {
  if (isOrderable(key.type)) return;
  fail('EXPRESSION_TYPE_IS_NOT_ORDERABLE', { expr: `"${prettySql(key, scope.session.settings.timeZone)}"`, exprType: `"${typeToSql(key.type)}"` }, { at: key.at });
}

/** A named window, or one that starts from a named one. */
function specificationOf(window: WindowExpression['window'], scope: Scope, node: WindowExpression): WindowSpec {
  if ('reference' in window) return namedWindow(window.reference, scope, node);
  if (window.base === undefined) return window;
  const base = namedWindow(window.base, scope, node);
  const frame = window.frame ?? base.frame;
  return { partitionBy: [...base.partitionBy, ...window.partitionBy], orderBy: [...base.orderBy, ...window.orderBy], ...(frame === undefined ? {} : { frame }), at: window.at };
}

function namedWindow(name: string, scope: Scope, node: WindowExpression): WindowSpec {
  const found = Object.entries(scope.windows ?? {}).find(([key]) => key === name || key.toLowerCase() === name.toLowerCase());
  if (found === undefined) return fail('MISSING_WINDOW_SPECIFICATION', { windowName: quoteIfNeeded(name) }, { at: node.at });
  return specificationOf(found[1], scope, node);
}

function windowedFunction(node: WindowExpression, scope: Scope): AggregateCall | RankingCall {
  const call = node.function;
  const definition = call.kind === 'UnresolvedFunction' ? definitionOf(call) : undefined;
  if (call.kind === 'UnresolvedFunction' && definition?.kind === 'aggregate') return bindAggregate(definition, writtenName(call), call, scope, 'window');
  if (call.kind === 'UnresolvedFunction' && definition?.kind === 'window') return bindRanking(definition, writtenName(call), call, scope);
  const routine = call.kind === 'UnresolvedFunction' && definition === undefined ? scope.session.sqlFunction?.(call.name) : undefined;
  if (routine !== undefined) fail('UNSUPPORTED_SQL_UDF_USAGE', { functionName: quoteName(routineName(routine)), nodeName: 'Window' }, { at: call.at });
  if (definition?.kind === 'generator') fail('UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS', { expression: `"${definition.name}() OVER"` }, { at: node.at });
  return fail('UNSUPPORTED_EXPR_FOR_WINDOW', { sqlExpr: `"${show(withoutAggregates(resolve(call, scope)), scope)}"` }, { at: node.at });
}

/** Aggregates of the groups are columns by then, and are shown as such. */
function withoutAggregates(expression: BoundExpression): BoundExpression {
  let count = 0;
  return transformUp(expression, (one) => (one.kind === 'AggregateCall' ? { kind: 'Attribute', id: -1, name: `_w${count++}`, type: one.type, nullable: one.nullable, qualifier: [] } : one));
}

function bindRanking(definition: WindowFunction, written: string, node: UnresolvedFunction, scope: Scope): RankingCall {
  const prettyName = quoteIdentifier(written);
  if (node.distinct === true) fail('INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX', { prettyName, syntax: 'DISTINCT' }, { at: node.at });
  if (node.filter !== undefined) fail('INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX', { prettyName, syntax: 'FILTER CLAUSE' }, { at: node.at });
  if (node.orderBy !== undefined) fail('INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX', { prettyName, syntax: 'WITHIN GROUP (ORDER BY ...)' }, { at: node.at });
  if (node.ignoreNulls === true && definition.ignoreNulls !== true) fail('INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX', { prettyName, syntax: 'IGNORE NULLS' }, { at: node.at });
  const args = inOneCollation(definition, written, settleEach(orderArguments({}, quoteIdentifier(written), expandArguments(node, scope), node.at), (one) => resolveArgument(one, scope)), scope, node.at);
  const resolved = resolveCall(definition, shapeOf(definition, written, args, scope, node.at));
  if (definition.fixedFrame === 'whole row' && args[1] !== undefined && args[1].type.kind !== 'int') fail('_LEGACY_ERROR_TEMP_1035', { prettyName: written }, { at: node.at });
  return {
    kind: 'RankingCall', definition, written, arguments: castArguments(args, resolved.argumentTypes, scope, node.at), ignoreNulls: node.ignoreNulls === true,
    type: resolved.returnType, nullable: resolved.nullable, at: node.at,
  };
}

interface Keys { readonly partitionBy: readonly BoundExpression[]; readonly orderBy: readonly BoundSort[]; readonly frame: WindowSpec['frame'] | undefined }

/** Aggregates of the whole partition only; listagg is one of them when it says its order. */
const unordered: ReadonlySet<string> = new Set(['median', 'percentile_cont', 'percentile_disc']);

function checkAggregate(call: AggregateCall, spec: Keys, node: WindowExpression, scope: Scope): void {
  if (call.distinct) {
    const frame = spec.frame === undefined ? defaultFrame(spec.orderBy.length > 0) : resolveFrame(spec.frame, spec.orderBy, scope, node.at);
    const windowExpr = show({ kind: 'WindowCall', function: call, partitionBy: spec.partitionBy, orderBy: spec.orderBy, frame, type: call.type, nullable: call.nullable }, scope);
    fail('DISTINCT_WINDOW_FUNCTION_UNSUPPORTED', { windowExpr: `"${windowExpr}"` }, { at: node.at });
  }
  const whole = unordered.has(call.definition.name) || (call.definition.name === 'listagg' && call.orderBy !== undefined);
  if (whole && (spec.orderBy.length > 0 || spec.frame !== undefined)) fail('INVALID_WINDOW_SPEC_FOR_AGGREGATION_FUNC', { aggFunc: `"${show(call, scope)}"` }, { at: node.at });
}

/** A frame as Spark's messages call it. */
function frameWords({ unit, start, end }: BoundFrame): string {
  const words = (one: BoundBound): string => (one.bound !== 'offset' ? `${one.bound.replaceAll(' ', '')}$()` : (one.shown ?? String(one.distance.value)).replace(/^(.*) PRECEDING$/, '-$1').replace(/ FOLLOWING$/, ''));
  return `specifiedwindowframe(${unit === 'rows' ? 'RowFrame' : 'RangeFrame'}, ${words(start)}, ${words(end)})`;
}

/** Some functions bring their frame: ranks run up to the row, lag and lead look at one other row. */
function frameOf(called: AggregateCall | RankingCall, spec: WindowSpec, orderBy: readonly BoundSort[], node: WindowExpression, scope: Scope): BoundFrame {
  const frame = spec.frame === undefined ? undefined : resolveFrame(spec.frame, orderBy, scope, spec.at ?? node.at);
  if (frame !== undefined && called.kind === 'RankingCall' && called.definition.fixedFrame === 'whole row') fail('_LEGACY_ERROR_TEMP_1035', { prettyName: called.written }, { at: node.at });
  const fixed = called.kind === 'RankingCall' ? fixedFrame(called, scope) : undefined;
  if (fixed === undefined) return frame ?? defaultFrame(orderBy.length > 0);
  if (frame !== undefined && JSON.stringify(frame, plain) !== JSON.stringify(fixed, plain)) {
    fail('_LEGACY_ERROR_TEMP_1036', { wf: frameWords(frame), required: frameWords(fixed) }, { at: node.at });
  }
  return fixed;
}

function fixedFrame(call: RankingCall, scope: Scope): BoundFrame | undefined {
  switch (call.definition.fixedFrame) {
    case 'rows to current': return { unit: 'rows', start: { bound: 'unbounded preceding' }, end: { bound: 'current row' } };
    case 'range to current': return { unit: 'range', start: { bound: 'unbounded preceding' }, end: { bound: 'current row' } };
    case 'whole row': return offsetFrame(call, scope);
    default: return undefined;
  }
}

function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function show(node: BoundExpression | RankingCall, scope: Scope): string {
  return prettySql(node, scope.session.settings.timeZone);
}
