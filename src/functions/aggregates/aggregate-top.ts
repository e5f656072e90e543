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
  const sign = greatest ? -1 : 1;
  const inner = rowsAggregate({
    argumentTypes: [value, by], returnType: call.returnType, required: [1],
    finish: (rows) => (rows.length === 0 ? null : listValue([...rows].sort((left, right) => sign * compareValues(by, left[1]!, right[1]!)).slice(0, count).map(([one]) => one!))),
  });
  return { ...inner, update: (state, groups, args, rows, context) => { inner.update(state, groups, args.slice(0, 2), rows, context); } };
}
