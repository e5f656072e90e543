import type { Arena } from '../../columnar/arena.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { bytesOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { readString } from '../../columnar/read.ts';
import { buildText, forEachRow } from '../../columnar/text.ts';
import { fail } from '../../errors/stream-error.ts';
import type { BoundCall, Kernel, ScalarFunction } from '../function.ts';
import { AesAnswers, type AesFault, aesDecrypt, aesEncrypt, aesFaults, type AesInput, type AesMode, vectorBytes } from './aes.ts';
import { ByteCells } from './byte-cells.ts';
import { hmacOf, type Slice } from './digest.ts';

/** AES and keyed digests. The algorithms stand beside; here are Spark's names, defaults and refusals. */

const aesPaddings: Readonly<Record<string, readonly string[]>> = { ECB: ['DEFAULT', 'PKCS'], CBC: ['DEFAULT', 'PKCS'], GCM: ['DEFAULT', 'NONE'] };

interface AesCall extends AesInput { readonly keys: ByteCells; readonly modes: ByteCells; readonly paddings: ByteCells; readonly encrypts: boolean }

/** Rows with one key, mode and padding. */
interface AesRun { readonly key: Uint8Array; readonly mode: string; readonly refusal: AesRefusal | undefined; readonly rows: number[] }

type AesRefusal = 'keyLength' | 'mode' | 'modeVector' | 'vectorLength' | 'modeAuthenticated' | AesFault;

/** Encrypts or decrypts; what cannot be is an error of the first such row, or NULL. */
const aesKernel = (encrypts: boolean, otherwise: 'error' | 'null') => (call: BoundCall): Kernel => (args, rows, { arena, random }) => {
  const refusals = new Array<AesRefusal | undefined>(Math.max(1, rows.rowCount));
  const all: AesCall = {
    data: new ByteCells(args[0]), keys: new ByteCells(args[1]), modes: new ByteCells(args[2], 'GCM'), paddings: new ByteCells(args[3], 'DEFAULT'),
    vectors: new ByteCells(encrypts ? args[4] : undefined), authenticated: new ByteCells(args[encrypts ? 5 : 4]),
    encrypts, random, refuse: (row, fault) => { refusals[row] = fault; },
  };
  const answers = new AesAnswers(rows.rowCount, arena);
  eachRun(all, args, rows, arena, (run) => {
    const live = run.rows.filter((row) => (refusals[row] = run.refusal ?? refusalOf(all, run.mode, row)) === undefined);
    if (live.length > 0) (encrypts ? aesEncrypt : aesDecrypt)[run.mode as AesMode](run.key, live, all, answers);
  });
  return buildText({
    type: call.returnType, args, rows, arena,
    write: (row, out) => {
      const refusal = refusals[row];
      if (refusal === undefined) out.copy(answers.bytes, answers.start(row), answers.end(row));
      else if (otherwise === 'error') failWith(refusal, all, row, call);
      return refusal === undefined;
    },
  });
};

/** More runs at a time gain nothing: where every row has a key of its own they would only have to be kept. */
const RUNS_MAX = 64;

/** The rows that count by what a cipher is made of; mostly that is the same as in the row before. */
function eachRun(call: AesCall, args: readonly Column[], rows: Rows, arena: Arena, visit: (run: AesRun) => void): void {
  const { keys, modes, paddings } = call;
  const runs = new Map<string, AesRun>();
  let run: AesRun | undefined;
  let before = -1;
  forEachRow(args, rows, arena, (row) => {
    if (run === undefined || !keys.equalAt(row, before) || !modes.equalAt(row, before) || !paddings.equalAt(row, before)) {
      const name = `${Buffer.from(keys.copy(row).buffer).toString('hex')} ${modes.text(row)} ${paddings.text(row)}`;
      run = runs.get(name);
      if (run === undefined) {
        if (runs.size === RUNS_MAX) { runs.forEach(visit); runs.clear(); }
        runs.set(name, run = runOf(call, row));
      }
    }
    run.rows.push(row);
    before = row;
  });
  runs.forEach(visit);
}

function runOf(call: AesCall, row: number): AesRun {
  const key = call.keys.copy(row);
  const mode = call.modes.text(row).toUpperCase();
  const padding = call.paddings.text(row).toUpperCase();
  const refusal = key.length !== 16 && key.length !== 24 && key.length !== 32 ? 'keyLength' : aesPaddings[mode]?.includes(padding) === true ? undefined : 'mode';
  return { key, mode, refusal, rows: [] };
}

/** What a row is refused for whose run is fine, in the order in which Spark looks. */
function refusalOf({ data, vectors, authenticated, encrypts }: AesCall, mode: string, row: number): AesRefusal | undefined {
  const size = vectorBytes[mode as AesMode];
  if (vectors.size(row) > 0 && size === 0) return 'modeVector';
  if (vectors.size(row) > 0 && vectors.size(row) !== size) return 'vectorLength';
  if (authenticated.size(row) === 0 || mode === 'GCM' || (mode === 'ECB' && !encrypts)) return undefined;
  return !encrypts && data.size(row) < size ? 'tooShort' : 'modeAuthenticated';
}

function failWith(refusal: AesRefusal, call: AesCall, row: number, { at }: BoundCall): never {
  const functionName = '`aes_encrypt`/`aes_decrypt`'; // one class of Spark's runs both
  const mode = call.modes.text(row).toUpperCase();
  switch (refusal) {
    case 'keyLength': return fail('INVALID_PARAMETER_VALUE.AES_KEY_LENGTH', { functionName, actualLength: String(call.keys.size(row)) }, { at });
    case 'mode': return fail('UNSUPPORTED_FEATURE.AES_MODE', { mode, padding: call.paddings.text(row).toUpperCase(), functionName }, { at });
    case 'modeVector': return fail('UNSUPPORTED_FEATURE.AES_MODE_IV', { mode, functionName: '`aes_encrypt`' }, { at });
    case 'vectorLength': return fail('INVALID_PARAMETER_VALUE.AES_IV_LENGTH', { mode, parameter: '`iv`', functionName, actualLength: String(call.vectors.size(row)) }, { at });
    case 'modeAuthenticated': return fail('UNSUPPORTED_FEATURE.AES_MODE_AAD', { mode, functionName: '`aes_encrypt`' }, { at });
    default: return fail('INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR', { functionName, detailMessage: aesFaults[refusal] }, { at });
  }
}

const hmacNames: Readonly<Record<string, string>> = { 'SHA-1': 'sha1', 'SHA-224': 'sha224', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512', MD5: 'md5' };

const hmacKernel = (call: BoundCall): Kernel => (args, rows, { arena }) => {
  const [keys, messages, names] = args as readonly [Column, Column, Column?];
  return buildText({
    type: call.returnType, args, rows, arena, guessBytes: 32 * rows.rowCount,
    write: (row, out) => {
      const name = names === undefined ? 'SHA-256' : readString(names, row & names.mask);
      const algorithm = hmacNames[name.toUpperCase()];
      if (algorithm === undefined) return fail('INVALID_PARAMETER_VALUE.HMAC_ALGORITHM', { functionName: '`hmac`', algorithm: `'${name}'` }, { at: call.at });
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
  display: withDefaults(name, ['GCM', 'DEFAULT', '']), kernel,
});

export const cryptoFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'aes_encrypt', group: 'misc_funcs', since: '0.1', signatures: ['(binary, binary, [string], [string], [binary], [binary]) -> binary'], nullable: 'always',
    deterministic: false,
    doc: 'Encrypts with AES in mode GCM (default), CBC or ECB. The key has 16, 24 or 32 bytes; a random initialization vector is put in front unless one is given.',
    examples: [["SELECT hex(aes_encrypt('Spark', '0000111122223333', 'ECB'))", '348FF37EBDE05B7880BA339068FBDA5E']],
    display: withDefaults('aes_encrypt', ['GCM', 'DEFAULT', '', '']), kernel: aesKernel(true, 'error'),
  },
  decryptRow('aes_decrypt', 'Decrypts what aes_encrypt made. Anything else, or another key, is an error.', aesKernel(false, 'error')),
  decryptRow('try_aes_decrypt', 'Decrypts what aes_encrypt made; NULL for anything else.', aesKernel(false, 'null')),
  {
    kind: 'scalar', name: 'hmac', group: 'misc_funcs', since: '0.1', signatures: ['(binary, binary, [string]) -> binary'], nullable: 'always',
    doc: 'The digest of a message with a key: SHA-256 (default), SHA-1, SHA-224, SHA-384, SHA-512 or MD5.',
    examples: [["SELECT hex(hmac('key', 'message', 'MD5'))", '4E4748E62B463521F6775FBF921234B5']],
    display: (args) => `hmac(${[...args, ...['SHA-256'].slice(args.length - 2)].join(', ')})`, kernel: hmacKernel,
  },
];
