import { childOf, type Column, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { gatherOrNull, MISSING } from '../../columnar/gather.ts';
import { arrayType, type ArrayType, field, structType } from '../../types/data-type.ts';
import { arrayAt } from './collections-check.ts';
import { IndexList, rangesOf } from './collections.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';

/** Arrays side by side. */
export const zipFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'arrays_zip', group: 'array_funcs', since: '0.1', signatures: ['(array<T>...) -> array<T>'],
    doc: 'Returns an array of structs whose n-th has the n-th elements of all arrays; shorter arrays are filled up with NULLs. Fields are named after columns, others 0, 1 …',
    examples: [['SELECT arrays_zip(array(1, 2, 3), array(2, 3, 4))', '[{1, 2}, {2, 3}, {3, 4}]']],
    resolve: resolveZip, kernel: zipKernel,
  },
];

function resolveZip(call: CallShape): ResolvedCall {
  const arrays = call.arguments.map((_, index) => arrayAt(call, index));
  const fields = arrays.map((array, index) => field(call.arguments[index]!.name ?? String(index), array.element));
  return { argumentTypes: arrays, returnType: arrayType(structType(fields), false), nullable: call.arguments.some((one) => one.nullable) };
}

function zipKernel(call: BoundCall): Kernel {
  const { element } = call.returnType as ArrayType;
  return (args, rows, { arena }) => {
    const lists = args.map((list) => ({ list, offsets: offsetsOf(list), picked: new IndexList(arena) }));
    let length = 0;
    const ranges = rangesOf(args, rows, arena, () => length, (row) => {
      let size = 0;
      for (const { list, offsets } of lists) size = Math.max(size, offsets[(row & list.mask) + 1]! - offsets[row & list.mask]!);
      for (const { list, offsets, picked } of lists) {
        const start = offsets[row & list.mask]!;
        const own = offsets[(row & list.mask) + 1]! - start;
        for (let at = 0; at < size; at++) picked.push(at < own ? start + at : MISSING);
      }
      length += size;
    });
    const children = lists.map(({ list, picked }): Column => gatherOrNull(childOf(list, 0), picked.view(), arena));
    return makeColumn(call.returnType, rows.rowCount, { ...ranges, children: [makeColumn(element, length, { children })] });
  };
}
