import { hash } from 'node:crypto';

/** Digests of small values, many of them: Node's one-shot function with its answer as text costs a third of a Hash object per value. */

let room = new Uint8Array(256);
let taken = room;

/** Space that is used again by the next call; views of one length after the other are one view. */
function roomOf(length: number): Uint8Array {
  if (taken.length === length) return taken;
  if (room.length < length) room = new Uint8Array(2 * length);
  return taken = room.subarray(0, length);
}

/** The digest of `bytes[start, end)` as hexadecimal digits. They are copied: Node does not read shared memory. */
export function digestOf(algorithm: string, bytes: Uint8Array, start: number, end: number): string {
  const copy = roomOf(end - start);
  copy.set(bytes.subarray(start, end));
  return hash(algorithm, copy, 'hex');
}

/** Bytes `[start, end)` of a column. */
export interface Slice { readonly bytes: Uint8Array; readonly start: number; readonly end: number }

/** H(key ⊕ 0x5c… ‖ H(key ⊕ 0x36… ‖ message)), the key filled up to a block of the digest (RFC 2104); a byte per unit of the text. */
export function hmacOf(algorithm: string, key: Slice, message: Slice): string {
  const block = algorithm === 'sha384' || algorithm === 'sha512' ? 128 : 64;
  const short = key.end - key.start <= block ? key : wholeOf(Buffer.from(digestOf(algorithm, key.bytes, key.start, key.end), 'hex'));
  const inner = roomOf(block + message.end - message.start);
  writePadded(inner, short, block, 0x36);
  for (let at = message.start, to = block; at < message.end; at++) inner[to++] = message.bytes[at]!;
  const first = hash(algorithm, inner, 'binary');
  const outer = roomOf(block + first.length);
  writePadded(outer, short, block, 0x5c);
  for (let at = 0; at < first.length; at++) outer[block + at] = first.charCodeAt(at);
  return hash(algorithm, outer, 'binary');
}

function wholeOf(bytes: Uint8Array): Slice { return { bytes, start: 0, end: bytes.length }; }

function writePadded(out: Uint8Array, { bytes, start, end }: Slice, block: number, pad: number): void {
  for (let at = 0; at < end - start; at++) out[at] = bytes[start + at]! ^ pad;
  for (let at = end - start; at < block; at++) out[at] = pad;
}
