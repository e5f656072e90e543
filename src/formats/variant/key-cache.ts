import { decodeUtf8 } from '../../columnar/read.ts';

const SLOTS = 512;
const SIZE_MAX = 64;

interface Known { readonly bytes: Uint8Array; readonly key: string }

/** Keys of ASCII as strings: the same one again for bytes seen before, in a table where a newer key takes the slot of an older one. */
export class KeyCache {
  readonly #slots = new Array<Known | undefined>(SLOTS).fill(undefined);

  keyOf(bytes: Uint8Array, start: number, end: number): string {
    const size = end - start;
    if (size > SIZE_MAX) return decodeUtf8(bytes, start, end);
    let hash = size;
    for (let at = start; at < end; at++) hash = Math.imul(hash, 31) + bytes[at]! | 0;
    const slot = (hash ^ (hash >>> 9)) & (SLOTS - 1);
    const known = this.#slots[slot];
    if (known !== undefined && isSame(known.bytes, bytes, start, size)) return known.key;
    const key = decodeUtf8(bytes, start, end);
    this.#slots[slot] = { bytes: bytes.slice(start, end), key };
    return key;
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, start: number, size: number): boolean {
  if (known.length !== size) return false;
  for (let at = 0; at < size; at++) if (known[at] !== bytes[start + at]) return false;
  return true;
}
