import { AbortFilter } from './abort-filter.ts';
import type { FetchedPartition } from './requests/fetch.ts';
import { readInt64 } from './wire.ts';
import { fail } from '../../errors/stream-error.ts';
import { partitionName } from './topic-partition.ts';

/**
 * RecordBatch v2, big-endian:
 *
 *   0 baseOffset i64 · 8 length i32 (of what follows) · 12 leader epoch i32 · 16 magic i8 = 2 · 17 crc u32 (of all from 21 on)
 *   21 attributes i16 · 23 lastOffsetDelta i32 · 27 firstTimestamp i64 · 35 maxTimestamp i64 · 43 producerId i64 · 51 epoch i16
 *   53 sequence i32 · 57 recordCount i32 · 61 records, compressed as one block when attributes say so
 */
export const BATCH_HEADER_BYTES = 61;
export const CRC_POSITION = 17;
export const ATTRIBUTES_POSITION = 21;

const COMPRESSION_BITS = 7;
const APPEND_TIME_BIT = 8;
const TRANSACTIONAL_BIT = 16;
const CONTROL_BIT = 32;

/** The header of a batch whose records are wanted. `start` and `end` are positions in the fetched bytes, header included. */
export interface BatchHeader {
  readonly start: number;
  readonly end: number;
  readonly baseOffset: number;
  readonly codec: number;
  readonly appendTime: boolean;
  readonly firstTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly recordCount: number;
}

export interface BatchRun {
  readonly batches: readonly BatchHeader[];
  /** Where to fetch next: behind the last whole batch, `until` at most. Equal to `from` when the broker sent nothing whole. */
  readonly next: number;
}

/**
 * Reads the batch headers of a fetched partition and keeps what has records of [from, until). Control batches and, when only committed
 * records are wanted, those of aborted transactions are left out; the next offset comes from the headers and never from the last record
 * seen, so gaps (compaction, markers, aborted batches) cannot stall or repeat anything.
 */
export function walkBatches(fetched: FetchedPartition, from: number, until: number, committedOnly: boolean): BatchRun {
  const bytes = fetched.records;
  const filter = new AbortFilter(committedOnly ? fetched.aborted : []);
  const batches: BatchHeader[] = [];
  let next = from;
  let end = 0;
  for (let start = 0; start + BATCH_HEADER_BYTES <= bytes.length; start = end) {
    const baseOffset = readInt64(bytes, start);
    end = start + 12 + bytes.readInt32BE(start + 8);
    if (end < start + BATCH_HEADER_BYTES) damaged(fetched, baseOffset, 'its length is impossible');
    if (end > bytes.length) break; // the broker cuts the last batch off
    if (bytes[start + 16] !== 2) damaged(fetched, baseOffset, `it has format ${bytes[start + 16]}, only 2 is read`);
    if (baseOffset >= until) { next = until; break; }
    const attributes = bytes.readInt16BE(start + ATTRIBUTES_POSITION);
    const lastOffset = baseOffset + bytes.readInt32BE(start + 23);
    const aborted = filter.covers(bytes, start, lastOffset, (attributes & TRANSACTIONAL_BIT) !== 0, (attributes & CONTROL_BIT) !== 0);
    const recordCount = bytes.readInt32BE(start + 57);
    if (lastOffset >= from && (attributes & CONTROL_BIT) === 0 && !aborted && recordCount > 0) {
      batches.push({
        start, end, baseOffset, recordCount, codec: attributes & COMPRESSION_BITS, appendTime: (attributes & APPEND_TIME_BIT) !== 0,
        firstTimestampMs: readInt64(bytes, start + 27), maxTimestampMs: readInt64(bytes, start + 35),
      });
    }
    next = Math.max(next, lastOffset + 1);
  }
  return { batches, next: Math.min(next, until) };
}

function damaged(fetched: FetchedPartition, offset: number, problem: string): never {
  return fail('TIDEMARK_KAFKA_CORRUPT_BATCH', { topicPartition: partitionName(fetched), offset: String(offset), problem }, { domain: 'external' });
}
