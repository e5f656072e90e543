import { isValid, setValid } from '../../columnar/bitmap.ts';
import { type Column, makeColumn, offsetsOf, childOf } from '../../columnar/column.ts';
import { comparatorOf } from '../../columnar/compare.ts';
import { arrayType, type ArrayType, booleanType } from '../../types/data-type.ts';
import { ElementSet } from './collections-set.ts';
import { listPool, pickLists } from './collections.ts';
import { firstOfEach, type Range } from './large-sets.ts';
import { arrayAndValue, failArrayAndValue, oneArray, refuseUnordered, twoArrays } from './collections-check.ts';
import { expectCount } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { withoutNegativeZero } from '../math/negative-zero.ts';
import { visitRows } from '../row-by-row.ts';

const group = 'array_funcs';
const since = '0.1';

/** Arrays as sets: results keep the order of first appearance, NULL equals NULL. */
export const arraySetFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'array_distinct', group, since, signatures: ['(array<T>) -> array<T>'],
    doc: 'Leaves out what the array has had before.', examples: [['SELECT array_distinct(array(1, 2, 3, null, 3))', '[1, 2, 3, null]']],
    resolve: (call) => oneArray(call, (array) => { refuseUnordered(call, array.element); return array; }), kernel: (call) => setKernel(call, distinct),
  },
  {
    kind: 'scalar', name: 'array_union', group, since, signatures: ['(array<T>, array<T>) -> array<T>'],
    doc: 'Returns the elements of both arrays, each once.', examples: [['SELECT array_union(array(1, 2, 3), array(1, 3, 5))', '[1, 2, 3, 5]']],
    resolve: (call) => resolveSets(call, (left, right) => left || right), kernel: (call) => setKernel(call, distinct),
  },
  {
    kind: 'scalar', name: 'array_intersect', group, since, signatures: ['(array<T>, array<T>) -> array<T>'],
    doc: 'Returns the elements that both arrays have, each once.', examples: [['SELECT array_intersect(array(1, 2, 3), array(1, 3, 5))', '[1, 3]']],
    resolve: (call) => resolveSets(call, (left, right) => left && right), kernel: (call) => setKernel(call, (kept, other, index) => other.find(index) >= 0 && kept.add(index)),
  },
  {
    kind: 'scalar', name: 'array_except', group, since, signatures: ['(array<T>, array<T>) -> array<T>'],
    doc: 'Returns the elements that only the first array has, each once.', examples: [['SELECT array_except(array(1, 2, 3), array(1, 3, 5))', '[2]']],
    resolve: (call) => resolveSets(call, (left) => left), kernel: (call) => setKernel(call, (kept, other, index) => other.find(index) < 0 && kept.add(index)),
  },
  {
    kind: 'scalar', name: 'array_remove', group, since, signatures: ['(array<T>, T) -> array<T>'],
    doc: 'Leaves out all elements equal to a value.', examples: [['SELECT array_remove(array(1, 2, 3, null, 3), 3)', '[1, 2, null]']],
    resolve: resolveRemove, kernel: removeKernel,
  },
  {
    kind: 'scalar', name: 'arrays_overlap', group, since, signatures: ['(array<T>, array<T>) -> boolean'], nulls: 'custom',
    doc: 'Whether the arrays share an element that is not NULL. NULL when they share none, but neither is empty and one has NULLs.',
    examples: [['SELECT arrays_overlap(array(1, 2, 3), array(3, 4, 5))', 'true']],
    resolve: (call) => {
      const { arrays, nullable } = twoArrays(call);
      return { argumentTypes: arrays, returnType: booleanType, nullable: nullable || arrays.some((one) => one.containsNull) };
    },
    kernel: overlapKernel,
  },
];

function resolveSets(call: CallShape, containsNull: (left: boolean, right: boolean) => boolean): ResolvedCall {
  const { arrays, element, nullable } = twoArrays(call);
  return { argumentTypes: arrays, returnType: arrayType(element, containsNull(arrays[0].containsNull, arrays[1].containsNull)), nullable };
}

/** Whether an element belongs to the result; `kept` is the result so far, `other` the second array. */
type Keep = (kept: ElementSet, other: ElementSet, index: number) => boolean;

const distinct: Keep = (kept, _, index) => kept.add(index);

/** A union asks for the elements of both arrays, the others for those of the first. */
function setKernel(call: BoundCall, keep: Keep): Kernel {
  const { element } = call.returnType as ArrayType;
  return (args, rows, { arena }) => {
    const { elements, bases } = listPool(element, args, arena);
    const pool = withoutNegativeZero(elements, arena);
    const offsets = args.map(offsetsOf);
    const kept = new ElementSet(pool);
    const other = new ElementSet(pool);
    const asksAll = keep === distinct;
    return pickLists({
      type: call.returnType, args, rows, arena, pool,
      pick: (row, out) => {
        const asked = asksAll ? args.length : 1;
        const large = asksAll ? firstOfEach(pool, args.map((list, side) => rangeOf(list, offsets[side]!, bases[side]!, row))) : undefined;
        if (large !== undefined) { out.pushAll(large); return; }
        kept.clear(args.slice(0, asked).reduce((sum, list, side) => sum + lengthAt(list, offsets[side]!, row), 0));
        if (!asksAll) {
          other.clear(lengthAt(args[1]!, offsets[1]!, row));
          eachElement(args[1]!, offsets[1]!, bases[1]!, row, (index) => { other.add(index); });
        }
        for (let side = 0; side < asked; side++) eachElement(args[side]!, offsets[side]!, bases[side]!, row, (index) => { if (keep(kept, other, index)) out.push(index); });
      },
    });
  };
}

function lengthAt(list: Column, offsets: Int32Array, row: number): number { return offsets[(row & list.mask) + 1]! - offsets[row & list.mask]!; }

function rangeOf(list: Column, offsets: Int32Array, base: number, row: number): Range {
  return [base + offsets[row & list.mask]!, base + offsets[(row & list.mask) + 1]!];
}

function eachElement(list: Column, offsets: Int32Array, base: number, row: number, visit: (index: number) => void): void {
  const end = offsets[(row & list.mask) + 1]!;
  for (let at = offsets[row & list.mask]!; at < end; at++) visit(base + at);
}

function resolveRemove(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  if (call.arguments[0]!.type.kind !== 'array') return failArrayAndValue(call, 1);
  const { array, value, nullable } = arrayAndValue(call, 1);
  refuseUnordered(call, value);
  return { argumentTypes: [array, value], returnType: array, nullable };
}

function removeKernel(call: BoundCall): Kernel {
  const compare = comparatorOf(call.argumentTypes[1]!);
  return (args, rows, { arena }) => {
    const [array, value] = args as readonly [Column, Column];
    const offsets = offsetsOf(array);
    const elements = childOf(array, 0);
    return pickLists({
      type: call.returnType, args, rows, arena, pool: elements,
      pick: (row, out) => {
        const end = offsets[(row & array.mask) + 1]!;
        for (let at = offsets[row & array.mask]!; at < end; at++) {
          if (!isValid(elements.validity, at & elements.mask) || compare(elements, at & elements.mask, value, row & value.mask) !== 0) out.push(at);
        }
      },
    });
  };
}

function overlapKernel(call: BoundCall): Kernel {
  const { element } = call.argumentTypes[0] as ArrayType;
  return (args, rows, { arena }) => {
    const [left, right] = args as readonly [Column, Column];
    const { elements: pool, bases } = listPool(element, args, arena);
    const offsets = args.map(offsetsOf);
    const known = new ElementSet(pool);
    const values = arena.uint8(rows.rowCount);
    const validity = arena.bitmap(rows.rowCount, 0);
    const isNull = (index: number): boolean => element.kind === 'null' || !isValid(pool.validity, index & pool.mask);
    visitRows(args, rows, (row) => {
      known.clear(lengthAt(left, offsets[0]!, row));
      let missing = false;
      let found = false;
      eachElement(left, offsets[0]!, bases[0]!, row, (index) => {
        if (isNull(index)) missing = true;
        else known.add(index);
      });
      eachElement(right, offsets[1]!, bases[1]!, row, (index) => {
        if (isNull(index)) missing = true;
        else if (!found && known.find(index) >= 0) found = true;
      });
      const bothFilled = args.every((list, side) => lengthAt(list, offsets[side]!, row) > 0);
      values[row] = found ? 1 : 0;
      if (found || !missing || !bothFilled) setValid(validity, row);
    });
    return makeColumn(booleanType, rows.rowCount, { values, validity });
  };
}
