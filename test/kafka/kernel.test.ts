import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { crc32c } from '../../src/columnar/crc32c.ts';
import { readValue } from '../../src/columnar/read.ts';
import { BATCH_BYTES_MAX, codecRows } from '../../src/formats/kafka/codecs.ts';
import { readBatchHeaders, walkBatches } from '../../src/formats/kafka/record-batch.ts';
import { RecordDecoder } from '../../src/formats/kafka/record-decoder.ts';
import { type EncodedBatch, RecordEncoder } from '../../src/formats/kafka/record-encoder.ts';
import { recordKernel } from '../../src/formats/kafka/record-kernel.ts';
import type { FetchedPartition } from '../../src/formats/kafka/requests/fetch.ts';
import { binaryType } from '../../src/types/data-type.ts';

interface Row { readonly key: Uint8Array | null; readonly value: Uint8Array | null }

const cells = fc.option(fc.uint8Array({ maxLength: 80 }), { nil: null });
const rowLists = fc.array(fc.record({ key: cells, value: fc.oneof(cells, fc.uint8Array({ minLength: 500, maxLength: 700 })) }), { minLength: 1, maxLength: 60 });

describe('record batches', () => {
  it('the module is what its source gives', () => {
    execFileSync(process.execPath, ['scripts/build-kafka-kernel.mjs', '--check'], { stdio: 'pipe' });
  });

  it('what is encoded is decoded, between any two offsets', async () => {
    await fc.assert(fc.asyncProperty(rowLists, fc.nat(60), fc.nat(60), async (rows, left, right) => {
      const [from, until] = [Math.min(left, right), Math.max(left, right)];
      expect(await decodeAll(encode(rows), from, until)).toEqual(rows.slice(from, until));
    }), { numRuns: 200 });
  });

  it('CRC-32C is the plain one, in the column memory and outside of it', () => {
    const arena = new Arena();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(7), (bytes, shift) => {
      const inside = arena.uint8(bytes.length + 8).subarray(shift, shift + bytes.length);
      inside.set(bytes);
      expect(crc32c(inside)).toBe(plainCrc32c(bytes));
      expect(crc32c(Uint8Array.from(bytes))).toBe(plainCrc32c(bytes));
      arena.reset();
    }), { numRuns: 300 });
    arena.release();
    const long = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 31) >>> 3);
    expect(crc32c(long)).toBe(plainCrc32c(long));
  });

  it('partitions are those of the Java client', () => {
    const expected = [['21', -973932308], ['foobar', -790332482], ['a-little-bit-long-string', -985981536], ['a-little-bit-longer-string', -1486304829], ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971], ['abc', 479470107]] as const;
    const arena = new Arena();
    const column = columnOf(binaryType, [...expected.map(([key]) => Buffer.from(key)), null], arena);
    const rows = arena.uint32(column.length), targets = arena.int32(column.length);
    rows.forEach((_, index) => { rows[index] = index; });
    recordKernel().partition(rows.byteOffset, column.length, column.offsets!.byteOffset, column.bytes!.byteOffset, column.validity!.byteOffset, -1, 1000, targets.byteOffset);
    expect([...targets]).toEqual([...expected.map(([, hash]) => (hash & 0x7fffffff) % 1000), -1]);
    arena.release();
  });

  // Every bit, because some decide whether the batch is looked into at all: its last offset, its count, whether it is a control batch or
  // one of an aborted transaction. Whatever they then say, the batch is not passed over.
  it('any flipped bit behind the checksum is noticed, also in a batch that would be passed over', () => {
    const whole = encode([{ key: new Uint8Array(4), value: new Uint8Array(5) }, { key: null, value: Buffer.from('b') }]);
    for (let bit = 21 * 8; bit < whole.length * 8; bit++) {
      const bytes = Buffer.from(whole);
      bytes[bit >>> 3]! ^= 1 << (bit & 7);
      for (const from of [0, 500]) expect(() => walkBatches(fetchedOf(bytes), from, 1000, true), `bit ${bit}`).toThrow(expect.objectContaining({ condition: 'TIDEMARK_KAFKA_CORRUPT_BATCH' }));
    }
  });

  it('a flipped bit anywhere behind the checksum is noticed', async () => {
    await fc.assert(fc.asyncProperty(rowLists, fc.nat(), fc.nat(7), async (rows, at, bit) => {
      const bytes = Buffer.from(encode(rows));
      const place = 21 + (at % (bytes.length - 21));
      bytes[place]! ^= 1 << bit;
      await expect(decodeAll(bytes, 0, 1000)).rejects.toMatchObject({ condition: 'TIDEMARK_KAFKA_CORRUPT_BATCH' });
    }), { numRuns: 100, examples: [[[{ key: new Uint8Array(4), value: new Uint8Array(5) }], 334198740, 7]] });
  });

  it('lengths that lie, with a checksum that fits, are refused and read nothing outside', async () => {
    await fc.assert(fc.asyncProperty(rowLists, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }), async (rows, changes) => {
      const bytes = Buffer.from(encode(rows));
      for (const [at, byte] of changes) bytes[61 + (at % (bytes.length - 61))] = byte;
      bytes.writeUInt32BE(plainCrc32c(bytes.subarray(21)), 17);
      await decodeAll(bytes, 0, 1000).catch((error: unknown) => { expect(error).toMatchObject({ condition: 'TIDEMARK_KAFKA_CORRUPT_BATCH' }); });
    }), { numRuns: 500 });
  });

  it('a batch that is cut off is left for the next fetch', () => {
    const bytes = encode([{ key: null, value: Buffer.from('a') }]);
    const twice = Buffer.concat([bytes, bytes]);
    for (let length = bytes.length; length < twice.length; length++) expect([...readBatchHeaders(fetchedOf(twice.subarray(0, length)))]).toHaveLength(1);
  });
});

describe('codecs', () => {
  for (const row of codecRows) {
    it(`${row.name} gives back what it took, and no more than the limit`, async () => {
      const codec = await row.load();
      await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 2000 }), fc.integer({ min: 1, max: 200 }), async (bytes, times) => {
        const data = Buffer.concat(Array.from({ length: times }, () => bytes));
        expect(Buffer.from(codec.decompress(codec.compress(data), BATCH_BYTES_MAX)!).equals(data)).toBe(true);
      }), { numRuns: 30 });
      const bomb = codec.compress(Buffer.alloc(BATCH_BYTES_MAX + 1));
      expect(bomb.length).toBeLessThan(6_000_000);
      expect(codec.decompress(bomb, BATCH_BYTES_MAX)).toBeUndefined();
    });
  }
});

function encode(rows: readonly Row[]): Buffer {
  const arena = new Arena();
  const encoder = new RecordEncoder(1 << 20, 0, undefined);
  const numbers = arena.uint32(rows.length);
  rows.forEach((_, index) => { numbers[index] = index; });
  const runs = [{ key: columnOf(binaryType, rows.map((row) => row.key), arena), value: columnOf(binaryType, rows.map((row) => row.value), arena), headers: undefined, rows: numbers.byteOffset, rowCount: rows.length, at: 0 }];
  const { batch, rowCount }: EncodedBatch = encoder.encode(runs, { session: undefined, sequence: -1, transactional: false, timestampMs: 1_700_000_000_000 });
  expect(rowCount).toBe(rows.length);
  const copy = Buffer.from(Uint8Array.from(batch));
  encoder.close();
  arena.release();
  return copy;
}

async function decodeAll(bytes: Buffer, from: number, until: number): Promise<readonly Row[]> {
  const decoder = new RecordDecoder(false);
  const fetched = fetchedOf(bytes);
  const { batches } = walkBatches(fetched, from, until, false);
  const rows: Row[] = [];
  try {
    for await (const chunk of decoder.decode({ topic: 't', partition: 0, bytes, batches, from, until })) {
      for (let row = 0; row < chunk.rowCount; row++) rows.push({ key: readValue(chunk.columns[0]!, row) as Uint8Array | null, value: readValue(chunk.columns[1]!, row) as Uint8Array | null });
    }
  } finally {
    decoder.close();
  }
  return rows;
}

function fetchedOf(records: Buffer): FetchedPartition {
  return { topic: 't', partition: 0, error: 0, highWatermark: 1000, lastStableOffset: 1000, logStartOffset: 0, aborted: [], records };
}

function plainCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}
