import { memory } from '../../columnar/memory.ts';
import { kernelBytes } from './kernel-bytes.ts';

/** The wasm module of kernels/record-batch.ts. Addresses are positions in the column memory. */
export interface RecordKernel {
  decode(frame: number): number;
  encode(frame: number): number;
  partition(rows: number, rowCount: number, offsets: number, bytes: number, validity: number, mask: number, partitionCount: number, target: number): void;
}

/** Words (int32) of the frame `decode` works on; the two positions are int64. kernels/record-batch.ts has the same table, in bytes. */
export const decodeFrame = {
  segments: 0, segmentCount: 1, segment: 2, position: 3, left: 4, capacity: 5, row: 6, offsets: 7, timestamps: 8, keyOffsets: 9, keyBytes: 10, keyValidity: 11,
  valueOffsets: 12, valueBytes: 13, valueValidity: 14, headers: 15, timestampTypes: 16, keyNulls: 17, valueNulls: 18, from: 20, until: 22, words: 24,
} as const;

/** Words of a segment: the records of one batch. */
export const segmentFrame = { start: 0, end: 1, count: 2, appendTime: 3, baseOffset: 4, firstTimestamp: 6, maxTimestamp: 8, words: 10 } as const;

/** Words of the frame `encode` works on. */
export const encodeFrame = {
  rows: 0, row: 1, rowCount: 2, target: 3, targetEnd: 4, keyOffsets: 5, keyBytes: 6, keyValidity: 7, keyMask: 8,
  valueOffsets: 9, valueBytes: 10, valueValidity: 11, valueMask: 12, headerOffsets: 13, headerBytes: 14, delta: 15, words: 16,
} as const;

let loaded: RecordKernel | undefined;

/** Compiled on first use. */
export function recordKernel(): RecordKernel {
  loaded ??= new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(kernelBytes, 'base64')), { env: { memory } }).exports as unknown as RecordKernel;
  return loaded;
}
