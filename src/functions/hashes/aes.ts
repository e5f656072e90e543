import { type CipherGCM, type CipherGCMTypes, createCipheriv, createDecipheriv } from 'node:crypto';
import type { Arena } from '../../columnar/arena.ts';
import { TextWriter } from '../../columnar/text.ts';
import type { ByteCells } from './byte-cells.ts';
import { Ghash, wordAt } from './ghash.ts';

/**
 * AES of all values that share a key. Law (NIST SP 800-38A and 800-38D): with E the block cipher,
 *
 *     ECB  C_i = E(P_i)
 *     CBC  C_i = E(P_i ⊕ C_{i-1}), C_0 the initialization vector
 *     GCM  C_i = P_i ⊕ E(V ‖ i + 1), tag = GHASH(E(0), A, C) ⊕ E(V ‖ 1)
 *
 * so a mode is E over blocks that are mostly known beforehand, and XOR. E is Node's, which takes some µs to set up and next to nothing per block: one cipher
 * encrypts the blocks of all values. Only CBC waits for its own answers: block k of all values goes after block k - 1 of all. Long values gain nothing by it in
 * CBC and GCM, and get a cipher of their own.
 * Promise: the bytes of Node's own modes. A value that cannot be decrypted is a fault in its row, not an exception; no byte of it is given away. Tags are compared
 * in constant time; the look-ups of GHASH are not, as in every implementation by tables.
 */

export type AesMode = 'ECB' | 'CBC' | 'GCM';

/** Bytes of the initialization vector, which stands in front of what is encrypted. */
export const vectorBytes: Readonly<Record<AesMode, number>> = { ECB: 0, CBC: 16, GCM: 12 };

/** What a value is refused for; the words are for people. */
export const aesFaults = {
  tooShort: 'Invalid buffer arguments',
  brokenBlock: 'Input length must be multiple of 16 when decrypting with padded cipher',
  badPadding: 'Given final block not properly padded. Such issues can arise if a bad key is used during decryption.',
  badTag: 'Tag mismatch!',
} as const;
export type AesFault = keyof typeof aesFaults;

export interface AesInput {
  readonly data: ByteCells;
  /** Empty: a random one is drawn. Decryption finds it in the data. */
  readonly vectors: ByteCells;
  /** Only GCM reads it. */
  readonly authenticated: ByteCells;
  readonly random: () => number;
  readonly refuse: (row: number, fault: AesFault) => void;
}

/** The answers one behind the other, and where each row's is. Few buffers live at a time, however many ciphers there are. */
export class AesAnswers {
  readonly #out: TextWriter;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;

  constructor(rowCount: number, arena: Arena) {
    this.#out = new TextWriter(arena, 0);
    this.#starts = arena.int32(Math.max(1, rowCount));
    this.#ends = arena.int32(Math.max(1, rowCount));
  }

  /** Ask again after `add` and `copy`. */
  get bytes(): Uint8Array { return this.#out.bytes; }

  /** Room in `bytes` for the answer of a row: where it starts. */
  add(row: number, size: number): number {
    const start = this.#out.top;
    this.#out.reserve(size);
    this.#out.top += size;
    this.#starts[row] = start;
    this.#ends[row] = start + size;
    return start;
  }

  copy(row: number, from: Uint8Array, start: number, end: number): void {
    this.#starts[row] = this.#out.top;
    this.#out.copy(from, start, end);
    this.#ends[row] = this.#out.top;
  }

  start(row: number): number { return this.#starts[row]!; }
  end(row: number): number { return this.#ends[row]!; }
}

const BLOCK_BYTES = 16;
const TAG_BYTES = 16;
const GCM_BYTES_MIN = vectorBytes.GCM + TAG_BYTES;
/** A cipher for one value of more bytes is cheaper than its blocks in JavaScript; so it is for fewer values than pay for the tables of GHASH. */
const SHORT_BYTES_MAX = 512;
const FEW_VALUES_MAX = 3;

type Run = (key: Uint8Array, rows: readonly number[], input: AesInput, answers: AesAnswers) => void;

/** Every row is answered or refused. */
export const aesEncrypt: Readonly<Record<AesMode, Run>> = { ECB: encryptEcb, CBC: encryptCbc, GCM: encryptGcm };
export const aesDecrypt: Readonly<Record<AesMode, Run>> = { ECB: decryptEcb, CBC: decryptCbc, GCM: decryptGcm };

function encryptEcb(key: Uint8Array, rows: readonly number[], { data }: AesInput, answers: AesAnswers): void {
  const plain = Buffer.allocUnsafe(sumOf(rows, (row) => paddedBytes(data.size(row))));
  let top = 0;
  for (const row of rows) {
    const start = data.start(row);
    const size = data.size(row);
    const padded = paddedBytes(size);
    for (let at = 0; at < size; at++) plain[top + at] = data.bytes[start + at]!;
    plain.fill(padded - size, top + size, top + padded);
    top += padded;
  }
  const secret = encryptBlocks(key)(plain);
  top = 0;
  for (const row of rows) {
    const padded = paddedBytes(data.size(row));
    answers.copy(row, secret, top, top + padded);
    top += padded;
  }
}

/** In steps: block k of every value, from its block k - 1, which is where the vector stands for the first. */
function encryptCbc(key: Uint8Array, rows: readonly number[], input: AesInput, answers: AesAnswers): void {
  const { data } = input;
  const [short, long] = byLength(rows, data);
  for (const row of short) addVector(answers, BLOCK_BYTES, paddedBytes(data.size(row)), input, row);
  const encrypt = encryptBlocks(key);
  const step = Buffer.allocUnsafe(BLOCK_BYTES * short.length);
  for (let done = 0, live: readonly number[] = short; live.length > 0; done += BLOCK_BYTES) {
    live.forEach((row, index) => { chainBlock(step, BLOCK_BYTES * index, data, row, done, answers.bytes, answers.start(row) + done); });
    const blocks = encrypt(step.subarray(0, BLOCK_BYTES * live.length));
    live.forEach((row, index) => { copyBlock(blocks, BLOCK_BYTES * index, answers.bytes, answers.start(row) + BLOCK_BYTES + done); });
    live = live.filter((row) => data.size(row) >= done + BLOCK_BYTES);
  }
  for (const row of long) encryptAlone('cbc', key, row, input, answers);
}

function encryptGcm(key: Uint8Array, rows: readonly number[], input: AesInput, answers: AesAnswers): void {
  const { data } = input;
  const [short, long] = byLength(rows, data);
  if (short.length > 0) encryptStreams(key, short, input, answers);
  for (const row of long) encryptAlone('gcm', key, row, input, answers);
}

function encryptStreams(key: Uint8Array, rows: readonly number[], input: AesInput, answers: AesAnswers): void {
  const { data } = input;
  for (const row of rows) addVector(answers, vectorBytes.GCM, data.size(row) + TAG_BYTES, input, row);
  const out = answers.bytes;
  const stream = keyStream(key, rows, (row) => data.size(row), out, (row) => answers.start(row));
  const sum = new Ghash(stream, 0);
  let at = BLOCK_BYTES;
  for (const row of rows) {
    const size = data.size(row);
    const start = answers.start(row) + vectorBytes.GCM;
    xorInto(out, start, data.bytes, data.start(row), stream, at + BLOCK_BYTES, size);
    sumUp(sum, input.authenticated, row, out, start, start + size);
    for (let word = 0; word < 4; word++) setWord(out, start + size + 4 * word, sum.word(word) ^ wordAt(stream, at + 4 * word));
    at += streamBytes(size);
  }
}

function decryptEcb(key: Uint8Array, rows: readonly number[], input: AesInput, answers: AesAnswers): void {
  decryptPadded(key, rows, 0, input, answers);
}

/** P_i = D(C_i) ⊕ C_{i-1}, and C_{i-1} stands sixteen bytes before C_i in the data. */
function decryptCbc(key: Uint8Array, rows: readonly number[], input: AesInput, answers: AesAnswers): void {
  decryptPadded(key, rows, BLOCK_BYTES, input, answers);
}

function decryptPadded(key: Uint8Array, rows: readonly number[], vector: 0 | 16, { data, refuse }: AesInput, answers: AesAnswers): void {
  const whole = rows.filter((row) => {
    const size = data.size(row) - vector;
    if (size < 0) refuse(row, 'tooShort');
    else if (size % BLOCK_BYTES !== 0) refuse(row, 'brokenBlock');
    return size >= 0 && size % BLOCK_BYTES === 0;
  });
  const secret = Buffer.allocUnsafe(sumOf(whole, (row) => data.size(row) - vector));
  let top = 0;
  for (const row of whole) {
    for (let from = data.start(row) + vector, end = data.end(row); from < end; from++) secret[top++] = data.bytes[from]!;
  }
  const plain = decryptBlocks(key, secret);
  top = 0;
  for (const row of whole) {
    const size = data.size(row) - vector;
    if (vector > 0) xorInto(plain, top, plain, top, data.bytes, data.start(row), size);
    const padding = paddingOf(plain, top, top + size);
    if (padding === undefined) refuse(row, 'badPadding');
    else answers.copy(row, plain, top, top + size - padding);
    top += size;
  }
}

function decryptGcm(key: Uint8Array, rows: readonly number[], input: AesInput, answers: AesAnswers): void {
  const { data, refuse } = input;
  const [short, long] = byLength(rows.filter((row) => {
    if (data.size(row) < GCM_BYTES_MIN) refuse(row, 'tooShort');
    return data.size(row) >= GCM_BYTES_MIN;
  }), data);
  if (short.length > 0) decryptStreams(key, short, input, answers);
  for (const row of long) decryptAlone(key, row, input, answers);
}

function decryptStreams(key: Uint8Array, rows: readonly number[], { data, authenticated, refuse }: AesInput, answers: AesAnswers): void {
  const stream = keyStream(key, rows, (row) => data.size(row) - GCM_BYTES_MIN, data.bytes, (row) => data.start(row));
  const sum = new Ghash(stream, 0);
  let at = BLOCK_BYTES;
  for (const row of rows) {
    const size = data.size(row) - GCM_BYTES_MIN;
    const start = data.start(row) + vectorBytes.GCM;
    sumUp(sum, authenticated, row, data.bytes, start, start + size);
    let difference = 0;
    for (let word = 0; word < 4; word++) difference |= sum.word(word) ^ wordAt(stream, at + 4 * word) ^ wordAt(data.bytes, start + size + 4 * word);
    if (difference === 0) {
      const top = answers.add(row, size);
      xorInto(answers.bytes, top, data.bytes, start, stream, at + BLOCK_BYTES, size);
    } else {
      refuse(row, 'badTag');
    }
    at += streamBytes(size);
  }
}

function encryptAlone(mode: 'cbc' | 'gcm', key: Uint8Array, row: number, input: AesInput, answers: AesAnswers): void {
  const vector = Buffer.allocUnsafe(mode === 'cbc' ? vectorBytes.CBC : vectorBytes.GCM);
  writeVector(vector, 0, vector.length, input, row);
  const cipher = createCipheriv(`aes-${8 * key.length}-${mode}`, key, vector) as CipherGCM;
  if (mode === 'gcm') cipher.setAAD(input.authenticated.copy(row));
  const out = Buffer.concat([vector, cipher.update(input.data.copy(row)), cipher.final(), ...(mode === 'gcm' ? [cipher.getAuthTag()] : [])]);
  answers.copy(row, out, 0, out.length);
}

function decryptAlone(key: Uint8Array, row: number, { data, authenticated, refuse }: AesInput, answers: AesAnswers): void {
  const bytes = data.copy(row);
  const cipher = createDecipheriv(`aes-${8 * key.length}-gcm` as CipherGCMTypes, key, bytes.subarray(0, vectorBytes.GCM), { authTagLength: TAG_BYTES });
  cipher.setAAD(authenticated.copy(row));
  cipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  const plain = cipher.update(bytes.subarray(vectorBytes.GCM, bytes.length - TAG_BYTES));
  try {
    cipher.final();
  } catch {
    refuse(row, 'badTag');
    return;
  }
  answers.copy(row, plain, 0, plain.length);
}

function encryptBlocks(key: Uint8Array): (blocks: Uint8Array) => Buffer {
  const cipher = createCipheriv(`aes-${8 * key.length}-ecb`, key, null).setAutoPadding(false);
  return (blocks) => cipher.update(blocks);
}

function decryptBlocks(key: Uint8Array, blocks: Uint8Array): Buffer {
  return createDecipheriv(`aes-${8 * key.length}-ecb`, key, null).setAutoPadding(false).update(blocks);
}

/** E(0), then for each row E(V ‖ 1), which hides its tag, and E(V ‖ 2) … for its text. */
function keyStream(key: Uint8Array, rows: readonly number[], textBytes: (row: number) => number, vectors: Uint8Array, vectorAt: (row: number) => number): Buffer {
  const counters = Buffer.alloc(BLOCK_BYTES + sumOf(rows, (row) => streamBytes(textBytes(row))));
  let top = BLOCK_BYTES;
  for (const row of rows) {
    const vector = vectorAt(row);
    const end = top + streamBytes(textBytes(row));
    for (let count = 1; top < end; count++, top += BLOCK_BYTES) {
      for (let at = 0; at < vectorBytes.GCM; at++) counters[top + at] = vectors[vector + at]!;
      setWord(counters, top + vectorBytes.GCM, count);
    }
  }
  return encryptBlocks(key)(counters);
}

function sumUp(sum: Ghash, authenticated: ByteCells, row: number, text: Uint8Array, start: number, end: number): void {
  sum.reset();
  sum.add(authenticated.bytes, authenticated.start(row), authenticated.end(row));
  sum.add(text, start, end);
  sum.addLengths(authenticated.size(row), end - start);
}

/** Makes room for a vector and as much behind it, and writes the vector. */
function addVector(answers: AesAnswers, size: number, behind: number, input: AesInput, row: number): void {
  const top = answers.add(row, size + behind);
  writeVector(answers.bytes, top, size, input, row);
}

function writeVector(out: Uint8Array, top: number, size: number, { vectors, random }: AesInput, row: number): void {
  const given = vectors.size(row) > 0;
  for (let at = 0; at < size; at++) out[top + at] = given ? vectors.bytes[vectors.start(row) + at]! : Math.floor(random() * 256);
}

/** One block of the padded text, XORed with the block at `before`. */
function chainBlock(step: Uint8Array, top: number, data: ByteCells, row: number, done: number, out: Uint8Array, before: number): void {
  const start = data.start(row) + done;
  const left = data.size(row) - done;
  for (let at = 0; at < BLOCK_BYTES; at++) step[top + at] = (at < left ? data.bytes[start + at]! : BLOCK_BYTES - left) ^ out[before + at]!;
}

function copyBlock(from: Uint8Array, start: number, to: Uint8Array, top: number): void {
  for (let at = 0; at < BLOCK_BYTES; at++) to[top + at] = from[start + at]!;
}

function xorInto(out: Uint8Array, top: number, one: Uint8Array, oneAt: number, other: Uint8Array, otherAt: number, size: number): void {
  for (let at = 0; at < size; at++) out[top + at] = one[oneAt + at]! ^ other[otherAt + at]!;
}

/** Length of the padding that a text ends with (PKCS#7): 1 to 16 bytes that all tell it; nothing has none. */
function paddingOf(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (start === end) return 0;
  const padding = bytes[end - 1]!;
  if (padding === 0 || padding > BLOCK_BYTES) return undefined;
  for (let at = end - padding; at < end; at++) if (bytes[at] !== padding) return undefined;
  return padding;
}

/** Rows that go together, and those that are better off alone. */
function byLength(rows: readonly number[], data: ByteCells): readonly [short: readonly number[], long: readonly number[]] {
  if (rows.length <= FEW_VALUES_MAX) return [[], rows];
  const long = rows.filter((row) => data.size(row) > SHORT_BYTES_MAX);
  return [long.length === 0 ? rows : rows.filter((row) => data.size(row) <= SHORT_BYTES_MAX), long];
}

function sumOf(rows: readonly number[], size: (row: number) => number): number {
  let sum = 0;
  for (const row of rows) sum += size(row);
  return sum;
}

function paddedBytes(size: number): number { return size + BLOCK_BYTES - (size % BLOCK_BYTES); }
function streamBytes(size: number): number { return BLOCK_BYTES + BLOCK_BYTES * Math.ceil(size / BLOCK_BYTES); }

function setWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}
