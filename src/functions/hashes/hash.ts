import { bytesOf, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { cellHash, murmur3 } from '../../columnar/spark-hash.ts';
import { xxhashRows } from '../../columnar/xxhash-rows.ts';
import { buildText } from '../../columnar/text.ts';
import { fail } from '../../errors/stream-error.ts';
import { containsKind } from '../../types/coercion.ts';
import { type DataType, intType, longType } from '../../types/data-type.ts';
import { expectCount, type ResolveCall } from '../define.ts';
import { wordColumn } from '../datetime/datetime-columns.ts';
import { functionName, quoted } from '../mismatch.ts';
import type { BoundCall, Kernel, ScalarFunction } from '../function.ts';
import { isOn } from '../setting.ts';
import { digestOf } from './digest.ts';

const SEED = 42;

/** Any types but those containing maps (equal maps may differ in order) and variants. */
const hashTypes = (returnType: DataType): ResolveCall => (call) => {
  expectCount(call, 1);
  const types = call.arguments.map((one) => one.type);
  const where = { sqlExpr: quoted(call.sql), functionName: functionName(call) };
  if (types.some((type) => containsKind(type, 'map')) && !isOn(call, 'spark.sql.legacy.allowHashOnMapType')) fail('DATATYPE_MISMATCH.HASH_MAP_TYPE', where, { at: call.at });
  if (types.some((type) => containsKind(type, 'variant'))) fail('DATATYPE_MISMATCH.HASH_VARIANT_TYPE', where, { at: call.at });
  return { argumentTypes: types, returnType, nullable: false };
};

const murmurKernel = (): Kernel => (args, rows, { arena }) => {
  const cells = args.map((column) => cellHash(column, murmur3));
  const values = arena.int32(rows.rowCount);
  const count = rows.selection?.length ?? rows.rowCount;
  for (let at = 0; at < count; at++) {
    const row = rows.selection === undefined ? at : rows.selection[at]!;
    let seed = SEED;
    for (let index = 0; index < cells.length; index++) seed = cells[index]!(row, seed);
    values[row] = seed;
  }
  return makeColumn(intType, rows.rowCount, { values });
};

const xxKernel = (): Kernel => (args, rows, { arena }) => makeColumn(longType, rows.rowCount, { values: xxhashRows(args, rows, BigInt(SEED), arena) });

const digestKernel = (algorithm: 'md5' | 'sha1') => (call: BoundCall): Kernel => (args, rows, { arena }) => {
  const bytes = bytesOf(args[0]!);
  const offsets = offsetsOf(args[0]!);
  const { mask } = args[0]!;
  return buildText({
    type: call.returnType, args, rows, arena, guessBytes: 40 * rows.rowCount,
    write: (row, out) => { out.writeText(digestOf(algorithm, bytes, offsets[row & mask]!, offsets[(row & mask) + 1]!)); return true; },
  });
};

const sha2Names: Readonly<Record<number, string>> = { 0: 'sha256', 224: 'sha224', 256: 'sha256', 384: 'sha384', 512: 'sha512' };

const sha2Kernel = (call: BoundCall): Kernel => (args, rows, { arena }) => {
  const [column, length] = args;
  const bytes = bytesOf(column!);
  const offsets = offsetsOf(column!);
  return buildText({
    type: call.returnType, args, rows, arena,
    write: (row, out) => {
      const algorithm = sha2Names[length!.values![row & length!.mask] as number];
      const at = row & column!.mask;
      if (algorithm !== undefined) out.writeText(digestOf(algorithm, bytes, offsets[at]!, offsets[at + 1]!));
      return algorithm !== undefined;
    },
  });
};

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest & 1) === 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

const crcKernel = (): Kernel => (args, rows, { arena }) => {
  const bytes = bytesOf(args[0]!);
  const offsets = offsetsOf(args[0]!);
  const { mask } = args[0]!;
  return wordColumn({ type: longType, args, rows, arena }, (row, words) => {
    let crc = -1;
    for (let at = offsets[row & mask]!; at < offsets[(row & mask) + 1]!; at++) crc = (crc >>> 8) ^ table[(crc ^ bytes[at]!) & 255]!;
    words[2 * row] = ~crc;
    words[2 * row + 1] = 0;
    return true;
  });
};

export const hashFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'hash', group: 'hash_funcs', since: '0.1', signatures: ['(any...) -> int'], nulls: 'custom', nullable: 'never', resolve: hashTypes(intType),
    doc: 'A 32-bit hash (Murmur3) of the arguments; NULLs are skipped.', examples: [["SELECT hash('Spark', array(123), 2)", '-1321691492']], kernel: murmurKernel,
  },
  {
    kind: 'scalar', name: 'xxhash64', group: 'hash_funcs', since: '0.1', signatures: ['(any...) -> bigint'], nulls: 'custom', nullable: 'never', resolve: hashTypes(longType),
    doc: 'A 64-bit hash (xxHash) of the arguments; NULLs are skipped.', examples: [["SELECT xxhash64('Spark', array(123), 2)", '5602566077635097486']], kernel: xxKernel,
  },
  {
    kind: 'scalar', name: 'md5', group: 'hash_funcs', since: '0.1', signatures: ['(binary) -> string'],
    doc: 'The MD5 digest as hexadecimal digits.', examples: [["SELECT md5('Spark')", '8cde774d6f7333752ed72cacddb05126']], kernel: digestKernel('md5'),
  },
  {
    kind: 'scalar', name: 'sha', aliases: ['sha1'], displayAsWritten: true, group: 'hash_funcs', since: '0.1', signatures: ['(binary) -> string'],
    doc: 'The SHA-1 digest as hexadecimal digits.', examples: [["SELECT sha1('Spark')", '85f5955f4b27a9a4c2aab6ffe5d7189fc298b92c']], kernel: digestKernel('sha1'),
  },
  {
    kind: 'scalar', name: 'sha2', group: 'hash_funcs', since: '0.1', signatures: ['(binary, int) -> string'], nullable: 'always',
    doc: 'A digest of the SHA-2 family with 224, 256, 384 or 512 bits (0 = 256) as hexadecimal digits; NULL for other lengths.',
    examples: [["SELECT sha2('Spark', 256)", '529bc3b07127ecb7e53a4dcf1991d9152c24537d919178022b2c42657f79a26b']], kernel: sha2Kernel,
  },
  {
    kind: 'scalar', name: 'crc32', group: 'hash_funcs', since: '0.1', signatures: ['(binary) -> bigint'],
    doc: 'The CRC-32 checksum.', examples: [["SELECT crc32('Spark')", '1557323817']], kernel: crcKernel,
  },
];
