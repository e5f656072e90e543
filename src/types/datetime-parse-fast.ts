import { daysFromCivil, isCivilDate, SECONDS_PER_DAY } from './calendar.ts';
import { type MomentTarget, parseMoment, type TextRange } from './datetime-parse.ts';
import type { Element, Field } from './datetime-pattern.ts';
import { toUtcSeconds } from './time-zone.ts';

/**
 * The quick way for the patterns that nearly everybody writes: numbers with separators between them, a fraction, an ISO offset
 * (`yyyy-MM-dd'T'HH:mm:ss.SSSXXX`). Such a pattern becomes a short program over bytes. The program only ever says yes; text it does
 * not take is given to the exact way, which decides.
 */
export type MomentParser = (bytes: Uint8Array, range: TextRange, target: MomentTarget) => boolean;

export function momentParser(elements: readonly Element[]): MomentParser {
  const program = programOf(elements);
  if (program === undefined) return (bytes, range, target) => parseMoment(elements, bytes, range, target);
  return (bytes, range, target) => runProgram(program, bytes, range, target) || parseMoment(elements, bytes, range, target);
}

/** Three numbers per step: what, and two parameters. */
const LITERAL = 0; // byte, -
const NUMBER = 1; // slot, minimum digits
const FRACTION = 2; // maximum digits, -
const OFFSET = 3; // -, -

const slotOf: Partial<Record<Field, number>> = { year: 0, month: 1, day: 2, hour: 3, minute: 4, second: 5 };
const slots = new Int32Array(6);
const defaults = Int32Array.of(1970, 1, 1, 0, 0, 0);
const ZERO = 48;

function programOf(elements: readonly Element[]): Int32Array | undefined {
  const steps: number[] = [];
  const used = new Set<string>();
  for (const element of elements) {
    if (element.kind === 'literal') for (const byte of element.bytes) steps.push(LITERAL, byte, 0);
    else if (element.kind === 'number') {
      const slot = slotOf[element.field];
      const isYear = slot === 0 && element.min === 4;
      if (slot === undefined || element.following > 0 || used.has(element.field) || element.sign === 'reduced' || (slot === 0 && !isYear)) return undefined;
      used.add(element.field);
      steps.push(NUMBER, slot, element.min);
    } else if (element.kind === 'fraction' && !used.has('fraction')) {
      used.add('fraction');
      steps.push(FRACTION, element.max, 0);
    } else if (element.kind === 'offset' && element.form.colon && !element.form.seconds && element.zero.length === 1) steps.push(OFFSET, 0, 0);
    else return undefined;
  }
  return steps.filter((_, index) => index % 3 === 0 && steps[index] === OFFSET).length > 1 ? undefined : Int32Array.from(steps);
}

function runProgram(program: Int32Array, bytes: Uint8Array, { start, end }: TextRange, { zone, into, ignoreZone = false }: MomentTarget): boolean {
  slots.set(defaults);
  let micros = 0;
  let offset = NO_OFFSET;
  let at = start;
  for (let step = 0; step < program.length; step += 3) {
    if (at >= end) return false;
    switch (program[step]) {
      case LITERAL:
        if (bytes[at++] !== program[step + 1]) return false;
        break;
      case NUMBER: {
        const slot = program[step + 1]!;
        const width = slot === 0 ? 4 : 2;
        const first = at;
        let value = 0;
        while (at < end && at - first < width && isDigit(bytes[at]!)) value = value * 10 + bytes[at++]! - ZERO;
        if (at - first < program[step + 2]! || (at < end && isDigit(bytes[at]!))) return false;
        slots[slot] = value;
        break;
      }
      case FRACTION: {
        const first = at;
        let scale = 100_000;
        while (at < end && at - first < program[step + 1]! && isDigit(bytes[at]!)) {
          micros += (bytes[at++]! - ZERO) * Math.floor(scale);
          scale /= 10;
        }
        if (at === first) return false;
        break;
      }
      default:
        offset = readIsoOffset(bytes, at, end);
        if (offset === NO_OFFSET) return false;
        at += bytes[at] === LETTER_Z ? 1 : 6;
    }
  }
  if (at !== end || !isCivilDate(slots[0]!, slots[1]!, slots[2]!) || slots[3]! > 23 || slots[4]! > 59 || slots[5]! > 59) return false;
  const local = daysFromCivil(slots[0]!, slots[1]!, slots[2]!) * SECONDS_PER_DAY + slots[3]! * 3600 + slots[4]! * 60 + slots[5]!;
  into.seconds = ignoreZone ? local : offset === NO_OFFSET ? toUtcSeconds(zone, local) : local - offset;
  into.micros = micros;
  return true;
}

const NO_OFFSET = 1_000_000;
const LETTER_Z = 90;

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 57;
}

/** `Z` or `±hh:mm` up to 17:59. */
function readIsoOffset(bytes: Uint8Array, at: number, end: number): number {
  const sign = bytes[at];
  if (sign === LETTER_Z) return 0;
  if (at + 6 > end || (sign !== 43 && sign !== 45) || bytes[at + 3] !== 58) return NO_OFFSET;
  for (const index of offsetDigits) if (!isDigit(bytes[at + index]!)) return NO_OFFSET;
  const hours = bytes[at + 1]! * 10 + bytes[at + 2]! - ZERO * 11;
  const minutes = bytes[at + 4]! * 10 + bytes[at + 5]! - ZERO * 11;
  if (hours > 17 || minutes > 59) return NO_OFFSET;
  return (sign === 45 ? -1 : 1) * (hours * 3600 + minutes * 60);
}

const offsetDigits = [1, 2, 4, 5] as const;
