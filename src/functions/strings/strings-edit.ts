import { buildText, nextCharacter, type TextWriter } from '../../columnar/text.ts';
import { binaryType, type DataType, intType, stringType } from '../../types/data-type.ts';
import { anyNullable, castInput, expectCount, type ResolveCall } from '../define.ts';
import { failDifferentTypes } from '../mismatch.ts';
import { isOn } from '../setting.ts';
import { shownText } from '../shown.ts';
import { matchSignatures } from '../signature-match.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { levenshteinKernel } from './edit-distance.ts';
import { indexOfBytes, intReader, mapText, mapToInt, type TextInput, textInput } from './text-kernels.ts';

const group = 'string_funcs';
const since = '0.1';

const textPad = '(string, int, [string]) -> string';
const padSignatures = [textPad, '(binary, int, [binary]) -> binary'];

/** spark.sql.legacy.lpadRpadAlwaysReturnString: bytes are taken for text. */
const resolvePad: ResolveCall = (call) => {
  const match = matchSignatures(isOn(call, 'spark.sql.legacy.lpadRpadAlwaysReturnString') ? [textPad] : padSignatures, call);
  return { ...match, nullable: anyNullable(call, match.argumentTypes) };
};

/** Strings put together, trimmed, padded, replaced and taken apart. */
export const stringEditFunctions: readonly ScalarFunction[] = [
  trimRow('trim', ['both', 'trim'], 'Removes spaces, or the characters of the second argument, from both ends.', [["SELECT trim('    SparkSQL   ')", 'SparkSQL'], ["SELECT trim(BOTH 'SL' FROM 'SSparkSQLS')", 'parkSQ']]),
  trimRow('ltrim', ['leading', 'ltrim'], 'Removes spaces, or the given characters, from the start.', [["SELECT ltrim('    SparkSQL')", 'SparkSQL']]),
  trimRow('rtrim', ['trailing', 'rtrim'], 'Removes spaces, or the given characters, from the end.', [["SELECT rtrim('SparkSQL   ')", 'SparkSQL']]),
  {
    kind: 'scalar', name: 'btrim', group, since, signatures: ['(string, [string]) -> string'],
    doc: 'Removes spaces, or the characters of the second argument, from both ends.', examples: [["SELECT btrim('    SparkSQL   ')", 'SparkSQL'], ["SELECT btrim('SSparkSQLS', 'SL')", 'parkSQ']],
    kernel: (call) => trimKernel(call, 'both', 0, call.argumentTypes.length > 1 ? 1 : undefined),
  },
  {
    kind: 'scalar', name: 'lpad', group, since, signatures: padSignatures, resolve: resolvePad,
    doc: 'Brings the string to a length by writing a pad (a space when none is given) in front, or by cutting its end.', examples: [["SELECT lpad('hi', 5, '??')", '???hi'], ["SELECT lpad('hi', 1, '??')", 'h']],
    display: (args, types) => `lpad(${args[0]}, ${args[1]}, ${args[2] ?? defaultPad(types)})`, kernel: (call) => padKernel(call, true),
  },
  {
    kind: 'scalar', name: 'rpad', group, since, signatures: padSignatures, resolve: resolvePad,
    doc: 'Brings the string to a length by writing a pad (a space when none is given) behind, or by cutting its end.', examples: [["SELECT rpad('hi', 5, '??')", 'hi???']],
    display: (args, types) => `rpad(${args[0]}, ${args[1]}, ${args[2] ?? defaultPad(types)})`, kernel: (call) => padKernel(call, false),
  },
  {
    kind: 'scalar', name: 'replace', group, since, signatures: ['(string, string, [string]) -> string'],
    doc: 'Replaces every occurrence of the second argument by the third, or removes it. An empty search changes nothing.', examples: [["SELECT replace('ABCabc', 'abc', 'DEF')", 'ABCDEF']],
    display: (args, types) => `replace(${args[0]}, ${args[1]}, ${args[2] ?? shownText('', types[0])})`, kernel: replaceKernel,
  },
  {
    kind: 'scalar', name: 'translate', group, since, signatures: ['(string, string, string) -> string'],
    doc: 'Replaces each character found in the second argument by the one at the same place of the third, or removes it when there is none.', examples: [["SELECT translate('AaBbCc', 'abc', '123')", 'A1B2C3']],
    kernel: mapText(([text, from, to]) => translate(text as string, from as string, to as string)),
  },
  {
    kind: 'scalar', name: 'overlay', group, since, signatures: [], resolve: resolveOverlay,
    doc: 'Replaces the part that starts at a position and has the given length (default: that of the replacement).',
    examples: [["SELECT overlay('Spark SQL' PLACING '_' FROM 6)", 'Spark_SQL'], ["SELECT overlay('Spark SQL' PLACING 'tructured' FROM 2 FOR 4)", 'Structured SQL']],
    display: (args) => `overlay(${args[0]}, ${args[1]}, ${args[2]}, ${args[3] ?? '-1'})`,
    kernel: (call) => (call.returnType.kind === 'binary' ? overlayBinaryKernel(call)
      : mapText(([text, other, position, length]) => overlay([...(text as string)], [...(other as string)], position as number, length as number | undefined).join(''))(call)),
  },
  {
    kind: 'scalar', name: 'substring_index', group, since, signatures: ['(string, string, int) -> string'],
    doc: 'Returns what stands before the n-th occurrence of a delimiter, counted from the left, or for a negative n what stands behind it, counted from the right.',
    examples: [["SELECT substring_index('www.apache.org', '.', 2)", 'www.apache'], ["SELECT substring_index('www.apache.org', '.', -1)", 'org']],
    kernel: mapText(([text, delimiter, count]) => substringIndex(text as string, delimiter as string, count as number)),
  },
  {
    kind: 'scalar', name: 'find_in_set', group, since, signatures: ['(string, string) -> int'],
    doc: 'Returns the position of the first argument in a comma-separated list, 0 when it is not there or contains a comma.', examples: [["SELECT find_in_set('ab', 'abc,b,ab,c,def')", '3']],
    kernel: mapToInt(([word, list]) => ((word as string).includes(',') ? 0 : (list as string).split(',').indexOf(word as string) + 1)),
  },
  {
    kind: 'scalar', name: 'levenshtein', group, since, signatures: ['(string, string, [int]) -> int'],
    doc: 'Returns the number of single-character edits between two strings; with a third argument, -1 when there are more.',
    examples: [["SELECT levenshtein('kitten', 'sitting')", '3'], ["SELECT levenshtein('kitten', 'sitting', 2)", '-1']],
    kernel: () => levenshteinKernel,
  },
  {
    kind: 'scalar', name: 'soundex', group, since, signatures: ['(string!) -> string'],
    doc: 'Returns the Soundex code of a word; text that starts with no letter is returned as it is.', examples: [["SELECT soundex('Miller')", 'M460']], kernel: mapText(([text]) => soundex(text as string)),
  },
];

const defaultPad = ([padded]: readonly DataType[]): string => (padded?.kind === 'binary' ? "X'00'" : ' ');

type Side = 'both' | 'leading' | 'trailing';

function trimRow(name: string, [side]: readonly [Side, string], doc: string, examples: ScalarFunction['examples']): ScalarFunction {
  return {
    kind: 'scalar', name, group, since, signatures: ['(string, [string]) -> string'], doc, examples,
    // With characters to remove the function takes them first: trim(BOTH characters FROM text).
    display: (args) => (args.length === 1 ? `${name}(${args[0]})` : `TRIM(${side.toUpperCase()} ${args[0]} FROM ${args[1]})`),
    kernel: (call) => trimKernel(call, side, call.argumentTypes.length > 1 ? 1 : 0, call.argumentTypes.length > 1 ? 0 : undefined),
  };
}

function trimKernel(call: BoundCall, side: Side, textAt: number, setAt: number | undefined): Kernel {
  return (args, rows, { arena }) => {
    const { bytes, offsets, mask } = textInput(args[textAt]!);
    const set = setAt === undefined ? undefined : textInput(args[setAt]!);
    return buildText({
      type: call.returnType, args, rows, arena, guessBytes: bytes.length,
      write: (row, out) => {
        let start = offsets[row & mask]!;
        let end = offsets[(row & mask) + 1]!;
        if (side !== 'trailing') start = trimStart(bytes, start, end, set, row);
        if (side !== 'leading') end = trimEnd(bytes, start, end, set, row);
        out.copy(bytes, start, end);
        return true;
      },
    });
  };
}

function trimStart(bytes: Uint8Array, start: number, end: number, set: TextInput | undefined, row: number): number {
  let at = start;
  if (set === undefined) { while (at < end && bytes[at] === 32) at++; return at; }
  while (at < end) {
    const next = nextCharacter(bytes, at, end);
    if (!inSet(bytes, at, next, set, row)) return at;
    at = next;
  }
  return at;
}

function trimEnd(bytes: Uint8Array, start: number, end: number, set: TextInput | undefined, row: number): number {
  let at = end;
  if (set === undefined) { while (at > start && bytes[at - 1] === 32) at--; return at; }
  while (at > start) {
    let before = at - 1;
    while (before > start && (bytes[before]! & 0xc0) === 0x80) before--;
    if (!inSet(bytes, before, at, set, row)) return at;
    at = before;
  }
  return at;
}

function inSet(bytes: Uint8Array, start: number, end: number, set: TextInput, row: number): boolean {
  const setEnd = set.offsets[(row & set.mask) + 1]!;
  for (let at = set.offsets[row & set.mask]!; at < setEnd; at = nextCharacter(set.bytes, at, setEnd)) {
    const size = nextCharacter(set.bytes, at, setEnd) - at;
    if (size !== end - start) continue;
    let same = 0;
    while (same < size && set.bytes[at + same] === bytes[start + same]) same++;
    if (same === size) return true;
  }
  return false;
}

/** Counts characters for strings, bytes for binary. */
function padKernel(call: BoundCall, left: boolean): Kernel {
  const step = call.argumentTypes[0]!.kind === 'binary' ? (_: Uint8Array, at: number): number => at + 1 : nextCharacter;
  const defaultPad = call.argumentTypes[0]!.kind === 'binary' ? Uint8Array.of(0) : Uint8Array.of(32);
  return (args, rows, { arena }) => {
    const text = textInput(args[0]!);
    const length = intReader(args[1]!);
    const pad: TextInput = args[2] === undefined ? { bytes: defaultPad, offsets: Int32Array.of(0, 1), mask: 0 } : textInput(args[2]);
    return buildText({
      type: call.returnType, args, rows, arena,
      write: (row, out) => {
        const start = text.offsets[row & text.mask]!;
        const end = text.offsets[(row & text.mask) + 1]!;
        const wanted = Math.max(0, length(row));
        out.reserve(wanted);
        let count = 0;
        let at = start;
        while (at < end && count < wanted) { at = step(text.bytes, at, end); count++; }
        if (!left) out.copy(text.bytes, start, at);
        writePad(out, pad, row, wanted - count, step);
        if (left) out.copy(text.bytes, start, at);
        return true;
      },
    });
  };
}

function writePad(out: TextWriter, pad: TextInput, row: number, count: number, step: (bytes: Uint8Array, at: number, end: number) => number): void {
  const start = pad.offsets[row & pad.mask]!;
  const end = pad.offsets[(row & pad.mask) + 1]!;
  if (start === end) return;
  for (let left = count, at = start; left > 0; left--) {
    const next = step(pad.bytes, at, end);
    out.copy(pad.bytes, at, next);
    at = next === end ? start : next;
  }
}

function replaceKernel(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const text = textInput(args[0]!);
    const search = textInput(args[1]!);
    const other = args[2] === undefined ? undefined : textInput(args[2]);
    return buildText({
      type: call.returnType, args, rows, arena, guessBytes: text.bytes.length,
      write: (row, out) => {
        const end = text.offsets[(row & text.mask) + 1]!;
        const from = search.offsets[row & search.mask]!;
        const to = search.offsets[(row & search.mask) + 1]!;
        let at = text.offsets[row & text.mask]!;
        for (let found = to === from ? -1 : indexOfBytes(text.bytes, at, end, search.bytes, from, to); found >= 0; found = indexOfBytes(text.bytes, at, end, search.bytes, from, to)) {
          out.copy(text.bytes, at, found);
          if (other !== undefined) out.copy(other.bytes, other.offsets[row & other.mask]!, other.offsets[(row & other.mask) + 1]!);
          at = found + to - from;
        }
        out.copy(text.bytes, at, end);
        return true;
      },
    });
  };
}

function translate(text: string, from: string, to: string): string {
  const targets = [...to];
  const map = new Map<string, string>();
  [...from].forEach((letter, index) => { if (!map.has(letter)) map.set(letter, targets[index] ?? ''); });
  let out = '';
  for (const letter of text) out += map.get(letter) ?? letter;
  return out;
}

/** Both texts are strings, or both are binary. */
function resolveOverlay(call: CallShape): ResolvedCall {
  expectCount(call, 3, 4);
  const argumentTypes = call.arguments.map((_, index) => castInput(call, index, index < 2 ? { oneOf: [stringType, binaryType] } : intType));
  const [text, other] = argumentTypes as [DataType, DataType];
  if (text.kind !== other.kind) failDifferentTypes(call, [text, other]);
  return { argumentTypes, returnType: text, nullable: anyNullable(call, argumentTypes) };
}

function overlay<T>(text: readonly T[], other: readonly T[], position: number, length: number | undefined): T[] {
  const size = length === undefined || length < 0 ? other.length : length;
  const behind = position + size;
  const restStart = behind > 0 ? behind - 1 : behind < 0 ? Math.max(0, text.length + behind) : 0;
  return [...text.slice(0, Math.max(0, position - 1)), ...other, ...text.slice(restStart)];
}

function overlayBinaryKernel(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const text = textInput(args[0]!);
    const other = textInput(args[1]!);
    const position = intReader(args[2]!);
    const length = args[3] === undefined ? undefined : intReader(args[3]);
    const part = (input: TextInput, row: number): number[] => [...input.bytes.subarray(input.offsets[row & input.mask]!, input.offsets[(row & input.mask) + 1]!)];
    return buildText({
      type: call.returnType, args, rows, arena,
      write: (row, out) => {
        for (const byte of overlay(part(text, row), part(other, row), position(row), length?.(row))) out.writeByte(byte);
        return true;
      },
    });
  };
}

function substringIndex(text: string, delimiter: string, count: number): string {
  if (delimiter === '' || count === 0) return '';
  if (count > 0) {
    let at = -1;
    for (let left = count; left > 0; left--) {
      at = text.indexOf(delimiter, at + 1);
      if (at < 0) return text;
    }
    return text.slice(0, at);
  }
  let at = text.length - delimiter.length + 1;
  for (let left = -count; left > 0; left--) {
    at = at <= 0 ? -1 : text.lastIndexOf(delimiter, at - 1);
    if (at < 0) return text;
  }
  return text.slice(at + delimiter.length);
}

const soundexCodes = '01230120022455012623010202';

function soundex(text: string): string {
  const codeOf = (index: number): string | undefined => soundexCodes[(text.charCodeAt(index) | 32) - 97];
  const isLetter = (index: number): boolean => /[A-Za-z]/.test(text[index] ?? '');
  if (!isLetter(0)) return text;
  let out = text[0]!.toUpperCase();
  let last = codeOf(0);
  for (let index = 1; index < text.length && out.length < 4; index++) {
    if (!isLetter(index)) { last = '0'; continue; }
    const letter = text[index]!.toUpperCase();
    const code = codeOf(index)!;
    if (code !== '0' && code !== last) out += code;
    if (letter !== 'H' && letter !== 'W') last = code;
  }
  return out.padEnd(4, '0');
}
