import { type TextWriter, wellFormedSize } from './text.ts';

const UNKNOWN = 0;
const SEVERAL = -1;
const CONTEXT = -2;
const PLANE = 0x10000;

/**
 * Texts with every letter replaced by what a function makes of it alone, from bytes to bytes: a letter is asked about once. Not for letters whose
 * neighbours decide, which are named, and not for broken UTF-8.
 */
export class LetterMap {
  readonly #change: (letter: string) => string;
  readonly #contextual: ReadonlySet<number>;
  /** What a letter becomes, plus one; of the letters beyond the first plane in the second table. */
  #letters: Int32Array | undefined;
  readonly #others = new Map<number, number>();
  readonly #several = new Map<number, Uint8Array>();

  constructor(change: (letter: string) => string, contextual = '') {
    this.#change = change;
    this.#contextual = new Set(Array.from(contextual, (letter) => letter.codePointAt(0)!));
  }

  /** Appends the text; false, and nothing appended, when it has to be changed as a whole. */
  write(bytes: Uint8Array, start: number, end: number, out: TextWriter): boolean {
    const first = out.top;
    const letters = this.#letters ??= new Int32Array(PLANE); // made when it is asked for, not when the program starts
    for (let at = start; at < end;) {
      const size = wellFormedSize(bytes, at, end);
      const code = size === 0 ? 0 : codeAt(bytes, at, size);
      let target = code < PLANE ? letters[code]! : this.#others.get(code) ?? UNKNOWN;
      if (target === UNKNOWN) target = this.#ask(code);
      if (size === 0 || target === CONTEXT) {
        out.top = first;
        return false;
      }
      if (target === SEVERAL) {
        const several = this.#several.get(code)!;
        out.copy(several, 0, several.length);
      } else writeLetter(out, target - 1);
      at += size;
    }
    return true;
  }

  #ask(code: number): number {
    const target = this.#targetOf(code);
    if (code < PLANE) this.#letters![code] = target;
    else this.#others.set(code, target);
    return target;
  }

  #targetOf(code: number): number {
    if (this.#contextual.has(code)) return CONTEXT;
    const changed = this.#change(String.fromCodePoint(code));
    const only = changed.codePointAt(0) ?? 0;
    if (changed.length === (only < PLANE ? 1 : 2)) return only + 1;
    this.#several.set(code, Buffer.from(changed, 'utf8'));
    return SEVERAL;
  }
}

function codeAt(bytes: Uint8Array, at: number, size: number): number {
  const first = bytes[at]!;
  if (size === 1) return first;
  if (size === 2) return ((first & 0x1f) << 6) | (bytes[at + 1]! & 0x3f);
  const low = ((bytes[at + size - 2]! & 0x3f) << 6) | (bytes[at + size - 1]! & 0x3f);
  return size === 3 ? ((first & 0x0f) << 12) | low : ((first & 0x07) << 18) | ((bytes[at + 1]! & 0x3f) << 12) | low;
}

function writeLetter(out: TextWriter, code: number): void {
  out.reserve(4);
  const { bytes } = out;
  let { top } = out;
  if (code < 0x80) bytes[top++] = code;
  else if (code < 0x800) {
    bytes[top++] = 0xc0 | (code >> 6);
    bytes[top++] = 0x80 | (code & 0x3f);
  } else if (code < PLANE) {
    bytes[top++] = 0xe0 | (code >> 12);
    bytes[top++] = 0x80 | ((code >> 6) & 0x3f);
    bytes[top++] = 0x80 | (code & 0x3f);
  } else {
    bytes[top++] = 0xf0 | (code >> 18);
    bytes[top++] = 0x80 | ((code >> 12) & 0x3f);
    bytes[top++] = 0x80 | ((code >> 6) & 0x3f);
    bytes[top++] = 0x80 | (code & 0x3f);
  }
  out.top = top;
}
