import { createRequire } from 'node:module';
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';
import { fail } from '../../errors/stream-error.ts';
import { loadZstd, snappySize } from '../kafka/codecs.ts';
import { damaged, expectSound } from './damage.ts';

/** `unpack` gives exactly `size` bytes, or refuses; `size` was held against the limit before. */
export interface ParquetCodec { pack(bytes: Uint8Array): Uint8Array; unpack(bytes: Uint8Array, size: number): Uint8Array }

/** A codec of pages. `id` is Parquet's, `extension` stands in names of files as Spark writes them. */
interface CodecRow { readonly id: number; readonly names: readonly string[]; readonly extension: string; load(): ParquetCodec | Promise<ParquetCodec> }

const rows: readonly CodecRow[] = [
  { id: 0, names: ['none', 'uncompressed'], extension: '', load: () => ({ pack: (bytes) => bytes, unpack: (bytes) => bytes }) },
  { id: 1, names: ['snappy'], extension: '.snappy', load: snappyCodec },
  { id: 2, names: ['gzip'], extension: '.gz', load: () => ({ pack: (bytes) => gzipSync(bytes), unpack: (bytes, maxOutputLength) => gunzipSync(bytes, { maxOutputLength }) }) },
  { id: 4, names: ['brotli'], extension: '.br', load: brotliCodec },
  { id: 5, names: ['lz4'], extension: '.lz4hadoop', load: hadoopLz4Codec },
  { id: 6, names: ['zstd'], extension: '.zstd', load: zstdCodec },
  { id: 7, names: ['lz4_raw', 'lz4raw'], extension: '.lz4raw', load: rawLz4Codec },
];

export const codecNames: readonly string[] = rows.flatMap((row) => row.names);

const loaded = new Map<number, ParquetCodec>();
const requireLibrary = createRequire(import.meta.url);

/** Makes the codecs with these numbers ready; unknown numbers are left for `codecOf` to refuse. */
export async function loadCodecs(ids: Iterable<number>): Promise<void> {
  for (const id of ids) {
    const row = loaded.has(id) ? undefined : rows.find((one) => one.id === id);
    if (row !== undefined) loaded.set(id, await row.load());
  }
}

/** A codec that was made ready before. */
export function codecOf(id: number): ParquetCodec { return loaded.get(id) ?? damaged(`pages are packed with the unknown codec ${id}`); }

export function codecNamed(name: string): { readonly id: number; readonly extension: string } {
  return rows.find((row) => row.names.includes(name.toLowerCase())) ?? fail('CODEC_SHORT_NAME_NOT_FOUND', { codecName: name });
}

function snappyCodec(): ParquetCodec {
  const { compressSync, uncompressSync } = requireLibrary('snappy') as typeof import('snappy');
  return {
    pack: (bytes) => compressSync(bufferOf(bytes)),
    unpack: (bytes, size) => {
      expectSound(snappySize(bytes) === size, 'a page unpacks to another size than its header claims');
      return uncompressSync(bufferOf(bytes)) as Buffer;
    },
  };
}

function brotliCodec(): ParquetCodec {
  return {
    pack: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
    unpack: (bytes, maxOutputLength) => brotliDecompressSync(bytes, { maxOutputLength }),
  };
}

/** Blocks of LZ4 without a frame. The library has the size before the block, little end first. */
function rawLz4Codec(): ParquetCodec {
  const { compressSync, uncompressSync } = requireLibrary('lz4-napi') as typeof import('lz4-napi');
  return {
    pack: (bytes) => compressSync(bufferOf(bytes)).subarray(4),
    unpack: (bytes, size) => {
      const head = Buffer.alloc(4);
      head.writeUInt32LE(size);
      return uncompressSync(Buffer.concat([head, bytes]));
    },
  };
}

/** As Hadoop frames it: unpacked and packed size of each block before it, big end first. Files of other writers have the bare block. */
function hadoopLz4Codec(): ParquetCodec {
  const raw = rawLz4Codec();
  return {
    pack: (bytes) => {
      const block = raw.pack(bytes);
      const head = Buffer.alloc(8);
      head.writeUInt32BE(bytes.length, 0);
      head.writeUInt32BE(block.length, 4);
      return Buffer.concat([head, block]);
    },
    unpack: (bytes, size) => {
      const parts: Uint8Array[] = [];
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      let at = 0;
      let made = 0;
      while (at + 8 <= bytes.length) {
        const [unpacked, packed] = [view.getUint32(at), view.getUint32(at + 4)];
        if (made + unpacked > size || at + 8 + packed > bytes.length) break;
        parts.push(raw.unpack(bytes.subarray(at + 8, at + 8 + packed), unpacked));
        made += unpacked;
        at += 8 + packed;
      }
      return at === bytes.length && made === size ? Buffer.concat(parts) : raw.unpack(bytes, size);
    },
  };
}

async function zstdCodec(): Promise<ParquetCodec> {
  const zstd = await loadZstd();
  return { pack: (bytes) => zstd.compress(bytes), unpack: (bytes, size) => zstd.decompress(bytes, size) ?? damaged('a page unpacks to more than its header claims') };
}

/** The same bytes; those in shared memory are copied, which native code would refuse. */
function bufferOf(bytes: Uint8Array): Buffer<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) : Buffer.from(bytes);
}
