import { invariant } from '../errors/stream-error.ts';
import type { Arena } from './arena.ts';
import type { Selection } from './chunk.ts';
import { addressOf, loadKernels } from './kernels.ts';
import { acquireBlock, allBytes, blockSizeOf, memory, releaseBlock } from './memory.ts';

/** In place of an id: the key is not there. */
export const NO_ID = 0xffffffff;

interface HashTableKernels {
  upsertLongs(table: number, keys: number, validity: number, selection: number, start: number, count: number, ids: number, fresh: number): number;
  findLongs(table: number, keys: number, validity: number, selection: number, count: number, ids: number): void;
  rehashLongs(from: number, capacity: number, to: number, mask: number): void;
  removeLongs(table: number, ids: number, count: number): void;
  wipeLongs(table: number): void;
  wipeKeys(table: number): void;
  indexLongs(table: number, ids: number, count: number): void;
  hashKeys(offsets: number, bytes: number, selection: number, count: number, hashes: number): void;
  upsertKeys(table: number, offsets: number, bytes: number, validity: number, selection: number, dense: number, start: number, count: number, hashes: number, ids: number, fresh: number): number;
  findKeys(table: number, offsets: number, bytes: number, validity: number, selection: number, dense: number, count: number, hashes: number, ids: number): void;
  rehashKeys(from: number, capacity: number, to: number, mask: number): void;
  removeKeys(table: number, ids: number, count: number): void;
  putKey(table: number, id: number, key: number, length: number): number;
  dropKey(table: number, id: number): void;
  indexKeys(table: number, ids: number, count: number): void;
  keyOffsets(table: number, ids: number, count: number, offsets: number): number;
  copyKeys(table: number, ids: number, count: number, offsets: number, bytes: number): void;
}

let loaded: HashTableKernels | undefined;
const kernels = (): HashTableKernels => (loaded ??= loadKernels<HashTableKernels>('hash-table'));

/** Keys of some rows, in one of the two shapes a table can hold. A NULL key (by `validity`) is a key like any other. */
export type KeyBatch = LongKeys | ByteKeys;
export interface LongKeys { readonly kind: 'long'; readonly values: BigInt64Array; readonly validity: Uint8Array | undefined }
/** `dense`: key row = position in the selection, else = the selected row. `hashes` by position. */
export interface ByteKeys { readonly kind: 'bytes'; readonly offsets: Int32Array; readonly bytes: Uint8Array; readonly validity: Uint8Array | undefined; readonly dense: boolean; readonly hashes: Uint32Array }

/** Words of the header, as kernels/hash-table.ts has them. */
const word = { slots: 0, mask: 1, count: 2, records: 3, recordCapacity: 4, high: 5, freeId: 6, nullId: 7, fresh: 8, heapTop: 9, heapEnd: 10, inline: 11 } as const;
const HEADER_BYTES = 256;
const INITIAL_SLOT_BYTES = 16384;
const HEAP_BLOCK_BYTES = 1 << 18;

/**
 * Keys to dense row ids (design D5). An id stays with its key until it is removed; then it may be given to another key, so whoever keeps rows
 * by id keeps them in step. Everything lives in blocks of the column memory.
 *
 * Cost of a growth is a copy of the slots or the records; the heap of long keys grows by blocks and is never copied.
 */
export class HashTable {
  readonly kind: 'long' | 'bytes';
  readonly #header: Uint32Array;
  readonly #address: number;
  readonly #slotBytes: number;
  readonly #recordBytes: number;
  readonly #heap: { address: number; size: number }[] = [];
  #slotSize = 0;
  #recordSize = 0;

  /** `wide`: byte keys are mostly longer than 16 bytes; up to 48 then lie in their record, not behind it. */
  constructor(kind: 'long' | 'bytes', wide = false) {
    this.kind = kind;
    this.#slotBytes = kind === 'long' ? 16 : 8;
    this.#recordBytes = kind === 'long' ? 8 : wide ? 64 : 32;
    this.#address = acquireBlock(HEADER_BYTES);
    this.#header = new Uint32Array(memory.buffer, this.#address, HEADER_BYTES / 4);
    this.clear();
  }

  /** Keys in the table. */
  get count(): number { return this.#header[word.count]!; }
  /** Every id handed out so far is below this. */
  get high(): number { return this.#header[word.high]!; }
  get bytes(): number { return blockSizeOf(HEADER_BYTES) + this.#slotSize + this.#recordSize + this.#heap.reduce((sum, block) => sum + block.size, 0); }

  /**
   * The ids of the keys, by row; new keys are added. Rows that added their key are listed in `fresh`. Returns how many did.
   * `count` positions of `selection` (or the first `count` rows) are looked at.
   */
  upsert(keys: KeyBatch, selection: Selection, count: number, ids: Uint32Array, fresh?: Uint32Array): number {
    this.#header[word.fresh] = 0;
    const rows = addressOf(selection);
    if (keys.kind === 'bytes') kernels().hashKeys(keys.offsets.byteOffset, keys.bytes.byteOffset, keys.dense ? 0 : rows, count, keys.hashes.byteOffset);
    for (let done = 0; ;) {
      done = keys.kind === 'long'
        ? kernels().upsertLongs(this.#address, keys.values.byteOffset, addressOf(keys.validity), rows, done, count, ids.byteOffset, addressOf(fresh))
        : kernels().upsertKeys(this.#address, keys.offsets.byteOffset, keys.bytes.byteOffset, addressOf(keys.validity), rows, keys.dense ? 1 : 0, done, count, keys.hashes.byteOffset, ids.byteOffset, addressOf(fresh));
      if (done === count) return this.#header[word.fresh]!;
      this.#grow(keys.kind === 'bytes' ? longestKey(keys) : 0);
    }
  }

  /** The ids of keys that are there, `NO_ID` for the others. */
  find(keys: KeyBatch, selection: Selection, count: number, ids: Uint32Array): void {
    const rows = addressOf(selection);
    if (keys.kind === 'long') { kernels().findLongs(this.#address, keys.values.byteOffset, addressOf(keys.validity), rows, count, ids.byteOffset); return; }
    kernels().hashKeys(keys.offsets.byteOffset, keys.bytes.byteOffset, keys.dense ? 0 : rows, count, keys.hashes.byteOffset);
    kernels().findKeys(this.#address, keys.offsets.byteOffset, keys.bytes.byteOffset, addressOf(keys.validity), rows, keys.dense ? 1 : 0, count, keys.hashes.byteOffset, ids.byteOffset);
  }

  /** Takes keys out by id. Each must be there. */
  remove(ids: Uint32Array): void {
    if (this.kind === 'long') kernels().removeLongs(this.#address, ids.byteOffset, ids.length);
    else kernels().removeKeys(this.#address, ids.byteOffset, ids.length);
  }

  /** The id of the NULL key, if it is there. */
  get nullId(): number | undefined {
    const id = this.#header[word.nullId]!;
    return id === 0 ? undefined : id - 1;
  }

  /** Long keys by id; those of ids not in use and of the NULL key mean nothing. Good until the table grows. */
  longKeys(): BigInt64Array {
    return new BigInt64Array(memory.buffer, this.#header[word.records]!, this.high);
  }

  /** Byte keys of some ids as the two arrays of a bytes column; the NULL key is empty. `makeBytes` gives room for the total. */
  byteKeys(ids: Uint32Array, offsets: Int32Array, makeBytes: (length: number) => Uint8Array): Uint8Array {
    const total = kernels().keyOffsets(this.#address, ids.byteOffset, ids.length, offsets.byteOffset);
    const bytes = makeBytes(total);
    kernels().copyKeys(this.#address, ids.byteOffset, ids.length, offsets.byteOffset, bytes.byteOffset);
    return bytes;
  }

  /** The keys of some ids, to look up in another table of the same layout. */
  exportKeys(ids: Uint32Array, arena: Arena): KeyBatch {
    const at = this.nullId === undefined ? -1 : ids.indexOf(this.nullId);
    let validity: Uint8Array | undefined;
    if (at >= 0) {
      validity = arena.bitmap(ids.length, 1);
      validity[at >> 3]! &= ~(1 << (at & 7));
    }
    if (this.kind === 'long') {
      const values = arena.int64(ids.length);
      const all = this.longKeys();
      for (let row = 0; row < ids.length; row++) values[row] = all[ids[row]!]!;
      return { kind: 'long', values, validity };
    }
    const offsets = arena.int32(ids.length + 1);
    return { kind: 'bytes', offsets, bytes: this.byteKeys(ids, offsets, (length) => arena.uint8(length)), validity, dense: true, hashes: arena.uint32(ids.length) };
  }

  /** Forgets all keys, keeps the larger blocks. */
  clear(): void {
    const header = this.#header;
    if (this.#slotSize === 0) this.#newSlots(0);
    else this.#wipeSlots();
    if (this.#recordSize === 0) this.#newRecords(0);
    for (const { address, size } of this.#heap.splice(0)) releaseBlock(address, size);
    header.fill(0, word.freeId);
    header[word.inline] = this.#recordBytes - 16;
    header[word.count] = header[word.high] = 0;
    // The rest of the header's block is the first piece of the heap.
    header[word.heapTop] = this.#address + HEADER_BYTES;
    header[word.heapEnd] = this.#address + blockSizeOf(HEADER_BYTES) - 64;
  }

  release(): void {
    for (const { address, size } of this.#heap.splice(0)) releaseBlock(address, size);
    releaseBlock(this.#header[word.slots]!, this.#slotSize);
    releaseBlock(this.#header[word.records]!, this.#recordSize);
    releaseBlock(this.#address, HEADER_BYTES);
  }

  // ---- loading: ids are given, the slots are made afterwards

  /** Room for ids below `high`. */
  reserve(high: number): void {
    while (this.#header[word.recordCapacity]! < high) this.#newRecords(this.#header[word.recordCapacity]!);
    this.#header[word.high] = Math.max(this.high, high);
  }

  putLong(id: number, key: bigint): void {
    new BigInt64Array(memory.buffer, this.#header[word.records]! + id * 8, 1)[0] = key;
  }

  /** `key` lies in the column memory, with slack behind it. `live`: the id has a key now, which goes. */
  putKey(id: number, key: number, length: number, live: boolean): void {
    if (live) this.dropKey(id);
    while (kernels().putKey(this.#address, id, key, length) === 0) this.#newHeapBlock(length);
  }

  dropKey(id: number): void {
    if (this.kind === 'bytes') kernels().dropKey(this.#address, id);
  }

  /** Makes the slots for exactly these ids; `nullId` is the one of the NULL key. Ids below `high` that are not among them become free. */
  index(ids: Uint32Array, nullId: number | undefined, free: Uint32Array): void {
    const header = this.#header;
    header[word.nullId] = nullId === undefined ? 0 : nullId + 1;
    header[word.count] = ids.length;
    let slots = header[word.mask]! + 1;
    while (slots < 2 * ids.length + 2) slots *= 2;
    this.#replaceSlots(slots);
    allBytes().fill(0, header[word.slots]!, header[word.slots]! + slots * this.#slotBytes);
    if (this.kind === 'long') kernels().indexLongs(this.#address, ids.byteOffset, ids.length);
    else kernels().indexKeys(this.#address, ids.byteOffset, ids.length);
    header[word.freeId] = 0;
    const records = new Uint32Array(memory.buffer, header[word.records]!, (header[word.recordCapacity]! * this.#recordBytes) / 4);
    for (const id of free) {
      records[(id * this.#recordBytes) / 4] = header[word.freeId]!;
      header[word.freeId] = id + 1;
    }
  }

  #wipeSlots(): void {
    const header = this.#header;
    const slots = header[word.mask]! + 1;
    const few = this.high * 16 < slots;
    if (few && header[word.count] === this.high) {
      if (this.kind === 'long') kernels().wipeLongs(this.#address);
      else kernels().wipeKeys(this.#address);
      return;
    }
    // Slots that once were many are not wiped for ever after.
    if (slots > 65536 && few) this.#replaceSlots(slots / 4);
    allBytes().fill(0, header[word.slots]!, header[word.slots]! + (header[word.mask]! + 1) * this.#slotBytes);
  }

  #grow(longest: number): void {
    const header = this.#header;
    if (header[word.count]! * 2 > header[word.mask]!) this.#newSlots(header[word.mask]! + 1);
    else if (header[word.freeId] === 0 && header[word.high]! >= header[word.recordCapacity]!) this.#newRecords(header[word.recordCapacity]!);
    else this.#newHeapBlock(longest);
  }

  #newSlots(slotsBefore: number): void {
    const slots = slotsBefore === 0 ? INITIAL_SLOT_BYTES / this.#slotBytes : slotsBefore * (slotsBefore < 1 << 18 ? 4 : 2);
    const before = this.#header[word.slots]!;
    const sizeBefore = this.#slotSize;
    this.#slotSize = blockSizeOf(slots * this.#slotBytes);
    const address = acquireBlock(this.#slotSize);
    if (this.kind === 'long') kernels().rehashLongs(before, slotsBefore, address, slots - 1);
    else kernels().rehashKeys(before, slotsBefore, address, slots - 1);
    if (sizeBefore > 0) releaseBlock(before, sizeBefore);
    this.#header[word.slots] = address;
    this.#header[word.mask] = slots - 1;
  }

  #replaceSlots(slots: number): void {
    if (slots === this.#header[word.mask]! + 1) return;
    releaseBlock(this.#header[word.slots]!, this.#slotSize);
    this.#slotSize = blockSizeOf(slots * this.#slotBytes);
    this.#header[word.slots] = acquireBlock(this.#slotSize);
    this.#header[word.mask] = slots - 1;
  }

  #newRecords(capacityBefore: number): void {
    const capacity = capacityBefore === 0 ? 65536 / this.#recordBytes : capacityBefore * 2;
    const before = this.#header[word.records]!;
    const sizeBefore = this.#recordSize;
    this.#recordSize = blockSizeOf(capacity * this.#recordBytes);
    const address = acquireBlock(this.#recordSize);
    if (sizeBefore > 0) {
      allBytes().copyWithin(address, before, before + capacityBefore * this.#recordBytes);
      releaseBlock(before, sizeBefore);
    }
    this.#header[word.records] = address;
    this.#header[word.recordCapacity] = capacity;
  }

  #newHeapBlock(longest: number): void {
    invariant(longest < 1 << 30, 'a key is shorter than 1 GiB');
    const size = blockSizeOf(Math.max(2 * longest + 64, Math.min(1 << 24, HEAP_BLOCK_BYTES << Math.min(6, this.#heap.length))));
    const address = acquireBlock(size);
    this.#heap.push({ address, size });
    this.#header[word.heapTop] = address;
    this.#header[word.heapEnd] = address + size - 64;
  }
}

function longestKey({ offsets }: ByteKeys): number {
  let longest = 0;
  for (let row = 0; row + 1 < offsets.length; row++) longest = Math.max(longest, offsets[row + 1]! - offsets[row]!);
  return longest;
}
