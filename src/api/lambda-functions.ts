import { callFunction, col, Column, type ColumnLike } from './column.ts';
import { expectFunction, expectInstance } from './expect.ts';

let parameters = 0;

/** A function over columns as a lambda: called once, with columns that stand for its parameters, whose names nobody else has. */
function lambda(fn: (...args: never[]) => Column, count: number): Column {
  expectFunction(fn, 'a function over elements');
  const names = Array.from({ length: count }, () => `x_${++parameters}`);
  const body = (fn as unknown as (...args: Column[]) => Column)(...names.map((name) => new Column({ kind: 'LambdaVariable', name })));
  expectInstance(body, Column, 'what a function over elements gives');
  return new Column({ kind: 'Lambda', parameters: names, body: body.expression });
}

function over(name: string, inputs: readonly (string | Column)[], ...rest: readonly ColumnLike[]): Column {
  return callFunction(name, ...inputs.map((one) => (typeof one === 'string' ? col(one) : one)), ...rest);
}

/** Parameters a function has, of those it may have: `(x) => …` or `(x, index) => …`. */
function arity(fn: { readonly length: number }, most: number): number {
  expectFunction(fn, 'a function over elements');
  return Math.min(most, Math.max(1, fn.length));
}

/** A function of the program over an element and, where it asks for it, its place from 0. */
export type ElementFunction = (element: Column, index: Column) => Column;

/** Applies a function to each element of an array. @example transform('prices', (price) => price.multiply(2)) */
export function transform(array: string | Column, fn: ElementFunction): Column { return over('transform', [array], lambda(fn, arity(fn, 2))); }

/** The elements of an array for which the condition is true. @example filter('tags', (tag) => tag.startsWith('a')) */
export function filter(array: string | Column, condition: ElementFunction): Column { return over('filter', [array], lambda(condition, arity(condition, 2))); }

/** Whether the condition is true for an element of an array; NULL where no element fits and it is NULL for one. */
export function exists(array: string | Column, condition: (element: Column) => Column): Column { return over('exists', [array], lambda(condition, 1)); }

/** Whether the condition is true for all elements of an array. */
export function forall(array: string | Column, condition: (element: Column) => Column): Column { return over('forall', [array], lambda(condition, 1)); }

/**
 * Puts the elements of an array together, from a start value on; `finish` turns the result into what is wanted.
 *
 * @example aggregate('prices', lit(0), (sum, price) => sum.plus(price))
 */
export function aggregate(array: string | Column, start: ColumnLike, merge: (buffer: Column, element: Column) => Column, finish?: (buffer: Column) => Column): Column {
  const ending = finish === undefined ? [] : [lambda(finish, 1)];
  return over('aggregate', [array], start, lambda(merge, 2), ...ending);
}

/** The same as `aggregate`. */
export function reduce(array: string | Column, start: ColumnLike, merge: (buffer: Column, element: Column) => Column, finish?: (buffer: Column) => Column): Column {
  const ending = finish === undefined ? [] : [lambda(finish, 1)];
  return over('reduce', [array], start, lambda(merge, 2), ...ending);
}

/** Elements of two arrays at the same place through a function; the shorter one is filled up with NULLs. */
export function zipWith(left: string | Column, right: string | Column, fn: (left: Column, right: Column) => Column): Column {
  return over('zip_with', [left, right], lambda(fn, 2));
}

/** An array in order: natural order with NULLs last, or as `compare` says (negative, 0, positive, as for JavaScript's `sort`). */
export function arraySort(array: string | Column, compare?: (left: Column, right: Column) => Column): Column {
  return over('array_sort', [array], ...(compare === undefined ? [] : [lambda(compare, 2)]));
}

/** The entries of a map for which the condition is true. */
export function mapFilter(map: string | Column, condition: (key: Column, value: Column) => Column): Column {
  return over('map_filter', [map], lambda(condition, 2));
}

/** Two maps as one, whose values a function makes of both; NULL stands for a value that one of them has not. */
export function mapZipWith(left: string | Column, right: string | Column, fn: (key: Column, left: Column, right: Column) => Column): Column {
  return over('map_zip_with', [left, right], lambda(fn, 3));
}

/** A map with other keys; an error where two become the same. */
export function transformKeys(map: string | Column, fn: (key: Column, value: Column) => Column): Column { return over('transform_keys', [map], lambda(fn, 2)); }

/** A map with other values. */
export function transformValues(map: string | Column, fn: (key: Column, value: Column) => Column): Column { return over('transform_values', [map], lambda(fn, 2)); }
