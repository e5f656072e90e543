import { constants, gunzipSync, gzipSync } from 'node:zlib';

/** A decompressed batch may have at most this many bytes: compressed sizes lie. */
export const BATCH_BYTES_MAX = 64 << 20;

/** `decompress` returns undefined when the result would be larger than `limit`. Synchronous, so that a decoder never interleaves. */
export interface Codec {
  compress(data: Uint8Array): Uint8Array;
  decompress(data: Uint8Array, limit: number): Uint8Array | undefined;
}

export interface CodecRow { readonly id: number; readonly name: string; load(): Promise<Codec> }

/** Kafka's compression types by number. A library is loaded when the first batch needs it. */
export const codecRows: readonly CodecRow[] = [
  { id: 1, name: 'gzip', load: async () => gzip },
  { id: 2, name: 'snappy', load: loadSnappy },
  { id: 3, name: 'lz4', load: loadLz4 },
  { id: 4, name: 'zstd', load: loadZstd },
];

const gzip: Codec = {
  compress: (data) => gzipSync(data, { level: constants.Z_DEFAULT_COMPRESSION }),
  decompress: (data, limit) => {
    try {
      return gunzipSync(data, { maxOutputLength: limit });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
      throw error;
    }
  },
};

const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const XERIAL_BLOCK_BYTES = 32 << 10;

/** Java frames snappy ("xerial": magic, two versions, then blocks with their length before them); librdkafka does not always. We read both and write frames. */
async function loadSnappy(): Promise<Codec> {
  const { compressSync, uncompressSync } = await import('snappy');
  const one = (block: Buffer<ArrayBuffer>): Buffer => uncompressSync(block) as Buffer;
  return {
    compress: (data) => {
      const parts: Uint8Array[] = [XERIAL_MAGIC, Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])];
      for (let at = 0; at < data.length; at += XERIAL_BLOCK_BYTES) {
        const block = compressSync(Buffer.from(data.subarray(at, at + XERIAL_BLOCK_BYTES)));
        const size = Buffer.alloc(4);
        size.writeInt32BE(block.length);
        parts.push(size, block);
      }
      return Buffer.concat(parts);
    },
    decompress: (data, limit) => {
      const bytes = asBuffer(data);
      const blocks = bytes.subarray(0, 8).equals(XERIAL_MAGIC) ? [...xerialBlocks(bytes)] : [bytes];
      if (blocks.reduce((sum, block) => sum + snappySize(block), 0) > limit) return undefined;
      return Buffer.concat(blocks.map(one));
    },
  };
}

function* xerialBlocks(bytes: Buffer<ArrayBuffer>): Generator<Buffer<ArrayBuffer>> {
  for (let at = 16; at + 4 <= bytes.length;) {
    const size = bytes.readInt32BE(at);
    yield bytes.subarray(at + 4, at + 4 + size);
    at += 4 + size;
  }
}

/** A snappy block begins with its decompressed size, an unsigned varint. */
export function snappySize(block: Uint8Array): number {
  let size = 0;
  for (let at = 0; at < 5 && at < block.length; at++) {
    size += (block[at]! & 127) * 2 ** (7 * at);
    if (block[at]! < 128) return size;
  }
  return Number.POSITIVE_INFINITY;
}

async function loadLz4(): Promise<Codec> {
  const { compressFrameSync, decompressFrameSync } = (await import('lz4-napi')).default;
  return {
    compress: (data) => compressFrameSync(Buffer.from(data)),
    decompress: (data, limit) => (lz4Bound(data) > limit ? undefined : decompressFrameSync(asBuffer(data))),
  };
}

/** Number of blocks times the largest block the frame may have. Frame: magic, flags, block size, [content size 8], checksum 1, blocks with a 4-byte size. */
function lz4Bound(data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const flags = data[4]!;
  const blockBytesMax = 1 << (8 + 2 * ((data[5]! >> 4) & 7));
  let blocks = 0;
  for (let at = 7 + ((flags & 8) === 0 ? 0 : 8); at + 4 <= data.length; blocks++) {
    const size = view.getUint32(at, true);
    if (size === 0) break;
    at += 4 + (size & 0x7fffffff) + ((flags & 16) === 0 ? 0 : 4);
  }
  return blocks * blockBytesMax;
}

const ZSTD_FIRST_GUESS_BYTES = 4 << 20;

export async function loadZstd(): Promise<Codec> {
  const zstd = await import('@bokuweb/zstd-wasm');
  await zstd.init();
  return {
    compress: (data) => zstd.compress(Buffer.from(data), 3),
    decompress: (data, limit) => {
      const stated = zstdContentSize(data);
      if (stated !== undefined) return stated > limit ? undefined : zstd.decompress(asBuffer(data));
      for (let size = Math.min(ZSTD_FIRST_GUESS_BYTES, limit); ; size = Math.min(size * 2, limit)) {
        try {
          return zstd.decompress(asBuffer(data), { defaultHeapSize: size });
        } catch (error) {
          if (!isTooSmall(error)) throw error;
          if (size === limit) return undefined;
        }
      }
    },
  };
}

/** ZSTD_error_dstSize_tooSmall. */
function isTooSmall(error: unknown): boolean {
  return error instanceof Error && error.message.includes('-70');
}

/** The size in the frame header, when it has one. */
function zstdContentSize(data: Uint8Array): number | undefined {
  const descriptor = data[4]!;
  const single = (descriptor & 32) !== 0;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  if (sizeBytes === 0) return undefined;
  const at = 5 + (single ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]!;
  let size = sizeBytes === 2 ? 256 : 0;
  for (let byte = 0; byte < sizeBytes; byte++) size += (data[at + byte] ?? 0) * 2 ** (8 * byte);
  return size;
}

/** The same bytes. They come from a socket, never from shared memory. */
function asBuffer(data: Uint8Array): Buffer<ArrayBuffer> {
  return Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.length);
}
