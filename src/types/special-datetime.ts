import { SECONDS_PER_DAY } from './calendar.ts';
import { findZone, offsetAt, toUtcSeconds, type Zone } from './time-zone.ts';

/**
 * The words `epoch`, `now`, `today`, `yesterday`, `tomorrow` in literals: `DATE 'today'`, `CAST('now' AS TIMESTAMP)` of a constant.
 * A zone may follow all but `now`; it must be valid and changes nothing. Only literals have them, never columns.
 */

/** Days since 1970-01-01. */
export function specialDate(text: string, zone: Zone, nowMicros: bigint): number | undefined {
  const word = specialWord(text);
  if (word === undefined) return undefined;
  return word === 'epoch' ? 0 : localDay(zone, nowMicros) + (shifts[word] ?? 0);
}

/** Microseconds since 1970 UTC. */
export function specialTimestamp(text: string, zone: Zone, nowMicros: bigint): bigint | undefined {
  const word = specialWord(text);
  if (word === undefined) return undefined;
  if (word === 'epoch') return 0n;
  if (word === 'now') return nowMicros;
  return BigInt(toUtcSeconds(zone, (localDay(zone, nowMicros) + shifts[word]!) * SECONDS_PER_DAY)) * 1_000_000n;
}

/** Microseconds of the wall-clock time. */
export function specialTimestampNtz(text: string, zone: Zone, nowMicros: bigint): bigint | undefined {
  const word = specialWord(text);
  if (word === undefined) return undefined;
  if (word === 'epoch') return 0n;
  if (word === 'now') return nowMicros + BigInt(offsetAt(zone, secondsOf(nowMicros))) * 1_000_000n;
  return BigInt((localDay(zone, nowMicros) + shifts[word]!) * SECONDS_PER_DAY) * 1_000_000n;
}

const shifts: Readonly<Record<string, number>> = { now: 0, today: 0, yesterday: -1, tomorrow: 1 };

function specialWord(text: string): string | undefined {
  const match = /^([a-z]+)[ \t]*(.*)$/is.exec(text.trim());
  const word = match?.[1]?.toLowerCase();
  if (word === undefined || (word !== 'epoch' && !Object.hasOwn(shifts, word))) return undefined;
  const written = match?.[2] ?? '';
  return written === '' || (word !== 'now' && findZone(written) !== undefined) ? word : undefined;
}

function localDay(zone: Zone, nowMicros: bigint): number {
  const seconds = secondsOf(nowMicros);
  return Math.floor((seconds + offsetAt(zone, seconds)) / SECONDS_PER_DAY);
}

function secondsOf(micros: bigint): number {
  return Math.floor(Number(micros) / 1_000_000);
}
