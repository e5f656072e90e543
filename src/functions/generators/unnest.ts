import { isValid } from '../../columnar/bitmap.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { childOf, type Column, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { gatherOrNull, MISSING } from '../../columnar/gather.ts';
import type { Arena } from '../../columnar/arena.ts';
import { allRows } from '../../columnar/selection.ts';
import { arrayType, field, longType, nullType, structType } from '../../types/data-type.ts';
import { IndexList } from '../collections/collections.ts';
import type { CallShape, Generated, GeneratorFunction, ResolvedCall } from '../function.ts';
import { failInput } from '../mismatch.ts';

/** `UNNEST(a, b) WITH ORDINALITY`: there is no function of this name, only the syntax. The number of the row is its last column; whoever has not asked for it leaves it out. */
export const unnestFunctions: readonly GeneratorFunction[] = [{
  kind: 'generator', name: 'unnest', group: 'internal', since: '0.1', outer: false, tableOnly: true, signatures: [],
  doc: 'Rows of the elements of arrays side by side.', examples: [], resolve: resolveUnnest, generate: () => unnest,
}];

function resolveUnnest(call: CallShape): ResolvedCall {
  const elements = call.arguments.map(({ type }, index) => (type.kind === 'array' ? type : failInput(call, index, arrayType(nullType))));
  const [only] = elements;
  const columns = elements.length === 1 ? [field('col', only!.element, only!.containsNull)] : elements.map((one, index) => field(`col${index}`, one.element, true));
  return { argumentTypes: elements, returnType: structType([...columns, field('ordinality', longType, false)]), nullable: false };
}

/** As many rows as the longest array has elements; an array that is NULL has none. */
function unnest(args: readonly Column[], rows: Rows, { arena }: { readonly arena: Arena }): Generated {
  const parents = new IndexList(arena);
  const picked = args.map(() => new IndexList(arena));
  const offsets = args.map(offsetsOf);
  for (const row of allRows(rows, arena)) {
    const starts = args.map((one, index) => (isValid(one.validity, row & one.mask) ? offsets[index]![row & one.mask]! : 0));
    const sizes = args.map((one, index) => (isValid(one.validity, row & one.mask) ? offsets[index]![(row & one.mask) + 1]! - starts[index]! : 0));
    const count = Math.max(...sizes);
    for (let at = 0; at < count; at++) {
      parents.push(row);
      picked.forEach((list, index) => { list.push(at < sizes[index]! ? starts[index]! + at : MISSING); });
    }
  }
  const columns = args.map((one, index) => gatherOrNull(childOf(one, 0), picked[index]!.view(), arena));
  return { columns: [...columns, ordinalsOf(parents.view(), arena)], parents: parents.view(), count: parents.length };
}

/** 1, 2, 3 … within each input row. */
export function ordinalsOf(parents: Uint32Array, arena: Arena): Column {
  const values = arena.int64(parents.length);
  let ordinal = 0n;
  for (let row = 0; row < parents.length; row++) {
    ordinal = row > 0 && parents[row] === parents[row - 1] ? ordinal + 1n : 1n;
    values[row] = ordinal;
  }
  return makeColumn(longType, parents.length, { values });
}
