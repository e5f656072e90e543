import { isValid, setNull } from '../../columnar/bitmap.ts';
import type { Arena } from '../../columnar/arena.ts';
import { childOf, type Column, makeColumn, offsetsOf, uint8Values } from '../../columnar/column.ts';
import { isConstantNull, withLength } from '../../columnar/constant.ts';
import { expandConstant, gatherColumn, gatherOrNull, MISSING } from '../../columnar/gather.ts';
import { trueRows } from '../../columnar/selection.ts';
import { arrayType, booleanType, type DataType, field, type Field, intType } from '../../types/data-type.ts';
import { IndexList, positionsOf, rangesOf, type Spread, spreadChild, spreadLists } from './collections.ts';
import { arrayOf, bodyAt, predicateAt } from './lambdas-check.ts';
import { expectCount } from '../define.ts';
import type { BoundCall, CallShape, KernelContext, LambdaBody, LambdaKernel, ResolvedCall, ScalarFunction } from '../function.ts';

const group = 'lambda_funcs';
const since = '0.1';

/** Functions of arrays and a lambda. The body runs once over the elements of all rows, never element by element. */
export const lambdaFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'transform', group, since, signatures: ['(array<T>, lambda(T, int)) -> array<U>'],
    doc: 'Returns what a function makes of each element; the function may also take the position from 0.',
    examples: [['SELECT transform(array(1, 2, 3), x -> x + 1)', '[2, 3, 4]'], ['SELECT transform(array(1, 2, 3), (x, i) -> x + i)', '[1, 3, 5]']],
    lambdaParameters: elementAndPosition,
    resolve: (call) => {
      const array = arrayOf(call, 0);
      const body = bodyAt(call, 1);
      return { argumentTypes: [array, body.type], returnType: arrayType(body.type, body.nullable), nullable: call.arguments[0]!.nullable };
    },
    lambdaKernel: transformKernel,
  },
  {
    kind: 'scalar', name: 'filter', group, since, signatures: ['(array<T>, lambda(T, int)) -> array<T>'],
    doc: 'Returns the elements for which a condition is true; the condition may also take the position from 0.',
    examples: [['SELECT filter(array(1, 2, 3), x -> x % 2 == 1)', '[1, 3]'], ['SELECT filter(array(0, 2, 3), (x, i) -> x > i)', '[2, 3]']],
    lambdaParameters: elementAndPosition,
    resolve: (call) => {
      const array = arrayOf(call, 0);
      predicateAt(call, 1);
      return { argumentTypes: [array, booleanType], returnType: array, nullable: call.arguments[0]!.nullable };
    },
    lambdaKernel: filterKernel,
  },
  {
    kind: 'scalar', name: 'exists', group, since, signatures: ['(array<T>, lambda(T)) -> boolean'],
    doc: 'Whether a condition is true for an element. NULL when it is for none, but NULL for one.',
    examples: [['SELECT exists(array(1, 2, 3), x -> x % 2 == 0)', 'true'], ['SELECT exists(array(1, null, 3), x -> x % 2 == 0)', 'NULL']],
    lambdaParameters: elementOnly, resolve: resolveCondition, lambdaKernel: (call) => conditionKernel(true, call.settings.get('spark.sql.legacy.followThreeValuedLogicInArrayExists')?.toLowerCase() !== 'false'),
  },
  {
    kind: 'scalar', name: 'forall', group, since, signatures: ['(array<T>, lambda(T)) -> boolean'],
    doc: 'Whether a condition is true for all elements. NULL when it is false for none, but NULL for one.',
    examples: [['SELECT forall(array(1, 2, 3), x -> x % 2 == 0)', 'false'], ['SELECT forall(array(2, null, 8), x -> x % 2 == 0)', 'NULL']],
    lambdaParameters: elementOnly, resolve: resolveCondition, lambdaKernel: () => conditionKernel(false),
  },
  {
    kind: 'scalar', name: 'zip_with', group, since, signatures: ['(array<T>, array<U>, lambda(T, U)) -> array<V>'],
    doc: 'Returns what a function makes of the elements of two arrays side by side; the shorter array is filled up with NULLs.',
    examples: [["SELECT zip_with(array(1, 2, 3), array('a', 'b', 'c'), (x, y) -> (y, x))", '[{a, 1}, {b, 2}, {c, 3}]'], ['SELECT zip_with(array(1, 2), array(3, 4), (x, y) -> x + y)', '[4, 6]']],
    lambdaParameters: (call) => {
      expectCount(call, 3, 3);
      return [field('left', arrayOf(call, 0).element), field('right', arrayOf(call, 1).element)];
    },
    resolve: (call) => {
      const [left, right] = [arrayOf(call, 0), arrayOf(call, 1)];
      const body = bodyAt(call, 2);
      return { argumentTypes: [left, right, body.type], returnType: arrayType(body.type, body.nullable), nullable: call.arguments[0]!.nullable || call.arguments[1]!.nullable };
    },
    lambdaKernel: zipKernel,
  },
];

function elementAndPosition(call: CallShape, _: number, parameterCount: number): readonly Field[] {
  const element = elementOnly(call);
  return parameterCount === 2 ? [...element, field('index', intType, false)] : element;
}

function elementOnly(call: CallShape): readonly Field[] {
  expectCount(call, 2, 2);
  const array = arrayOf(call, 0);
  return [field('element', array.element, array.containsNull)];
}

/** The body over the elements of a list column: parameters are the element and its position. */
function overElements(list: Column, spread: Spread, body: LambdaBody, context: KernelContext): Column {
  const { arena } = context;
  const elements = spreadChild(childOf(list, 0), spread, arena);
  const positions = makeColumn(intType, spread.count, { values: positionsOf(spread, arena) });
  return withLength(body([elements, positions], spread.parents, spread.count, context), spread.count);
}

function transformKernel(call: BoundCall): LambdaKernel {
  return (args, [body], rows, context) => {
    const spread = spreadLists(args[0]!, args, rows, context.arena);
    const made = overElements(args[0]!, spread, body!, context);
    return listOf(call.returnType, spread.offsets, made, rows.rowCount, context.arena);
  };
}

export function listOf(type: DataType, offsets: Int32Array, elements: Column, rowCount: number, arena: Arena): Column {
  return makeColumn(type, rowCount, { offsets, children: [expandConstant(elements, arena)] });
}

function filterKernel(call: BoundCall): LambdaKernel {
  return (args, [body], rows, context) => {
    const { arena } = context;
    const spread = spreadLists(args[0]!, args, rows, arena);
    const { offsets, kept } = keptElements(spread, overElements(args[0]!, spread, body!, context), rows.rowCount, arena);
    return makeColumn(call.returnType, rows.rowCount, { offsets, children: [gatherColumn(childOf(args[0]!, 0), kept, arena)] });
  };
}

/** The elements for which the condition is true, as indexes into the list's child, and the ranges they make. */
export function keptElements(spread: Spread, condition: Column, rowCount: number, arena: Arena): { readonly offsets: Int32Array; readonly kept: Uint32Array } {
  const chosen = condition.type.kind === 'null' ? arena.uint32(0) : trueRows(condition, { rowCount: spread.count, selection: undefined }, arena);
  const offsets = arena.int32(rowCount + 1);
  let next = 0;
  for (let row = 0; row <= rowCount; row++) {
    while (next < chosen.length && chosen[next]! < spread.offsets[row]!) next++;
    offsets[row] = next;
  }
  const { origins } = spread;
  if (origins === undefined) return { offsets, kept: chosen };
  const kept = arena.uint32(chosen.length);
  for (let at = 0; at < kept.length; at++) kept[at] = origins[chosen[at]!]!;
  return { offsets, kept };
}

function resolveCondition(call: CallShape): ResolvedCall {
  const array = arrayOf(call, 0);
  const body = predicateAt(call, 1);
  return { argumentTypes: [array, booleanType], returnType: booleanType, nullable: call.arguments[0]!.nullable || body.nullable };
}

/** `decisive` ends the search: TRUE for exists, FALSE for forall. Otherwise a NULL makes the answer NULL. */
/** `unsure`: NULL for an element may make the answer NULL. */
function conditionKernel(decisive: boolean, unsure = true): LambdaKernel {
  return (args, [body], rows, context) => {
    const { arena } = context;
    const spread = spreadLists(args[0]!, args, rows, arena);
    const answers = overElements(args[0]!, spread, body!, context);
    const allNull = answers.type.kind === 'null' || isConstantNull(answers);
    const bits = allNull ? undefined : uint8Values(answers);
    const values = arena.uint8(rows.rowCount).fill(decisive ? 0 : 1);
    let validity: Uint8Array | undefined;
    for (let row = 0; row < rows.rowCount; row++) {
      let found = false;
      let missing = false;
      for (let at = spread.offsets[row]!; at < spread.offsets[row + 1]! && !found; at++) {
        if (allNull || !isValid(answers.validity, at & answers.mask)) missing = true;
        else found = (bits![at & answers.mask] === 1) === decisive;
      }
      if (found) values[row] = decisive ? 1 : 0;
      else if (missing && unsure) setNull(validity ??= arena.bitmap(rows.rowCount, 1), row);
    }
    return makeColumn(booleanType, rows.rowCount, { values, validity });
  };
}

function zipKernel(call: BoundCall): LambdaKernel {
  return (args, [body], rows, context) => {
    const { arena } = context;
    const [left, right] = args as readonly [Column, Column];
    const sides = [new IndexList(arena), new IndexList(arena)] as const;
    const parents = new IndexList(arena);
    const { offsets } = rangesOf(args, rows, arena, () => parents.length, (row) => {
      const size = Math.max(sizeOf(left, row), sizeOf(right, row));
      pushPadded(sides[0], left, row, size);
      pushPadded(sides[1], right, row, size);
      for (let at = 0; at < size; at++) parents.push(row);
    });
    const columns = [left, right].map((list, side) => gatherOrNull(childOf(list, 0), sides[side as 0 | 1].view(), arena));
    const made = withLength(body!(columns, parents.view(), parents.length, context), parents.length);
    return listOf(call.returnType, offsets, made, rows.rowCount, arena);
  };
}

function sizeOf(list: Column, row: number): number {
  const offsets = offsetsOf(list);
  return offsets[(row & list.mask) + 1]! - offsets[row & list.mask]!;
}

function pushPadded(out: IndexList, list: Column, row: number, size: number): void {
  const start = offsetsOf(list)[row & list.mask]!;
  const own = sizeOf(list, row);
  for (let at = 0; at < size; at++) out.push(at < own ? start + at : MISSING);
}
