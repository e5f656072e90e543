import { Arena } from '../../columnar/arena.ts';
import { CHUNK_ROWS, type Chunk, makeChunk } from '../../columnar/chunk.ts';
import { type Column, makeColumn } from '../../columnar/column.ts';
import { memory } from '../../columnar/memory.ts';
import { fail } from '../../errors/stream-error.ts';
import { binaryType, intType, longType, type Schema, stringType, timestampType } from '../../types/data-type.ts';
import { codecOf, loadCodecs } from './codec-set.ts';
import { BATCH_BYTES_MAX } from './codecs.ts';
import { HeaderColumns } from './header-column.ts';
import { kafkaSchema } from './kafka-schema.ts';
import { BATCH_HEADER_BYTES, type BatchHeader } from './record-batch.ts';
import { decodeFrame, recordKernel, type RecordKernel, segmentFrame } from './record-kernel.ts';
import { partitionName } from './topic-partition.ts';
import type { TopicPartition } from './transport.ts';

/** Batches are decoded in groups of about this many bytes: few enough to stay in the cache, enough for a whole chunk. */
const PIECE_BYTES = 2 << 20;

/** Exactly the records of [from, until) that lie in `batches`, positions in `bytes`. */
export interface FetchedRun extends TopicPartition {
  readonly bytes: Buffer;
  readonly batches: readonly BatchHeader[];
  readonly from: number;
  readonly until: number;
}

/**
 * Fetched record batches to chunks in the column memory. A chunk is good until the next one is pulled: the arrays behind it are
 * used again, so decoding makes no garbage but the views.
 */
export class RecordDecoder {
  readonly schema: Schema;
  readonly #fixed = new Arena();
  readonly #piece = new Arena();
  readonly #kernel: RecordKernel = recordKernel();
  readonly #words: Int32Array;
  readonly #wide: BigInt64Array;
  readonly #headers: HeaderColumns | undefined;

  constructor(includeHeaders: boolean) {
    this.schema = kafkaSchema(includeHeaders);
    this.#headers = includeHeaders ? new HeaderColumns() : undefined;
    const fixed = this.#fixed;
    const frame = fixed.allocate(decodeFrame.words * 4);
    this.#words = new Int32Array(memory.buffer, frame, decodeFrame.words);
    this.#wide = new BigInt64Array(memory.buffer, frame, decodeFrame.words / 2);
    const words = this.#words;
    words.fill(0);
    words[decodeFrame.capacity] = CHUNK_ROWS;
    words[decodeFrame.offsets] = fixed.allocate(CHUNK_ROWS * 8);
    words[decodeFrame.timestamps] = fixed.allocate(CHUNK_ROWS * 8);
    words[decodeFrame.timestampTypes] = fixed.allocate(CHUNK_ROWS * 4);
    words[decodeFrame.keyOffsets] = fixed.allocate(CHUNK_ROWS * 4 + 4);
    words[decodeFrame.valueOffsets] = fixed.allocate(CHUNK_ROWS * 4 + 4);
    words[decodeFrame.keyValidity] = fixed.allocate(CHUNK_ROWS / 8);
    words[decodeFrame.valueValidity] = fixed.allocate(CHUNK_ROWS / 8);
    words[decodeFrame.headers] = includeHeaders ? fixed.allocate(CHUNK_ROWS * 4) : 0;
  }

  async *decode(run: FetchedRun): AsyncGenerator<Chunk> {
    await loadCodecs(new Set(run.batches.map((batch) => batch.codec)));
    for (let first = 0; first < run.batches.length;) {
      let end = first;
      for (let size = 0; end < run.batches.length && (size < PIECE_BYTES || end === first); end++) size += run.batches[end]!.end - run.batches[end]!.start;
      yield* this.#decodePiece(run, run.batches.slice(first, end));
      first = end;
    }
  }

  close(): void {
    this.#fixed.release();
    this.#piece.release();
    this.#headers?.close();
  }

  *#decodePiece(run: FetchedRun, batches: readonly BatchHeader[]): Generator<Chunk> {
    const words = this.#words;
    this.#piece.reset();
    const size = this.#placeSegments(run, batches);
    words[decodeFrame.keyBytes] = this.#piece.allocate(size);
    words[decodeFrame.valueBytes] = this.#piece.allocate(size);
    words[decodeFrame.segment] = 0;
    words[decodeFrame.position] = 0;
    this.#wide[decodeFrame.from / 2] = BigInt(run.from);
    this.#wide[decodeFrame.until / 2] = BigInt(run.until);
    while (words[decodeFrame.segment]! < batches.length) {
      const rowCount = this.#kernel.decode(words.byteOffset);
      if (rowCount < 0) damaged(run, batches[words[decodeFrame.segment]!]!, 'its records do not fit their lengths');
      if (rowCount > 0) yield this.#chunkOf(run, rowCount);
    }
  }

  /** Copies the batches into the column memory, decompresses them, and lists their records. Returns the bytes of all records. */
  #placeSegments(run: FetchedRun, batches: readonly BatchHeader[]): number {
    const start = batches[0]!.start, end = batches.at(-1)!.end;
    const base = this.#copyIn(run.bytes.subarray(start, end)) - start;
    const list = this.#piece.allocate(batches.length * segmentFrame.words * 4);
    const words = new Int32Array(memory.buffer, list, batches.length * segmentFrame.words);
    const wide = new BigInt64Array(memory.buffer, list, words.length / 2);
    let size = 0;
    batches.forEach((batch, index) => {
      let from = base + batch.start + BATCH_HEADER_BYTES, until = base + batch.end;
      if (batch.codec !== 0) {
        const data = decompress(run, batch);
        from = this.#copyIn(data);
        until = from + data.length;
      }
      size += until - from;
      const at = index * segmentFrame.words;
      words[at + segmentFrame.start] = from;
      words[at + segmentFrame.end] = until;
      words[at + segmentFrame.count] = batch.recordCount;
      words[at + segmentFrame.appendTime] = batch.appendTime ? 1 : 0;
      wide[(at + segmentFrame.baseOffset) / 2] = BigInt(batch.baseOffset);
      wide[(at + segmentFrame.firstTimestamp) / 2] = BigInt(batch.firstTimestampMs);
      wide[(at + segmentFrame.maxTimestamp) / 2] = BigInt(batch.maxTimestampMs);
    });
    this.#words[decodeFrame.segments] = list;
    this.#words[decodeFrame.segmentCount] = batches.length;
    return size;
  }

  /** Copying into shared memory is five times slower when source and target differ modulo 8. */
  #copyIn(data: Uint8Array): number {
    const address = this.#piece.allocate(data.length + 8) + (data.byteOffset & 7);
    new Uint8Array(memory.buffer, address, data.length).set(data);
    return address;
  }

  #chunkOf(run: FetchedRun, rowCount: number): Chunk {
    const words = this.#words;
    const offsets = new BigInt64Array(memory.buffer, words[decodeFrame.offsets]!, rowCount);
    const timestamps = new BigInt64Array(memory.buffer, words[decodeFrame.timestamps]!, rowCount);
    const types = new Int32Array(memory.buffer, words[decodeFrame.timestampTypes]!, rowCount);
    const columns: Column[] = [
      this.#bytesColumn(decodeFrame.keyOffsets, decodeFrame.keyBytes, decodeFrame.keyValidity, decodeFrame.keyNulls, rowCount),
      this.#bytesColumn(decodeFrame.valueOffsets, decodeFrame.valueBytes, decodeFrame.valueValidity, decodeFrame.valueNulls, rowCount),
      this.#topicColumn(run.topic, rowCount),
      this.#partitionColumn(run.partition, rowCount),
      makeColumn(longType, rowCount, { values: offsets }),
      makeColumn(timestampType, rowCount, { values: timestamps }),
      makeColumn(intType, rowCount, { values: types }),
    ];
    if (this.#headers !== undefined) columns.push(this.#headers.read(new Int32Array(memory.buffer, words[decodeFrame.headers]!, rowCount)));
    return makeChunk(this.schema, columns, rowCount);
  }

  #bytesColumn(offsets: number, bytes: number, validity: number, nulls: number, rowCount: number): Column {
    const words = this.#words;
    const ends = new Int32Array(memory.buffer, words[offsets]!, rowCount + 1);
    return makeColumn(binaryType, rowCount, {
      offsets: ends,
      bytes: new Uint8Array(memory.buffer, words[bytes]!, ends[rowCount]!),
      validity: words[nulls]! > 0 ? new Uint8Array(memory.buffer, words[validity]!, (rowCount + 7) >>> 3) : undefined,
    });
  }

  #topicColumn(topic: string, rowCount: number): Column {
    const text = Buffer.from(topic, 'utf8');
    const bytes = this.#piece.uint8(text.length);
    bytes.set(text);
    const offsets = this.#piece.int32(2);
    offsets[0] = 0;
    offsets[1] = text.length;
    return makeColumn(stringType, rowCount, { offsets, bytes, mask: 0 });
  }

  #partitionColumn(partition: number, rowCount: number): Column {
    const values = this.#piece.int32(1);
    values[0] = partition;
    return makeColumn(intType, rowCount, { values, mask: 0 });
  }
}

function decompress(run: FetchedRun, batch: BatchHeader): Uint8Array {
  const codec = codecOf(batch.codec);
  if (codec === undefined) return damaged(run, batch, `its compression ${batch.codec} is unknown`);
  let data: Uint8Array | undefined;
  try {
    data = codec.decompress(run.bytes.subarray(batch.start + BATCH_HEADER_BYTES, batch.end), BATCH_BYTES_MAX);
  } catch (error) {
    return damaged(run, batch, `it cannot be decompressed: ${error instanceof Error ? error.message : String(error)}`);
  }
  return data ?? fail('TIDEMARK_KAFKA_BATCH_TOO_LARGE', { topicPartition: partitionName(run), offset: String(batch.baseOffset), limit: String(BATCH_BYTES_MAX) });
}

function damaged(run: FetchedRun, batch: BatchHeader, problem: string): never {
  return fail('TIDEMARK_KAFKA_CORRUPT_BATCH', { topicPartition: partitionName(run), offset: String(batch.baseOffset), problem }, { domain: 'external' });
}
