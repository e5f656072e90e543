/** Numbers as JSON writes them, a subset of what every other reader takes. Each function gives the address behind the number, or 0 where an exact reader has to look. */
@inline export function digit(p: usize): u32 { return <u32>load<u8>(p) - 0x30; }

/** Integers of at most 18 digits that fit into so many bytes. */
@inline export function readInteger(p: usize, end: usize, target: usize, bytes: i32): usize {
  const negative = load<u8>(p) == 0x2d;
  if (negative) p++;
  const first = p;
  let value: i64 = 0;
  let d = digit(p);
  while (d <= 9 && p < end) { value = value * 10 + <i64>d; p++; d = digit(p); }
  const size = p - first;
  if (size == 0 || size > 18 || (size > 1 && load<u8>(first) == 0x30)) return 0;
  const after = load<u8>(p);
  if (p < end && (after == 0x2e || (after | 0x20) == 0x65)) return 0;
  if (negative) value = -value;
  if (bytes == 8) store<i64>(target, value);
  else if (bytes == 4) { if (value != <i64><i32>value) return 0; store<i32>(target, <i32>value); }
  else if (bytes == 2) { if (value != <i64><i16>value) return 0; store<i16>(target, <i16>value); }
  else { if (value != <i64><i8>value) return 0; store<i8>(target, <i8>value); }
  return p;
}

/** The number read last, without its sign: mantissa · 10^power. */
let mantissa: u64 = 0;
let power: i32 = 0;

/** At most 19 significant digits, which 64 bits hold. */
const DIGITS_MAX: i32 = 19;

function readParts(p: usize, end: usize): usize {
  const first = p;
  let digits: i32 = 0;
  mantissa = 0;
  power = 0;
  while (p < end && digit(p) <= 9) { mantissa = mantissa * 10 + <u64>digit(p); if (mantissa != 0) digits++; p++; if (digits > DIGITS_MAX) return 0; }
  if (p == first || (p - first > 1 && load<u8>(first) == 0x30)) return 0;
  if (p < end && load<u8>(p) == 0x2e) {
    const fraction = ++p;
    while (p < end && digit(p) <= 9) { mantissa = mantissa * 10 + <u64>digit(p); if (mantissa != 0) digits++; power--; p++; if (digits > DIGITS_MAX) return 0; }
    if (p == fraction) return 0;
  }
  if (p >= end || (load<u8>(p) | 0x20) != 0x65) return p;
  p++;
  const down = p < end && load<u8>(p) == 0x2d;
  if (down || (p < end && load<u8>(p) == 0x2b)) p++;
  const exponent = p;
  let value: i32 = 0;
  while (p < end && digit(p) <= 9) { value = value * 10 + <i32>digit(p); p++; if (value > 400) return 0; }
  if (p == exponent) return 0;
  power += down ? -value : value;
  return p;
}

/** The unscaled value of a decimal of at most 18 digits, rounded half up to its scale. */
export function readDecimal(p: usize, end: usize, target: usize, precision: i32, scale: i32): usize {
  const negative = load<u8>(p) == 0x2d;
  const after = readParts(negative ? p + 1 : p, end);
  const shift = scale + power;
  if (after == 0 || shift < -18 || shift > 18) return 0;
  let value = mantissa;
  const unit = wholeTen(shift < 0 ? -shift : shift);
  if (shift < 0) value = (value + unit / 2) / unit;
  else if (value > wholeTen(18) / unit) return 0;
  else value *= unit;
  if (value >= wholeTen(precision)) return 0;
  store<i64>(target, negative ? -<i64>value : <i64>value);
  return after;
}

function wholeTen(exponent: i32): u64 {
  let value: u64 = 1;
  for (; exponent > 0; exponent--) value *= 10;
  return value;
}

/** The nearest double, or the float nearest to that. */
export function readDouble(p: usize, end: usize, target: usize, single: bool): usize {
  const negative = load<u8>(p) == 0x2d;
  const after = readParts(negative ? p + 1 : p, end);
  if (after == 0) return 0;
  let value: f64;
  if (mantissa < 1 << 53 && power >= -22 && power <= 22) {
    // Both are exact as doubles, so one operation rounds once.
    value = power < 0 ? <f64>mantissa / powerOfTen(-power) : <f64>mantissa * powerOfTen(power);
  } else {
    value = nearestDouble(mantissa, power);
    if (value < 0) return 0;
  }
  if (negative) value = -value;
  if (single) store<f32>(target, <f32>value);
  else store<f64>(target, value);
  return after;
}

function powerOfTen(exponent: i32): f64 {
  let value: f64 = 1;
  for (let left = exponent; left > 0; left--) value *= 10;
  return value;
}

/** Powers of five with a highest bit of 1: 16 bytes each, low word first, from 5^-POWERS_MAX to 5^POWERS_MAX. */
let powers: usize = 0;
const POWERS_MAX: i32 = 64;

export function usePowers(address: usize): void { powers = address; }

/**
 * The double nearest to w · 10^q, from the first 128 bits of w · 5^q; -1 where these do not decide it, or it is subnormal or infinite.
 * After D. Lemire, "Number Parsing at a Gigabyte per Second" (2021), sections 5 to 8.
 */
function nearestDouble(w: u64, q: i32): f64 {
  if (w == 0) return 0;
  if (q < -POWERS_MAX || q > POWERS_MAX) return -1;
  const five = powers + (<usize>(q + POWERS_MAX) << 4);
  const shift = <i32>clz(w);
  const scaled = w << <u64>shift;
  let high = highProduct(scaled, load<u64>(five, 8));
  let low = scaled * load<u64>(five, 8);
  if ((high & 0x1ff) == 0x1ff) {
    const more = highProduct(scaled, load<u64>(five));
    low += more;
    if (low < more) high++;
  }
  if (low == u64.MAX_VALUE && (q < -27 || q > 55)) return -1;
  const top = <i32>(high >> 63);
  let bits = high >> <u64>(top + 9);
  // 217706 / 2^16 stands for log2(10): over these powers its floor is the right one.
  const exponent = ((217706 * q) >> 16) + 1086 + top - shift;
  if (exponent <= 0 || exponent >= 0x7ff) return -1;
  // Exactly between two doubles: the even one.
  if (low <= 1 && q >= -4 && q <= 23 && (bits & 3) == 1 && bits << <u64>(top + 9) == high) bits &= ~(<u64>1);
  bits = (bits + (bits & 1)) >> 1;
  const carried = <i32>(bits >> 53);
  if (exponent + carried >= 0x7ff) return -1;
  return reinterpret<f64>((<u64>(exponent + carried) << 52) | (carried != 0 ? 0 : bits & 0xf_ffff_ffff_ffff));
}

function highProduct(left: u64, right: u64): u64 {
  const a = left >> 32, b = left & 0xffff_ffff, c = right >> 32, d = right & 0xffff_ffff;
  const middle = a * d + ((b * d) >> 32);
  return a * c + (middle >> 32) + ((b * c + (middle & 0xffff_ffff)) >> 32);
}
