import { fail } from '../errors/stream-error.ts';
import { daysFromCivil, SECONDS_PER_DAY } from './calendar.ts';
import { isRegion, shortZoneIds } from './time-zone-names.ts';

/**
 * Time zones: the offset of an instant and the instant of a wall-clock time, by the rules of java.time.
 *
 * A region is a list of *periods* of one offset, found once per 16 years by asking Intl and kept for the life of the process.
 * Neighbouring rows nearly always fall in one period, so the last one used is looked at first, then the block it is of.
 */
export interface Zone {
  readonly id: string;
  /** Seconds east of UTC when the zone never changes it. */
  readonly fixedOffset: number | undefined;
  /** Intl's name of a region. */
  readonly region: string;
  readonly blocks: Map<number, Block>;
  last: Period;
  lastBlock: Block;
}

/** The periods of 16 years: the first one of every granule of them is known. */
interface Block { readonly start: number; readonly end: number; readonly periods: readonly Period[]; readonly firstOf: Uint8Array }

/** UTC seconds `start ≤ t < end` have this offset. */
interface Period { readonly start: number; readonly end: number; readonly offset: number }

/** The zone of an id in any of Spark's forms: `Z`, `+8`, `-08:00`, `GMT+8`, `UTC-3`, `Europe/Paris`, `PST`. Fails for others. */
export function zoneOf(id: string): Zone {
  return findZone(id) ?? fail('INVALID_TIMEZONE', { timeZone: id });
}

/** Like `zoneOf`, but undefined for an id that is none. */
export function findZone(id: string): Zone | undefined {
  const known = zones.get(id);
  if (known !== undefined) return known;
  const made = makeZone(id);
  if (made !== undefined && zones.size < 10_000) zones.set(id, made);
  return made;
}

/** Seconds to add to UTC at an instant. */
export function offsetAt(zone: Zone, utcSeconds: number): number {
  if (zone.fixedOffset !== undefined) return zone.fixedOffset;
  return periodAt(zone, utcSeconds).offset;
}

/** No timestamp is so far away, and seconds are not exact for long behind it: no rule of a zone is looked for there. */
const BEYOND_TIMESTAMPS = 1e13;

/** The instant of a wall-clock time. In an overlap the earlier one; in a gap the time is shifted forward by the gap. */
export function toUtcSeconds(zone: Zone, localSeconds: number): number {
  if (zone.fixedOffset !== undefined) return localSeconds - zone.fixedOffset;
  if (Math.abs(localSeconds) > BEYOND_TIMESTAMPS) return localSeconds;
  const { last } = zone;
  const dayBefore = localSeconds - SECONDS_PER_DAY;
  const dayAfter = localSeconds + SECONDS_PER_DAY;
  if (dayBefore >= last.start && dayAfter < last.end) return localSeconds - last.offset;
  const before = offsetAt(zone, dayBefore);
  if (offsetAt(zone, dayAfter) === before) return localSeconds - before;
  return resolveNearTransition(zone, localSeconds, dayAfter);
}

/** Like `toUtcSeconds`, but in an overlap the instant with the given offset if there is one: date arithmetic stays on its side. */
export function toUtcNear(zone: Zone, localSeconds: number, offset: number): number {
  if (zone.fixedOffset !== undefined) return localSeconds - zone.fixedOffset;
  return offsetAt(zone, localSeconds - offset) === offset ? localSeconds - offset : toUtcSeconds(zone, localSeconds);
}

/** Parses `+h`, `+hh`, `+hh:mm`, `+hhmm`, `+hh:mm:ss`, `+hhmmss`; undefined when it is none of them or beyond 18 hours. */
export function parseOffset(text: string): number | undefined {
  if (text === 'Z') return 0;
  const match = /^([+-])(?:(\d)|(\d\d)(?::(\d\d)(?::(\d\d))?|(\d\d)(\d\d)?)?)$/.exec(text);
  if (match === null) return undefined;
  const [, sign, shortHour, hour, minute, second, packedMinute, packedSecond] = match;
  const minutes = Number(minute ?? packedMinute ?? 0);
  const seconds = Number(second ?? packedSecond ?? 0);
  const total = Number(shortHour ?? hour) * 3600 + minutes * 60 + seconds;
  if (minutes > 59 || seconds > 59 || total > 18 * 3600) return undefined;
  return sign === '-' ? -total : total;
}

/** `Z`, `+08:00`, `-07:52:58`: how java.time prints an offset. */
export function formatOffset(offset: number): string {
  if (offset === 0) return 'Z';
  const total = Math.abs(offset);
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = total % 60 === 0 ? '' : `:${two(total % 60)}`;
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(total / 3600))}:${two(Math.floor(total / 60) % 60)}${seconds}`;
}

const zones = new Map<string, Zone>();
const noPeriod: Period = { start: 0, end: 0, offset: 0 };
const noBlock: Block = { start: 0, end: 0, periods: [], firstOf: new Uint8Array(0) };

/** Seconds of a block of periods; transitions of all zones are at least six days apart from their reversal. */
const BLOCK_SECONDS = 16 * 365 * SECONDS_PER_DAY;
const SAMPLE_SECONDS = 6 * SECONDS_PER_DAY;
const GRANULE_SECONDS = 2 ** 20;
/** Before this, local mean time only. After the second, rules repeat: a year stands for any like it 28 years before. */
const FIRST_SECOND = daysFromCivil(1800, 1, 1) * SECONDS_PER_DAY;
const LAST_SECOND = daysFromCivil(2100, 1, 1) * SECONDS_PER_DAY;

function makeZone(id: string): Zone | undefined {
  const spelled = id.replace(/^([+-])(\d):/, '$10$2:').replace(/^([+-])(\d\d):(\d)$/, '$1$2:0$3');
  const name = Object.hasOwn(shortZoneIds, spelled) ? shortZoneIds[spelled]! : spelled;
  const fixed = fixedOffsetOf(name);
  if (fixed !== undefined) return { id: idOfOffset(name, fixed), fixedOffset: fixed, region: name, blocks: new Map(), last: noPeriod, lastBlock: noBlock };
  return isRegion(name) ? { id: name, fixedOffset: undefined, region: name, blocks: new Map(), last: noPeriod, lastBlock: noBlock } : undefined;
}

/** java.time spells offsets out: `GMT+1` is `GMT+01:00`. */
function idOfOffset(name: string, offset: number): string {
  const prefix = /^(?:UTC|GMT|UT)?/.exec(name)![0];
  return prefix === '' || offset !== 0 ? `${prefix}${formatOffset(offset)}` : prefix;
}

function fixedOffsetOf(name: string): number | undefined {
  if (name === 'UTC' || name === 'GMT' || name === 'UT') return 0;
  return parseOffset(/^(?:UTC|GMT|UT)([+-].*)$/.exec(name)?.[1] ?? name);
}

function periodAt(zone: Zone, utcSeconds: number): Period {
  const { last } = zone;
  if (utcSeconds >= last.start && utcSeconds < last.end) return last;
  if (utcSeconds >= LAST_SECOND) return periodAfterTable(zone, utcSeconds);
  const at = Math.max(utcSeconds, FIRST_SECOND);
  const { start, end, periods, firstOf } = at >= zone.lastBlock.start && at < zone.lastBlock.end ? zone.lastBlock : blockAt(zone, at);
  let index = firstOf[Math.floor((at - start) / GRANULE_SECONDS)]!;
  while (at >= periods[index]!.end && periods[index]!.end < end) index++;
  const found = periods[index]!;
  if (utcSeconds >= FIRST_SECOND) zone.last = found;
  return found;
}

function blockAt(zone: Zone, utcSeconds: number): Block {
  const index = Math.floor(utcSeconds / BLOCK_SECONDS);
  let block = zone.blocks.get(index);
  if (block === undefined) {
    const start = index * BLOCK_SECONDS;
    const periods = findPeriods(zone.region, start);
    const firstOf = Uint8Array.from({ length: Math.ceil(BLOCK_SECONDS / GRANULE_SECONDS) }, (_, granule) => periods.findLastIndex((one) => one.start <= start + granule * GRANULE_SECONDS));
    block = { start, end: start + BLOCK_SECONDS, periods, firstOf };
    zone.blocks.set(index, block);
  }
  zone.lastBlock = block;
  return block;
}

/** Far in the future the year behaves like one of the last 28 of the table with the same weekdays; a zone at rest stays so. */
function periodAfterTable(zone: Zone, utcSeconds: number): Period {
  const days = Math.floor(utcSeconds / SECONDS_PER_DAY);
  const year = Math.floor(days / 365.2425) + 1970;
  let like = 2072 + ((((year - 2072) % 28) + 28) % 28);
  const firstDay = daysFromCivil(year, 1, 1);
  while (!alike(year, like)) like = like === 2099 ? 2072 : like + 1;
  const shift = (firstDay - daysFromCivil(like, 1, 1)) * SECONDS_PER_DAY;
  const found = periodAt(zone, Math.min(Math.max(utcSeconds - shift, FIRST_SECOND), LAST_SECOND - 1));
  return { start: found.start + shift, end: found.end + shift, offset: found.offset };
}

function alike(year: number, other: number): boolean {
  const length = daysFromCivil(year + 1, 1, 1) - daysFromCivil(year, 1, 1);
  const otherLength = daysFromCivil(other + 1, 1, 1) - daysFromCivil(other, 1, 1);
  return length === otherLength && (daysFromCivil(year, 1, 1) - daysFromCivil(other, 1, 1)) % 7 === 0;
}

function findPeriods(region: string, from: number): readonly Period[] {
  const sample = sampler(region);
  const out: Period[] = [];
  const to = from + BLOCK_SECONDS;
  let start = from;
  let offset = sample(from);
  for (let at = from; at < to; at += SAMPLE_SECONDS) {
    const next = Math.min(at + SAMPLE_SECONDS, to);
    let low = at;
    while (low < next && sample(next) !== offset) {
      let high = next;
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (sample(middle) === offset) low = middle; else high = middle;
      }
      if (high >= to) break;
      out.push({ start, end: high, offset });
      start = high;
      low = high;
      offset = sample(high);
    }
  }
  out.push({ start, end: to, offset });
  return out;
}

/** Asks Intl for the offset of an instant, exact to the second. */
function sampler(region: string): (utcSeconds: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: region, timeZoneName: 'longOffset', year: 'numeric' });
  return (utcSeconds) => {
    const text = format.format(utcSeconds * 1000);
    return parseOffset(text.slice(text.lastIndexOf('GMT') + 3)) ?? 0;
  };
}

function resolveNearTransition(zone: Zone, localSeconds: number, dayAfter: number): number {
  let after = periodAt(zone, dayAfter);
  let before = periodAt(zone, after.start - 1);
  while (before.offset === after.offset) {
    after = before;
    before = periodAt(zone, after.start - 1);
  }
  const isBefore = localSeconds < after.start + Math.max(before.offset, after.offset);
  return localSeconds - (isBefore ? before.offset : after.offset);
}
