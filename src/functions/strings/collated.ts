import type { Arena } from '../../columnar/arena.ts';
import type { Column } from '../../columnar/column.ts';
import { LetterMap } from '../../columnar/letter-map.ts';
import { decodeUtf8 } from '../../columnar/read.ts';
import { buildText, textReader } from '../../columnar/text.ts';
import { trimRight } from '../../columnar/collation.ts';
import { fail } from '../../errors/stream-error.ts';
import { activeCollation, type Collation } from '../../types/collation.ts';
import { stringType } from '../../types/data-type.ts';
import type { BoundCall, Kernel, ScalarFunction } from '../function.ts';
import { equality, type Place, placesOf, textSearch } from './collated-search.ts';
import { mapText, mapToBoolean, mapToInt, type TextArgument, textInput } from './text-kernels.ts';

/**
 * Functions of text that mean something else under a collation, by name. Kernels of plain text never see a collated argument of these; all other
 * functions take text as it lies, or compare by the order of its type.
 */
export function collatedKernel(definition: ScalarFunction, call: BoundCall): Kernel | undefined {
  const make = kernels[definition.name];
  const types = patterned.has(definition.name) ? call.argumentTypes.slice(0, 1) : call.argumentTypes;
  const collation = make === undefined ? undefined : types.map(activeCollation).find((one) => one !== undefined);
  return collation === undefined ? undefined : make!(collation, definition)(call);
}

const likes = ['like', 'ilike', 'likeall', 'likeany', 'notlikeall', 'notlikeany'];
const regexes = ['rlike', 'regexp_replace', 'regexp_extract', 'regexp_extract_all', 'regexp_substr', 'regexp_count', 'regexp_instr', 'split'];

/** What is matched with a pattern decides, not the pattern. */
const patterned: ReadonlySet<string> = new Set([...likes, ...regexes]);

type KernelOf = (collation: Collation, definition: ScalarFunction) => (call: BoundCall) => Kernel;
type Texts = readonly TextArgument[];

const kernels: Readonly<Record<string, KernelOf>> = {
  contains: (collation) => mapToBoolean(trimmed(collation, (text, wanted) => textSearch(collation).find(text, wanted, 0) !== undefined)),
  startswith: (collation) => mapToBoolean(trimmed(collation, (text, wanted) => textSearch(collation).startsAt(text, wanted, 0) !== undefined)),
  endswith: (collation) => mapToBoolean(trimmed(collation, (text, wanted) => textSearch(collation).endsAt(text, wanted, text.length) !== undefined)),
  instr: (collation) => mapToInt(trimmed(collation, (text, wanted) => positionOf(collation, text, wanted, 1))),
  locate: (collation) => mapToInt(trimmed(collation, (wanted, text, from) => positionOf(collation, text, wanted, Number(from ?? 1)))),
  find_in_set: (collation) => mapToInt((args) => {
    const equal = equality(collation);
    return textOf(args, 0).includes(',') ? 0 : textOf(args, 1).split(',').findIndex((one) => equal(one, textOf(args, 0))) + 1;
  }),
  replace: (collation) => mapText((args) => replacePlaces(textOf(args, 0), [...placesOf(textSearch(collation), textOf(args, 0), textOf(args, 1))], String(args[2] ?? ''))),
  translate: (collation) => mapText((args) => translateLetters(collation, textOf(args, 0), textOf(args, 1), textOf(args, 2))),
  substring_index: (collation) => mapText((args) => partBefore(collation, textOf(args, 0), textOf(args, 1), Number(args[2]))),
  trim: (collation, row) => trimKernel(collation, row, { text: 1, letters: 0, both: true }),
  ltrim: (collation, row) => trimKernel(collation, row, { text: 1, letters: 0, start: true }),
  rtrim: (collation, row) => trimKernel(collation, row, { text: 1, letters: 0, end: true }),
  btrim: (collation, row) => trimKernel(collation, row, { text: 0, letters: 1, both: true }),
  split_part: (collation) => mapText((args, call) => partAt(collation, textOf(args, 0), textOf(args, 1), Number(args[2]), call)),
  str_to_map: (collation, row) => (collation.ignoresCase ? ignoringCase(collation, row) : row.kernel!),
  ...Object.fromEntries(likes.map((name) => [name, lowerFirst])),
  ...Object.fromEntries(regexes.map((name) => [name, ignoringCase])),
};

/** Under _RTRIM, spaces at the end of either text are not there. */
function trimmed<T>({ trimsRight }: Collation, apply: (left: string, right: string, third?: TextArgument) => T): (args: Texts) => T {
  return (args) => (trimsRight ? apply(trimRight(textOf(args, 0)), trimRight(textOf(args, 1)), args[2]) : apply(textOf(args, 0), textOf(args, 1), args[2]));
}

const textOf = (args: Texts, index: number): string => args[index] as string;

/** Counted in characters from 1; 0 = none. */
function positionOf(collation: Collation, text: string, wanted: string, from: number): number {
  if (from < 1) return 0;
  if (wanted === '') return 1;
  const letters = [...text];
  const place = textSearch(collation).find(text, wanted, letters.slice(0, from - 1).join('').length);
  return place === undefined ? 0 : [...text.slice(0, place.start)].length + 1;
}

function replacePlaces(text: string, places: readonly Place[], other: string): string {
  let out = '';
  let at = 0;
  for (const { start, end } of places) {
    out += text.slice(at, start) + other;
    at = end;
  }
  return out + text.slice(at);
}

/** The first letter of `from` that is equal decides. */
function translateLetters(collation: Collation, text: string, from: string, to: string): string {
  const equal = equality({ ...collation, trimsRight: false });
  const [sources, targets] = [[...from], [...to]];
  return [...text].map((letter) => {
    const index = sources.findIndex((one) => equal(one, letter));
    return index < 0 ? letter : (targets[index] ?? '');
  }).join('');
}

/** Places may overlap: each is looked for one character behind the start of the one before, from the side that is counted from. */
function partBefore(collation: Collation, text: string, delimiter: string, count: number): string {
  if (delimiter === '' || count === 0) return '';
  const places = overlappingPlaces(collation, text, delimiter);
  if (Math.abs(count) > places.length) return text;
  return count > 0 ? text.slice(0, places[count - 1]!.start) : text.slice(places.at(count)!.end);
}

function overlappingPlaces(collation: Collation, text: string, wanted: string): readonly Place[] {
  const search = textSearch(collation);
  const places: Place[] = [];
  for (let place = search.find(text, wanted, 0); place !== undefined; place = search.find(text, wanted, place.start + 1)) places.push(place);
  return places;
}

function partAt(collation: Collation, text: string, delimiter: string, index: number, call: BoundCall): string {
  if (index === 0) fail('INVALID_INDEX_OF_ZERO', {}, { at: call.at });
  const places = [...placesOf(textSearch(collation), text, delimiter)];
  const part = index > 0 ? index - 1 : places.length + 1 + index;
  if (part < 0 || part > places.length) return '';
  return text.slice(part === 0 ? 0 : places[part - 1]!.end, places[part]?.start);
}

interface TrimSides { readonly text: number; readonly letters: number; readonly both?: true; readonly start?: true; readonly end?: true }

/** Without letters, spaces go, which are the same in every collation. Under _RTRIM, spaces at the end stay, unless they are to go: what is trimmed stands before them. */
function trimKernel(collation: Collation, row: ScalarFunction, sides: TrimSides): (call: BoundCall) => Kernel {
  const equal = equality({ ...collation, trimsRight: false });
  const collated = mapText((args) => {
    const text = [...textOf(args, sides.text)];
    const letters = [...textOf(args, sides.letters)];
    const goes = (letter: string | undefined): boolean => letter !== undefined && letters.some((one) => equal(one, letter));
    const spaces = collation.trimsRight && !letters.includes(' ') ? text.length - [...trimRight(text.join(''))].length : 0;
    let [from, to] = [0, text.length - spaces];
    if (sides.both === true || sides.start === true) while (from < to && goes(text[from])) from++;
    if (sides.both === true || sides.end === true) while (to > from && goes(text[to - 1])) to--;
    return text.slice(from, to).join('') + ' '.repeat(spaces);
  });
  return (call) => (call.argumentTypes.length > 1 ? collated(call) : row.kernel!(call));
}

/** One lower-case letter for every letter: the places of a pattern stay where they are. */
function lowerLetters(text: string): string {
  return Array.from(text, (letter) => {
    const upper = letter.toUpperCase();
    const folded = ([...upper].length === 1 ? upper : letter).toLowerCase();
    return String.fromCodePoint(folded.codePointAt(0)!);
  }).join('');
}

const lowerByLetter = new LetterMap(lowerLetters);

/** Patterns are matched in lower case. */
function lowerFirst(_: Collation, row: ScalarFunction): (call: BoundCall) => Kernel {
  return (call) => {
    const kernel = row.kernel!({ ...plain(call), literals: call.literals.map((one, index) => (index < 2 && typeof one === 'string' ? lowerLetters(one) : one)) });
    return (args, rows, context) => kernel(args.map((column, index) => (index === 2 && row.name.endsWith('like') ? column : inLowerLetters(column, rows, context.arena))), rows, context);
  };
}

function ignoringCase(_: Collation, row: ScalarFunction): (call: BoundCall) => Kernel {
  const isPattern = (index: number): boolean => index === 1 || (index === 2 && row.name === 'str_to_map');
  return (call) => {
    const kernel = row.kernel!({ ...plain(call), literals: call.literals.map((one, index) => (isPattern(index) && typeof one === 'string' ? `(?i)${one}` : one)) });
    return (args, rows, context) => kernel(args.map((column, index) => (isPattern(index) ? mapped(column, (text) => `(?i)${text}`, rows, context.arena) : column)), rows, context);
  };
}

function inLowerLetters(column: Column, rows: Parameters<Kernel>[1], arena: Arena): Column {
  const { bytes, offsets, mask } = textInput(column);
  return buildText({
    type: stringType, args: [column], rows, arena, guessBytes: bytes.length,
    write: (row, out) => {
      const [start, end] = [offsets[row & mask]!, offsets[(row & mask) + 1]!];
      if (!lowerByLetter.write(bytes, start, end, out)) out.writeText(lowerLetters(decodeUtf8(bytes, start, end)));
      return true;
    },
  });
}

function plain(call: BoundCall): BoundCall {
  return { name: call.name, argumentTypes: call.argumentTypes, argumentNullable: call.argumentNullable, returnType: call.returnType, literals: call.literals, settings: call.settings, sql: call.sql, at: call.at };
}

function mapped(column: Column, change: (text: string) => string, rows: Parameters<Kernel>[1], arena: Arena): Column {
  const text = textReader(column);
  return buildText({ type: stringType, args: [column], rows, arena, write: (row, out) => { out.writeText(change(text(row & column.mask))); return true; } });
}
