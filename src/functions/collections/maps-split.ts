import type { Arena } from '../../columnar/arena.ts';
import { setNull } from '../../columnar/bitmap.ts';
import { type Column, makeColumn } from '../../columnar/column.ts';
import { readString } from '../../columnar/read.ts';
import { TextWriter } from '../../columnar/text.ts';
import { mapType, stringType } from '../../types/data-type.ts';
import { rangesOf } from './collections.ts';
import { anyNullable, expectCount, expectInput } from '../define.ts';
import type { BoundCall, Kernel, ScalarFunction } from '../function.ts';
import { makeMaps } from './maps-build.ts';
import { splitText } from '../strings/strings-pattern.ts';
import { indexOfBytes, type TextInput, textInput } from '../strings/text-kernels.ts';
import { shownText } from '../shown.ts';

/** Maps out of text. */
export const mapSplitFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'str_to_map', group: 'map_funcs', since: '0.1', signatures: ['(string, [string], [string]) -> map<string,string>'],
    doc: 'Splits text into entries by one regular expression (default: a comma) and each entry into key and value by another (default: a colon).',
    examples: [["SELECT str_to_map('a:1,b:2,c:3', ',', ':')", '{a -> 1, b -> 2, c -> 3}'], ["SELECT str_to_map('a')", '{a -> null}']],
    display: (args, types) => `str_to_map(${args[0]}, ${args[1] ?? shownText(',', types[0])}, ${args[2] ?? shownText(':', types[0])})`,
    resolve: (call) => {
      expectCount(call, 1, 3);
      const argumentTypes = call.arguments.map((_, index) => expectInput(call, index, stringType));
      return { argumentTypes, returnType: mapType(stringType, stringType, true), nullable: anyNullable(call, argumentTypes) };
    },
    kernel: splitKernel,
  },
];

/** All keys and values are cut first, into one column each; then each row takes its own. */
function splitKernel(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const text = textInput(args[0]!);
    const [keys, values] = [new TextList(arena, text.bytes.length), new TextList(arena, text.bytes.length)];
    const put = (bytes: Uint8Array, start: number, middle: number, valueStart: number, end: number): void => {
      keys.add(bytes, start, middle);
      if (valueStart < 0) values.addNull();
      else values.add(bytes, valueStart, end);
    };
    const cut = cutter(call, args, put);
    const { offsets } = rangesOf(args, rows, arena, () => keys.length, (row) => { cut(row, text); });
    return makeMaps({
      call, type: call.returnType, args, rows, arena, keys: keys.finish(), values: values.finish(),
      fill: (row, entry) => { for (let at = offsets[row]!; at < offsets[row + 1]!; at++) entry(at, at); },
    });
  };
}

/** One entry: the key's bytes, then the value's; `valueStart` is negative when there is none. */
type PutEntry = (bytes: Uint8Array, start: number, middle: number, valueStart: number, end: number) => void;

/** Plain delimiters are looked for in the bytes; regular expressions get strings. */
function cutter(call: BoundCall, [text, between, within]: readonly Column[], put: PutEntry): (row: number, input: TextInput) => void {
  const outer = delimiterReader(between, ',');
  const inner = delimiterReader(within, ':');
  return (row, { bytes, offsets, mask }) => {
    const [entries, pair] = [outer(row), inner(row)];
    if (entries.plain !== undefined && pair.plain !== undefined) cutBytes(bytes, offsets[row & mask]!, offsets[(row & mask) + 1]!, [entries.plain, pair.plain], put);
    else cutString(readString(text!, row & mask), entries.pattern, pair.pattern, call, put);
  };
}

function cutBytes(bytes: Uint8Array, start: number, end: number, [between, within]: readonly [Uint8Array, Uint8Array], put: PutEntry): void {
  for (let at = start; at >= 0;) {
    const found = indexOfBytes(bytes, at, end, between, 0, between.length);
    const stop = found < 0 ? end : found;
    const middle = indexOfBytes(bytes, at, stop, within, 0, within.length);
    put(bytes, at, middle < 0 ? stop : middle, middle < 0 ? -1 : middle + within.length, stop);
    at = found < 0 ? -1 : found + between.length;
  }
}

function cutString(text: string, between: string, within: string, call: BoundCall, put: PutEntry): void {
  for (const part of splitText(text, between, -1, call)) {
    const [key, value] = splitText(part, within, 2, call);
    const [keyBytes, valueBytes] = [Buffer.from(key!, 'utf8'), Buffer.from(value ?? '', 'utf8')];
    put(Buffer.concat([keyBytes, valueBytes]), 0, keyBytes.length, value === undefined ? -1 : keyBytes.length, keyBytes.length + valueBytes.length);
  }
}

interface Delimiter { readonly pattern: string; readonly plain: Uint8Array | undefined }

function delimiterReader(column: Column | undefined, otherwise: string): (row: number) => Delimiter {
  let last = delimiterOf(otherwise);
  if (column === undefined) return () => last;
  let known = false;
  return (row) => {
    if (known && column.mask === 0) return last;
    const pattern = readString(column, row & column.mask);
    known = true;
    if (pattern !== last.pattern) last = delimiterOf(pattern);
    return last;
  };
}

function delimiterOf(pattern: string): Delimiter {
  return { pattern, plain: pattern === '' || /[\\^$.|?*+()[\]{}]/.test(pattern) ? undefined : Buffer.from(pattern, 'utf8') };
}

/** Strings one after the other, some of them NULL. */
class TextList {
  length = 0;
  readonly #arena: Arena;
  readonly #out: TextWriter;
  #offsets: Int32Array;
  readonly #missing: number[] = [];

  constructor(arena: Arena, guessBytes: number) {
    this.#arena = arena;
    this.#out = new TextWriter(arena, guessBytes);
    this.#offsets = arena.int32(256);
    this.#offsets[0] = 0;
  }

  add(bytes: Uint8Array, start: number, end: number): void {
    this.#out.copy(bytes, start, end);
    this.#close();
  }

  addNull(): void {
    this.#missing.push(this.length);
    this.#close();
  }

  finish(): Column {
    let validity: Uint8Array | undefined;
    if (this.#missing.length > 0) {
      validity = this.#arena.bitmap(this.length, 1);
      for (const at of this.#missing) setNull(validity, at);
    }
    return makeColumn(stringType, this.length, { validity, offsets: this.#offsets.subarray(0, this.length + 1), bytes: this.#out.bytes.subarray(0, this.#out.top) });
  }

  #close(): void {
    if (this.length + 2 > this.#offsets.length) {
      const bigger = this.#arena.int32(this.#offsets.length * 2);
      bigger.set(this.#offsets);
      this.#offsets = bigger;
    }
    this.#offsets[++this.length] = this.#out.top;
  }
}
