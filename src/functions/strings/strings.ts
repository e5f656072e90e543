import { LetterMap } from '../../columnar/letter-map.ts';
import { decodeUtf8 } from '../../columnar/read.ts';
import type { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import { isConstantNull } from '../../columnar/constant.ts';
import { gatherColumn } from '../../columnar/gather.ts';
import { childOf, type Column, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { commonValidity } from '../../columnar/stamp.ts';
import { buildText, countCharacters, nextCharacter, skipCharacters, type TextWriter } from '../../columnar/text.ts';
import { fail } from '../../errors/stream-error.ts';
import { isCollated } from '../../types/collation.ts';
import { intType } from '../../types/data-type.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { isOn } from '../setting.ts';
import { matchSignatures } from '../signature-match.ts';
import { booleanColumnOf, bytesAt, indexOfBytes, intColumn, intReader, isAscii, mapBytes, mapText, mapToInt, measureBytes, type TextArgument, textInput } from './text-kernels.ts';

const group = 'string_funcs';
const since = '0.1';

/** Case, length, parts and search of strings. Positions count characters from 1. */
export const stringFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'upper', aliases: ['ucase'], group, since, signatures: ['(string) -> string'], displayAsWritten: true,
    doc: 'Returns the string with all letters in upper case.', examples: [["SELECT upper('SparkSql')", 'SPARKSQL']],
    kernel: mapBytes((bytes, start, end, out) => changeCase(bytes, start, end, out, 97, -32, upperText, upperLetters)),
  },
  {
    kind: 'scalar', name: 'lower', aliases: ['lcase'], group, since, signatures: ['(string) -> string'], displayAsWritten: true,
    doc: 'Returns the string with all letters in lower case.', examples: [["SELECT lower('SparkSql')", 'sparksql']],
    kernel: mapBytes((bytes, start, end, out) => changeCase(bytes, start, end, out, 65, 32, lowerText, lowerLetters)),
  },
  {
    kind: 'scalar', name: 'initcap', group, since, signatures: ['(string) -> string'],
    doc: 'Returns the string with the first letter of each word in upper case and the others in lower case. Words are separated by spaces.',
    examples: [["SELECT initcap('sPark sql')", 'Spark Sql']],
    kernel: (call) => mapText(isOn(call, 'spark.sql.icu.caseMappings.enabled') || isCollated(call.argumentTypes[0]!) ? inTitleCase : inSimpleTitleCase)(call),
  },
  {
    kind: 'scalar', name: 'length', aliases: ['len', 'char_length', 'character_length'], group, since, signatures: ['(string) -> int', '(binary) -> int'], displayAsWritten: true,
    doc: 'Returns the number of characters of a string, spaces at the end included, or the number of bytes of a binary.',
    examples: [["SELECT length('Spark SQL ')", '10'], ["SELECT length(x'537061726b')", '5']],
    kernel: (call) => (call.argumentTypes[0]!.kind === 'binary' ? byteLength() : measureBytes(countCharacters)()),
  },
  {
    kind: 'scalar', name: 'octet_length', group, since, signatures: ['(string) -> int', '(binary) -> int'],
    doc: 'Returns the number of bytes of a string (in UTF-8) or binary.', examples: [["SELECT octet_length('Spark SQL')", '9']], kernel: () => byteLength(),
  },
  {
    kind: 'scalar', name: 'bit_length', group, since, signatures: ['(string) -> int', '(binary) -> int'],
    doc: 'Returns the number of bits of a string (in UTF-8) or binary.', examples: [["SELECT bit_length('Spark SQL')", '72']], kernel: measureBytes((_, start, end) => (end - start) * 8),
  },
  {
    kind: 'scalar', name: 'ascii', group, since, signatures: ['(string) -> int'],
    doc: 'Returns the code point of the first character, 0 for an empty string.', examples: [["SELECT ascii('222')", '50'], ["SELECT ascii('')", '0']],
    kernel: mapToInt(([text]) => (text as string).codePointAt(0) ?? 0),
  },
  {
    kind: 'scalar', name: 'substring', aliases: ['substr'], group, since, displayAsWritten: true,
    signatures: ['(string, int, [int]) -> string', '(binary, int, [int]) -> binary'],
    doc: 'Returns the part that starts at a position and has at most the given length. Positions below 0 count from the end; 0 is taken as 1.',
    examples: [["SELECT substring('Spark SQL', 5)", 'k SQL'], ["SELECT substring('Spark SQL', -3)", 'SQL'], ["SELECT substring('Spark SQL', 5, 1)", 'k']],
    display: (args) => (args.length === 2 ? `substring(${args[0]}, ${args[1]}, 2147483647)` : `substring(${args.join(', ')})`),
    kernel: substringKernel,
  },
  {
    kind: 'scalar', name: 'left', group, since, signatures: ['(string, int) -> string', '(binary, int) -> binary'],
    doc: 'Returns the first characters; an empty string when the length is not above 0.', examples: [["SELECT left('Spark SQL', 3)", 'Spa']],
    kernel: (call) => (args, rows, { arena }) => {
      const { bytes, offsets, mask } = textInput(args[0]!);
      const length = intReader(args[1]!);
      const skip = skipper(call);
      return buildText({
        type: call.returnType, args, rows, arena, guessBytes: bytes.length,
        write: (row, out) => {
          const start = offsets[row & mask]!;
          out.copy(bytes, start, skip(bytes, start, offsets[(row & mask) + 1]!, Math.max(0, length(row))));
          return true;
        },
      });
    },
  },
  {
    kind: 'scalar', name: 'right', group, since, signatures: ['(string, int) -> string'], nullable: 'always',
    doc: 'Returns the last characters; an empty string when the length is not above 0.', examples: [["SELECT right('Spark SQL', 3)", 'SQL']],
    kernel: (call) => (args, rows, { arena }) => {
      const { bytes, offsets, mask } = textInput(args[0]!);
      const length = intReader(args[1]!);
      return buildText({
        type: call.returnType, args, rows, arena, guessBytes: bytes.length,
        write: (row, out) => {
          const start = offsets[row & mask]!;
          const end = offsets[(row & mask) + 1]!;
          out.copy(bytes, skipCharacters(bytes, start, end, Math.max(0, countCharacters(bytes, start, end) - Math.max(0, length(row)))), end);
          return true;
        },
      });
    },
  },
  {
    kind: 'scalar', name: 'contains', group, since, signatures: ['(string, string) -> boolean', '(binary, binary) -> boolean'],
    doc: 'Whether the second argument is found inside the first.', examples: [["SELECT contains('Spark SQL', 'SQL')", 'true']],
    kernel: searchKernel((bytes, start, end, needle, from, to) => indexOfBytes(bytes, start, end, needle, from, to) >= 0),
  },
  {
    kind: 'scalar', name: 'startswith', group, since, signatures: ['(string, string) -> boolean', '(binary, binary) -> boolean'],
    doc: 'Whether the first argument starts with the second.', examples: [["SELECT startswith('Spark SQL', 'Spark')", 'true']],
    kernel: searchKernel((bytes, start, end, needle, from, to) => end - start >= to - from && bytesAt(bytes, start, needle, from, to)),
  },
  {
    kind: 'scalar', name: 'endswith', group, since, signatures: ['(string, string) -> boolean', '(binary, binary) -> boolean'],
    doc: 'Whether the first argument ends with the second.', examples: [["SELECT endswith('Spark SQL', 'SQL')", 'true']],
    kernel: searchKernel((bytes, start, end, needle, from, to) => end - start >= to - from && bytesAt(bytes, end - (to - from), needle, from, to)),
  },
  {
    kind: 'scalar', name: 'instr', group, since, signatures: ['(string, string, [int], [int]) -> int'],
    doc: 'Returns the position of the second argument in the first, 0 = none: of the n-th occurrence (fourth argument) from a position on, or up to one counted from the end.',
    examples: [["SELECT instr('SparkSQL', 'SQL')", '6'], ["SELECT instr('banana', 'an', 3)", '4'], ["SELECT instr('banana', 'an', -1, 2)", '2']],
    display: (args) => `instr(${(args.length === 3 ? [...args, '1'] : args).join(', ')})`,
    kernel: (call) => (call.argumentTypes.length > 2 ? occurrenceKernel(call) : (args, rows, { arena }) => positionColumn(args, rows, arena, 0, 1, undefined)),
  },
  {
    kind: 'scalar', name: 'locate', aliases: ['position'], group, since, signatures: ['(string, string, [int]) -> int'], displayAsWritten: true, nulls: 'custom',
    doc: 'Returns the position of the first argument in the second, searching from a position on; 0 = none.',
    examples: [["SELECT locate('bar', 'foobarbar')", '4'], ["SELECT locate('bar', 'foobarbar', 5)", '7'], ["SELECT position('bar' IN 'foobarbar')", '4']],
    resolve: resolveLocate, display: (args) => `locate(${args[0]}, ${args[1]}, ${args[2] ?? '1'})`,
    kernel: locateKernel,
  },
  {
    kind: 'scalar', name: 'reverse', group: 'collection_funcs', since, signatures: ['(string) -> string', '(binary) -> binary', '(array<T>) -> array<T>'],
    doc: 'Returns the characters of a string, the bytes of a binary or the elements of an array in reverse order.',
    examples: [["SELECT reverse('Spark SQL')", 'LQS krapS'], ['SELECT reverse(array(2, 1, 4, 3))', '[3, 4, 1, 2]']],
    kernel: reverseKernel,
  },
  {
    kind: 'scalar', name: 'repeat', group, since, signatures: ['(string, int) -> string'],
    doc: 'Returns the string repeated; an empty string for counts that are not above 0.', examples: [["SELECT repeat('123', 2)", '123123']],
    kernel: (call) => (args, rows, { arena }) => {
      const { bytes, offsets, mask } = textInput(args[0]!);
      const count = intReader(args[1]!);
      return buildText({
        type: call.returnType, args, rows, arena,
        write: (row, out) => {
          out.reserve(Math.max(0, count(row)) * (offsets[(row & mask) + 1]! - offsets[row & mask]!));
          for (let left = offsets[row & mask] === offsets[(row & mask) + 1] ? 0 : count(row); left > 0; left--) out.copy(bytes, offsets[row & mask]!, offsets[(row & mask) + 1]!);
          return true;
        },
      });
    },
  },
  {
    kind: 'scalar', name: 'space', group, since, signatures: ['(int) -> string'],
    doc: 'Returns as many spaces.', examples: [["SELECT concat(space(2), '1')", '  1']],
    kernel: (call) => (args, rows, { arena }) => {
      const count = intReader(args[0]!);
      return buildText({
        type: call.returnType, args, rows, arena,
        write: (row, out) => {
          const size = Math.max(0, count(row));
          out.reserve(size);
          out.bytes.fill(32, out.top, out.top + size);
          out.top += size;
          return true;
        },
      });
    },
  },
];

function byteLength(): Kernel {
  return measureBytes((_, start, end) => end - start)();
}

/** ASCII by arithmetic, everything else by Unicode's tables. */
function changeCase(bytes: Uint8Array, start: number, end: number, out: TextWriter, first: number, shift: number, wide: (text: string) => string, letters: LetterMap): void {
  if (!isAscii(bytes, start, end)) {
    if (!letters.write(bytes, start, end, out)) out.writeText(wide(decodeUtf8(bytes, start, end)));
    return;
  }
  out.reserve(end - start);
  const target = out.bytes;
  let { top } = out;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    target[top++] = byte >= first && byte <= first + 25 ? byte + shift : byte;
  }
  out.top = top;
}

export const upperText = (text: string): string => text.toUpperCase();
export const lowerText = (text: string): string => text.toLowerCase();
const upperLetters = new LetterMap(upperText);
const lowerLetters = new LetterMap(lowerText, 'Σ');
const digraphs: Readonly<Record<string, string>> = { ǆ: 'ǅ', ǉ: 'ǈ', ǌ: 'ǋ', ǳ: 'ǲ', Ǆ: 'ǅ', Ǉ: 'ǈ', Ǌ: 'ǋ', Ǳ: 'ǲ' };

function inTitleCase([text]: readonly TextArgument[]): string {
  return (text as string).replace(/([^ ])[^ ]*/gu, (word, letter: string) => titleText(letter) + lowerText(word).slice(lowerText(letter).length));
}

/** As Java has it: in pairs of bytes, letters that would become several stay as they are. */
function inSimpleTitleCase([text]: readonly TextArgument[]): string {
  return lowerText(text as string).replace(/(?<=^| )[^ ]/g, (letter) => (letter.toUpperCase().length === 1 || titleText(letter).length === 1 ? titleText(letter) : letter));
}

/** Of a letter that becomes several, only the first is a capital; Greek letters keep their iota, ŉ its apostrophe. Georgian has capitals for whole words only. */
function titleText(letter: string): string {
  if (/[\u10d0-\u10ff]/.test(letter)) return letter;
  if (letter === 'ŉ') return 'ʼN';
  if (/[ᾀ-ᾯ]/.test(letter)) return String.fromCharCode(letter.charCodeAt(0) | 8);
  if (/[ᾳῃῳ]/.test(letter)) return String.fromCharCode(letter.charCodeAt(0) + 9);
  const [first = '', ...rest] = digraphs[letter] ?? letter.toUpperCase();
  return first + rest.join('').toLowerCase();
}

/** Characters for strings, bytes for binary. */
function skipper(call: BoundCall): typeof skipCharacters {
  return call.argumentTypes[0]!.kind === 'binary' ? (_, start, end, count) => Math.min(end, start + count) : skipCharacters;
}

function substringKernel(call: BoundCall): Kernel {
  const skip = skipper(call);
  const binary = call.argumentTypes[0]!.kind === 'binary';
  return (args, rows, { arena }) => {
    const { bytes, offsets, mask } = textInput(args[0]!);
    const position = intReader(args[1]!);
    const length = args[2] === undefined ? () => 2147483647 : intReader(args[2]);
    return buildText({
      type: call.returnType, args, rows, arena, guessBytes: bytes.length,
      write: (row, out) => {
        const start = offsets[row & mask]!;
        const end = offsets[(row & mask) + 1]!;
        const count = binary ? end - start : countCharacters(bytes, start, end);
        const [from, until] = substringRange(count, position(row), length(row));
        if (until > from) {
          const first = count === end - start ? start + from : skip(bytes, start, end, from);
          out.copy(bytes, first, count === end - start ? start + until : skip(bytes, first, end, until - from));
        }
        return true;
      },
    });
  };
}

/** SQL positions to a range of characters counted from 0. A start before the string eats from the length. */
function substringRange(count: number, position: number, length: number): [from: number, until: number] {
  const from = position > 0 ? position - 1 : position < 0 ? count + position : 0;
  const until = Math.min(count, Math.max(from, from + length));
  return [Math.max(0, from), length <= 0 ? 0 : until];
}

type Search = (bytes: Uint8Array, start: number, end: number, needle: Uint8Array, from: number, to: number) => boolean;

function searchKernel(search: Search): () => Kernel {
  return () => (args, rows, { arena }) => {
    const text = textInput(args[0]!);
    const needle = textInput(args[1]!);
    return booleanColumnOf(args, rows, arena, (row) => {
      const at = row & text.mask;
      const of = row & needle.mask;
      return search(text.bytes, text.offsets[at]!, text.offsets[at + 1]!, needle.bytes, needle.offsets[of]!, needle.offsets[of + 1]!);
    });
  };
}

type KernelArguments = Parameters<Kernel>;

function positionColumn(args: KernelArguments[0], rows: KernelArguments[1], arena: KernelArguments[2]['arena'], textAt: number, needleAt: number, from: ((row: number) => number) | undefined): ReturnType<Kernel> {
  const text = textInput(args[textAt]!);
  const needle = textInput(args[needleAt]!);
  return intColumn(args, rows, arena, (row) => {
    const start = text.offsets[row & text.mask]!;
    const end = text.offsets[(row & text.mask) + 1]!;
    const skip = from === undefined ? 0 : from(row) - 1;
    if (skip < 0) return 0;
    if (needle.offsets[(row & needle.mask) + 1] === needle.offsets[row & needle.mask]) return 1;
    const begin = skipCharacters(text.bytes, start, end, skip);
    if (skip > 0 && skip > countCharacters(text.bytes, start, end)) return 0;
    const found = indexOfBytes(text.bytes, begin, end, needle.bytes, needle.offsets[row & needle.mask]!, needle.offsets[(row & needle.mask) + 1]!);
    return found < 0 ? 0 : countCharacters(text.bytes, start, found) + 1;
  });
}

/** `instr` with a start: overlapping occurrences count, an empty text is found at once. */
const occurrenceKernel = mapToInt(([text, part, start, occurrence = 1], call) => {
  if ((occurrence as number) < 1) fail('INVALID_PARAMETER_VALUE.OCCURRENCE', { parameter: '`occurrence`', functionName: '`instr`', actual: String(occurrence) }, { at: call.at });
  if (part === '') return 1;
  const letters = [...(text as string)];
  const wanted = [...(part as string)];
  const step = (start as number) < 0 ? -1 : 1;
  const fits = (at: number): boolean => wanted.every((letter, index) => letters[at + index] === letter);
  let left = occurrence as number;
  if (start === 0) return 0;
  for (let at = step > 0 ? (start as number) - 1 : letters.length + (start as number); at >= 0 && at < letters.length; at += step) if (fits(at) && --left === 0) return at + 1;
  return 0;
});

function resolveLocate(call: CallShape): ResolvedCall {
  const match = matchSignatures(['(string, string, [int]) -> int'], call);
  return { ...match, nullable: call.arguments.slice(0, 2).some((one) => one.nullable) };
}

/** A NULL start gives 0, other NULLs NULL. */
function locateKernel(): Kernel {
  return (args, rows, context) => {
    const { arena } = context;
    const [needle, text, start] = args;
    const strings = [needle!, text!];
    const size = args.every((column) => column.mask === 0) ? 1 : rows.rowCount;
    if (strings.some(isConstantNull)) return makeColumn(intType, rows.rowCount, { values: arena.int32(size).fill(0), validity: whereStartIsNull(start, size, arena), mask: size === 1 ? 0 : -1 });
    const validStart = (row: number): boolean => start === undefined || start.validity === undefined || (start.validity[(row & start.mask) >> 3]! & (1 << (row & start.mask & 7))) !== 0;
    const from = start === undefined ? undefined : intReader(start);
    const position = from === undefined ? undefined : (row: number): number => (validStart(row) ? from(row) : 0);
    const out = positionColumn(start === undefined ? strings : [...strings, { ...start, validity: undefined }], rows, arena, 1, 0, position);
    const known = out.mask === 0 ? out.validity : commonValidity(strings, rows.rowCount, arena);
    if (known === undefined || start?.validity === undefined) return { ...out, validity: known };
    const zeros = whereStartIsNull(start, size, arena);
    const places = out.values as Int32Array;
    for (let row = 0; row < places.length; row++) if (isValid(zeros, row)) places[row] = 0;
    return { ...out, validity: known.map((bits, index) => bits | (zeros[index] ?? 0)) };
  };
}

/** Rows in which the start is NULL, which makes the answer 0 whatever the texts are. */
function whereStartIsNull(start: Column | undefined, size: number, arena: Arena): Uint8Array {
  const bits = arena.bitmap(size, 0);
  if (start !== undefined) for (let row = 0; row < size; row++) if (isConstantNull(start) || !isValid(start.validity, row & start.mask)) bits[row >> 3]! |= 1 << (row & 7);
  return bits;
}

function reverseKernel(call: BoundCall): Kernel {
  if (call.returnType.kind === 'array') return reverseArrayKernel(call);
  const next = call.returnType.kind === 'binary' ? (_: Uint8Array, at: number): number => at + 1 : nextCharacter;
  return mapBytes((bytes, start, end, out) => {
    out.reserve(end - start);
    let at = start;
    let top = out.top + end - start;
    while (at < end) {
      const after = next(bytes, at, end);
      top -= after - at;
      for (let copy = at; copy < after; copy++) out.bytes[top + copy - at] = bytes[copy]!;
      at = after;
    }
    out.top += end - start;
  })(call);
}

/** Offsets stay, each range of elements is gathered backwards. */
function reverseArrayKernel(call: BoundCall): Kernel {
  return ([array], rows, { arena }) => {
    const offsets = offsetsOf(array!);
    const count = array!.mask === 0 ? 1 : array!.length;
    const elements = childOf(array!, 0);
    const indexes = arena.uint32(elements.length);
    for (let row = 0; row < count; row++) {
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      for (let at = start; at < end; at++) indexes[at] = end - 1 - (at - start);
    }
    return makeColumn(call.returnType, rows.rowCount, { validity: array!.validity, offsets, children: [gatherColumn(elements, indexes, arena)], mask: array!.mask });
  };
}
