import { digit } from './numbers';

/** Not a time: no microsecond and no day has this number. */
export const NOTHING: i64 = i64.MIN_VALUE;

/** Of the timestamp read last. */
export let sawZone: bool = false;
let lastDay1: u64 = 0;
let lastDay2: u16 = 0;
let lastDays: i64 = NOTHING;

/** `yyyy-MM-dd` as days since 1970, NOTHING when it is none. The day before is remembered: events come in order. */
export function readDays(p: usize): i64 {
  const head = load<u64>(p), tail = load<u16>(p, 8);
  if (head == lastDay1 && tail == lastDay2) return lastDays;
  const marks = i8x16.bitmask(i8x16.le_u(i8x16.sub(v128.load(p), i8x16.splat(0x30)), i8x16.splat(9)));
  if ((marks & 0x36f) != 0x36f || load<u8>(p, 4) != 0x2d || load<u8>(p, 7) != 0x2d) return NOTHING;
  const year = <i32>(digit(p) * 1000 + digit(p + 1) * 100 + digit(p + 2) * 10 + digit(p + 3));
  const month = <i32>(digit(p + 5) * 10 + digit(p + 6));
  const day = <i32>(digit(p + 8) * 10 + digit(p + 9));
  if (year == 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return NOTHING;
  lastDay1 = head;
  lastDay2 = tail;
  lastDays = daysOf(year, month, day);
  return lastDays;
}

function daysIn(year: i32, month: i32): i32 {
  if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Days of the proleptic Gregorian calendar by counting 400-year eras from 1 March of year 0 (H. Hinnant, chrono-compatible date algorithms). */
function daysOf(year: i32, month: i32, day: i32): i64 {
  const y = year - (month <= 2 ? 1 : 0);
  const era = y / 400;
  const yearOfEra = y - era * 400;
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return <i64>(era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468);
}

/** `yyyy-MM-dd[T ]HH:mm:ss[.f{1,6}][Z]` as microseconds. */
export function readTimestamp(p: usize, end: usize): i64 {
  sawZone = false;
  if (end - p < 19) return NOTHING;
  const days = readDays(p);
  if (days == NOTHING) return NOTHING;
  const separator = load<u8>(p, 10);
  if ((separator != 0x20 && separator != 0x54) || load<u8>(p, 13) != 0x3a || load<u8>(p, 16) != 0x3a) return NOTHING;
  const h1 = digit(p + 11), h2 = digit(p + 12), m1 = digit(p + 14), m2 = digit(p + 15), s1 = digit(p + 17), s2 = digit(p + 18);
  if (h1 > 9 || h2 > 9 || m1 > 5 || m2 > 9 || s1 > 5 || s2 > 9) return NOTHING;
  const hour = h1 * 10 + h2;
  if (hour > 23) return NOTHING;
  let micros = (days * 86400 + <i64>(hour * 3600 + (m1 * 10 + m2) * 60 + s1 * 10 + s2)) * 1000000;
  let at = p + 19;
  if (at < end && load<u8>(at) == 0x2e) {
    let fraction: i64 = 0;
    let count: i32 = 0;
    for (at++; at < end && digit(at) <= 9; at++) { fraction = fraction * 10 + <i64>digit(at); count++; }
    if (count == 0 || count > 6) return NOTHING;
    for (; count < 6; count++) fraction *= 10;
    micros += fraction;
  }
  if (at < end && load<u8>(at) == 0x5a) { sawZone = true; at++; }
  return at == end ? micros : NOTHING;
}
