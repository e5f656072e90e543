import { listValue } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import { arrayType, type DataType, intType } from '../../types/data-type.ts';
import { rowsAggregate } from './aggregate-rows.ts';
import { castInput, expectInteger } from '../define.ts';
import type { AggregateCallShape, AggregateKernel, CallShape, ResolvedCall } from '../function.ts';
import { quoted } from '../mismatch.ts';
import { compareValues } from '../value-order.ts';

/** `max_by(x, y, k)`: the x of the k rows whose y is greatest (or least), the first of them first. */
export function resolveTop(call: CallShape, types: readonly DataType[]): ResolvedCall {
  const count = expectInteger(call, 2, 'k');
  const type = castInput(call, 2, intType);
  if (count === null || count < 1 || count > 100_000) {
    fail('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', { sqlExpr: quoted(call.sql), exprName: '`k`', valueRange: '[1, 100000]', currentValue: String(count) }, { at: call.at });
  }
  return { argumentTypes: [types[0]!, types[1]!, type], returnType: arrayType(types[0]!, true), nullable: true };
}

export function topKernel(call: AggregateCallShape, greatest: boolean): AggregateKernel {
  const [value, by] = call.argumentTypes as [DataType, DataType];
  const count = Number(call.literals[2]);
  const better = greatest ? 1 : -1;
  const inner = rowsAggregate({
    argumentTypes: [value, by], returnType: call.returnType, required: [1],
    finish: (rows) => (rows.length === 0 ? null : listValue(topOf(rows, count, (left, right) => better * compareValues(by, left[1]!, right[1]!)).map(([one]) => one!))),
  });
  return { ...inner, update: (state, groups, args, rows, context) => { inner.update(state, groups, args.slice(0, 2), rows, context); } };
}

/** The best first. Which of equals are kept, and in which order, is as Spark's heap has it: the worst on top, and only a better one takes its place. */
function topOf<Row>(rows: readonly Row[], count: number, compare: (left: Row, right: Row) => number): Row[] {
  const heap: Row[] = [];
  const swap = (one: number, other: number): void => { [heap[one], heap[other]] = [heap[other]!, heap[one]!]; };
  for (const row of rows) {
    if (heap.length < count) {
      heap.push(row);
      for (let at = heap.length - 1, parent = (at - 1) >> 1; at > 0 && compare(heap[at]!, heap[parent]!) < 0; at = parent, parent = (at - 1) >> 1) swap(at, parent);
    } else if (compare(row, heap[0]!) > 0) {
      heap[0] = row;
      for (let at = 0, worst = worstOf(heap, at, compare); worst !== at; worst = worstOf(heap, at, compare)) { swap(at, worst); at = worst; }
    }
  }
  return heap.sort((left, right) => compare(right, left));
}

function worstOf<Row>(heap: readonly Row[], at: number, compare: (left: Row, right: Row) => number): number {
  return [2 * at + 1, 2 * at + 2].reduce((worst, child) => (child < heap.length && compare(heap[child]!, heap[worst]!) < 0 ? child : worst), at);
}
