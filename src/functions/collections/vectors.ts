import { columnOf } from '../../columnar/builder.ts';
import { childOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { isValid } from '../../columnar/bitmap.ts';
import { listValue, type Value } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import type { BoundCall, Kernel, ScalarFunction } from '../function.ts';
import { eachRow } from '../row-by-row.ts';

/** Arithmetic of ARRAY<FLOAT> as vectors. A NULL element makes the answer NULL. */

/** The elements of a row; undefined when one is NULL. */
export function vectorAt(column: Column, row: number): number[] | undefined {
  const offsets = offsetsOf(column);
  const at = row & column.mask;
  const child = childOf(column, 0);
  const out: number[] = [];
  for (let index = offsets[at]!; index < offsets[at + 1]!; index++) {
    if (!isValid(child.validity, index & child.mask)) return undefined;
    out.push(child.values![index & child.mask] as number);
  }
  return out;
}

const pairKernel = (compute: (left: readonly number[], right: readonly number[]) => number | null) => (call: BoundCall): Kernel => (args, rows, { arena }) => columnOf(call.returnType, eachRow(args, rows, (row) => {
  const [left, right] = args.map((column) => vectorAt(column, row));
  if (left === undefined || right === undefined) return null;
  if (left.length !== right.length) return fail('VECTOR_DIMENSION_MISMATCH', { functionName: `\`${call.name}\``, leftDim: String(left.length), rightDim: String(right.length) }, { at: call.at });
  return compute(left, right);
}), arena);

const dot = (left: readonly number[], right: readonly number[]): number => left.reduce((sum, x, index) => sum + x * right[index]!, 0);

function norm(vector: readonly number[], degree: number, call: BoundCall): number {
  if (degree === 1) return vector.reduce((sum, x) => sum + Math.abs(x), 0);
  if (degree === 2) return Math.sqrt(dot(vector, vector));
  if (degree === Number.POSITIVE_INFINITY) return vector.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return fail('INVALID_VECTOR_NORM_DEGREE', { functionName: `\`${call.name}\``, degree: String(degree) }, { at: call.at });
}

const singleKernel = (compute: (vector: readonly number[], size: number) => Value) => (call: BoundCall): Kernel => (args, rows, { arena }) => columnOf(call.returnType, eachRow(args, rows, (row) => {
  const vector = vectorAt(args[0]!, row);
  const degree = args[1] === undefined ? 2 : (args[1].values![row & args[1].mask] as number);
  return vector === undefined ? null : compute(vector, norm(vector, degree, call));
}), arena);

const pair = (name: string, doc: string, example: string, kernel: ScalarFunction['kernel'] & {}): ScalarFunction => ({
  kind: 'scalar', name, group: 'vector_funcs', since: '0.1', signatures: ['(array<float!>, array<float!>) -> float'], nullable: 'always', doc,
  examples: [[`SELECT ${name}(array(1.0F, 2.0F), array(3.0F, 4.0F))`, example]], kernel,
});

const degreeShown = (name: string) => (args: readonly string[]): string => `${name}(${args[0]}, ${args[1] ?? '2.0'})`;

export const vectorFunctions: readonly ScalarFunction[] = [
  pair('vector_cosine_similarity', 'The cosine of the angle between two vectors; NULL when one of them is zero.', '0.9838699', pairKernel((left, right) => {
    const sizes = Math.sqrt(dot(left, left)) * Math.sqrt(dot(right, right));
    return sizes === 0 ? null : dot(left, right) / sizes;
  })),
  pair('vector_inner_product', 'The inner product of two vectors.', '11.0', pairKernel(dot)),
  pair('vector_l2_distance', 'The Euclidean distance of two vectors.', '2.828427', pairKernel((left, right) => Math.sqrt(left.reduce((sum, x, index) => sum + (x - right[index]!) ** 2, 0)))),
  {
    kind: 'scalar', name: 'vector_norm', group: 'vector_funcs', since: '0.1', signatures: ['(array<float!>, [float]) -> float'], nullable: 'always',
    doc: 'The norm of a vector, of degree 1, 2 (default) or infinity.', examples: [['SELECT vector_norm(array(3.0F, 4.0F))', '5.0']],
    display: degreeShown('vector_norm'), kernel: singleKernel((_, size) => size),
  },
  {
    kind: 'scalar', name: 'vector_normalize', group: 'vector_funcs', since: '0.1', signatures: ['(array<float!>, [float]) -> array<float>'], nullable: 'always',
    doc: 'The vector scaled to norm 1; NULL for the zero vector.', examples: [['SELECT vector_normalize(array(3.0F, 4.0F))', '[0.6, 0.8]']],
    display: degreeShown('vector_normalize'), kernel: singleKernel((vector, size) => (size === 0 ? null : listValue(vector.map((x) => x / size)))),
  },
];
