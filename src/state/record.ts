import { crc32c } from '../columnar/crc32c.ts';

/**
 * One record of a segment or a snapshot, little-endian:
 *
 *    0  u32 length     bytes after the first eight
 *    4  u32 crc32c     of those bytes
 *    8  u8  kind       (recordKinds)
 *    9  u8  version    of this layout, 1
 *   10  u16 mark       0x4d54 ("TM"), so that a search for the next record is cheap
 *   12  u32 header     bytes of the JSON header
 *   16  u32 file       number of the segment this record belongs to
 *   20  u32 position   of this record in its file: a record that was moved or copied is not taken for one that belongs here
 *   24  u32 durable    everything before this position was synced when the record was made
 *   28  u32 previous   crc32c of the record before, 0 for the first: nothing can be left out in between
 *   32  JSON header in UTF-8, then the payload
 */
export const recordKinds = { segment: 1, start: 2, offsets: 3, commit: 4, metadata: 5, snapshot: 16, piece: 17, end: 18 } as const;
export type RecordKind = keyof typeof recordKinds;

export const RECORD_VERSION = 1;
const MARK = 0x4d54;
const PREFIX_BYTES = 32;
/** A record that claims to be longer is damaged: nobody writes such. */
const LENGTH_MAX = 0x7fffffff;

export interface RecordPlace { readonly file: number; readonly position: number; readonly durable: number; readonly previous: number }

export interface LogRecord {
  readonly kind: RecordKind;
  readonly version: number;
  readonly header: unknown;
  readonly payload: Uint8Array;
  readonly position: number;
  readonly end: number;
  readonly durable: number;
  readonly previous: number;
  readonly crc: number;
}

/** The bytes of a record but for its payload, which follows as it is. */
export function encodeRecord(kind: RecordKind, header: unknown, payload: readonly Uint8Array[], place: RecordPlace): { readonly head: Uint8Array; readonly crc: number; readonly size: number } {
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const payloadBytes = payload.reduce((sum, part) => sum + part.length, 0);
  const head = new Uint8Array(PREFIX_BYTES + json.length);
  const view = new DataView(head.buffer);
  view.setUint32(0, head.length - 8 + payloadBytes, true);
  view.setUint8(8, recordKinds[kind]);
  view.setUint8(9, RECORD_VERSION);
  view.setUint16(10, MARK, true);
  view.setUint32(12, json.length, true);
  view.setUint32(16, place.file, true);
  view.setUint32(20, place.position, true);
  view.setUint32(24, place.durable, true);
  view.setUint32(28, place.previous, true);
  head.set(json, PREFIX_BYTES);
  const crc = payload.reduce((sum, part) => crc32c(part, sum), crc32c(head.subarray(8)));
  view.setUint32(4, crc, true);
  return { head, crc, size: head.length + payloadBytes };
}

/** The record at `position` of `bytes`, or what is wrong with it. `place` = its position in the file when `bytes` is only a part of it. */
export function decodeRecord(bytes: Uint8Array, position: number, file: number, place = position): LogRecord | { readonly problem: string } {
  if (position + PREFIX_BYTES > bytes.length) return { problem: 'it ends in the middle of a record' };
  const view = new DataView(bytes.buffer, bytes.byteOffset + position, Math.min(bytes.length - position, PREFIX_BYTES));
  const length = view.getUint32(0, true);
  const headerBytes = view.getUint32(12, true);
  if (view.getUint16(10, true) !== MARK || length > LENGTH_MAX || headerBytes > length - PREFIX_BYTES + 8) return { problem: 'there is no record' };
  const end = position + 8 + length;
  if (end > bytes.length) return { problem: 'it ends in the middle of a record' };
  const crc = view.getUint32(4, true);
  if (crc32c(bytes.subarray(position + 8, end)) !== crc) return { problem: 'the checksum of a record is wrong' };
  if (view.getUint32(16, true) !== file || view.getUint32(20, true) !== place) return { problem: 'a record belongs elsewhere' };
  const code = view.getUint8(8);
  const kind = (Object.keys(recordKinds) as RecordKind[]).find((name) => recordKinds[name] === code);
  const version = view.getUint8(9);
  if (kind === undefined || version > RECORD_VERSION) return { problem: `a record has kind ${code}, version ${version}, written by a newer release` };
  const jsonStart = position + PREFIX_BYTES;
  const header: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + jsonStart, headerBytes).toString('utf8'));
  return { kind, version, header, payload: bytes.subarray(jsonStart + headerBytes, end), position, end, durable: view.getUint32(24, true), previous: view.getUint32(28, true), crc };
}

/**
 * True when a good record behind `position` says that the bytes at `position` had been synced. Then what is damaged there was
 * durable once, and is no torn write.
 */
export function wasDurable(bytes: Uint8Array, position: number, file: number): boolean {
  for (let at = position + 1; at + PREFIX_BYTES <= bytes.length; at++) {
    if (bytes[at + 10] !== (MARK & 255) || bytes[at + 11] !== MARK >>> 8) continue;
    const record = decodeRecord(bytes, at, file);
    if (!('problem' in record) && record.durable > position) return true;
  }
  return false;
}
