import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conditionOf } from '../../src/errors/stream-error.ts';
import { formatMoment, newMoment, setMoment } from '../../src/types/datetime-format.ts';
import { momentParser } from '../../src/types/datetime-parse-fast.ts';
import { parseMoment } from '../../src/types/datetime-parse.ts';
import { compilePattern } from '../../src/types/datetime-pattern.ts';
import { instantOf, microsOf, newInstant } from '../../src/types/instant.ts';
import { formatTimestamp, parseTimestamp } from '../../src/types/timestamp-text.ts';
import { zoneOf } from '../../src/types/time-zone.ts';

interface Recorded { readonly id: string; readonly sql: string; readonly conf?: Readonly<Record<string, string>>; readonly rows?: readonly (readonly (string | null)[])[]; readonly error?: { readonly condition: string } }
const encoder = new TextEncoder();

function format(timestamp: string, pattern: string, zone: string): string {
  const moment = newMoment(zoneOf(zone));
  const { seconds, micros } = instantOf(parseTimestamp(timestamp, moment.zone)!);
  setMoment(moment, seconds, micros);
  return formatMoment(compilePattern(pattern, { parsing: false, mentionOldVersions: true }), moment);
}

/** The way every value takes, and the quick one: they must agree. */
function read(name: string, text: string, pattern: string, zoneId: string): string | null {
  const ignoreZone = name.includes('_ntz');
  const zone = zoneOf(ignoreZone ? 'UTC' : zoneId);
  const elements = compilePattern(pattern, { parsing: true, mentionOldVersions: !ignoreZone });
  const bytes = encoder.encode(text);
  const into = newInstant();
  const range = { start: 0, end: bytes.length };
  const taken = parseMoment(elements, bytes, range, { zone, into, ignoreZone });
  const exact = { ...into };
  expect(momentParser(elements)(bytes, range, { zone, into, ignoreZone })).toBe(taken);
  if (!taken) return name.startsWith('try_') ? null : 'CANNOT_PARSE_TIMESTAMP';
  expect(into).toEqual(exact);
  if (name.includes('unix')) return String(into.seconds);
  const shown = formatTimestamp(microsOf(into), zone);
  return name.includes('date') ? shown.split(' ')[0]! : shown;
}

/** `f('text', 'pattern')` calls of a recorded statement that consists of nothing else. */
function callsOf(sql: string): readonly (readonly [name: string, typed: string | undefined, text: string, pattern: string])[] {
  const body = sql.replace(/^SELECT /, '');
  const calls = [...body.matchAll(/(\w+)\((TIMESTAMP)?'((?:[^'\\]|\\.)*)', '((?:[^'\\]|\\.)*)'\)/g)];
  if (calls.map(([whole]) => whole).join(', ') !== body) return [];
  const unquote = (text: string): string => text.replace(/\\'/g, "'");
  return calls.map(([, name, typed, text, pattern]) => [name!, typed, unquote(text!), unquote(pattern!)]);
}

const formats = (name: string, typed: string | undefined): boolean => name === 'date_format' && typed !== undefined;
const reads = (name: string, typed: string | undefined): boolean => /^(try_)?to_(timestamp|date|unix)|^unix_timestamp/.test(name) && typed === undefined;

test('recorded answers of date_format, to_timestamp and their kin', () => {
  let count = 0;
  for (const file of ['datetime', 'datetime_tz']) {
    for (const line of readFileSync(new URL(`../spark/sql/${file}.jsonl`, import.meta.url), 'utf8').trim().split('\n')) {
      const record = JSON.parse(line) as Recorded;
      const calls = callsOf(record.sql);
      if (calls.length === 0 || !calls.every(([name, typed]) => formats(name, typed) || reads(name, typed))) continue;
      if (Object.keys(record.conf ?? {}).some((key) => key !== 'spark.sql.session.timeZone')) continue;
      const zone = record.conf?.['spark.sql.session.timeZone'] ?? 'UTC';
      let answer: unknown;
      try {
        answer = calls.map(([name, , text, pattern]) => (name === 'date_format' ? format(text, pattern, zone) : read(name, text, pattern, zone)));
        if ((answer as unknown[]).includes('CANNOT_PARSE_TIMESTAMP')) answer = 'CANNOT_PARSE_TIMESTAMP';
      } catch (error) {
        answer = conditionOf(error) ?? String(error);
      }
      expect([record.id, answer]).toEqual([record.id, record.error?.condition ?? record.rows![0]]);
      count++;
    }
  }
  expect(count).toBeGreaterThan(600);
});

test('what a complete pattern prints, it reads back', () => {
  const patterns = fc.constantFrom(
    'yyyy-MM-dd HH:mm:ss.SSSSSS', "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", 'dd/MMM/yyyy hh:mm:ss a SSSSSS', 'yyyyMMddHHmmss[.SSSSSS]', 'MMMM d, yyyy G kk:mm:ss.SSSSSS', 'D yyyy K:m:s a SSSSSS VV', 'yyyy/M/d H:m:s.SSSSSS Z',
  );
  const zones = fc.constantFrom('UTC', '-03:30', '+05:30');
  fc.assert(fc.property(patterns, zones, fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_200_000_000_000n }), (pattern, zone, micros) => {
    const text = formatTimestamp(micros, zoneOf(zone));
    expect(read('to_timestamp', format(text, pattern, zone), pattern, zone)).toBe(text);
  }), { numRuns: 2000 });
});

test('mutated text is read alike by both ways', () => {
  const patterns = fc.constantFrom('yyyy-MM-dd', 'yyyy-MM-dd HH:mm:ss', "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", 'd/M/yyyy H:m', 'HH:mm:ss.SSSSSSSSS');
  const text = fc.string({ unit: fc.constantFrom(...'0123456789-:. T/Z+'), maxLength: 24 });
  const edited = fc.tuple(fc.constantFrom('2024-02-29', '2024-02-29 13:45:59', '2024-02-29T13:45:59.123+05:30', '9/2/2024 1:2', '12:34:56.7'), fc.nat(30), text.map((one) => one.slice(0, 2)))
    .map(([base, at, part]) => base.slice(0, at) + part + base.slice(at + part.length));
  fc.assert(fc.property(patterns, fc.oneof(text, edited), (pattern, input) => { read('try_to_timestamp', input, pattern, 'America/Los_Angeles'); }), { numRuns: 3000 });
});
