import { isValid } from '../../columnar/bitmap.ts';
import type { Arena } from '../../columnar/arena.ts';
import type { Column } from '../../columnar/column.ts';
import { comparatorOf } from '../../columnar/compare.ts';
import { hasOrderWords, isOpenEnded, orderWords, type WantedOrder } from '../../columnar/order-words.ts';
import { radixSort } from '../../columnar/radix-sort.ts';
import { sortRows } from '../../columnar/sort-rows.ts';

/** Puts the indexes `start` up to `end` into the order of their elements; equal ones stay as they are. */
export type SortIndexes = (indexes: Uint32Array, start: number, end: number) => void;

/** Short runs are sorted by insertion, long ones by the words of their elements, as rows are where words do not tell all elements apart. */
export function sorterOf(elements: Column, order: WantedOrder, arena: Arena): SortIndexes {
  if (elements.type.kind === 'null' || elements.mask === 0) return () => {};
  const compare = comparatorFor(elements, order);
  const words = hasOrderWords(elements) && !isOpenEnded(elements);
  const manyFields = isOpenEnded(elements) || elements.type.kind === 'struct';
  return (indexes, start, end) => {
    if (end - start <= SHORT_RUN) insertionSort(indexes, start, end, compare);
    else if (words) sortByWords(elements, order, indexes.subarray(start, end));
    else if (manyFields) {
      const mark = arena.mark();
      sortRows([elements], [order], indexes.subarray(start, end), arena);
      arena.rewind(mark);
    }
    else indexes.set(Array.from(indexes.subarray(start, end)).sort(compare), start);
  };
}

const SHORT_RUN = 24;

type CompareIndexes = (left: number, right: number) => number;

function comparatorFor(elements: Column, { descending, nullsFirst }: WantedOrder): CompareIndexes {
  const compare = comparatorOf(elements.type);
  const sign = descending ? -1 : 1;
  const nullSign = nullsFirst ? 1 : -1;
  return (left, right) => {
    const leftValid = isValid(elements.validity, left);
    const rightValid = isValid(elements.validity, right);
    return leftValid && rightValid ? compare(elements, left, elements, right) * sign : (Number(leftValid) - Number(rightValid)) * nullSign;
  };
}

function insertionSort(indexes: Uint32Array, start: number, end: number, compare: CompareIndexes): void {
  for (let at = start + 1; at < end; at++) {
    const moving = indexes[at]!;
    let to = at;
    for (; to > start && compare(indexes[to - 1]!, moving) > 0; to--) indexes[to] = indexes[to - 1]!;
    indexes[to] = moving;
  }
}

function sortByWords(elements: Column, order: WantedOrder, run: Uint32Array): void {
  const before = run.slice();
  const positions = radixSort(orderWords(elements, { rows: before, skip: 0 }, order), run.length);
  for (let at = 0; at < run.length; at++) run[at] = before[positions[at]!]!;
}
