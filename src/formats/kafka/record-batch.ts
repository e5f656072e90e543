import { crc32c } from '../../columnar/crc32c.ts';
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

/** `start` and `end` are positions in the fetched bytes, header included. */
export interface BatchHeader {
  readonly start: number;
  readonly end: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly producerId: number;
  readonly epoch: number;
  readonly sequence: number;
  readonly transactional: boolean;
  /** The batch is not data but says how a transaction of its producer ended. */
  readonly control: 'commit' | 'abort' | undefined;
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
  /** The offset behind all that was sent. */
  readonly read: number;
}

/**
 * Keeps the batches that have records of [from, until). Control batches and, when only committed records are wanted, those of aborted
 * transactions are left out; the next offset comes from the headers and never from the last record seen, so gaps (compaction, control
 * batches, aborted ones) cannot stall or repeat anything.
 */
export function walkBatches(fetched: FetchedPartition, from: number, until: number, committedOnly: boolean): BatchRun {
  const filter = new AbortFilter(committedOnly ? fetched.aborted : []);
  const batches: BatchHeader[] = [];
  let next = from, read = from;
  for (const batch of readBatchHeaders(fetched)) {
    read = batch.lastOffset + 1;
    if (batch.baseOffset >= until) { next = until; continue; }
    const hidden = filter.hides(batch);
    if (!hidden && batch.control === undefined && batch.lastOffset >= from && batch.recordCount > 0) batches.push(batch);
    next = Math.max(next, batch.lastOffset + 1);
  }
  return { batches, next: Math.min(next, until), read };
}

/**
 * All whole batches; the broker cuts the last one off. The checksum comes before any field it covers is believed: a flipped bit could
 * call a batch a control batch, or one that was read already, and it would be passed over without anybody having looked into it.
 */
export function* readBatchHeaders(fetched: FetchedPartition): Generator<BatchHeader> {
  const bytes = fetched.records;
  for (let start = 0; start + BATCH_HEADER_BYTES <= bytes.length;) {
    const baseOffset = readInt64(bytes, start);
    const end = start + 12 + bytes.readInt32BE(start + 8);
    if (end < start + BATCH_HEADER_BYTES) damaged(fetched, baseOffset, 'its length is impossible');
    if (end > bytes.length) return;
    if (bytes[start + 16] !== 2) damaged(fetched, baseOffset, `it has format ${bytes[start + 16]}, only 2 is read`);
    if (crc32c(bytes.subarray(start + ATTRIBUTES_POSITION, end)) !== bytes.readUInt32BE(start + CRC_POSITION)) damaged(fetched, baseOffset, 'its checksum is wrong');
    const attributes = bytes.readInt16BE(start + ATTRIBUTES_POSITION);
    yield {
      start, end, baseOffset,
      lastOffset: baseOffset + bytes.readInt32BE(start + 23),
      producerId: readInt64(bytes, start + 43),
      epoch: bytes.readInt16BE(start + 51),
      sequence: bytes.readInt32BE(start + 53),
      transactional: (attributes & TRANSACTIONAL_BIT) !== 0,
      control: (attributes & CONTROL_BIT) === 0 ? undefined : readControl(bytes, start + BATCH_HEADER_BYTES, end),
      codec: attributes & COMPRESSION_BITS,
      appendTime: (attributes & APPEND_TIME_BIT) !== 0,
      firstTimestampMs: readInt64(bytes, start + 27),
      maxTimestampMs: readInt64(bytes, start + 35),
      recordCount: bytes.readInt32BE(start + 57),
    };
    start = end;
  }
}

/** The key of a control record is (version i16, type i16); 0 = abort, 1 = commit. Before it: length, attributes, timestamp, offset, length of the key. A batch that compaction has emptied says nothing. */
function readControl(bytes: Buffer, start: number, end: number): 'commit' | 'abort' {
  let at = skipVarint(bytes, start);
  for (let field = 0; field < 3; field++) at = skipVarint(bytes, field === 0 ? at + 1 : at);
  return at + 4 <= end && bytes.readInt16BE(at + 2) === 0 ? 'abort' : 'commit';
}

function skipVarint(bytes: Buffer, start: number): number {
  let at = start;
  while (bytes[at]! > 127) at++;
  return at + 1;
}

function damaged(fetched: FetchedPartition, offset: number, problem: string): never {
  return fail('TIDEMARK_KAFKA_CORRUPT_BATCH', { topicPartition: partitionName(fetched), offset: String(offset), problem }, { domain: 'external' });
}
