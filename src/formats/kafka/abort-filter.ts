import type { BatchHeader } from './record-batch.ts';
import type { AbortedTransaction } from './requests/fetch.ts';

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
  hides(batch: BatchHeader): boolean {
    if (this.#waiting.length === 0) return false;
    for (; this.#opened < this.#waiting.length && this.#waiting[this.#opened]!.firstOffset <= batch.lastOffset; this.#opened++) {
      this.#open.add(this.#waiting[this.#opened]!.producerId);
    }
    if (batch.control === 'abort') this.#open.delete(batch.producerId);
    return batch.transactional && batch.control === undefined && this.#open.has(batch.producerId);
  }
}
