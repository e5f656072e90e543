import { type Bitmap, intersectBitmaps, isValid } from '../columnar/bitmap.ts';
import type { Arena } from '../columnar/arena.ts';
import type { Rows } from '../columnar/chunk.ts';
import { childOf, type Column, offsetsOf, withParts } from '../columnar/column.ts';
import { comparatorOf } from '../columnar/compare.ts';
import { nullColumn, withLength } from '../columnar/constant.ts';
import { expandConstant, gatherOrNull, MISSING } from '../columnar/gather.ts';
import { fail, invariant } from '../errors/stream-error.ts';
import type { BoundCall, Kernel, ScalarFunction } from './function.ts';

/**
 * What `a.b` and `a[i]` become. These rows are not callable by name: the analyzer picks them and knows their types.
 * Fields are `(input, name, position)`; the name is there to be shown.
 */
const words = { kind: 'scalar', group: 'internal', signatures: [], examples: [], since: '0.1' } as const;
const dotted = ([input, name]: readonly string[]): string => `${input}.${name}`;
const indexed = ([input, index]: readonly string[]): string => `${input}[${index}]`;

export const structField: ScalarFunction = {
  ...words, name: 'getstructfield', doc: 'A field of a struct.', display: dotted,
  kernel: (call) => {
    const position = literalPosition(call);
    return ([input], rows) => withLength(childOf(input!, position), rows.rowCount);
  },
};

export const arrayStructField: ScalarFunction = {
  ...words, name: 'getarraystructfields', doc: 'A field of every struct in an array.', display: dotted,
  kernel: (call) => {
    const position = literalPosition(call);
    return ([input], rows, { arena }) => {
      const elements = childOf(input!, 0);
      const child = childOf(elements, position);
      const field = elements.validity === undefined ? child : expandConstant(withLength(child, elements.length), arena);
      const validity: Bitmap = intersectBitmaps(elements.validity, field.validity, elements.length, arena);
      return withParts(input!, { type: call.returnType, length: rows.rowCount, children: [withParts(field, { validity })] });
    };
  },
};

/** Counts from 0. Beyond the end: an error in ANSI mode, else NULL. */
export const arrayItem: ScalarFunction = {
  ...words, name: 'getarrayitem', doc: 'An element of an array by position from 0.', display: indexed, nulls: 'custom',
  kernel: (call) => (args, rows, { arena }) => {
    const [input, index] = args as readonly [Column, Column];
    const offsets = offsetsOf(input);
    return gatherElements(childOf(input, 0), rows, arena, (row) => {
      const at = row & input.mask;
      if (!isValid(input.validity, at) || !isValid(index.validity, row & index.mask)) return MISSING;
      const position = Number(index.values![row & index.mask]);
      const size = offsets[at + 1]! - offsets[at]!;
      if (position >= 0 && position < size) return offsets[at]! + position;
      return call.settings.ansi ? fail('INVALID_ARRAY_INDEX', { indexValue: String(position), arraySize: String(size) }, { at: call.at }) : MISSING;
    });
  },
};

export const mapValue: ScalarFunction = {
  ...words, name: 'getmapvalue', doc: 'The value of a map under a key, NULL when there is none.', display: indexed, nulls: 'custom', nullable: 'always',
  kernel: mapValueKernel,
};

function mapValueKernel(call: BoundCall): Kernel {
  const keyType = call.argumentTypes[1]!;
  const compare = keyType.kind === 'null' ? () => 1 : comparatorOf(keyType);
  return (args, rows, { arena }) => {
    const [input, key] = args as readonly [Column, Column];
    if (input.type.kind === 'null') return nullColumn(call.returnType, rows.rowCount, arena);
    const offsets = offsetsOf(input);
    const keys = childOf(input, 0);
    return gatherElements(childOf(input, 1), rows, arena, (row) => {
      const at = row & input.mask;
      const wanted = row & key.mask;
      if (!isValid(input.validity, at) || !isValid(key.validity, wanted)) return MISSING;
      for (let entry = offsets[at]!; entry < offsets[at + 1]!; entry++) if (compare(keys, entry & keys.mask, key, wanted) === 0) return entry;
      return MISSING;
    });
  };
}

/** One element per row, the one that `find` points at. */
function gatherElements(elements: Column, rows: Rows, arena: Arena, find: (row: number) => number): Column {
  const indexes = arena.uint32(rows.rowCount).fill(MISSING);
  if (rows.selection === undefined) for (let row = 0; row < rows.rowCount; row++) indexes[row] = find(row);
  else for (const row of rows.selection) indexes[row] = find(row);
  return gatherOrNull(elements, indexes, arena);
}

function literalPosition(call: BoundCall): number {
  const position = call.literals[2];
  invariant(typeof position === 'number', 'the position of a field is a literal');
  return position;
}
