import { loadKernels } from './kernels.ts';
import { acquireBlock, memory } from './memory.ts';

interface ChecksumKernels {
  makeTables(tables: number): void;
  crc32c(tables: number, start: number, length: number, sum: number): number;
}

const TABLE_BYTES = 16_384;
/** Bytes that are copied in at a time. */
const ROOM_BYTES = 65_536 - TABLE_BYTES;

let kernels: ChecksumKernels | undefined;
let tables = 0;
let room: Uint8Array = new Uint8Array(0);

/**
 * CRC-32C. `seed` continues an earlier sum, so that crc32c(b, crc32c(a)) is the sum of a followed by b. Bytes that lie in the column memory, as
 * state does, are read where they are: it is the only shared memory of the process. Others go through a small room in it.
 */
export function crc32c(bytes: Uint8Array, seed = 0): number {
  const kernel = kernels ?? load();
  let sum = ~seed;
  if (bytes.buffer instanceof SharedArrayBuffer) sum = kernel.crc32c(tables, bytes.byteOffset, bytes.length, sum);
  else {
    for (let at = 0; at < bytes.length; at += ROOM_BYTES) {
      const part = bytes.subarray(at, at + ROOM_BYTES);
      room.set(part);
      sum = kernel.crc32c(tables, room.byteOffset, part.length, sum);
    }
  }
  return ~sum >>> 0;
}

function load(): ChecksumKernels {
  kernels = loadKernels<ChecksumKernels>('checksum');
  tables = acquireBlock(TABLE_BYTES + ROOM_BYTES);
  room = new Uint8Array(memory.buffer, tables + TABLE_BYTES, ROOM_BYTES);
  kernels.makeTables(tables);
  return kernels;
}
