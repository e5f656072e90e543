const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Five bits a character, filled up with = to groups of eight. */
export function toBase32(bytes: Uint8Array): string {
  let out = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    held += 8;
    for (; held >= 5; held -= 5) out += alphabet[(bits >>> (held - 5)) & 31];
    bits &= (1 << held) - 1;
  }
  if (held > 0) out += alphabet[(bits << (5 - held)) & 31];
  return out.padEnd(Math.ceil(out.length / 8) * 8, '=');
}

/** In either case; what is no digit is skipped, = ends it. A single digit that is left over still makes a byte, as in Spark. */
export function fromBase32(text: string): Uint8Array {
  const end = text.indexOf('=');
  const digits = [...(end < 0 ? text : text.slice(0, end)).toUpperCase()].map((letter) => alphabet.indexOf(letter)).filter((digit) => digit >= 0);
  const out: number[] = [];
  let bits = 0;
  let held = 0;
  for (const digit of digits) {
    bits = (bits << 5) | digit;
    held += 5;
    if (held >= 8) {
      held -= 8;
      out.push((bits >>> held) & 255);
      bits &= (1 << held) - 1;
    }
  }
  if (digits.length % 8 === 1) out.push(digits.at(-1)! >> 2);
  return Uint8Array.from(out);
}
