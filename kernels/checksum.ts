// CRC-32C (Castagnoli, reflected polynomial 0x82f63b78), sixteen bytes a step: table k says what a byte does to the sum k steps of one byte later.

const POLYNOMIAL: u32 = 0x82f63b78;

/** Fills the 16 tables of 256 words. */
export function makeTables(tables: usize): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 1) != 0 ? (sum >>> 1) ^ POLYNOMIAL : sum >>> 1;
    store<u32>(tables + (<usize>byte << 2), sum);
  }
  for (let at: usize = 256; at < 4096; at++) {
    const before = load<u32>(tables + ((at - 256) << 2));
    store<u32>(tables + (at << 2), (before >>> 8) ^ load<u32>(tables + (<usize>(before & 255) << 2)));
  }
}

@inline function look(tables: usize, table: usize, byte: u32): u32 {
  return load<u32>(tables + (table << 10) + (<usize>(byte & 255) << 2));
}

/** Four bytes of which the last stands `table` bytes before the end of the step. */
@inline function fold(tables: usize, word: u32, table: usize): u32 {
  return look(tables, table + 3, word) ^ look(tables, table + 2, word >>> 8) ^ look(tables, table + 1, word >>> 16) ^ look(tables, table, word >>> 24);
}

/** `sum` is inverted before and after, by the caller. */
export function crc32c(tables: usize, start: usize, length: usize, sum: u32): u32 {
  const end = start + length;
  let at = start;
  for (; at + 16 <= end; at += 16) {
    const first = load<u64>(at);
    const second = load<u64>(at, 8);
    sum = fold(tables, <u32>first ^ sum, 12) ^ fold(tables, <u32>(first >> 32), 8) ^ fold(tables, <u32>second, 4) ^ fold(tables, <u32>(second >> 32), 0);
  }
  for (; at < end; at++) sum = (sum >>> 8) ^ look(tables, 0, sum ^ load<u8>(at));
  return sum;
}
