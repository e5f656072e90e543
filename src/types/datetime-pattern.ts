import { fail } from '../errors/stream-error.ts';
import { dayNames, eraNames, halfDayNames, monthNames, quarterNames, shortDayNames, shortEraNames, shortMonthNames, shortQuarterNames } from './datetime-names.ts';
import { textToSql } from './print.ts';

/**
 * Datetime patterns, compiled once: text → elements, by the rules of java.time's DateTimeFormatter with what Spark forbids.
 *
 * Letters G y M L d D E F a h H k K m s S V v z O X x Z Q q g; text in quotes, `''` for a quote; `[ ]` optional when parsing.
 * Numbers of fixed width right after a number share its digits: `yyyyMMddHHmmss`.
 */
export type Element =
  | NumberElement
  | { readonly kind: 'literal'; readonly bytes: Uint8Array }
  /** Digits of the second's fraction; parsing takes `min` to `max` of them. */
  | { readonly kind: 'fraction'; readonly min: number; readonly max: number }
  | { readonly kind: 'text'; readonly field: Field; readonly first: number; readonly names: readonly Uint8Array[] }
  | { readonly kind: 'offset'; readonly form: OffsetForm; readonly zero: Uint8Array }
  | { readonly kind: 'localized offset'; readonly full: boolean }
  | { readonly kind: 'zone id' }
  | { readonly kind: 'zone text'; readonly full: boolean }
  | { readonly kind: 'optional'; readonly elements: readonly Element[] };

/**
 * `signed`: '-' for negatives; `exceeds`: also '+' beyond `min` digits; `unsigned`: digits only; `reduced`: two digits of 2000–2099.
 * `following`: digits that belong to the fixed-width numbers right after this one.
 */
export interface NumberElement {
  readonly kind: 'number'; readonly field: Field; readonly min: number; readonly max: number;
  readonly sign: 'signed' | 'exceeds' | 'unsigned' | 'reduced'; readonly following: number;
}

export type Field = (typeof fieldNames)[number];

/** Position = where the parser keeps the value. `clock` counts 1–12 or 1–24, `half` is AM/PM, `week day` is the aligned day of week in the month. */
export const fieldNames = [
  'year', 'year of era', 'era', 'month', 'day', 'day of year', 'hour', 'clock hour', 'half hour', 'clock half hour', 'half', 'minute', 'second',
  'week day', 'aligned', 'quarter', 'julian',
] as const;

/** `+HHmm` (minutes when there are any), `+HHMM`, `+HH:MM`, `+HHMMss`, `+HH:MM:ss`. */
export interface OffsetForm { readonly minutes: 'always' | 'if any'; readonly seconds: boolean; readonly colon: boolean }

export interface PatternOptions {
  readonly parsing: boolean;
  /** Whether a pattern that the formatter of old Spark versions took is refused with a condition that says so. */
  readonly mentionOldVersions: boolean;
}

/** A pattern for times of day: optional parts about dates and zones are left out, other such parts are refused. */
export function timeElements(pattern: string): readonly Element[] {
  const elements = compilePattern(pattern, { parsing: false, mentionOldVersions: false });
  if (!elements.every(isOfTime)) fail('INVALID_PARAMETER_VALUE.PATTERN', { parameter: '`format`', functionName: '`date_format`', value: `'${pattern}'` });
  return elements.map(withoutDates);
}

const timeFields: ReadonlySet<Field> = new Set(['hour', 'clock hour', 'half hour', 'clock half hour', 'half', 'minute', 'second']);

function isOfTime(element: Element): boolean {
  switch (element.kind) {
    case 'number':
    case 'text': return timeFields.has(element.field);
    default: return element.kind === 'literal' || element.kind === 'fraction' || element.kind === 'optional';
  }
}

function withoutDates(element: Element): Element {
  if (element.kind !== 'optional') return element;
  return { ...element, elements: element.elements.every(isOfTime) ? element.elements.map(withoutDates) : [] };
}

/** Compiles a pattern or raises Spark's condition for it. */
export function compilePattern(pattern: string, options: PatternOptions): readonly Element[] {
  const result = readPattern(pattern, options.parsing);
  if (typeof result !== 'string' && !('c' in result)) return result.elements;
  if (!options.mentionOldVersions) return fail('INVALID_DATETIME_PATTERN.WITH_SUGGESTION', { pattern: textToSql(pattern) });
  if (oldVersionsTook(pattern)) return fail('INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION', { pattern: `'${pattern}'` });
  if (typeof result === 'string') return fail('INVALID_DATETIME_PATTERN.WITH_SUGGESTION', { pattern: textToSql(pattern) });
  switch (result.problem) {
    case 'week': return fail('INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN', { c: result.c });
    case 'length': return fail('INVALID_DATETIME_PATTERN.LENGTH', { pattern });
    default: return fail('INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER', { pattern, c: result.c });
  }
}

interface Forbidden { readonly problem: 'week' | 'illegal' | 'length'; readonly c: string }

function readPattern(pattern: string, parsing: boolean): { readonly elements: readonly Element[] } | Forbidden | 'malformed' {
  const parts = pattern.split("'");
  const unquoted = parts.filter((_, index) => index % 2 === 0);
  for (const part of unquoted) {
    const week = /[YWwuec]/.exec(part);
    if (week !== null) return { problem: 'week', c: week[0] };
    const illegal = (parsing ? /[ABnNpEFqQ]/ : /[ABnNp]/).exec(part);
    if (illegal !== null) return { problem: 'illegal', c: illegal[0] };
    const long = /G{5}|M{5}|L{5}|E{5}|Q{5}|q{5}|y{7}/.exec(part);
    if (long !== null) return { problem: 'length', c: long[0] };
  }
  const compiler = new PatternCompiler(parsing, unquoted.some((part) => part.includes('G')));
  const elements = parsing && pattern.includes('S') ? compiler.compileParts(parts) : compiler.compile(pattern);
  return elements === undefined ? 'malformed' : { elements };
}

/** Whether Java's older formatter, which Spark 2 used, accepts the pattern. */
function oldVersionsTook(pattern: string): boolean {
  const parts = pattern.split("'");
  if (parts.length % 2 === 0) return false;
  return parts.every((part, index) => index % 2 === 1 || (!/[A-Za-z]/.test(part.replace(/[GyMwWDdFEaHkKhmsSzZYuXL]/g, '')) && !/X{4}/.test(part)));
}

const encoder = new TextEncoder();
const texts = (names: readonly string[]): readonly Uint8Array[] => names.map((name) => encoder.encode(name));

interface Section { readonly elements: Element[]; valueIndex: number }

/** Lives for one pattern: keeps the open optional sections and which number may still share its digits. */
class PatternCompiler {
  readonly #parsing: boolean;
  readonly #withEra: boolean;
  readonly #open: Section[] = [{ elements: [], valueIndex: -1 }];

  constructor(parsing: boolean, withEra: boolean) {
    this.#parsing = parsing;
    this.#withEra = withEra;
  }

  /** undefined when the pattern is malformed. */
  compile(pattern: string): readonly Element[] | undefined {
    return this.#read(pattern) ? this.#finish() : undefined;
  }

  /**
   * Patterns with a fraction are cut at every quote before they are read for parsing: quotes at the end are lost, and a doubled one ends
   * the literal it stands in.
   */
  compileParts(parts: readonly string[]): readonly Element[] | undefined {
    const kept = parts.slice(0, parts.findLastIndex((part) => part !== '') + 1);
    for (const [index, part] of kept.entries()) {
      if (part === '') { if (index > 0) this.#appendText("'"); } else if (index % 2 === 1) this.#appendText(part);
      else if (!this.#read(part)) return undefined;
    }
    return this.#finish();
  }

  #finish(): readonly Element[] {
    while (this.#open.length > 1) this.#closeOptional();
    return mergeLiterals(this.#open[0]!.elements);
  }

  #read(pattern: string): boolean {
    for (let at = 0; at < pattern.length;) {
      const char = pattern[at]!;
      let end = at + 1;
      if (/[A-Za-z]/.test(char)) {
        while (pattern[end] === char) end++;
        if (!this.#letter(char, end - at)) return false;
      } else if (char === "'") {
        end = this.#quoted(pattern, at);
        if (end < 0) return false;
      } else if (char === '[') this.#open.push({ elements: [], valueIndex: -1 });
      else if (char === ']') {
        if (this.#open.length === 1) return false;
        this.#closeOptional();
      } else if (char === '{' || char === '}' || char === '#') return false;
      else {
        const text = String.fromCodePoint(pattern.codePointAt(at)!);
        end = at + text.length;
        this.#appendText(text);
      }
      at = end;
    }
    return true;
  }

  #appendText(text: string): void {
    this.#append({ kind: 'literal', bytes: encoder.encode(text) });
  }

  #closeOptional(): void {
    const { elements } = this.#open.pop()!;
    if (elements.length > 0) this.#append({ kind: 'optional', elements: mergeLiterals(elements) });
  }

  /** Position after the closing quote, -1 without one. */
  #quoted(pattern: string, start: number): number {
    let text = '';
    for (let at = start + 1; at < pattern.length; at++) {
      if (pattern[at] !== "'") text += pattern[at];
      else if (pattern[at + 1] === "'") { text += "'"; at++; } else {
        this.#appendText(text === '' ? "'" : text);
        return at + 1;
      }
    }
    return -1;
  }

  #letter(letter: string, count: number): boolean {
    const simple = simpleNumbers[letter];
    if (simple !== undefined) return count <= 2 && this.#number(simple, count === 1 ? 1 : 2, count === 1 ? 19 : 2, count === 1 ? 'signed' : 'unsigned');
    switch (letter) {
      case 'y': return this.#year(this.#withEra ? 'year of era' : 'year', count);
      case 'M': case 'L': return this.#named('month', count, 1, { short: shortMonthNames, full: monthNames });
      case 'Q': case 'q': return this.#named('quarter', count, 1, { short: shortQuarterNames, full: quarterNames });
      case 'G': return this.#text('era', count, 4, { short: shortEraNames, full: eraNames });
      case 'E': return this.#text('week day', count, 4, { short: shortDayNames, full: dayNames });
      case 'a': return count === 1 && this.#text('half', 1, 4, { short: halfDayNames, full: halfDayNames });
      case 'D': return count <= 3 && this.#number('day of year', count, count === 1 ? 19 : 3, count === 1 ? 'signed' : 'unsigned');
      case 'F': return count === 1 && this.#number('aligned', 1, 19, 'signed');
      case 'g': return this.#number('julian', count, 19, 'signed');
      case 'S': return this.#fraction(count);
      default: return this.#zone(letter, count);
    }
  }

  #year(field: Field, count: number): boolean {
    if (count === 2) return this.#number(field, 2, 2, 'reduced');
    return count <= 19 && this.#number(field, count, 19, count < 4 ? 'signed' : 'exceeds');
  }

  #named(field: Field, count: number, first: number, names: { readonly short: readonly string[]; readonly full: readonly string[] }): boolean {
    if (count <= 2) return this.#number(field, count, count === 1 ? 19 : 2, count === 1 ? 'signed' : 'unsigned');
    return this.#text(field, count, 4, names, first);
  }

  #text(field: Field, count: number, fullAt: number, { short, full }: { readonly short: readonly string[]; readonly full: readonly string[] }, first = 0): boolean {
    if (count > fullAt) return false;
    this.#append({ kind: 'text', field, first, names: texts(count === fullAt ? full : short) });
    return true;
  }

  #fraction(count: number): boolean {
    if (count > 9) return false;
    this.#append({ kind: 'fraction', min: this.#parsing ? 1 : count, max: count });
    return true;
  }

  #zone(letter: string, count: number): boolean {
    const element = zoneElement(letter, count);
    if (element !== undefined) this.#append(element);
    return element !== undefined;
  }

  /** A number of fixed width right after a number takes its digits from it. */
  #number(field: Field, min: number, max: number, sign: NumberElement['sign']): boolean {
    const section = this.#open.at(-1)!;
    const element: NumberElement = { kind: 'number', field, min, max, sign, following: 0 };
    const base = section.elements[section.valueIndex];
    if (base === undefined || base.kind !== 'number') {
      section.valueIndex = section.elements.push(element) - 1;
    } else if (min === max && (sign === 'unsigned' || sign === 'reduced')) {
      section.elements[section.valueIndex] = { ...base, following: base.following + max };
      section.elements.push(element);
    } else {
      section.valueIndex = section.elements.push(element) - 1;
    }
    return true;
  }

  #append(element: Element): void {
    const section = this.#open.at(-1)!;
    section.elements.push(element);
    section.valueIndex = -1;
  }
}

const simpleNumbers: Readonly<Record<string, Field>> = {
  d: 'day', H: 'hour', k: 'clock hour', K: 'half hour', h: 'clock half hour', m: 'minute', s: 'second',
};

const offsetForms: readonly OffsetForm[] = [
  { minutes: 'if any', seconds: false, colon: false },
  { minutes: 'always', seconds: false, colon: false },
  { minutes: 'always', seconds: false, colon: true },
  { minutes: 'always', seconds: true, colon: false },
  { minutes: 'always', seconds: true, colon: true },
];

function zoneElement(letter: string, count: number): Element | undefined {
  const offset = (form: OffsetForm | undefined, zero: string): Element | undefined => (form === undefined ? undefined : { kind: 'offset', form, zero: encoder.encode(zero) });
  switch (letter) {
    case 'V': return count === 2 ? { kind: 'zone id' } : undefined;
    case 'z': return count <= 4 ? { kind: 'zone text', full: count === 4 } : undefined;
    case 'v': return count === 1 || count === 4 ? { kind: 'zone text', full: count === 4 } : undefined;
    case 'O': return count === 1 || count === 4 ? { kind: 'localized offset', full: count === 4 } : undefined;
    case 'X': return offset(offsetForms[count - 1], 'Z');
    case 'x': return offset(offsetForms[count - 1], count === 1 ? '+00' : count % 2 === 0 ? '+0000' : '+00:00');
    case 'Z':
      if (count === 4) return { kind: 'localized offset', full: true };
      return count === 5 ? offset(offsetForms[4], 'Z') : count < 4 ? offset(offsetForms[1], '+0000') : undefined;
    default: return undefined;
  }
}

function mergeLiterals(elements: readonly Element[]): readonly Element[] {
  const out: Element[] = [];
  for (const element of elements) {
    const last = out.at(-1);
    if (element.kind === 'literal' && last?.kind === 'literal') {
      out[out.length - 1] = { kind: 'literal', bytes: Uint8Array.from([...last.bytes, ...element.bytes]) };
    } else out.push(element);
  }
  return out;
}
