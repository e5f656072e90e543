import { type CipherGCM, createCipheriv, createDecipheriv, type DecipherGCM } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Value } from '../../src/columnar/value.ts';
import { Ghash } from '../../src/functions/hashes/ghash.ts';
import { binaryType, stringType } from '../../src/types/data-type.ts';
import { call, column, evaluate } from './call-function.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

interface Row { readonly data: Uint8Array; readonly key: Uint8Array; readonly mode: string; readonly vector: Uint8Array; readonly authenticated: Uint8Array; readonly spoiled: number | undefined }

const bytes = (sizes: fc.Arbitrary<number>): fc.Arbitrary<Uint8Array> => sizes.chain((size) => fc.uint8Array({ minLength: size, maxLength: size }));
const vectorBytes: Readonly<Record<string, number>> = { ECB: 0, CBC: 16, GCM: 12 };
const keys = [16, 24, 32, 16].map((size, index) => Uint8Array.from({ length: size }, (_, at) => at * (index + 3)));
const lengths = fc.oneof({ arbitrary: fc.integer({ min: 0, max: 70 }), weight: 8 }, { arbitrary: fc.constantFrom(495, 496, 511, 512, 513, 528, 2000), weight: 1 });
const row = fc.constantFrom('ECB', 'CBC', 'GCM').chain((mode): fc.Arbitrary<Row> => fc.record({
  data: bytes(lengths), key: fc.oneof({ arbitrary: fc.constantFrom(...keys), weight: 6 }, { arbitrary: bytes(fc.constantFrom(16, 24, 32)), weight: 1 }), mode: fc.constant(mode),
  vector: bytes(fc.constant(vectorBytes[mode]!)), authenticated: mode === 'GCM' ? bytes(fc.integer({ min: 0, max: 40 })) : fc.constant(new Uint8Array(0)),
  spoiled: fc.option(fc.nat(), { nil: undefined }),
}));

function encrypted({ data, key, mode, vector, authenticated }: Row): Buffer {
  const cipher = createCipheriv(`aes-${8 * key.length}-${mode.toLowerCase()}`, key, mode === 'ECB' ? null : vector) as CipherGCM;
  if (mode === 'GCM') cipher.setAAD(authenticated);
  return Buffer.concat([vector, cipher.update(data), cipher.final(), mode === 'GCM' ? cipher.getAuthTag() : Buffer.alloc(0)]);
}

/** One value by a cipher of Node's, or null. Spark takes a vector with nothing behind it for nothing; Node does not. */
function decrypted({ key, mode, authenticated }: Row, secret: Uint8Array): Value {
  const size = vectorBytes[mode]!;
  if (mode !== 'GCM' && secret.length === size) return new Uint8Array(0);
  if (secret.length < size + (mode === 'GCM' ? 16 : 0)) return null;
  try {
    const cipher = createDecipheriv(`aes-${8 * key.length}-${mode.toLowerCase()}`, key, mode === 'ECB' ? null : secret.subarray(0, size)) as DecipherGCM;
    if (mode === 'GCM') cipher.setAAD(authenticated).setAuthTag(secret.subarray(-16));
    return Uint8Array.from(Buffer.concat([cipher.update(secret.subarray(size, mode === 'GCM' ? -16 : undefined)), cipher.final()]));
  } catch {
    return null;
  }
}

/** A bit turned, or the end cut off. */
function spoil(secret: Buffer, { spoiled }: Row): Uint8Array {
  if (spoiled === undefined || secret.length === 0) return Uint8Array.from(secret);
  if (spoiled % 3 === 0) return Uint8Array.from(secret.subarray(0, spoiled % secret.length));
  return Uint8Array.from(secret, (byte, at) => (at === spoiled % secret.length ? byte ^ (1 << (spoiled % 7)) : byte));
}

const types = { binary: binaryType, text: stringType };
const inputs = (rows: readonly Row[], data: readonly Value[], withVector: boolean) => [
  { type: types.binary, values: data }, { type: types.binary, values: rows.map((one) => one.key) }, { type: types.text, values: rows.map((one) => one.mode) },
  { type: types.text, values: rows.map(() => 'default') }, ...(withVector ? [{ type: types.binary, values: rows.map((one) => one.vector) }] : []),
  { type: types.binary, values: rows.map((one) => one.authenticated) },
];
const over = (name: string, count: number) => call(name, Array.from({ length: count }, (_, index) => column(index, index === 2 || index === 3 ? types.text : types.binary)));

test(`a column encrypted and decrypted is what a cipher of Node's makes of each value (seed ${seed})`, () => {
  fc.assert(fc.property(fc.array(row, { minLength: 2, maxLength: 60 }), (rows) => {
    const secrets = rows.map(encrypted);
    const withNulls = rows.map((one, index): Value => (index % 11 === 10 ? null : one.data));
    expect(evaluate(over('aes_encrypt', 6), inputs(rows, withNulls, true))).toEqual(secrets.map((secret, index) => (index % 11 === 10 ? null : Uint8Array.from(secret))));
    const spoilt = secrets.map((secret, index) => spoil(secret, rows[index]!));
    const expected = rows.map((one, index) => decrypted(one, spoilt[index]!));
    expect(evaluate(over('try_aes_decrypt', 5), inputs(rows, spoilt, false))).toEqual(expected);
    const selection = rows.flatMap((_, index) => (expected[index] === null ? [] : [index]));
    expect(evaluate(over('aes_decrypt', 5), inputs(rows, spoilt, false), undefined, selection)).toEqual(selection.map((index) => expected[index]));
    if (selection.length < rows.length) expect(() => evaluate(over('aes_decrypt', 5), inputs(rows, spoilt, false))).toThrow(expect.objectContaining({ condition: 'INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR' }));
  }), { seed, numRuns: 100 });
});

test('what is refused for its arguments, in the order of the rows and in the order in which Spark looks', () => {
  const fine = { data: Buffer.from('x'), key: keys[0]!, mode: 'ECB', vector: new Uint8Array(0), authenticated: new Uint8Array(0), spoiled: undefined };
  const refused = (name: string, last: Partial<Row>): string => {
    const rows: readonly Row[] = [{ ...fine, data: encrypted(fine) }, { ...fine, data: encrypted(fine), ...last }];
    try {
      evaluate(over(name, name === 'aes_encrypt' ? 6 : 5), inputs(rows, rows.map((one) => one.data), name === 'aes_encrypt'));
      return 'nothing';
    } catch (error) {
      return (error as { readonly condition: string }).condition;
    }
  };
  const text = Buffer.from('additional');
  expect(refused('aes_encrypt', { key: text, mode: 'XYZ' })).toBe('INVALID_PARAMETER_VALUE.AES_KEY_LENGTH');
  expect(refused('aes_encrypt', { mode: 'XYZ' })).toBe('UNSUPPORTED_FEATURE.AES_MODE');
  expect(refused('aes_encrypt', { vector: text, authenticated: text })).toBe('UNSUPPORTED_FEATURE.AES_MODE_IV');
  expect(refused('aes_encrypt', { mode: 'CBC', vector: text, authenticated: text })).toBe('INVALID_PARAMETER_VALUE.AES_IV_LENGTH');
  expect(refused('aes_encrypt', { authenticated: text })).toBe('UNSUPPORTED_FEATURE.AES_MODE_AAD');
  expect(refused('aes_decrypt', { authenticated: text })).toBe('nothing');
  expect(refused('aes_decrypt', { mode: 'CBC', authenticated: text })).toBe('UNSUPPORTED_FEATURE.AES_MODE_AAD');
  expect(refused('aes_decrypt', { mode: 'CBC', authenticated: text, data: text })).toBe('INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR');
  expect(refused('aes_decrypt', { mode: 'CBC', data: new Uint8Array(16) })).toBe('nothing');
  expect(refused('aes_decrypt', { mode: 'GCM', data: encrypted({ ...fine, mode: 'GCM', vector: new Uint8Array(12) }).subarray(0, -1) })).toBe('INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR');
});

test('GHASH of the published test case 2 of GCM', () => {
  const sum = new Ghash(Buffer.from('66e94bd4ef8a2c3b884cfa59ca342b2e', 'hex'), 0);
  sum.add(Buffer.from('0388dace60b6a392f328c2b971b2fe78', 'hex'), 0, 16);
  sum.addLengths(0, 16);
  expect([0, 1, 2, 3].map((word) => (sum.word(word) >>> 0).toString(16).padStart(8, '0')).join('')).toBe('f38cbb1ad69223dcc3457ae5b6b0f885');
});
