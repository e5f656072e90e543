import type { Arena } from '../../columnar/arena.ts';
import { bytesOf, type Column, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { forEachRow, textReader, TextWriter } from '../../columnar/text.ts';
import { arrayType, stringType } from '../../types/data-type.ts';
import type { BoundCall, Kernel } from '../function.ts';
import { findSentences, type SentenceSink } from './sentences.ts';

/** The sentences of each row, written straight into a column of lists of words. */
export function sentencesKernel(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [text, ...locale] = args;
    const readers = locale.map(textReader);
    const bytes = bytesOf(text!);
    const offsets = offsetsOf(text!);
    const out = new Words(arena, bytes);
    const ends = [0];
    forEachRow([text!], rows, arena, (row) => {
      while (ends.length <= row) ends.push(out.sentences);
      findSentences(bytes, offsets[row & text!.mask]!, offsets[(row & text!.mask) + 1]!, readers.map((part) => part(row)).filter((part) => part !== '').join('-'), out);
      ends.push(out.sentences);
    });
    const constant = text!.mask === 0;
    const count = constant ? 1 : rows.rowCount;
    while (ends.length <= count) ends.push(out.sentences);
    return makeColumn(call.returnType, rows.rowCount, { validity: text!.validity, offsets: int32Of(ends, arena), children: [out.finish()], mask: constant ? 0 : -1 });
  };
}

class Words implements SentenceSink {
  readonly #text: TextWriter;
  readonly #arena: Arena;
  readonly #bytes: Uint8Array;
  readonly #wordEnds = [0];
  readonly #sentenceEnds = [0];

  constructor(arena: Arena, bytes: Uint8Array) {
    this.#arena = arena;
    this.#bytes = bytes;
    this.#text = new TextWriter(arena, bytes.length);
  }

  get sentences(): number { return this.#sentenceEnds.length - 1; }

  word(start: number, end: number): void {
    this.#text.copy(this.#bytes, start, end);
    this.#wordEnds.push(this.#text.top);
  }

  wordText(text: string): void {
    this.#text.writeText(text);
    this.#wordEnds.push(this.#text.top);
  }

  endSentence(): void { this.#sentenceEnds.push(this.#wordEnds.length - 1); }

  /** A list of words per sentence. */
  finish(): Column {
    const words = makeColumn(stringType, this.#wordEnds.length - 1, { offsets: int32Of(this.#wordEnds, this.#arena), bytes: this.#text.bytes.subarray(0, this.#text.top) });
    return makeColumn(arrayType(stringType), this.sentences, { offsets: int32Of(this.#sentenceEnds, this.#arena), children: [words] });
  }
}

function int32Of(values: readonly number[], arena: Arena): Int32Array {
  const copy = arena.int32(values.length);
  copy.set(values);
  return copy;
}
