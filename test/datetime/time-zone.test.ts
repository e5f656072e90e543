import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conditionOf } from '../../src/errors/stream-error.ts';
import { findZone, formatOffset, offsetAt, parseOffset, toUtcNear, toUtcSeconds, zoneOf } from '../../src/types/time-zone.ts';
import { readZoneText, zoneText } from '../../src/types/time-zone-text.ts';

const regions = ['America/Los_Angeles', 'Europe/Paris', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Africa/Casablanca', 'America/Sao_Paulo', 'Asia/Gaza', 'Pacific/Apia', 'Europe/Dublin', 'US/Pacific'];
const seconds = (text: string): number => Date.parse(`${text}Z`) / 1000;

test('offsets are those of Intl at random moments', () => {
  fc.assert(fc.property(fc.constantFrom(...regions), fc.integer({ min: seconds('1850-01-01T00:00:00'), max: seconds('2099-12-31T00:00:00') }), (region, at) => {
    const text = new Intl.DateTimeFormat('en-US', { timeZone: region, timeZoneName: 'longOffset' }).format(at * 1000);
    expect(offsetAt(zoneOf(region), at)).toBe(parseOffset(text.slice(text.indexOf('GMT') + 3)) ?? 0);
  }), { numRuns: 1500 });
});

test('a wall-clock time leads to an instant that shows it, unless it lies in a gap', () => {
  fc.assert(fc.property(fc.constantFrom(...regions), fc.integer({ min: seconds('1900-01-01T00:00:00'), max: seconds('2300-01-01T00:00:00') }), (region, local) => {
    const zone = zoneOf(region);
    const at = toUtcSeconds(zone, local);
    const shown = at + offsetAt(zone, at);
    if (shown === local) {
      const hourBefore = toUtcSeconds(zone, local - 3600);
      expect(at).toBeGreaterThan(hourBefore - 1);
    } else {
      expect(shown).toBeGreaterThan(local);
      expect(local - offsetAt(zone, at - 86_400)).toBe(at);
    }
  }), { numRuns: 3000 });
});

test('gaps shift forward, overlaps take the earlier offset or stay on their side', () => {
  const zone = zoneOf('America/Los_Angeles');
  expect(toUtcSeconds(zone, seconds('2024-03-10T02:30:00'))).toBe(seconds('2024-03-10T10:30:00'));
  expect(toUtcSeconds(zone, seconds('2024-11-03T01:30:00'))).toBe(seconds('2024-11-03T08:30:00'));
  expect(toUtcNear(zone, seconds('2024-11-03T01:30:00'), -28_800)).toBe(seconds('2024-11-03T09:30:00'));
  expect(offsetAt(zone, seconds('1800-01-01T00:00:00'))).toBe(-28_378);
  expect(offsetAt(zone, seconds('2531-07-01T00:00:00'))).toBe(-25_200);
  expect(offsetAt(zoneOf('Asia/Seoul'), seconds('1988-07-01T00:00:00'))).toBe(36_000);
});

test('years that no timestamp reaches end at once', () => {
  expect(toUtcSeconds(zoneOf('America/Los_Angeles'), 1_230_219_000 * 31_556_952)).toBeGreaterThan(1e16);
});

test('zone ids in the forms that Spark takes', () => {
  const offsets = { Z: 0, UTC: 0, '+8': 28_800, '+08': 28_800, '-0830': -30_600, '+8:30': 30_600, '+08:3': 28_980, '-07:52:58': -28_378, 'GMT+8': 28_800, 'UTC-03:00': -10_800, EST: -18_000 };
  for (const [id, offset] of Object.entries(offsets)) expect([id, findZone(id)?.fixedOffset]).toEqual([id, offset]);
  expect(zoneOf('GMT+1').id).toBe('GMT+01:00');
  expect(zoneOf('PST').id).toBe('America/Los_Angeles');
  for (const id of ['', 'Mars/Olympus', 'america/los_angeles', '+19', '+08:60', 'GMT8']) expect([id, findZone(id)]).toEqual([id, undefined]);
  try { zoneOf('nowhere'); expect.unreachable(); } catch (error) { expect(conditionOf(error)).toBe('INVALID_TIMEZONE'); }
  expect([0, 3600, -28_378].map(formatOffset)).toEqual(['Z', '+01:00', '-07:52:58']);
});

test('names of zones are printed by season and read back', () => {
  const summer = seconds('2024-07-01T00:00:00');
  const winter = seconds('2024-01-01T00:00:00');
  expect([zoneText(zoneOf('America/New_York'), summer, false), zoneText(zoneOf('America/New_York'), winter, true)]).toEqual(['EDT', 'Eastern Standard Time']);
  expect([zoneText(zoneOf('Asia/Seoul'), summer, false), zoneText(zoneOf('UTC'), summer, true), zoneText(zoneOf('+09:00'), summer, false)]).toEqual(['KST', 'Coordinated Universal Time', '+09:00']);
  expect(readZoneText('PDT, or so')).toEqual({ zone: zoneOf('America/Los_Angeles'), length: 3, season: 'summer' });
  expect(readZoneText('Europe/Berlin')).toEqual({ zone: zoneOf('Europe/Berlin'), length: 13 });
});
