import { fail } from '../../errors/stream-error.ts';
import type { BoundCall } from '../function.ts';
import { bytesAt, indexOfBytes } from './text-kernels.ts';
import { textToSql } from '../../types/print.ts';

/** Whether a range of UTF-8 bytes fits a pattern. */
export type ByteMatcher = (bytes: Uint8Array, start: number, end: number) => boolean;

/** `any` stands for %, `one` for _ ; text is UTF-8. */
type Piece = { readonly piece: 'any' } | { readonly piece: 'one' } | { readonly piece: 'text'; readonly bytes: Uint8Array };

/**
 * LIKE. Patterns that are a prefix, a suffix, a part or a whole are compared bytewise, and so are those with several % and no _: each text is
 * taken where it is first found. Others by greedy matching with one point of return, which is linear in text × pieces and cannot blow up.
 */
export function compileLike(pattern: string, escapeLetter: string, call: BoundCall): ByteMatcher {
  const pieces = piecesOf(pattern, escapeLetter, call);
  const simple = simpleMatcher(pieces);
  return simple ?? ((bytes, start, end) => matchPieces(pieces, bytes, start, end));
}

function piecesOf(pattern: string, escapeLetter: string, call: BoundCall): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  const flush = (): void => { if (text !== '') pieces.push({ piece: 'text', bytes: Buffer.from(text, 'utf8') }); text = ''; };
  const letters = [...pattern];
  for (let index = 0; index < letters.length; index++) {
    const letter = letters[index]!;
    if (letter === escapeLetter) {
      const next = letters[++index];
      if (next === undefined) fail('INVALID_FORMAT.ESC_AT_THE_END', { format: textToSql(pattern) }, { at: call.at });
      if (next !== '%' && next !== '_' && next !== escapeLetter) fail('INVALID_FORMAT.ESC_IN_THE_MIDDLE', { format: textToSql(pattern), char: `'${next}'` }, { at: call.at });
      text += next;
    } else if (letter === '%' || letter === '_') {
      flush();
      if (letter === '_' || pieces.at(-1)?.piece !== 'any') pieces.push({ piece: letter === '%' ? 'any' : 'one' });
    } else {
      text += letter;
    }
  }
  flush();
  return pieces;
}

function simpleMatcher(pieces: readonly Piece[]): ByteMatcher | undefined {
  const shape = pieces.map((one) => one.piece).join(' ');
  const texts = pieces.flatMap((one) => (one.piece === 'text' ? [one.bytes] : []));
  const text = texts[0] ?? new Uint8Array(0);
  const size = text.length;
  switch (shape) {
    case '': return (_, start, end) => start === end;
    case 'any': return () => true;
    case 'text': return (bytes, start, end) => end - start === size && bytesAt(bytes, start, text, 0, size);
    case 'text any': return (bytes, start, end) => end - start >= size && bytesAt(bytes, start, text, 0, size);
    case 'any text': return (bytes, start, end) => end - start >= size && bytesAt(bytes, end - size, text, 0, size);
    case 'any text any': return (bytes, start, end) => indexOfBytes(bytes, start, end, text, 0, size) >= 0;
    case 'text any text': {
      const last = texts[1]!;
      return (bytes, start, end) => end - start >= size + last.length && bytesAt(bytes, start, text, 0, size) && bytesAt(bytes, end - last.length, last, 0, last.length);
    }
    default: return pieces.some((one) => one.piece === 'one') ? undefined : matchTexts(pieces, texts);
  }
}

/** What stands at the ends must stand there; each text between two % is taken where it is first found. */
function matchTexts(pieces: readonly Piece[], texts: readonly Uint8Array[]): ByteMatcher {
  const none = new Uint8Array(0);
  const head = pieces[0]!.piece === 'text' ? texts[0]! : none;
  const tail = pieces.at(-1)!.piece === 'text' ? texts.at(-1)! : none;
  const between = texts.filter((text) => text !== head && text !== tail);
  return (bytes, start, end) => {
    const last = end - tail.length;
    let at = start + head.length;
    if (at > last || !bytesAt(bytes, start, head, 0, head.length) || !bytesAt(bytes, last, tail, 0, tail.length)) return false;
    for (let index = 0; index < between.length; index++) {
      const text = between[index]!;
      const found = indexOfBytes(bytes, at, last, text, 0, text.length);
      if (found < 0) return false;
      at = found + text.length;
    }
    return true;
  };
}

/** After a mismatch the text behind the last % is taken one character later. */
function matchPieces(pieces: readonly Piece[], bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  let index = 0;
  let returnIndex = -1;
  let returnAt = start;
  for (;;) {
    const piece = pieces[index];
    if (piece === undefined) {
      if (at === end) return true;
    } else if (piece.piece === 'any') {
      returnIndex = ++index;
      returnAt = at;
      continue;
    } else if (piece.piece === 'one' ? at < end : end - at >= piece.bytes.length && bytesAt(bytes, at, piece.bytes, 0, piece.bytes.length)) {
      at = piece.piece === 'one' ? next(bytes, at, end) : at + piece.bytes.length;
      index++;
      continue;
    }
    if (returnIndex < 0 || returnAt >= end) return false;
    returnAt = next(bytes, returnAt, end);
    at = returnAt;
    index = returnIndex;
  }
}

function next(bytes: Uint8Array, at: number, end: number): number {
  let after = at + 1;
  while (after < end && (bytes[after]! & 0xc0) === 0x80) after++;
  return after;
}
