import { Arena } from '../columnar/arena.ts';
import { constantColumn } from '../columnar/builder.ts';
import { type Chunk, makeChunk } from '../columnar/chunk.ts';
import { type Column, makeColumn } from '../columnar/column.ts';
import { withLength } from '../columnar/constant.ts';
import { structValue } from '../columnar/value.ts';
import { field, longType, type Schema, stringType, type StructType, structType, timestampType } from '../types/data-type.ts';
import type { ListedFile } from './files-list.ts';

const common = [
  field('file_path', stringType, false), field('file_name', stringType, false), field('file_size', longType, false), field('file_block_start', longType, false),
  field('file_block_length', longType, false), field('file_modification_time', timestampType, false),
];

/** Type of the column `_metadata`. Formats that know where a row is in its file have its number too. */
export function metadataType(rowIndex: boolean): StructType { return structType(rowIndex ? [...common, field('row_index', longType, false)] : common); }

/** Puts `_metadata` behind the columns of each file's rows. A file is one block. */
export class MetadataColumn {
  readonly #schema: Schema;
  readonly #wanted: boolean;
  readonly #arena = new Arena();
  #file: ListedFile | undefined;
  #rowCount = 0;

  /** `wanted`: somebody reads it; otherwise it is NULL. */
  constructor(schema: Schema, wanted: boolean) {
    this.#schema = schema;
    this.#wanted = wanted;
  }

  begin(file: ListedFile): void {
    this.#file = file;
    this.#rowCount = 0;
  }

  behind(chunk: Chunk): Chunk {
    this.#arena.reset();
    const type = this.#schema.fields.at(-1)!.type as StructType;
    const column = this.#wanted ? this.#columnOf(type, chunk.rowCount) : constantColumn(type, null, chunk.rowCount, this.#arena);
    this.#rowCount += chunk.rowCount;
    return makeChunk(this.#schema, [...chunk.columns, column], chunk.rowCount, chunk.selection);
  }

  close(): void { this.#arena.release(); }

  #columnOf(type: StructType, rowCount: number): Column {
    const { path, size, modifiedMs } = this.#file!;
    const escaped = escapePath(path);
    const values = structValue([`file:${escaped}`, escaped.slice(escaped.lastIndexOf('/') + 1), BigInt(size), 0n, BigInt(size), BigInt(Math.floor(modifiedMs)) * 1000n]);
    if (type.fields.length === common.length) return constantColumn(type, values, rowCount, this.#arena);
    const { children } = constantColumn(structType(common), values, 1, this.#arena);
    const numbers = this.#arena.int64(rowCount);
    for (let row = 0; row < rowCount; row++) numbers[row] = BigInt(this.#rowCount + row);
    return makeColumn(type, rowCount, { children: [...children.map((one) => ({ ...withLength(one, rowCount), mask: 0 as const })), makeColumn(longType, rowCount, { values: numbers })] });
  }
}

/** As Hadoop writes paths: what a URI cannot have as `%XX`, letters of all languages as they are. */
function escapePath(path: string): string {
  return path.replace(/[\u0000- "#%<>?[\\\]^`{|}\u007f]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}
