import { isValid } from '../columnar/bitmap.ts';
import { childOf, type Column, int32Values, offsetsOf } from '../columnar/column.ts';
import { type CompareCells, comparatorOf } from '../columnar/compare.ts';
import { withLength } from '../columnar/constant.ts';
import { gatherColumn } from '../columnar/gather.ts';
import { readValue } from '../columnar/read.ts';
import { fail } from '../errors/stream-error.ts';
import { type ArrayType, field, intType } from '../types/data-type.ts';
import { typeToSql } from '../types/print.ts';
import { refuseUnordered, arrayAt } from './collections-check.ts';
import { pickLists, type Spread, spreadChild, spreadLists } from './collections.ts';
import { expectCount } from './define.ts';
import type { BoundCall, CallShape, KernelContext, LambdaBody, LambdaKernel, ResolvedCall, ScalarFunction } from './function.ts';
import { arrayOf, bodyAt } from './lambdas-check.ts';
import { makeColumn } from '../columnar/column.ts';
import { quoted } from './mismatch.ts';

/**
 * array_sort(array, [comparator]). With a comparator it is a merge sort of all rows at once: each round hands the lambda one pair
 * of every merge that is under way, so that the body still runs over columns.
 */
export const sortFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'array_sort', group: 'lambda_funcs', since: '0.1', signatures: ['(array<T>) -> array<T>', '(array<T>, lambda(T, T)) -> array<T>'],
    doc: 'Sorts an array by natural order with NULLs last, or by a function that returns a negative number, 0 or a positive number for two elements.',
    examples: [["SELECT array_sort(array('b', 'd', null, 'c', 'a'))", '[a, b, c, d, null]'], ['SELECT array_sort(array(5, 6, 1), (left, right) -> right - left)', '[6, 5, 1]']],
    display: (args) => `array_sort(${args[0]}, ${args[1] ?? naturalOrder})`,
    lambdaParameters: (call) => {
      expectCount(call, 1, 2);
      const { element, containsNull } = arrayOf(call, 0);
      return [field('left', element, containsNull), field('right', element, containsNull)];
    },
    resolve: resolveSort, lambdaKernel: sortKernel,
  },
];

const variable = 'namedlambdavariable()';
const nullTests = `(IF(((${variable} IS NULL) AND (${variable} IS NULL)), 0, (IF((${variable} IS NULL), 1, (IF((${variable} IS NULL), -1, `;
const naturalOrder = `lambdafunction(${nullTests}(IF((${variable} < ${variable}), -1, (IF((${variable} > ${variable}), 1, 0)))))))))), ${variable}, ${variable})`;

function resolveSort(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  const [input] = call.arguments;
  const array = call.arguments.length === 1 ? arrayAt(call, 0) : arrayOf(call, 0);
  if (call.arguments.length === 1) {
    refuseUnordered(call, array.element);
    return { argumentTypes: [array], returnType: array, nullable: input!.nullable };
  }
  const body = bodyAt(call, 1);
  if (body.type.kind !== 'int') {
    fail('DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE', { sqlExpr: quoted(call.sql), functionName: '`lambdafunction`', expectedType: '"INT"', actualType: quoted(typeToSql(body.type)) }, { at: call.at });
  }
  return { argumentTypes: [array, intType], returnType: array, nullable: input!.nullable };
}

function sortKernel(call: BoundCall): LambdaKernel {
  const { element } = call.returnType as ArrayType;
  return (args, [comparator], rows, context) => {
    const { arena } = context;
    const [array] = args as readonly [Column];
    if (comparator !== undefined) return sortBy(call, array, comparator, spreadLists(array, args, rows, arena), rows.rowCount, context);
    const offsets = offsetsOf(array);
    const elements = childOf(array, 0);
    const compare = nullsLast(element.kind === 'null' ? () => 0 : comparatorOf(element));
    return pickLists({
      type: call.returnType, args, rows, arena, pool: elements,
      pick: (row, out) => {
        const start = out.length;
        const end = offsets[(row & array.mask) + 1]!;
        for (let at = offsets[row & array.mask]!; at < end; at++) out.push(at);
        sortRun(out.items, start, out.length, (left, right) => compare(elements, left & elements.mask, elements, right & elements.mask));
      },
    });
  };
}

/** Short runs by insertion, long ones by the engine; both are stable. */
export function sortRun(items: Uint32Array, start: number, end: number, compare: (left: number, right: number) => number): void {
  if (end - start > 24) {
    items.set(Array.from(items.subarray(start, end)).sort(compare), start);
    return;
  }
  for (let at = start + 1; at < end; at++) {
    const moving = items[at]!;
    let to = at;
    for (; to > start && compare(items[to - 1]!, moving) > 0; to--) items[to] = items[to - 1]!;
    items[to] = moving;
  }
}

function nullsLast(compare: CompareCells): CompareCells {
  return (left, leftRow, right, rightRow) => {
    const leftValid = isValid(left.validity, leftRow);
    const rightValid = isValid(right.validity, rightRow);
    return leftValid && rightValid ? compare(left, leftRow, right, rightRow) : Number(rightValid) - Number(leftValid);
  };
}

/** Two neighbouring sorted runs on their way into one. */
interface Merge { left: number; readonly middle: number; right: number; readonly end: number; to: number; readonly parent: number }

function sortBy(call: BoundCall, array: Column, comparator: LambdaBody, spread: Spread, rowCount: number, context: KernelContext): Column {
  const { arena } = context;
  const elements = spreadChild(childOf(array, 0), spread, arena);
  let order = Uint32Array.from({ length: spread.count }, (_, at) => at);
  let longest = 0;
  for (let row = 0; row < rowCount; row++) longest = Math.max(longest, spread.offsets[row + 1]! - spread.offsets[row]!);
  for (let width = 1; width < longest; width *= 2) {
    const target = Uint32Array.from(order);
    let merges = mergesOf(spread, rowCount, width);
    while (merges.length > 0) {
      const mark = arena.mark();
      const lefts = gatherColumn(elements, Uint32Array.from(merges, (one) => order[one.left]!), arena);
      const rights = gatherColumn(elements, Uint32Array.from(merges, (one) => order[one.right]!), arena);
      const answers = withLength(comparator([lefts, rights], Uint32Array.from(merges, (one) => one.parent), merges.length, context), merges.length);
      merges.forEach((merge, at) => {
        if (!isValid(answers.validity, at & answers.mask)) failNull(call, lefts, rights, at);
        const takesLeft = int32Values(answers)[at & answers.mask]! <= 0;
        target[merge.to++] = order[takesLeft ? merge.left++ : merge.right++]!;
      });
      arena.rewind(mark);
      merges = merges.filter((merge) => !finishMerge(merge, order, target));
    }
    order = target;
  }
  return makeColumn(call.returnType, rowCount, { offsets: spread.offsets, children: [gatherColumn(elements, order, arena)] });
}

function mergesOf({ offsets }: Spread, rowCount: number, width: number): Merge[] {
  const out: Merge[] = [];
  for (let parent = 0; parent < rowCount; parent++) {
    for (let left = offsets[parent]!; left + width < offsets[parent + 1]!; left += 2 * width) {
      out.push({ left, middle: left + width, right: left + width, end: Math.min(left + 2 * width, offsets[parent + 1]!), to: left, parent });
    }
  }
  return out;
}

/** When one run is used up, the rest of the other follows. */
function finishMerge(merge: Merge, order: Uint32Array, target: Uint32Array): boolean {
  if (merge.left < merge.middle && merge.right < merge.end) return false;
  target.set(order.subarray(merge.left, merge.middle), merge.to);
  target.set(order.subarray(merge.right, merge.end), merge.to + merge.middle - merge.left);
  return true;
}

function failNull(call: BoundCall, lefts: Column, rights: Column, at: number): never {
  const show = (column: Column): string => {
    const value = readValue(column, at);
    return value === null || typeof value !== 'object' ? String(value) : 'a nested value';
  };
  return fail('COMPARATOR_RETURNS_NULL', { firstValue: show(lefts), secondValue: show(rights) }, { at: call.at });
}
