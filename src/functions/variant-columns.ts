import type { Arena } from '../columnar/arena.ts';
import { ColumnBuilder } from '../columnar/builder.ts';
import { bytesOf, childOf, type Column, offsetsOf } from '../columnar/column.ts';
import { structValue } from '../columnar/value.ts';
import type { VariantBytes } from '../formats/variant/build.ts';
import type { VariantAt } from '../formats/variant/read.ts';
import { variantType } from '../types/data-type.ts';

/** The variant of a row, which is not NULL; read in place. */
export function variantReader(column: Column): (row: number) => VariantAt {
  const [values, dictionaries] = [childOf(column, 0), childOf(column, 1)];
  const [valueOffsets, dictionaryOffsets] = [offsetsOf(values), offsetsOf(dictionaries)];
  const [value, metadata] = [bytesOf(values), bytesOf(dictionaries)];
  const { mask } = column;
  return (row) => {
    const at = row & mask;
    return { value, at: valueOffsets[at & values.mask]!, metadata, dictionaryAt: dictionaryOffsets[at & dictionaries.mask]! };
  };
}

/** A variant column, row by row. Rows that are skipped are NULL. */
export class VariantColumnBuilder {
  readonly #builder: ColumnBuilder;

  constructor(arena: Arena, rowCount: number) {
    this.#builder = new ColumnBuilder(variantType, arena, Math.max(1, rowCount));
  }

  set(row: number, { value, metadata }: VariantBytes): void {
    this.#fill(row);
    this.#builder.append(structValue([value, metadata]));
  }

  finish(rowCount: number): Column {
    this.#fill(rowCount);
    return this.#builder.finish();
  }

  #fill(row: number): void {
    while (this.#builder.length < row) this.#builder.appendNull();
  }
}
