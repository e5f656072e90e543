import { fail, invariant } from '../errors/stream-error.ts';

const PAGE_BYTES = 65536;
const PAGES_INITIAL = 64;
const PAGES_MAX = 65536;

/**
 * The one linear memory every column lives in (design D1). It is shared, so growing it never detaches a view:
 * a typed array made before the growth stays good, `byteOffset` of any view *is* the address kernels get.
 *
 * Blocks are handed out in powers of two of 64 KiB pages and go back to a free list per size, so the memory stays flat once a query has reached its working set.
 * They lie at multiples of their size: a free block is split in halves when a smaller one is wanted, and before the memory grows, halves that are both free are put
 * together again. So what a large query leaves serves the small ones after it, and the other way round.
 */
export const memory: WebAssembly.Memory = reserve(PAGES_MAX);

const freeBlocks: number[][] = [];
let topPage = 1; // page 0 stays unused: address 0 means "nothing"

/** Address of a block of at least `bytes` bytes; contents are whatever they were. */
export function acquireBlock(bytes: number): number {
  const order = orderOf(bytes);
  const free = takeFree(order);
  if (free !== undefined) return free;
  mergeFree();
  return takeFree(order) ?? takeTop(order);
}

/** The smallest free block that is large enough; what is too much of it stays free. */
function takeFree(wanted: number): number | undefined {
  for (let order = wanted; order < freeBlocks.length; order++) {
    const address = freeBlocks[order]?.pop();
    if (address === undefined) continue;
    for (let half = order - 1; half >= wanted; half--) addFree(half, address + 2 ** half * PAGE_BYTES);
    return address;
  }
  return undefined;
}

/** Memory that was never used; what is skipped to lie at a multiple of the size is free. */
function takeTop(order: number): number {
  const pages = 2 ** order;
  const start = Math.ceil(topPage / pages) * pages;
  growTo(start + pages);
  while (topPage < start) {
    let gap = 0;
    while (topPage % 2 ** (gap + 1) === 0) gap++;
    addFree(gap, topPage * PAGE_BYTES);
    topPage += 2 ** gap;
  }
  topPage += pages;
  return start * PAGE_BYTES;
}

function mergeFree(): void {
  for (let order = 0; order < freeBlocks.length; order++) {
    const [size, whole] = [2 ** order * PAGE_BYTES, 2 ** (order + 1) * PAGE_BYTES];
    const blocks = (freeBlocks[order] ?? []).sort((one, other) => one - other);
    const kept: number[] = [];
    for (let at = 0; at < blocks.length; at++) {
      const address = blocks[at]!;
      if (address % whole === 0 && blocks[at + 1] === address + size) addFree(order + 1, blocks[at++]!);
      else kept.push(address);
    }
    freeBlocks[order] = kept;
  }
}

function addFree(order: number, address: number): void { (freeBlocks[order] ??= []).push(address); }

/** Gives a block back. `bytes` is what was asked for. */
export function releaseBlock(address: number, bytes: number): void {
  const order = orderOf(bytes);
  invariant(address >= PAGE_BYTES && address % PAGE_BYTES === 0, 'a released block starts on a page');
  addFree(order, address);
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
