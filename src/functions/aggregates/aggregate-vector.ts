import { columnOf } from '../../columnar/builder.ts';
import { blobColumn, fixedColumn, type GroupState } from '../../columnar/group-state.ts';
import { listValue, type Value } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import { arrayType, floatType } from '../../types/data-type.ts';
import { vectorAt } from '../collections/vectors.ts';
import { expectCount } from '../define.ts';
import type { AggregateCallShape, AggregateFunction, AggregateKernel, CallShape, ResolvedCall } from '../function.ts';
import { failInput } from '../mismatch.ts';
import { visitRows } from '../row-by-row.ts';

/**
 * Sum and mean of vectors of one length, element by element, as floats; NULL, and vectors with a NULL in them, are left out.   state  n, the elements
 *
 *   sum    v += x                   merge  v += v'
 *   mean   v += (x - v) · (1 / (n + 1))   merge  v = v · n / (n + n') + v' · n' / (n + n')
 */
type Step = (own: number, value: number, count: number, more: number) => number;
const sum: Step = (own, value) => own + value;
const mean: Step = (own, value, count, more) => (more === 1 ? own + Math.fround(Math.fround(value - own) * Math.fround(1 / (count + 1))) : (own * count + value * more) / (count + more));

const row = (name: string, what: string, result: string, step: Step): AggregateFunction => ({
  kind: 'aggregate', name, group: 'vector_funcs', since: '0.1', nullable: 'always', signatures: [], resolve: resolveVector, doc: `Returns the ${what} of vectors of one length; NULL when there is none.`,
  examples: [[`SELECT ${name}(x) FROM VALUES (array(1.0F, 2.0F)), (array(3.0F, 4.0F)) AS t(x)`, result]], aggregate: (call) => vectorKernel(call, step),
});

export const vectorAggregates: readonly AggregateFunction[] = [row('vector_sum', 'sum', '[4.0, 6.0]', sum), row('vector_avg', 'mean', '[2.0, 3.0]', mean)];

function resolveVector(call: CallShape): ResolvedCall {
  expectCount(call, 1, 1);
  const { type } = call.arguments[0]!;
  if (type.kind !== 'array' || type.element.kind !== 'float') return failInput(call, 0, arrayType(floatType));
  return { argumentTypes: [type], returnType: arrayType(floatType), nullable: true };
}

function vectorKernel(call: AggregateCallShape, step: Step): AggregateKernel {
  const add = (state: GroupState, group: number, vector: Float32Array, more: bigint): void => {
    const counts = fixedColumn(state, 0).values as BigInt64Array;
    const count = counts[group]!;
    const vectors = blobColumn(state, 1);
    counts[group] = count + more;
    if (count === 0n) { vectors.set(group, new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)); return; }
    const own = floatsOf(vectors.get(group));
    if (own.length !== vector.length) fail('VECTOR_DIMENSION_MISMATCH', { functionName: `\`${call.name}\``, leftDim: String(own.length), rightDim: String(vector.length) }, { at: call.at });
    for (let at = 0; at < own.length; at++) own[at] = step(own[at]!, vector[at]!, Number(count), Number(more));
    vectors.set(group, new Uint8Array(own.buffer));
  };
  return {
    state: ['i64', 'blob'],
    update(state, groups, args, rows) {
      visitRows(args, rows, (at) => {
        const vector = vectorAt(args[0]!, at);
        if (vector !== undefined) add(state, groups[at]!, Float32Array.from(vector), 1n);
      });
    },
    merge(state, groups, other, count) {
      const counts = fixedColumn(other, 0).values as BigInt64Array;
      for (let at = 0; at < count; at++) if (counts[at]! > 0n) add(state, groups[at]!, floatsOf(blobColumn(other, 1).get(at)), counts[at]!);
    },
    finish(state, groups, { arena }) {
      const counts = fixedColumn(state, 0).values as BigInt64Array;
      return columnOf(call.returnType, Array.from(groups, (group): Value => (counts[group] === 0n ? null : listValue([...floatsOf(blobColumn(state, 1).get(group))]))), arena);
    },
  };
}

/** A copy: blobs lie anywhere. */
function floatsOf(bytes: Uint8Array): Float32Array { return new Float32Array(Uint8Array.from(bytes).buffer); }
