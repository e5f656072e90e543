/** Work that statements have asked for and that needs data, in order. */
export class Effects {
  #pending: Promise<unknown> = Promise.resolve();

  /** Runs after everything asked before; what is asked next waits for it. */
  enqueue(work: () => Promise<void>): void {
    const before = this.#pending;
    this.#pending = (async () => { await before; await work(); })();
    this.#pending.catch(() => undefined);
  }

  /** Resolves when all effects so far are there; rejects with what went wrong in one of them, once. */
  async settled(): Promise<void> {
    const pending = this.#pending;
    try {
      await pending;
    } finally {
      if (this.#pending === pending) this.#pending = Promise.resolve();
    }
  }
}
