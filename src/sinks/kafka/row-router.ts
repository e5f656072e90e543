import { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import { type Chunk, selectedCount } from '../../columnar/chunk.ts';
import { bytesOf, type Column, int32Values, offsetsOf } from '../../columnar/column.ts';
import { memory } from '../../columnar/memory.ts';
import { readString } from '../../columnar/read.ts';
import { fail } from '../../errors/stream-error.ts';
import { encodeHeaders } from '../../formats/kafka/header-encoder.ts';
import type { RowRun } from '../../formats/kafka/record-encoder.ts';
import { recordKernel } from '../../formats/kafka/record-kernel.ts';
import type { TopicPartition } from '../../formats/kafka/transport.ts';
import type { SinkColumns } from './sink-schema.ts';

/** Rows on their way to one partition, in the order in which they were given. */
export interface Outbox extends TopicPartition { readonly runs: RowRun[] }

/**
 * Distributes the rows of chunks to partitions as Kafka's clients do: the column `partition` where it is not NULL, murmur2 of the key
 * where there is one, and for rows without a key one partition per chunk, in turn. The same chunks always go the same way.
 */
export class RowRouter {
  readonly #columns: SinkColumns;
  readonly #topic: string | undefined;
  readonly #partitionCountOf: (topic: string) => Promise<number>;
  readonly #arena = new Arena();
  readonly #outboxes = new Map<string, Map<number, Outbox>>();

  constructor(columns: SinkColumns, topic: string | undefined, partitionCountOf: (topic: string) => Promise<number>) {
    this.#columns = columns;
    this.#topic = topic;
    this.#partitionCountOf = partitionCountOf;
  }

  /** The outboxes are good until the next call, as long as the chunks are. `turn` moves the partition of rows without a key. */
  async route(chunks: readonly Chunk[], turn: number): Promise<readonly Outbox[]> {
    this.#arena.reset();
    this.#outboxes.clear();
    let index = turn;
    for (const chunk of chunks) {
      if (selectedCount(chunk) === 0) continue;
      for (const [topic, rows] of this.#splitByTopic(chunk)) this.#routeRows(chunk, topic, rows, await this.#partitionCountOf(topic), index);
      index++;
    }
    return [...this.#outboxes.values()].flatMap((partitions) => [...partitions.values()]);
  }

  close(): void { this.#arena.release(); }

  #routeRows(chunk: Chunk, topic: string, rows: Uint32Array, partitionCount: number, turn: number): void {
    const key = this.#column(chunk, this.#columns.key), value = this.#column(chunk, this.#columns.value)!;
    const headerColumn = this.#column(chunk, this.#columns.headers);
    const headers = headerColumn === undefined ? undefined : encodeHeaders(headerColumn, chunk.rowCount, this.#arena);
    const targets = this.#targets(chunk, topic, rows, key, partitionCount, turn % partitionCount);
    for (const [partition, list] of this.#bucket(rows, targets, partitionCount)) {
      this.#outbox(topic, partition).runs.push({ key, value, headers, rows: list.byteOffset, rowCount: list.length, at: 0 });
    }
  }

  #outbox(topic: string, partition: number): Outbox {
    let partitions = this.#outboxes.get(topic);
    if (partitions === undefined) this.#outboxes.set(topic, partitions = new Map());
    let outbox = partitions.get(partition);
    if (outbox === undefined) partitions.set(partition, outbox = { topic, partition, runs: [] });
    return outbox;
  }

  #column(chunk: Chunk, position: number): Column | undefined {
    return position < 0 ? undefined : chunk.columns[position];
  }

  /** Partition of each row. */
  #targets(chunk: Chunk, topic: string, rows: Uint32Array, key: Column | undefined, partitionCount: number, unkeyed: number): Int32Array {
    const targets = this.#arena.int32(rows.length);
    if (key === undefined) targets.fill(-1);
    else recordKernel().partition(rows.byteOffset, rows.length, offsetsOf(key).byteOffset, bytesOf(key).byteOffset, key.validity?.byteOffset ?? 0, key.mask, partitionCount, targets.byteOffset);
    const column = this.#column(chunk, this.#columns.partition);
    const wanted = column === undefined ? undefined : int32Values(column);
    for (let index = 0; index < rows.length; index++) {
      if (column !== undefined) {
        const at = rows[index]! & column.mask;
        if (isValid(column.validity, at)) targets[index] = wanted![at]!;
        if (isValid(column.validity, at) && (wanted![at]! < 0 || wanted![at]! >= partitionCount)) {
          fail('TIDEMARK_KAFKA_PARTITION_NOT_FOUND', { partition: String(wanted![at]), topic, count: String(partitionCount) });
        }
      }
      if (targets[index]! < 0) targets[index] = unkeyed;
    }
    return targets;
  }

  /** Counting sort: stable, so rows of a partition keep their order. */
  *#bucket(rows: Uint32Array, targets: Int32Array, partitionCount: number): Generator<readonly [partition: number, rows: Uint32Array]> {
    const ends = new Int32Array(partitionCount + 1);
    for (let index = 0; index < rows.length; index++) ends[targets[index]! + 1]!++;
    for (let partition = 0; partition < partitionCount; partition++) ends[partition + 1]! += ends[partition]!;
    const sorted = this.#arena.uint32(rows.length);
    const next = ends.slice();
    for (let index = 0; index < rows.length; index++) sorted[next[targets[index]!]!++] = rows[index]!;
    for (let partition = 0; partition < partitionCount; partition++) {
      if (ends[partition + 1]! > ends[partition]!) yield [partition, sorted.subarray(ends[partition], ends[partition + 1])];
    }
  }

  /** Rows of each topic. Almost always one topic, named by the option or by a column whose neighbours are equal. */
  #splitByTopic(chunk: Chunk): readonly (readonly [topic: string, rows: Uint32Array])[] {
    const rows = this.#rowsOf(chunk);
    if (this.#topic !== undefined) return [[this.#topic, rows]];
    const column = chunk.columns[this.#columns.topic]!;
    const lists = new Map<string, number[]>();
    let previous = -1, list: number[] = [];
    for (const row of rows) {
      const at = row & column.mask;
      if (!isValid(column.validity, at)) fail('KAFKA_NULL_TOPIC_IN_DATA', {});
      if (previous < 0 || !sameBytes(column, previous, at)) {
        const topic = readString(column, at);
        list = lists.get(topic) ?? [];
        lists.set(topic, list);
      }
      previous = at;
      list.push(row);
    }
    return [...lists].map(([topic, numbers]) => {
      const own = this.#arena.uint32(numbers.length);
      own.set(numbers);
      return [topic, own] as const;
    });
  }

  /** In the column memory, where the kernels see them. */
  #rowsOf(chunk: Chunk): Uint32Array {
    const { selection } = chunk;
    if (selection !== undefined && (selection.buffer as ArrayBufferLike) === memory.buffer) return selection;
    const rows = this.#arena.uint32(selectedCount(chunk));
    if (selection !== undefined) rows.set(selection);
    else for (let row = 0; row < rows.length; row++) rows[row] = row;
    return rows;
  }
}

function sameBytes(column: Column, left: number, right: number): boolean {
  if (left === right) return true;
  const offsets = offsetsOf(column), bytes = bytesOf(column);
  const start = offsets[left]!, other = offsets[right]!, length = offsets[left + 1]! - start;
  if (offsets[right + 1]! - other !== length) return false;
  for (let at = 0; at < length; at++) if (bytes[start + at] !== bytes[other + at]) return false;
  return true;
}
