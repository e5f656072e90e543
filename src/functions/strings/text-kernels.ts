import type { Arena } from '../../columnar/arena.ts';
import { type Column, int32Values, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { buildText, forEachRow, textReader, type TextWriter } from '../../columnar/text.ts';
import { booleanType, intType } from '../../types/data-type.ts';
import type { Rows } from '../../columnar/chunk.ts';
import type { BoundCall, Kernel, KernelContext } from '../function.ts';

/**
 * Kernels of string functions. Where bytes are enough, a row function gets the bytes; where Unicode tables are needed (upper of `ß`, regular
 * expressions) it gets JavaScript strings. NULL in any argument is NULL in all of them.
 */

/** Bytes of string argument `index`: `bytes[start(row)] … bytes[end(row)]`. */
export interface TextInput {
  readonly bytes: Uint8Array;
  readonly offsets: Int32Array;
  readonly mask: number;
}

export function textInput(column: Column): TextInput {
  return { bytes: column.bytes!, offsets: offsetsOf(column), mask: column.mask };
}

type ByteWriter = (bytes: Uint8Array, start: number, end: number, out: TextWriter) => boolean | void;

/** (string) -> string over bytes. */
export function mapBytes(write: ByteWriter): (call: BoundCall) => Kernel {
  return (call) => (args, rows, { arena }) => {
    const { bytes, offsets, mask } = textInput(args[0]!);
    return buildText({
      type: call.returnType, args, rows, arena, guessBytes: bytes.length + 64,
      write: (row, out) => write(bytes, offsets[row & mask]!, offsets[(row & mask) + 1]!, out) !== false,
    });
  };
}

/** (string) -> int over bytes. */
export function measureBytes(measure: (bytes: Uint8Array, start: number, end: number) => number): () => Kernel {
  return () => (args, rows, { arena }) => {
    const { bytes, offsets, mask } = textInput(args[0]!);
    return intColumn(args, rows, arena, (row) => measure(bytes, offsets[row & mask]!, offsets[(row & mask) + 1]!));
  };
}

/** An INT column from a function of the row number. */
export function intColumn(args: readonly Column[], rows: Rows, arena: Arena, valueAt: (row: number) => number): Column {
  const constant = args.length > 0 && args.every((column) => column.mask === 0);
  const values = arena.int32(constant ? 1 : rows.rowCount);
  forEachRow(args, rows, arena, (row) => { values[row] = valueAt(row); });
  return makeColumn(intType, rows.rowCount, { values, mask: constant ? 0 : -1, ...(constant ? { validity: args.find((column) => column.validity !== undefined)?.validity } : {}) });
}

/** A BOOLEAN column from a function of the row number. */
export function booleanColumnOf(args: readonly Column[], rows: Rows, arena: Arena, valueAt: (row: number) => boolean): Column {
  const constant = args.length > 0 && args.every((column) => column.mask === 0);
  const values = arena.uint8(constant ? 1 : rows.rowCount);
  forEachRow(args, rows, arena, (row) => { values[row] = valueAt(row) ? 1 : 0; });
  return makeColumn(booleanType, rows.rowCount, { values, mask: constant ? 0 : -1, ...(constant ? { validity: args.find((column) => column.validity !== undefined)?.validity } : {}) });
}

/** What a row function over JavaScript values gets: strings for string columns, numbers for INT. */
export type TextArgument = string | number;

/** Any mix of STRING and INT arguments to text; null = NULL. For functions that need JavaScript's strings. */
export function mapText(apply: (args: readonly TextArgument[], call: BoundCall, context: KernelContext) => string | Uint8Array | null): (call: BoundCall) => Kernel {
  return (call) => (args, rows, context) => {
    const readers = args.map(readerOf);
    const values: TextArgument[] = new Array(args.length).fill(0);
    return buildText({
      type: call.returnType, args, rows, arena: context.arena,
      write: (row, out) => {
        for (let index = 0; index < readers.length; index++) values[index] = readers[index]!(row);
        const result = apply(values, call, context);
        if (result === null) return false;
        if (typeof result === 'string') out.writeText(result);
        else out.copy(result, 0, result.length);
        return true;
      },
    });
  };
}

/** Any mix of STRING and INT arguments to INT. */
export function mapToInt(apply: (args: readonly TextArgument[], call: BoundCall) => number): (call: BoundCall) => Kernel {
  return (call) => (args, rows, { arena }) => {
    const readers = args.map(readerOf);
    return intColumn(args, rows, arena, (row) => apply(readers.map((read) => read(row)), call));
  };
}

/** Any mix of STRING and INT arguments to BOOLEAN. */
export function mapToBoolean(apply: (args: readonly TextArgument[], call: BoundCall) => boolean): (call: BoundCall) => Kernel {
  return (call) => (args, rows, { arena }) => {
    const readers = args.map(readerOf);
    return booleanColumnOf(args, rows, arena, (row) => apply(readers.map((read) => read(row)), call));
  };
}

function readerOf(column: Column): (row: number) => TextArgument {
  if (column.offsets !== undefined) return textReader(column);
  const values = int32Values(column);
  const { mask } = column;
  return (row) => values[row & mask]!;
}

/** INT argument by row. */
export function intReader(column: Column): (row: number) => number {
  const values = int32Values(column);
  const { mask } = column;
  return mask === 0 ? () => values[0]! : (row) => values[row]!;
}

/** True when every byte of the range is ASCII. */
export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let seen = 0;
  for (let at = start; at < end; at++) seen |= bytes[at]!;
  return seen < 128;
}

/** First position of `needle` in the range, -1 = none. An empty needle is found at `start`. */
export function indexOfBytes(bytes: Uint8Array, start: number, end: number, needle: Uint8Array, needleStart: number, needleEnd: number): number {
  const size = needleEnd - needleStart;
  if (size === 0) return start;
  const first = needle[needleStart]!;
  for (let at = start; at <= end - size; at++) {
    if (bytes[at] !== first) continue;
    let same = 1;
    while (same < size && bytes[at + same] === needle[needleStart + same]) same++;
    if (same === size) return at;
  }
  return -1;
}

/** True when the needle stands at `at`. The caller has checked the room. */
export function bytesAt(bytes: Uint8Array, at: number, needle: Uint8Array, needleStart: number, needleEnd: number): boolean {
  for (let same = needleStart; same < needleEnd; same++) if (bytes[at + same - needleStart] !== needle[same]) return false;
  return true;
}
