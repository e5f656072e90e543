import { localeTag } from '../types/collation-locales.ts';
import { type Collation, activeCollation, isCollated } from '../types/collation.ts';
import { type DataType, intType, stringType } from '../types/data-type.ts';
import type { Arena } from './arena.ts';
import { isValid } from './bitmap.ts';
import type { Rows } from './chunk.ts';
import { bytesOf, type Column, makeColumn, offsetsOf } from './column.ts';
import { LetterMap } from './letter-map.ts';
import { decodeUtf8 } from './read.ts';
import { buildText, textReader, type TextWriter } from './text.ts';
import type { ListValue, MapValue, StructValue, Value } from './value.ts';

/**
 * Texts under a collation. UTF8_LCASE compares the bytes of the lower-cased text, so its canonical form is that text. Locales know an order
 * but give out no keys: of texts that are equal the first one seen stands for all, which is a matter of each `Canonical` alone.
 */
const SPACE = 0x20;

/** Order of two texts. */
export function collatedOrder(collation: Collation): (left: string, right: string) => number {
  const trim = collation.trimsRight ? trimRight : (text: string): string => text;
  if (collation.order === 'locale') {
    const { compare } = collatorOf(collation);
    return (left, right) => compare(trim(left), trim(right));
  }
  const fold = collation.order === 'lowercase' ? lowerCased : (text: string): string => text;
  return (left, right) => (left === right ? 0 : Buffer.compare(Buffer.from(fold(trim(left)), 'utf8'), Buffer.from(fold(trim(right)), 'utf8')));
}

/** Order of two cells; neither is NULL. ASCII is compared as it lies. */
export function collatedCells(collation: Collation): (left: Column, leftRow: number, right: Column, rightRow: number) => number {
  const order = collatedOrder(collation);
  const fold = collation.order === 'lowercase' ? lowerTable : plainTable;
  return (left, leftRow, right, rightRow) => {
    const [a, b] = [bytesOf(left), bytesOf(right)];
    const [leftOffsets, rightOffsets] = [offsetsOf(left), offsetsOf(right)];
    const [start, from] = [leftOffsets[leftRow]!, rightOffsets[rightRow]!];
    const end = collation.trimsRight ? trimmedEnd(a, start, leftOffsets[leftRow + 1]!) : leftOffsets[leftRow + 1]!;
    const to = collation.trimsRight ? trimmedEnd(b, from, rightOffsets[rightRow + 1]!) : rightOffsets[rightRow + 1]!;
    if (collation.order !== 'locale') {
      let at = 0;
      for (; start + at < end && from + at < to; at++) {
        const [x, y] = [a[start + at]!, b[from + at]!];
        if ((x | y) > 127) break;
        if (fold[x] !== fold[y]) return fold[x]! - fold[y]!;
      }
      if (start + at >= end || from + at >= to) return end - start - (to - from);
    }
    return order(decodeUtf8(a, start, end), decodeUtf8(b, from, to));
  };
}

/** Lower case code point by code point: a sigma is one wherever it stands. */
export function lowerCased(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}

const lowerLetters = new LetterMap(lowerCased);

/** One text for all that are equal to it, and of no other. */
export class Canonical {
  readonly #collation: Collation;
  readonly #compare: (left: string, right: string) => number;
  readonly #sorted: string[] = [];
  readonly #seen = new Map<string, string>();

  constructor(collation: Collation) {
    this.#collation = collation;
    this.#compare = collation.order === 'locale' ? collatorOf(collation).compare : () => 0;
  }

  text(text: string): string {
    const trimmed = this.#collation.trimsRight ? trimRight(text) : text;
    if (this.#collation.order !== 'locale') return this.#collation.order === 'lowercase' ? lowerCased(trimmed) : trimmed;
    let representative = this.#seen.get(trimmed);
    if (representative === undefined) this.#seen.set(trimmed, (representative = this.#firstEqual(trimmed)));
    return representative;
  }

  /** The column with canonical texts, in the rows that count. */
  column(column: Column, rows: Rows, arena: Arena): Column {
    const offsets = offsetsOf(column);
    const bytes = bytesOf(column);
    const { mask } = column;
    const write = (row: number, out: TextWriter): boolean => {
      const [start, end] = [offsets[row & mask]!, offsets[(row & mask) + 1]!];
      if (!this.#writeAscii(bytes, start, end, out) && !this.#writeLetters(bytes, start, end, out)) out.writeText(this.text(decodeUtf8(bytes, start, end)));
      return true;
    };
    return buildText({ type: column.type, args: [column], rows, arena, write, guessBytes: bytes.length });
  }

  /** False when the text is not plain enough. */
  #writeAscii(bytes: Uint8Array, start: number, wholeEnd: number, out: TextWriter): boolean {
    const { order, trimsRight } = this.#collation;
    if (order === 'locale') return false;
    const end = trimsRight ? trimmedEnd(bytes, start, wholeEnd) : wholeEnd;
    if (order === 'bytes') { out.copy(bytes, start, end); return true; }
    out.reserve(end - start);
    const { top } = out;
    for (let at = start; at < end; at++) {
      if (bytes[at]! > 127) { out.top = top; return false; }
      out.bytes[out.top++] = lowerTable[bytes[at]!]!;
    }
    return true;
  }

  #writeLetters(bytes: Uint8Array, start: number, end: number, out: TextWriter): boolean {
    const { order, trimsRight } = this.#collation;
    return order === 'lowercase' && lowerLetters.write(bytes, start, trimsRight ? trimmedEnd(bytes, start, end) : end, out);
  }

  #firstEqual(text: string): string {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = this.#compare(this.#sorted[middle]!, text);
      if (order === 0) return this.#sorted[middle]!;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    this.#sorted.splice(low, 0, text);
    return text;
  }
}

/** A column that has the order of a collated one and is sorted by words: canonical texts, or the places of texts among all that are different. For the rows named. */
export function sortableTexts(column: Column, rows: Uint32Array, collation: Collation, arena: Arena): Column {
  if (collation.order !== 'locale') return { ...new Canonical(collation).column(column, { rowCount: column.length, selection: undefined }, arena), type: stringType };
  const text = textReader(column);
  const found = new Map<string, number>();
  const ids = arena.int32(column.length);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    if (!isValid(column.validity, row)) continue;
    const own = text(row);
    const known = found.get(own);
    ids[row] = known ?? found.size;
    if (known === undefined) found.set(own, found.size);
  }
  const ranks = ranksOf([...found.keys()], collatedOrder(collation));
  for (let at = 0; at < rows.length; at++) if (isValid(column.validity, rows[at]!)) ids[rows[at]!] = ranks[ids[rows[at]!]!]!;
  return makeColumn(intType, column.length, { values: ids, validity: column.validity });
}

/** The place of each text in their order; equal ones have one place. */
function ranksOf(texts: readonly string[], order: (left: string, right: string) => number): Int32Array {
  const sorted = Array.from(texts, (_, at) => at).sort((left, right) => order(texts[left]!, texts[right]!));
  const ranks = new Int32Array(texts.length);
  let rank = 0;
  sorted.forEach((id, at) => {
    if (at > 0 && order(texts[sorted[at - 1]!]!, texts[id]!) !== 0) rank++;
    ranks[id] = rank;
  });
  return ranks;
}

/** Makes values of a type canonical, whatever they are in; undefined when its texts are told apart by their bytes. */
export function canonicalValues(type: DataType): ((value: Value) => Value) | undefined {
  if (!isCollated(type)) return undefined;
  switch (type.kind) {
    case 'string': {
      const collation = activeCollation(type);
      const canonical = collation && new Canonical(collation);
      return canonical && ((value) => (value === null ? null : canonical.text(value as string)));
    }
    case 'array': {
      const element = canonicalValues(type.element);
      return element && ((value) => (value === null ? null : { list: (value as ListValue).list.map(element) }));
    }
    case 'map': {
      const [key, item] = [type.key, type.value].map(canonicalValues);
      return (value) => (value === null ? null : { entries: (value as MapValue).entries.map(([one, other]) => [key?.(one) ?? one, item?.(other) ?? other] as const) });
    }
    case 'struct': {
      const parts = type.fields.map((one) => canonicalValues(one.type));
      return (value) => (value === null ? null : { struct: (value as StructValue).struct.map((one, index) => parts[index]?.(one) ?? one) });
    }
    default: return undefined;
  }
}

export function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1] === SPACE) at--;
  return at;
}

export function trimRight(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === SPACE) end--;
  return end === text.length ? text : text.slice(0, end);
}

const plainTable = Uint8Array.from({ length: 128 }, (_, code) => code);
const lowerTable = plainTable.map((code) => (code >= 65 && code <= 90 ? code + 32 : code));

const collators = new Map<string, Intl.Collator>();

function collatorOf({ name, locale, ignoresCase, ignoresAccents }: Collation): Intl.Collator {
  let collator = collators.get(name);
  if (collator === undefined) {
    const sensitivity = ignoresAccents ? (ignoresCase ? 'base' : 'case') : ignoresCase ? 'accent' : 'variant';
    collators.set(name, (collator = new Intl.Collator([localeTag(locale), 'en'], { sensitivity, usage: 'sort' })));
  }
  return collator;
}
