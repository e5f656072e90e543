import type { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import { childOf, type Column, int32Values, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { gatherColumn } from '../../columnar/gather.ts';
import { mergeLoop, type Placed } from '../../columnar/stamp.ts';
import { readValue } from '../../columnar/read.ts';
import { fail } from '../../errors/stream-error.ts';
import { field, intType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';
import { refuseUnordered } from './collections-check.ts';
import { sorterOf } from './collections-sort.ts';
import { pickLists, type Spread, spreadChild, spreadLists } from './collections.ts';
import { expectCount } from '../define.ts';
import type { BoundCall, CallShape, KernelContext, LambdaBody, LambdaKernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { isOn } from '../setting.ts';
import { arrayOf, bodyAt } from './lambdas-check.ts';
import { quoted } from '../mismatch.ts';

/**
 * array_sort(array, [comparator]). With a comparator that is not known element by element it is a merge sort of all rows at once: each round hands
 * the lambda one pair of every merge that is under way, so that the body still runs over columns.
 */
export const sortFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'array_sort', group: 'lambda_funcs', since: '0.1', signatures: ['(array<T>) -> array<T>', '(array<T>, lambda(T, T)) -> array<T>'],
    doc: 'Sorts an array by natural order with NULLs last, or by a function that returns a negative number, 0 or a positive number for two elements.',
    examples: [["SELECT array_sort(array('b', 'd', null, 'c', 'a'))", '[a, b, c, d, null]'], ['SELECT array_sort(array(5, 6, 1), (left, right) -> right - left)', '[6, 5, 1]']],
    display: (args, types) => `array_sort(${args[0]}, ${args[1] ?? (types[0]?.kind === 'array' ? naturalOrder(variable, variable) : naturalOrder('left', 'right'))})`,
    lambdaParameters: (call) => {
      expectCount(call, 1, 2);
      const { element, containsNull } = arrayOf(call, 0);
      return [field('left', element, containsNull), field('right', element, containsNull)];
    },
    resolve: resolveSort, lambdaKernel: sortKernel,
  },
];

const variable = 'namedlambdavariable()';

function naturalOrder(left: string, right: string): string {
  const nullTests = `(IF(((${left} IS NULL) AND (${right} IS NULL)), 0, (IF((${left} IS NULL), 1, (IF((${right} IS NULL), -1, `;
  return `lambdafunction(${nullTests}(IF((${left} < ${right}), -1, (IF((${left} > ${right}), 1, 0)))))))))), ${left}, ${right})`;
}

function resolveSort(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  const [input] = call.arguments;
  const array = arrayOf(call, 0);
  if (call.arguments.length === 1) {
    refuseUnordered({ ...call, name: '<', sql: `(${variable} < ${variable})` }, array.element);
    return { argumentTypes: [array], returnType: array, nullable: input!.nullable };
  }
  const body = bodyAt(call, 1);
  if (body.type.kind !== 'int') {
    fail('DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE', { sqlExpr: quoted(call.sql), functionName: '`lambdafunction`', expectedType: '"INT"', actualType: quoted(typeToSql(body.type)) }, { at: call.at });
  }
  return { argumentTypes: [array, intType], returnType: array, nullable: input!.nullable };
}

function sortKernel(call: BoundCall): LambdaKernel {
  return (args, [comparator], rows, context) => {
    const { arena } = context;
    const [array] = args as readonly [Column];
    if (comparator !== undefined) return sortBy(call, array, comparator, spreadLists(array, args, rows, arena), rows.rowCount, context);
    const offsets = offsetsOf(array);
    const elements = childOf(array, 0);
    const sort = sorterOf(elements, { descending: false, nullsFirst: false }, arena);
    return pickLists({
      type: call.returnType, args, rows, arena, pool: elements,
      pick: (row, out) => {
        const start = out.length;
        out.pushRange(offsets[row & array.mask]!, offsets[(row & array.mask) + 1]!);
        sort(out.items, start, out.length);
      },
    });
  };
}

function sortBy(call: BoundCall, array: Column, comparator: LambdaBody, spread: Spread, rowCount: number, context: KernelContext): Column {
  const { arena } = context;
  const nullsAreEqual = isOn(call, 'spark.sql.legacy.allowNullComparisonResultInArraySort');
  const elements = spreadChild(childOf(array, 0), spread, arena);
  let order = Uint32Array.from({ length: spread.count }, (_, at) => at);
  let longest = 0;
  for (let row = 0; row < rowCount; row++) longest = Math.max(longest, spread.offsets[row + 1]! - spread.offsets[row]!);
  const sorted = sortByStep(elements, comparator, spread, rowCount, longest);
  if (sorted !== undefined) return makeColumn(call.returnType, rowCount, { offsets: spread.offsets, children: [gatherColumn(elements, sorted, arena)] });
  for (let width = 1; width < longest; width *= 2) {
    const target = order.slice();
    const merges = mergesOf(spread, rowCount, width);
    while (merges.count > 0) {
      const mark = arena.mark();
      const lefts = gatherColumn(elements, places(order, merges.left, merges.count, arena), arena);
      const rights = gatherColumn(elements, places(order, merges.right, merges.count, arena), arena);
      const answers = comparator([lefts, rights], merges.parent.subarray(0, merges.count), merges.count, context);
      const orders = int32Values(answers);
      for (let at = 0; at < merges.count; at++) {
        if (isValid(answers.validity, at & answers.mask)) continue;
        if (!nullsAreEqual) failNull(call, lefts, rights, at);
        orders[at & answers.mask] = 0;
      }
      takeRound(merges, orders, answers.mask, order, target);
      arena.rewind(mark);
    }
    order = target;
  }
  return makeColumn(call.returnType, rowCount, { offsets: spread.offsets, children: [gatherColumn(elements, order, arena)] });
}

/** The same merges one after the other, where the comparator is known element by element. Undefined when it is not, or meets NULL or an error. */
function sortByStep(elements: Column, comparator: LambdaBody, spread: Spread, rowCount: number, longest: number): Uint32Array | undefined {
  const step = elements.values === undefined || elements.validity !== undefined ? undefined : comparator.step?.();
  if (step === undefined) return undefined;
  const merge = mergeLoop(step);
  let from: Placed = { values: elements.values!.slice(0, spread.count), places: Uint32Array.from({ length: spread.count }, (_, at) => at) };
  let to: Placed = { values: from.values.slice(), places: from.places.slice() };
  for (let width = 1; width < longest; width *= 2) {
    for (let row = 0; row < rowCount; row++) {
      const last = spread.offsets[row + 1]!;
      for (let left = spread.offsets[row]!; left < last; left += 2 * width) {
        if (!merge(from, to, left, Math.min(left + width, last), Math.min(left + 2 * width, last))) return undefined;
      }
    }
    [from, to] = [to, from];
  }
  return from.places;
}

/** Pairs of neighbouring sorted runs on their way into one: `left` … `middle` and `right` … `end` are left over, `to` is where the next goes. */
interface Merges {
  count: number;
  readonly left: Uint32Array; readonly middle: Uint32Array; readonly right: Uint32Array; readonly end: Uint32Array; readonly to: Uint32Array; readonly parent: Uint32Array;
}

function mergesOf({ offsets, count: elementCount }: Spread, rowCount: number, width: number): Merges {
  const space = (): Uint32Array => new Uint32Array(Math.ceil(elementCount / (width + 1)));
  const merges: Merges = { count: 0, left: space(), middle: space(), right: space(), end: space(), to: space(), parent: space() };
  for (let parent = 0; parent < rowCount; parent++) {
    const last = offsets[parent + 1]!;
    for (let left = offsets[parent]!; left + width < last; left += 2 * width) {
      const at = merges.count++;
      merges.left[at] = left;
      merges.to[at] = left;
      merges.middle[at] = left + width;
      merges.right[at] = left + width;
      merges.end[at] = Math.min(left + 2 * width, last);
      merges.parent[at] = parent;
    }
  }
  return merges;
}

function places(order: Uint32Array, positions: Uint32Array, count: number, arena: Arena): Uint32Array {
  const out = arena.uint32(count);
  for (let at = 0; at < count; at++) out[at] = order[positions[at]!]!;
  return out;
}

/** Each merge takes one element. Where one run is used up, the rest of the other follows and the merge is over. */
function takeRound(merges: Merges, answers: Int32Array, mask: number, order: Uint32Array, target: Uint32Array): void {
  const { left, middle, right, end, to, parent } = merges;
  let kept = 0;
  for (let at = 0; at < merges.count; at++) {
    let [nextLeft, nextRight, next] = [left[at]!, right[at]!, to[at]!];
    target[next++] = order[answers[at & mask]! <= 0 ? nextLeft++ : nextRight++]!;
    if (nextLeft === middle[at] || nextRight === end[at]) {
      while (nextLeft < middle[at]!) target[next++] = order[nextLeft++]!;
      while (nextRight < end[at]!) target[next++] = order[nextRight++]!;
      continue;
    }
    left[kept] = nextLeft;
    right[kept] = nextRight;
    to[kept] = next;
    middle[kept] = middle[at]!;
    end[kept] = end[at]!;
    parent[kept++] = parent[at]!;
  }
  merges.count = kept;
}

function failNull(call: BoundCall, lefts: Column, rights: Column, at: number): never {
  const show = (column: Column): string => {
    const value = readValue(column, at);
    return value === null || typeof value !== 'object' ? String(value) : 'a nested value';
  };
  return fail('COMPARATOR_RETURNS_NULL', { firstValue: show(lefts), secondValue: show(rights) }, { at: call.at });
}
