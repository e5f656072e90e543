import { Arena } from '../../columnar/arena.ts';
import { bytesOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { crc32c } from '../../columnar/crc32c.ts';
import { memory } from '../../columnar/memory.ts';
import type { Codec } from './codecs.ts';
import { ATTRIBUTES_POSITION, BATCH_HEADER_BYTES, CRC_POSITION } from './record-batch.ts';
import { encodeFrame, recordKernel } from './record-kernel.ts';
import type { ProducerSession } from './requests/transaction.ts';

/** Some rows of one chunk on their way to one partition. `rows` is the address of their numbers (uint32); `at` moves while they are written. */
export interface RowRun {
  readonly key: Column | undefined;
  readonly value: Column;
  /** Encoded headers: a range of `bytes` per physical row. */
  readonly headers: { readonly offsets: Int32Array; readonly bytes: Uint8Array } | undefined;
  readonly rows: number;
  readonly rowCount: number;
  at: number;
}

export interface BatchOrigin {
  /** Absent for plain, non-idempotent batches. */
  readonly session: ProducerSession | undefined;
  readonly sequence: number;
  readonly transactional: boolean;
  readonly timestampMs: number;
}

export interface EncodedBatch { readonly batch: Uint8Array; readonly rowCount: number }

/** Columns to record batches (layout: record-batch.ts), as many rows as fit. No objects per row. */
export class RecordEncoder {
  readonly #bytesMax: number;
  readonly #codec: Codec | undefined;
  readonly #codecId: number;
  readonly #fixed = new Arena();
  readonly #round = new Arena();
  readonly #frame: Int32Array;

  constructor(bytesMax: number, codecId: number, codec: Codec | undefined) {
    this.#bytesMax = bytesMax;
    this.#codecId = codecId;
    this.#codec = codec;
    this.#frame = this.#fixed.int32(encodeFrame.words);
  }

  /** Forgets the batches made so far: they have been sent. */
  reset(): void { this.#round.reset(); }

  close(): void {
    this.#fixed.release();
    this.#round.release();
  }

  /** Takes rows from the front of the queue. `rowCount` 0: the first row alone is too large. */
  encode(queue: readonly RowRun[], origin: BatchOrigin): EncodedBatch {
    const frame = this.#frame;
    const start = this.#round.allocate(this.#bytesMax);
    let end = start + BATCH_HEADER_BYTES;
    frame[encodeFrame.delta] = 0;
    for (const run of queue) {
      if (run.at === run.rowCount) continue;
      this.#place(run);
      frame[encodeFrame.target] = end;
      frame[encodeFrame.targetEnd] = start + this.#bytesMax;
      end = recordKernel().encode(frame.byteOffset);
      run.at = frame[encodeFrame.row]!;
      if (run.at < run.rowCount) break;
    }
    const rowCount = frame[encodeFrame.delta]!;
    return { batch: rowCount === 0 ? new Uint8Array(0) : this.#finish(start, end, rowCount, origin), rowCount };
  }

  #place(run: RowRun): void {
    const frame = this.#frame;
    frame[encodeFrame.rows] = run.rows;
    frame[encodeFrame.row] = run.at;
    frame[encodeFrame.rowCount] = run.rowCount;
    const columns = [[run.key, encodeFrame.keyOffsets], [run.value, encodeFrame.valueOffsets]] as const;
    for (const [column, first] of columns) {
      // offsets, bytes, validity and mask are neighbours in the frame
      frame[first] = column === undefined ? 0 : offsetsOf(column).byteOffset;
      frame[first + 1] = column === undefined ? 0 : bytesOf(column).byteOffset;
      frame[first + 2] = column?.validity?.byteOffset ?? 0;
      frame[first + 3] = column?.mask ?? 0;
    }
    frame[encodeFrame.headerOffsets] = run.headers?.offsets.byteOffset ?? 0;
    frame[encodeFrame.headerBytes] = run.headers?.bytes.byteOffset ?? 0;
  }

  #finish(start: number, end: number, rowCount: number, origin: BatchOrigin): Uint8Array {
    let address = start, size = end - start;
    if (this.#codec !== undefined) {
      const records = Uint8Array.from(new Uint8Array(memory.buffer, start + BATCH_HEADER_BYTES, size - BATCH_HEADER_BYTES));
      const packed = this.#codec.compress(records);
      address = this.#round.allocate(BATCH_HEADER_BYTES + packed.length);
      size = BATCH_HEADER_BYTES + packed.length;
      new Uint8Array(memory.buffer, address + BATCH_HEADER_BYTES, packed.length).set(packed);
    }
    const view = new DataView(memory.buffer, address, size);
    const { session } = origin;
    view.setBigInt64(0, 0n);
    view.setInt32(8, size - 12);
    view.setInt32(12, -1);
    view.setInt8(16, 2);
    view.setInt16(ATTRIBUTES_POSITION, this.#codecId | (origin.transactional ? 16 : 0));
    view.setInt32(23, rowCount - 1);
    view.setBigInt64(27, BigInt(origin.timestampMs));
    view.setBigInt64(35, BigInt(origin.timestampMs));
    view.setBigInt64(43, BigInt(session?.producerId ?? -1));
    view.setInt16(51, session?.epoch ?? -1);
    view.setInt32(53, session === undefined ? -1 : origin.sequence);
    view.setInt32(57, rowCount);
    view.setUint32(CRC_POSITION, crc32c(new Uint8Array(memory.buffer, address + ATTRIBUTES_POSITION, size - ATTRIBUTES_POSITION)));
    return new Uint8Array(memory.buffer, address, size);
  }
}
