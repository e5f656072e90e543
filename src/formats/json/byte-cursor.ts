import { decodeUtf8 } from '../../columnar/read.ts';
import { notJson, readJson, strictJson } from './tokens.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [MINUS, PLUS, POINT, ZERO, NINE] = [0x2d, 0x2b, 0x2e, 0x30, 0x39];
const LETTER_E = 0x65;
/** So many digits are exact in a number of JavaScript. */
const EXACT_DIGITS = 15;

const [PLAIN, HIGH, ESCAPED] = [0, 1, 2] as const;

/** Reads the tokens of standard JSON from bytes, without making anything of them: what was read last lies between `start` and `stop`. */
export class ByteCursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;
  /** Of the last text, without its quotes, or the last number. */
  start = 0;
  stop = 0;
  /** Digits of the last number without point and sign, where they are exact; then what it is is `unscaled / 10^scale`. */
  unscaled = 0;
  scale = 0;
  isExact = false;
  isNegative = false;
  #shape: typeof PLAIN | typeof HIGH | typeof ESCAPED = PLAIN;

  reset(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** The next byte that is no space, -1 at the end. */
  peek(): number {
    const { bytes, end } = this;
    let { at } = this;
    while (at < end) {
      const byte = bytes[at]!;
      if (byte > 32 || (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9)) {
        this.at = at;
        return byte;
      }
      at++;
    }
    this.at = at;
    return -1;
  }

  /** Steps over the next byte that is no space when it is this one. */
  take(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.at++;
    return true;
  }

  /** A text, at its first quote. Its escapes are looked at when it is decoded. */
  text(): boolean {
    const { bytes, end } = this;
    let at = this.at + 1;
    let seen = 0;
    this.start = at;
    this.#shape = PLAIN;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        this.stop = at;
        this.at = at + 1;
        if (seen >= 128 && this.#shape === PLAIN) this.#shape = HIGH;
        return true;
      }
      if (byte < 32) return false;
      seen |= byte;
      if (byte !== BACKSLASH) continue;
      this.#shape = ESCAPED;
      at++;
    }
    return false;
  }

  /** Whether the last text is what its bytes are, all of ASCII. */
  get isPlain(): boolean { return this.#shape === PLAIN; }

  /** The last text; undefined for a bad escape. */
  decoded(): string | undefined {
    if (this.#shape !== ESCAPED) return decodeUtf8(this.bytes, this.start, this.stop);
    const node = readJson(decodeUtf8(this.bytes, this.start - 1, this.stop + 1), strictJson);
    return node === undefined || node === notJson || node.json !== 'text' ? undefined : node.text;
  }

  /** A number, at its first byte. */
  number(): boolean {
    const { bytes } = this;
    this.start = this.at;
    this.isNegative = bytes[this.at] === MINUS;
    const whole = this.isNegative ? this.at + 1 : this.at;
    this.unscaled = 0;
    let at = this.#digits(whole);
    if (at === whole || (bytes[whole] === ZERO && at > whole + 1)) return false;
    this.scale = 0;
    if (at < this.end && bytes[at] === POINT) {
      const fraction = at + 1;
      at = this.#digits(fraction);
      if (at === fraction) return false;
      this.scale = at - fraction;
    }
    this.isExact = at - whole <= EXACT_DIGITS;
    if (at < this.end && (bytes[at]! | 32) === LETTER_E) {
      this.isExact = false;
      const signed = at + 1 < this.end && (bytes[at + 1] === MINUS || bytes[at + 1] === PLUS) ? at + 2 : at + 1;
      at = this.#digits(signed);
      if (at === signed) return false;
    }
    if (at < this.end && isWordByte(bytes[at]!)) return false;
    this.stop = this.at = at;
    return true;
  }

  /** A word such as `true`, from its first byte. */
  word(word: Uint8Array): boolean {
    if (this.at + word.length > this.end) return false;
    for (let index = 0; index < word.length; index++) if (this.bytes[this.at + index] !== word[index]) return false;
    const next = this.at + word.length;
    if (next < this.end && isWordByte(this.bytes[next]!) && this.bytes[next] !== POINT) return false;
    this.at = next;
    return true;
  }

  #digits(from: number): number {
    const { bytes, end } = this;
    let { unscaled } = this;
    let at = from;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte < ZERO || byte > NINE) break;
      unscaled = unscaled * 10 + (byte - ZERO);
    }
    this.unscaled = unscaled;
    return at;
  }
}

/** Letters, digits, underscore and point go on with what a number began. */
function isWordByte(byte: number): boolean {
  return (byte >= ZERO && byte <= NINE) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 95 || byte === POINT;
}

export const wordBytes = { true: Buffer.from('true'), false: Buffer.from('false'), null: Buffer.from('null') } as const;
