/** A seeded sequence: the same seed gives the same tables on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) { this.#state = seed >>> 0; }

  /** A number of 0 <= n < 1. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) / 4294967296;
  }

  /** A whole number, both ends included. */
  whole(least: number, most: number): number { return least + Math.floor(this.next() * (most - least + 1)); }

  pick<T>(list: readonly T[]): T { return list[Math.floor(this.next() * list.length)]!; }

  /** Several different ones of a list, in random order. */
  several<T>(list: readonly T[], count: number): T[] {
    const copy = [...list];
    for (let at = 0; at < count; at++) {
      const other = this.whole(at, copy.length - 1);
      [copy[at], copy[other]] = [copy[other]!, copy[at]!];
    }
    return copy.slice(0, count);
  }

  /** Letters and digits. */
  letters(least: number, most: number): string {
    const length = this.whole(least, most);
    let text = '';
    while (text.length < length) text += letters[Math.floor(this.next() * letters.length)]!;
    return text;
  }
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
