import { sameAsLoop } from '../../columnar/stamp.ts';
import { compareLoop, equalNullSafe, type Comparison, selectLoop } from './comparison-kernels.ts';
import { comparison } from '../define-operator.ts';
import { extreme } from './extreme.ts';
import type { BoundCall, Kernel, ScalarFunction, SelectKernel } from '../function.ts';
import { sameTypes } from '../define.ts';

const compareKernel = (operation: Comparison) => (call: BoundCall): Kernel => {
  const loop = compareLoop(operation, call.argumentTypes[0]!);
  return sameAsLoop<Kernel>((args, rows, { arena }) => loop(args, rows, arena), loop);
};

const selectKernel = (operation: Comparison) => (call: BoundCall): SelectKernel | undefined => {
  const loop = selectLoop(operation, call.argumentTypes[0]!);
  return loop === undefined ? undefined : (args, rows, { arena }) => loop(args, rows, arena);
};

const row = (name: Comparison, aliases: readonly string[], doc: string, examples: ScalarFunction['examples']): ScalarFunction => ({
  kind: 'scalar', name, aliases, group: 'predicate_funcs', since: '0.1', signatures: ['(T, T) -> boolean'], doc, examples,
  resolve: comparison({ equality: name === '=' }), display: ([left, right]) => `(${left} ${name} ${right})`, kernel: compareKernel(name), select: selectKernel(name),
});

export const comparisonFunctions: readonly ScalarFunction[] = [
  row('=', ['=='], 'True when both sides are equal. NaN equals NaN, 0.0 equals -0.0. NULL if a side is NULL.', [['SELECT 1 = 1', 'true'], ["SELECT 'a' = 'b'", 'false'], ['SELECT 1 = NULL', 'NULL']]),
  row('<', [], 'True when the left side is smaller. NaN is greater than any number; text compares by its bytes.', [['SELECT 1 < 2', 'true'], ["SELECT 'b' < 'a'", 'false']]),
  row('<=', [], 'True when the left side is smaller or equal.', [['SELECT 2 <= 2', 'true']]),
  row('>', [], 'True when the left side is greater.', [['SELECT 2 > 1', 'true']]),
  row('>=', [], 'True when the left side is greater or equal.', [['SELECT 1 >= 2', 'false']]),
  {
    kind: 'scalar', name: '<=>', group: 'predicate_funcs', since: '0.1', signatures: ['(T, T) -> boolean'], nulls: 'custom', nullable: 'never',
    doc: 'True when both sides are equal or both are NULL; never NULL.', examples: [['SELECT NULL <=> NULL', 'true'], ['SELECT 1 <=> NULL', 'false']],
    resolve: comparison({ nullSafe: true, equality: true }), display: ([left, right]) => `(${left} <=> ${right})`,
    kernel: (call) => equalNullSafe(call.argumentTypes[0]!),
  },
  {
    kind: 'scalar', name: 'equal_null', group: 'predicate_funcs', since: '0.1', signatures: ['(T, T) -> boolean'], nulls: 'custom', nullable: 'never',
    doc: 'The same as `<=>`.', examples: [['SELECT equal_null(3, 3)', 'true'], ['SELECT equal_null(1, NULL)', 'false']],
    resolve: comparison({ nullSafe: true, equality: true }), kernel: (call) => equalNullSafe(call.argumentTypes[0]!),
  },
  {
    kind: 'scalar', name: 'greatest', group: 'math_funcs', since: '0.1', signatures: ['(ordered, ordered...) -> ordered'], nulls: 'custom',
    doc: 'Returns the greatest of two or more values; NULLs are skipped.', examples: [['SELECT greatest(10, 9, 2, 4, 3)', '10'], ['SELECT greatest(1, NULL)', '1']],
    resolve: sameTypes({ minimumCount: 2, strings: false, ordered: true, nullable: 'all arguments' }), kernel: extreme('>'),
  },
  {
    kind: 'scalar', name: 'least', group: 'math_funcs', since: '0.1', signatures: ['(ordered, ordered...) -> ordered'], nulls: 'custom',
    doc: 'Returns the least of two or more values; NULLs are skipped.', examples: [['SELECT least(10, 9, 2, 4, 3)', '2'], ['SELECT least(1, NULL)', '1']],
    resolve: sameTypes({ minimumCount: 2, strings: false, ordered: true, nullable: 'all arguments' }), kernel: extreme('<'),
  },
];
