import { createCipheriv, createDecipheriv } from 'node:crypto';
import { bytesOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { readBytes, readString } from '../../columnar/read.ts';
import { buildText } from '../../columnar/text.ts';
import { fail, StreamError } from '../../errors/stream-error.ts';
import type { BoundCall, Kernel, KernelContext, ScalarFunction } from '../function.ts';
import { hmacOf, type Slice } from './digest.ts';

/** AES and keyed digests. The algorithms are Node's; here are Spark's names, defaults, layouts and refusals. */

interface AesMode { readonly name: 'ecb' | 'cbc' | 'gcm'; readonly ivBytes: number; readonly paddings: readonly string[] }

/** An initialization vector stands in front of the encrypted bytes; GCM's tag of 16 bytes behind them. */
const aesModes: Readonly<Record<string, AesMode>> = {
  ECB: { name: 'ecb', ivBytes: 0, paddings: ['DEFAULT', 'PKCS'] },
  CBC: { name: 'cbc', ivBytes: 16, paddings: ['DEFAULT', 'PKCS'] },
  GCM: { name: 'gcm', ivBytes: 12, paddings: ['DEFAULT', 'NONE'] },
};
const TAG_BYTES = 16;
const BLOCK_BYTES = 16;

interface AesInput { readonly data: Uint8Array; readonly key: Uint8Array; readonly mode: AesMode; readonly algorithm: string; readonly iv: Uint8Array; readonly aad: Uint8Array }

function aesInput(args: readonly Column[], row: number, call: BoundCall, encrypts: boolean): AesInput {
  const bytes = (index: number): Uint8Array => (args[index] === undefined ? new Uint8Array(0) : readBytes(args[index]!, row & args[index]!.mask));
  const text = (index: number, otherwise: string): string => (args[index] === undefined ? otherwise : readString(args[index]!, row & args[index]!.mask)).toUpperCase();
  const key = bytes(1);
  const where = { at: call.at };
  const functionName = `\`${call.name}\``;
  if (key.length !== 16 && key.length !== 24 && key.length !== 32) fail('INVALID_PARAMETER_VALUE.AES_KEY_LENGTH', { functionName, actualLength: String(key.length) }, where);
  const modeName = text(2, 'GCM');
  const mode = aesModes[modeName];
  if (mode === undefined || !mode.paddings.includes(text(3, 'DEFAULT'))) return fail('UNSUPPORTED_FEATURE.AES_MODE', { mode: modeName, padding: text(3, 'DEFAULT'), functionName }, where);
  const iv = encrypts ? bytes(4) : new Uint8Array(0);
  const aad = bytes(encrypts ? 5 : 4);
  if (iv.length > 0 && mode.ivBytes === 0) fail('UNSUPPORTED_FEATURE.AES_MODE_IV', { mode: modeName, functionName }, where);
  if (iv.length > 0 && iv.length !== mode.ivBytes) fail('INVALID_PARAMETER_VALUE.AES_IV_LENGTH', { mode: modeName, functionName, actualLength: String(iv.length) }, where);
  if (encrypts && aad.length > 0 && mode.name !== 'gcm') fail('UNSUPPORTED_FEATURE.AES_MODE_AAD', { mode: modeName, functionName }, where);
  return { data: bytes(0), key, mode, algorithm: `aes-${8 * key.length}-${mode.name}`, iv, aad };
}

function encrypt({ data, key, mode, algorithm, iv, aad }: AesInput, { random }: KernelContext): Uint8Array {
  const vector = iv.length > 0 || mode.ivBytes === 0 ? iv : Uint8Array.from({ length: mode.ivBytes }, () => Math.floor(random() * 256));
  if (mode.name !== 'gcm') {
    const cipher = createCipheriv(algorithm, key, mode.ivBytes === 0 ? null : vector);
    return Buffer.concat([vector, cipher.update(data), cipher.final()]);
  }
  const cipher = createCipheriv(algorithm as 'aes-128-gcm', key, vector);
  if (aad.length > 0) cipher.setAAD(aad);
  return Buffer.concat([vector, cipher.update(data), cipher.final(), cipher.getAuthTag()]);
}

/** The decrypted bytes, or why there are none. */
function decrypt({ data, key, mode, algorithm, aad }: AesInput): Uint8Array | Error {
  const body = data.length - mode.ivBytes;
  if (mode.name !== 'gcm' && data.length === 0) return data;
  if (body < 0 || (mode.name !== 'gcm' && body % BLOCK_BYTES !== 0)) return new RangeError(`${data.length} bytes are no whole blocks`);
  try {
    const vector = data.subarray(0, mode.ivBytes);
    if (mode.name !== 'gcm') {
      const cipher = createDecipheriv(algorithm, key, mode.ivBytes === 0 ? null : vector);
      return Buffer.concat([cipher.update(data.subarray(mode.ivBytes)), cipher.final()]);
    }
    const cipher = createDecipheriv(algorithm as 'aes-128-gcm', key, vector);
    if (aad.length > 0) cipher.setAAD(aad);
    cipher.setAuthTag(data.subarray(Math.max(mode.ivBytes, data.length - TAG_BYTES)));
    return Buffer.concat([cipher.update(data.subarray(mode.ivBytes, data.length - TAG_BYTES)), cipher.final()]);
  } catch (error) {
    return error as Error;
  }
}

const bytesKernel = (compute: (args: readonly Column[], row: number, call: BoundCall, context: KernelContext) => Uint8Array | undefined) => (call: BoundCall): Kernel =>
  (args, rows, context) => buildText({
    type: call.returnType, args, rows, arena: context.arena,
    write: (row, out) => {
      const result = compute(args, row, call, context);
      if (result !== undefined) out.copy(result, 0, result.length);
      return result !== undefined;
    },
  });

const encryptKernel = bytesKernel((args, row, call, context) => encrypt(aesInput(args, row, call, true), context));
const decryptKernel = bytesKernel((args, row, call) => {
  const result = decrypt(aesInput(args, row, call, false));
  if (!(result instanceof Error)) return result;
  return fail('INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR', { functionName: `\`${call.name}\``, detailMessage: result.message }, { at: call.at, cause: result });
});
const tryDecryptKernel = bytesKernel((args, row, call) => {
  try {
    const result = decrypt(aesInput(args, row, call, false));
    return result instanceof Error ? undefined : result;
  } catch (error) {
    if (error instanceof StreamError && error.domain !== 'internal') return undefined;
    throw error;
  }
});

const hmacNames: Readonly<Record<string, string>> = { 'SHA-1': 'sha1', 'SHA-224': 'sha224', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512', MD5: 'md5' };

const hmacKernel = (call: BoundCall): Kernel => (args, rows, { arena }) => {
  const [keys, messages, names] = args as readonly [Column, Column, Column?];
  return buildText({
    type: call.returnType, args, rows, arena, guessBytes: 32 * rows.rowCount,
    write: (row, out) => {
      const name = names === undefined ? 'SHA-256' : readString(names, row & names.mask);
      const algorithm = hmacNames[name.toUpperCase()];
      if (algorithm === undefined) return fail('INVALID_PARAMETER_VALUE.HMAC_ALGORITHM', { functionName: '`hmac`', algorithm: name }, { at: call.at });
      const key = sliceOf(keys, row);
      if (key.start === key.end) return fail('INVALID_PARAMETER_VALUE.HMAC_CRYPTO_ERROR', { functionName: '`hmac`', detailMessage: 'the key is empty' }, { at: call.at });
      const digest = hmacOf(algorithm, key, sliceOf(messages, row));
      for (let at = 0; at < digest.length; at++) out.writeByte(digest.charCodeAt(at));
      return true;
    },
  });
};

function sliceOf(column: Column, row: number): Slice {
  const at = row & column.mask;
  return { bytes: bytesOf(column), start: offsetsOf(column)[at]!, end: offsetsOf(column)[at + 1]! };
}

/** Left-out arguments show as their defaults. */
const withDefaults = (name: string, defaults: readonly string[]) => (args: readonly string[]): string => `${name}(${[...args, ...defaults.slice(args.length - 2)].join(', ')})`;

const decryptRow = (name: string, doc: string, kernel: ScalarFunction['kernel'] & {}): ScalarFunction => ({
  kind: 'scalar', name, group: 'misc_funcs', since: '0.1', signatures: ['(binary, binary, [string], [string], [binary]) -> binary'], nullable: 'always', doc,
  examples: [[`SELECT CAST(${name}(unhex('348FF37EBDE05B7880BA339068FBDA5E'), '0000111122223333', 'ECB') AS STRING)`, 'Spark']],
  parameters: ['expr', 'key', 'mode', 'padding', 'aad'], display: withDefaults(name, ['GCM', 'DEFAULT', '']), kernel,
});

export const cryptoFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'aes_encrypt', group: 'misc_funcs', since: '0.1', signatures: ['(binary, binary, [string], [string], [binary], [binary]) -> binary'], nullable: 'always',
    deterministic: false,
    doc: 'Encrypts with AES in mode GCM (default), CBC or ECB. The key has 16, 24 or 32 bytes; a random initialization vector is put in front unless one is given.',
    examples: [["SELECT hex(aes_encrypt('Spark', '0000111122223333', 'ECB'))", '348FF37EBDE05B7880BA339068FBDA5E']],
    parameters: ['expr', 'key', 'mode', 'padding', 'iv', 'aad'], display: withDefaults('aes_encrypt', ['GCM', 'DEFAULT', '', '']), kernel: encryptKernel,
  },
  decryptRow('aes_decrypt', 'Decrypts what aes_encrypt made. Anything else, or another key, is an error.', decryptKernel),
  decryptRow('try_aes_decrypt', 'Decrypts what aes_encrypt made; NULL for anything else.', tryDecryptKernel),
  {
    kind: 'scalar', name: 'hmac', group: 'misc_funcs', since: '0.1', signatures: ['(binary, binary, [string]) -> binary'], nullable: 'always',
    doc: 'The digest of a message with a key: SHA-256 (default), SHA-1, SHA-224, SHA-384, SHA-512 or MD5.',
    examples: [["SELECT hex(hmac('key', 'message', 'MD5'))", '4E4748E62B463521F6775FBF921234B5']],
    display: (args) => `hmac(${[...args, ...['SHA-256'].slice(args.length - 2)].join(', ')})`, kernel: hmacKernel,
  },
];
