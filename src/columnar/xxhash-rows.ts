import type { DataType } from '../types/data-type.ts';
import type { Arena } from './arena.ts';
import type { Rows } from './chunk.ts';
import type { Column } from './column.ts';
import { isConstantNull } from './constant.ts';
import { addressOf, loadKernels, selectionIn } from './kernels.ts';
import { cellHash, xxhash64 } from './spark-hash.ts';

type HashLoop = (values: number, step: number, validity: number, selection: number, count: number, hashes: number) => void;

interface XxhashKernels {
  hashTexts(bytes: number, offsets: number, step: number, validity: number, selection: number, count: number, hashes: number): void;
  readonly hashInts: HashLoop;
  readonly hashLongs: HashLoop;
  hashLists(
    offsets: number, step: number, validity: number, selection: number, count: number, values: number, inner: number, width: number, elements: number, hashes: number,
  ): void;
  countRuns(pieces: number, groups: number, validity: number, step: number, selection: number, count: number, hashes: number, precision: bigint): void;
}

let loaded: XxhashKernels | undefined;
export const xxhashKernels = (): XxhashKernels => (loaded ??= loadKernels<XxhashKernels>('xxhash'));

/** Spark's xxhash64 of the columns of each row that counts, the hash of one being the seed of the next. */
export function xxhashRows(columns: readonly Column[], given: Rows, seed: bigint, arena: Arena): BigInt64Array {
  const hashes = arena.int64(given.rowCount).fill(seed);
  const rows = { rowCount: given.rowCount, selection: selectionIn(arena, given.selection) };
  for (const column of columns) if (!isConstantNull(column)) hashColumn(column, rows, hashes);
  return hashes;
}

function hashColumn(column: Column, { rowCount, selection }: Rows, hashes: BigInt64Array): void {
  const count = selection?.length ?? rowCount;
  const [step, validity, selected] = [column.mask === 0 ? 0 : 1, addressOf(column.validity), addressOf(selection)];
  const width = column.type.kind === 'array' && column.children[0]!.mask !== 0 ? elementWidths[column.type.element.kind] : undefined;
  if (width !== undefined) {
    const items = column.children[0]!;
    const [values, inner] = width === 0 ? [addressOf(items.bytes), addressOf(items.offsets)] : [addressOf(items.values), 0];
    xxhashKernels().hashLists(addressOf(column.offsets), step, validity, selected, count, values, inner, width, addressOf(items.validity), hashes.byteOffset);
    return;
  }
  switch (column.type.kind) {
    case 'string': case 'binary': xxhashKernels().hashTexts(addressOf(column.bytes), addressOf(column.offsets), step, validity, selected, count, hashes.byteOffset); break;
    case 'int': case 'date': xxhashKernels().hashInts(addressOf(column.values), step, validity, selected, count, hashes.byteOffset); break;
    case 'long': case 'timestamp': case 'timestamp_ntz': xxhashKernels().hashLongs(addressOf(column.values), step, validity, selected, count, hashes.byteOffset); break;
    default: {
      const hash = cellHash(column, xxhash64);
      for (let at = 0; at < count; at++) {
        const row = selection === undefined ? at : selection[at]!;
        hashes[row] = BigInt.asIntN(64, hash(row, BigInt.asUintN(64, hashes[row]!)));
      }
    }
  }
}

/** Bytes of an element, 0 for texts. */
const elementWidths: Partial<Record<DataType['kind'], number>> = { int: 4, date: 4, long: 8, timestamp: 8, timestamp_ntz: 8, string: 0, binary: 0 };
