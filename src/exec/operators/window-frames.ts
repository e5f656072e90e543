import type { Arena } from '../../columnar/arena.ts';
import type { Chunk } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { resolveCall } from '../../functions/define.ts';
import type { CallArgument, ScalarFunction } from '../../functions/function.ts';
import { findFunction } from '../../functions/index.ts';
import type { Attribute, BoundBound, BoundExpression, BoundSort, Call, Literal, WindowCall } from '../../plan/bound.ts';
import { compileExpressions, type EvaluateAll, type EvaluationOptions } from '../../plan/evaluate.ts';
import { invariant } from '../../errors/stream-error.ts';
import { sameType } from '../../types/data-type.ts';
import type { BatchContext } from '../context.ts';
import { compareAcross } from '../../columnar/sort-rows.ts';
import type { SortedRows } from './window-partitions.ts';

/** Positions of the frame of each row, the end excluded; both never go back within a partition, and start ≤ end. */
export interface Frames { readonly start: Uint32Array; readonly end: Uint32Array }

/**
 * Finds the frame of every row of a call.
 *
 * | unit | CURRENT ROW | offset |
 * |---|---|---|
 * | ROWS | the row | the row so many positions away |
 * | RANGE | the peers of the row | rows whose key is not beyond key + offset (minus when descending); a NULL key has the NULLs around it as its frame |
 */
export class FrameFinder {
  readonly #call: WindowCall;
  readonly #bounds: { readonly start: RangeBound | undefined; readonly end: RangeBound | undefined };

  constructor(call: WindowCall, input: readonly Attribute[], options: EvaluationOptions) {
    this.#call = call;
    this.#bounds = { start: rangeBound(call, call.frame.start, input, options), end: rangeBound(call, call.frame.end, input, options) };
  }

  find(whole: Chunk, sorted: SortedRows, context: BatchContext): Frames {
    const { frame } = this.#call;
    const side = (name: 'start' | 'end'): Uint32Array => {
      const range = this.#bounds[name];
      return range === undefined ? positions(frame[name], frame.unit, name, sorted, context.arena) : range.positions(name, whole, sorted, context);
    };
    const start = side('start');
    const end = side('end');
    for (let at = 0; at < start.length; at++) if (start[at]! > end[at]!) start[at] = end[at]!;
    return { start, end };
  }
}

/** A bound that does not look at keys. */
function positions(bound: BoundBound, unit: 'rows' | 'range', side: 'start' | 'end', { rows, partitions, peerStart, peerEnd }: SortedRows, arena: Arena): Uint32Array {
  if (bound.bound === 'current row' && unit === 'range') return (side === 'start' ? peerStart : peerEnd).slice();
  const out = arena.uint32(rows.length);
  const shift = (bound.bound === 'offset' ? Number(bound.distance.value) : 0) + (side === 'end' ? 1 : 0);
  for (let index = 0; index + 1 < partitions.length; index++) {
    const first = partitions[index]!;
    const behind = partitions[index + 1]!;
    if (bound.bound === 'unbounded preceding') out.fill(first, first, behind);
    else if (bound.bound === 'unbounded following') out.fill(behind, first, behind);
    else for (let at = first; at < behind; at++) out[at] = Math.min(behind, Math.max(first, at + shift));
  }
  return out;
}

/** A distance from the ordering key, of which there is one. */
class RangeBound {
  readonly #order: BoundSort;
  readonly #columns: EvaluateAll;

  /** `edge`: key plus distance. Key and edge have one type. */
  constructor(order: BoundSort, key: BoundExpression, edge: BoundExpression, input: readonly Attribute[], options: EvaluationOptions) {
    this.#order = order;
    this.#columns = compileExpressions([key, edge], input, options);
  }

  positions(side: 'start' | 'end', whole: Chunk, { rows, partitions }: SortedRows, context: BatchContext): Uint32Array {
    const [key, edge] = this.#columns(whole.columns, whole, context) as [Column, Column];
    const compare = compareAcross(key, edge, this.#order);
    const stop = side === 'start' ? 0 : 1;
    const out = context.arena.uint32(rows.length);
    for (let index = 0; index + 1 < partitions.length; index++) {
      const behind = partitions[index + 1]!;
      let to = partitions[index]!;
      for (let at = to; at < behind; at++) {
        while (to < behind && compare(rows[to]!, rows[at]!) < stop) to++;
        out[at] = to;
      }
    }
    return out;
  }
}

function rangeBound({ frame, orderBy }: WindowCall, bound: BoundBound, input: readonly Attribute[], options: EvaluationOptions): RangeBound | undefined {
  if (frame.unit !== 'range' || bound.bound !== 'offset') return undefined;
  const order = orderBy[0]!;
  const edge = sumOf(order.input, order.descending ? negated(bound.distance) : bound.distance, options);
  const key: BoundExpression = sameType(order.input.type, edge.type) ? order.input : castOf(order.input, edge.type);
  return new RangeBound(order, key, edge, input, options);
}

/** `key + distance`, as `+` of SQL has it: it overflows, and knows dates and intervals. */
function sumOf(key: BoundExpression, distance: Literal, { settings }: EvaluationOptions): BoundExpression {
  let definition = scalarNamed('+');
  let args: readonly BoundExpression[] = [key, distance];
  const resolved = resolveCall(definition, { name: '+', settings, sql: '+', arguments: args.map(argumentOf) });
  if (resolved.instead !== undefined) {
    definition = scalarNamed(resolved.instead.name);
    args = resolved.instead.order.map((index) => args[index]!);
  }
  const cast = args.map((one, index) => (sameType(one.type, resolved.argumentTypes[index]!) ? one : castOf(one, resolved.argumentTypes[index]!)));
  const call: Call = { kind: 'Call', definition, written: definition.name, arguments: cast, type: resolved.returnType, nullable: true };
  return resolved.instead?.result === undefined ? call : castOf(call, resolved.instead.result);
}

function scalarNamed(name: string): ScalarFunction {
  const definition = findFunction(name);
  invariant(definition?.kind === 'scalar', `'${name}' is a scalar function`);
  return definition;
}

function argumentOf(expression: BoundExpression): CallArgument {
  const literal = expression.kind === 'Literal' ? expression.value : undefined;
  return { type: expression.type, nullable: expression.nullable, foldable: expression.kind === 'Literal', literal, sql: 'key' };
}

function castOf(input: BoundExpression, type: BoundExpression['type']): BoundExpression {
  return { kind: 'Cast', input, type, mode: 'ansi', implicit: true, nullable: true };
}

function negated(literal: Literal): Literal {
  const { value } = literal;
  if (typeof value === 'number' || typeof value === 'bigint') return { ...literal, value: -value };
  if (value !== null && typeof value === 'object' && 'struct' in value) return { ...literal, value: { struct: value.struct.map((part) => (typeof part === 'bigint' ? -part : -Number(part))) } };
  return literal;
}
