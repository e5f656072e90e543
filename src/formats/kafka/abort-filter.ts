import type { AbortedTransaction } from './requests/fetch.ts';
import { readInt64 } from './wire.ts';

/**
 * Which batches belong to aborted transactions.
 *
 * Law: the broker repeats, with every answer, all transactions that were aborted and overlap it. A transaction covers the transactional
 * batches of its producer from its first offset up to the next *control batch of type abort* of that producer; nothing else ends it,
 * and nothing is carried over to the next answer. The list comes in the order of the aborts, so it is sorted by first offset here.
 */
export class AbortFilter {
  readonly #waiting: readonly AbortedTransaction[];
  #opened = 0;
  readonly #open = new Set<number>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#waiting = [...aborted].sort((left, right) => left.firstOffset - right.firstOffset);
  }

  /** True for a batch nobody may see. Must be asked for every batch, in order. */
  covers(bytes: Buffer, start: number, lastOffset: number, transactional: boolean, control: boolean): boolean {
    if (this.#waiting.length === 0) return false;
    for (; this.#opened < this.#waiting.length && this.#waiting[this.#opened]!.firstOffset <= lastOffset; this.#opened++) {
      this.#open.add(this.#waiting[this.#opened]!.producerId);
    }
    const producerId = readInt64(bytes, start + 43);
    if (!control) return transactional && this.#open.has(producerId);
    if (this.#open.has(producerId) && isAbort(bytes, start + 61)) this.#open.delete(producerId);
    return false;
  }
}

/** A control record's key is (version i16, type i16); type 0 = abort, 1 = commit. Its own header is four varints and a byte. */
function isAbort(bytes: Buffer, start: number): boolean {
  let at = skipVarint(bytes, start); // length
  at = skipVarint(bytes, at + 1); // attributes, timestamp
  at = skipVarint(bytes, at); // offset
  at = skipVarint(bytes, at); // length of the key
  return bytes.readInt16BE(at + 2) === 0;
}

function skipVarint(bytes: Buffer, start: number): number {
  let at = start;
  while (bytes[at]! > 127) at++;
  return at + 1;
}
