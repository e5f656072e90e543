import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDate, parseDate, parseDateBytes } from '../../src/types/date-text.ts';
import { specialDate, specialTimestamp } from '../../src/types/special-datetime.ts';
import { formatTimestamp, formatTimestampNtz, parseTimestamp, parseTimestampNtz } from '../../src/types/timestamp-text.ts';
import { zoneOf } from '../../src/types/time-zone.ts';

const utc = zoneOf('UTC');

test('dates are printed and read back over their whole range', () => {
  fc.assert(fc.property(fc.integer({ min: -2_147_483_648, max: 2_147_483_647 }), (days) => { expect(parseDate(formatDate(days))).toBe(days); }), { numRuns: 3000 });
});

test('timestamps are printed and read back in every zone', () => {
  const zone = fc.constantFrom('UTC', 'Asia/Seoul', '-03:30', 'Asia/Kolkata').map(zoneOf);
  fc.assert(fc.property(fc.bigInt({ min: -9_223_372_036_000_000_000n, max: 9_223_372_036_000_000_000n }), zone, (micros, at) => {
    expect(parseTimestampNtz(formatTimestampNtz(micros))).toBe(micros);
    expect(formatTimestamp(parseTimestamp(formatTimestamp(micros, at), at)!, at)).toBe(formatTimestamp(micros, at));
  }), { numRuns: 3000 });
});

test('text is read in the middle of other bytes, as JavaScript reads it', () => {
  const bytes = new TextEncoder().encode('xx2024-02-29yy');
  expect(parseDateBytes(bytes, 2, 12)).toBe(Date.parse('2024-02-29') / 86_400_000);
  fc.assert(fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
    expect(parseTimestamp(date.toISOString(), utc)).toBe(BigInt(date.getTime()) * 1000n);
  }), { numRuns: 1000 });
});

test('forms of dates', () => {
  const shown = (text: string): string | undefined => { const days = parseDate(text); return days === undefined ? undefined : formatDate(days); };
  const good = { '2024': '2024-01-01', '2024-2': '2024-02-01', ' 2024-2-9 ': '2024-02-09', '2024-02-29T99': '2024-02-29', '2024-02-29 nonsense': '2024-02-29', '-0044-03-15': '-0044-03-15', '+10000-1-1': '+10000-01-01' };
  for (const [text, expected] of Object.entries(good)) expect([text, shown(text)]).toEqual([text, expected]);
  for (const text of ['', ' ', '24-01-01', '2024-02-30', '2024-13-01', '2024-02-29x', '2024/02/29', '2024-', '2024-02 x', '2024-001-01']) expect([text, shown(text)]).toEqual([text, undefined]);
});

test('forms of timestamps', () => {
  const shown = (text: string): string | undefined => { const micros = parseTimestamp(text, utc, 1_700_000_000); return micros === undefined ? undefined : formatTimestamp(micros, utc); };
  const good = {
    '2024-2-9 1:2:3': '2024-02-09 01:02:03', '2024-02-09T01:02:03.1234567': '2024-02-09 01:02:03.123456', '2024-02-09 01:02:03.5 Europe/Paris': '2024-02-09 00:02:03.5', '2024-02-09 01': '2024-02-09 01:00:00',
    '2024-02-09 01:02:03+05:30': '2024-02-08 19:32:03', '2024-02-09 01:02:03GMT+8': '2024-02-08 17:02:03', '2024-02-09 01:02:03.Z': '2024-02-09 01:02:03', '12:34': '2023-11-14 12:34:00', 'T1:2:3.4': '2023-11-14 01:02:03.4',
    '294247-01-10 04:00:54.775807': '+294247-01-10 04:00:54.775807',
  };
  for (const [text, expected] of Object.entries(good)) expect([text, shown(text)]).toEqual([text, expected]);
  const bad = ['', '2024-02-09 24:00:00', '2024-02-09 01:02Z', '2024-02-09 01:02:03 Nowhere', '2024-02-30 00:00:00', '2024-02-09 1:2:3:4', '294247-01-10 04:00:54.775808', '2024-02-09  01:02:03'];
  for (const text of bad) expect([text, shown(text)]).toEqual([text, undefined]);
  expect(parseTimestampNtz('12:34')).toBeUndefined();
  expect(parseTimestampNtz('2024-02-09 01:02:03 Asia/Seoul')).toBe(parseTimestampNtz('2024-02-09 01:02:03'));
});

test('special words follow the clock and the zone', () => {
  const now = parseTimestamp('2024-03-10 23:30:00', utc)!;
  expect(['epoch', 'Today', 'yesterday UTC', 'tomorrow', 'now'].map((word) => specialDate(word, zoneOf('Asia/Seoul'), now))?.map((days) => formatDate(days!))).toEqual(['1970-01-01', '2024-03-11', '2024-03-10', '2024-03-12', '2024-03-11']);
  expect(specialTimestamp('today', zoneOf('Asia/Seoul'), now)).toBe(parseTimestamp('2024-03-10 15:00:00', utc));
  expect([specialDate('now UTC', utc, now), specialDate('today Mars', utc, now), specialDate('someday', utc, now)]).toEqual([undefined, undefined, undefined]);
});
