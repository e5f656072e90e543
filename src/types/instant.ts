/**
 * Microseconds as a pair of exact numbers. An int64 of µs does not fit a double, but whole seconds and the rest do, and
 * arithmetic on them is several times faster than on bigints. `words` is the int64 column seen as int32 pairs, low word first.
 */
export interface Instant { seconds: number; micros: number }

export const newInstant = (): Instant => ({ seconds: 0, micros: 0 });

export const MICROS_PER_SECOND = 1_000_000;
const WORD = 4_294_967_296;

/** The int32 view of an int64 array, which is how loops read and write µs without bigints. */
export function wordsOf(values: BigInt64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length * 2);
}

/** Whole seconds (rounded down) of the µs in row `row`. */
export function readSeconds(words: Int32Array, row: number): number {
  const high = words[2 * row + 1]!;
  const rest = high * 967_296 + (words[2 * row]! >>> 0);
  return high * 4294 + Math.floor(rest / MICROS_PER_SECOND);
}

/** Writes seconds and µs (0–999999) of row `row` into `into`. */
export function readInstant(words: Int32Array, row: number, into: Instant): void {
  const high = words[2 * row + 1]!;
  const rest = high * 967_296 + (words[2 * row]! >>> 0);
  const carried = Math.floor(rest / MICROS_PER_SECOND);
  into.seconds = high * 4294 + carried;
  into.micros = rest - carried * MICROS_PER_SECOND;
}

/** Stores seconds and µs as the int64 of row `row`. The caller has checked the range with `fitsMicros`. */
export function writeInstant(words: Int32Array, row: number, seconds: number, micros: number): void {
  const upper = Math.floor(seconds / 67_108_864);
  const rest = (seconds - upper * 67_108_864) * MICROS_PER_SECOND + micros;
  const carried = Math.floor(rest / WORD);
  words[2 * row] = rest - carried * WORD;
  words[2 * row + 1] = upper * 15_625 + carried;
}

/** Whether seconds and µs make an int64 of µs. */
export function fitsMicros(seconds: number, micros: number): boolean {
  if (seconds > -9_223_372_036_855 && seconds < 9_223_372_036_854) return true;
  return (seconds === 9_223_372_036_854 && micros <= 775_807) || (seconds === -9_223_372_036_855 && micros >= 224_192);
}

export function microsOf(instant: Readonly<Instant>): bigint {
  return BigInt(instant.seconds) * 1_000_000n + BigInt(instant.micros);
}

export function instantOf(micros: bigint, into: Instant = newInstant()): Instant {
  const rest = Number(BigInt.asIntN(64, micros) % 1_000_000n);
  into.micros = rest < 0 ? rest + MICROS_PER_SECOND : rest;
  into.seconds = Number((micros - BigInt(into.micros)) / 1_000_000n);
  return into;
}
