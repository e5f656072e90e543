/** Well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. */
export function isUtf8(start: usize, end: usize): bool {
  let p = start;
  while (p < end) {
    const c = load<u8>(p);
    if (c < 0x80) { p++; continue; }
    let more: usize = 0;
    let least: u8 = 0x80, most: u8 = 0xbf;
    if (c >= 0xc2 && c <= 0xdf) more = 1;
    else if (c >= 0xe0 && c <= 0xef) { more = 2; if (c == 0xe0) least = 0xa0; if (c == 0xed) most = 0x9f; }
    else if (c >= 0xf0 && c <= 0xf4) { more = 3; if (c == 0xf0) least = 0x90; if (c == 0xf4) most = 0x8f; }
    else return false;
    if (p + more >= end) return false;
    const second = load<u8>(p, 1);
    if (second < least || second > most) return false;
    for (let at: usize = 2; at <= more; at++) if ((load<u8>(p + at) & 0xc0) != 0x80) return false;
    p += more + 1;
  }
  return true;
}

export function sameBytes(p: usize, key: usize, size: usize): bool {
  let at: usize = 0;
  for (; at + 16 <= size; at += 16) if (i8x16.bitmask(i8x16.eq(v128.load(p + at), v128.load(key + at))) != 0xffff) return false;
  const rest = size - at;
  if (rest == 0) return true;
  const need = (1 << <i32>rest) - 1;
  return (i8x16.bitmask(i8x16.eq(v128.load(p + at), v128.load(key + at))) & need) == need;
}
