import { fail, invariant } from '../errors/stream-error.ts';

const PAGE_BYTES = 65536;
const PAGES_INITIAL = 64;
const PAGES_MAX = 65536;

/**
 * The one linear memory every column lives in (design D1). It is shared, so growing it never detaches a view:
 * a typed array made before the growth stays good, `byteOffset` of any view *is* the address kernels get.
 *
 * Blocks are handed out in powers of two of 64 KiB pages and go back to a free list per size: no block is ever split or
 * merged, so the memory stays flat once a query has reached its working set.
 */
export const memory: WebAssembly.Memory = reserve(PAGES_MAX);

const freeBlocks: number[][] = [];
let topPage = 1; // page 0 stays unused: address 0 means "nothing"

/** Address of a block of at least `bytes` bytes; contents are whatever they were. */
export function acquireBlock(bytes: number): number {
  const order = orderOf(bytes);
  const free = freeBlocks[order];
  if (free !== undefined && free.length > 0) return free.pop()!;
  const pages = 2 ** order;
  const address = topPage * PAGE_BYTES;
  growTo(topPage + pages);
  topPage += pages;
  return address;
}

/** Gives a block back. `bytes` is what was asked for. */
export function releaseBlock(address: number, bytes: number): void {
  const order = orderOf(bytes);
  invariant(address >= PAGE_BYTES && address % PAGE_BYTES === 0, 'a released block starts on a page');
  (freeBlocks[order] ??= []).push(address);
}

/** Size in bytes that `acquireBlock(bytes)` really reserves. */
export function blockSizeOf(bytes: number): number {
  return 2 ** orderOf(bytes) * PAGE_BYTES;
}

/** Bytes of the linear memory in use or kept for reuse. */
export function memoryBytes(): number {
  return memory.buffer.byteLength;
}

/** A view of every byte; ask again after anything that may have allocated. */
export function allBytes(): Uint8Array { return everything; }
let everything = new Uint8Array(memory.buffer);

/** The same in words. */
export function allWords(): Uint32Array { return words; }
let words = new Uint32Array(memory.buffer);

function orderOf(bytes: number): number {
  return Math.max(0, Math.ceil(Math.log2(Math.max(1, Math.ceil(bytes / PAGE_BYTES)))));
}

function growTo(pages: number): void {
  const have = memory.buffer.byteLength / PAGE_BYTES;
  if (pages <= have) return;
  if (pages > PAGES_MAX) fail('TIDEMARK_MEMORY_EXCEEDED', { limit: String((PAGES_MAX * PAGE_BYTES) / 2 ** 30) });
  memory.grow(Math.min(PAGES_MAX, Math.max(pages, have + Math.min(have, 4096))) - have);
  everything = new Uint8Array(memory.buffer);
  words = new Uint32Array(memory.buffer);
}

/** Address space is only reserved, not used; machines that refuse 4 GiB get less. */
function reserve(pagesMax: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: PAGES_INITIAL, maximum: pagesMax, shared: true });
  } catch (error) {
    if (pagesMax <= 4096) throw error;
    return reserve(pagesMax / 2);
  }
}
