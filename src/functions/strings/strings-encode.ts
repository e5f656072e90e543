import { LetterMap } from '../../columnar/letter-map.ts';
import { decodeUtf8 } from '../../columnar/read.ts';
import { buildText, type TextWriter } from '../../columnar/text.ts';
import { fail } from '../../errors/stream-error.ts';
import { implicitCast } from '../../types/coercion-implicit.ts';
import { textToSql } from '../../types/print.ts';
import { binaryType, stringType } from '../../types/data-type.ts';
import { castInput, expectConstant, expectCount } from '../define.ts';
import { decodeText, encodeText } from './charsets.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { quoted } from '../mismatch.ts';
import { literalSql } from '../pretty-literal.ts';
import { matchSignatures } from '../signature-match.ts';
import { indexOfBytes, intReader, mapBytes, mapText, textInput } from './text-kernels.ts';
import { shownText } from '../shown.ts';

const since = '0.1';
const strings = 'string_funcs';
const urls = 'url_funcs';

/** Text to bytes and back: character sets, base64, URLs, masks. */
export const stringEncodeFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'base64', group: strings, since, signatures: ['(binary) -> string'],
    doc: 'Returns the bytes in base 64, in lines of 76 letters unless spark.sql.chunkBase64String.enabled is false.', examples: [["SELECT base64('Spark SQL')", 'U3BhcmsgU1FM']],
    kernel: (call) => base64Kernel(call),
  },
  {
    kind: 'scalar', name: 'unbase64', group: strings, since, signatures: ['(string) -> binary'],
    doc: 'Returns the bytes of text in base 64. Characters that are not of base 64 are skipped; text that ends too early is an error.', examples: [["SELECT unbase64('U3BhcmsgU1FM')", 'Spark SQL']],
    kernel: mapText(([text], call) => readMime(text as string) ?? badInput(call, text as string, 'BASE64')),
  },
  {
    kind: 'scalar', name: 'encode', group: strings, since, signatures: ['(string, string) -> binary'], nullable: 'always',
    doc: 'Returns the bytes of text in a character set: US-ASCII, ISO-8859-1, UTF-8, UTF-16(BE|LE), UTF-32.', examples: [["SELECT encode('abc', 'utf-8')", 'abc']],
    kernel: mapText(([text, charset], call) => encodeText(text as string, charset as string, call)),
  },
  {
    kind: 'scalar', name: 'to_binary', group: strings, since, signatures: [], resolve: resolveToBinary,
    doc: "Returns the bytes of text written as 'hex' (default), 'utf-8' or 'base64'. Text that does not fit is an error.", examples: [["SELECT to_binary('abc', 'utf-8')", 'abc']],
    kernel: (call) => mapText(([text, format]) => readBinary(text as string, (format as string | undefined) ?? 'hex') ?? badInput(call, text as string, ((format as string | undefined) ?? 'hex').toUpperCase()))(call),
  },
  {
    kind: 'scalar', name: 'try_to_binary', group: strings, since, signatures: [], resolve: resolveToBinary,
    doc: 'Like to_binary, but gives NULL for text that does not fit.', examples: [["SELECT try_to_binary('a!', 'base64')", 'NULL']],
    kernel: mapText(([text, format]) => readBinary(text as string, (format as string | undefined) ?? 'hex') ?? null),
  },
  {
    kind: 'scalar', name: 'url_encode', group: urls, since, signatures: ['(string) -> string'], nullable: 'always',
    doc: 'Returns text as application/x-www-form-urlencoded.', examples: [["SELECT url_encode('https://spark.apache.org')", 'https%3A%2F%2Fspark.apache.org']],
    kernel: mapText(([text]) => encodeURIComponent(text as string).replace(/%20/g, '+').replace(/[!'()~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)),
  },
  {
    kind: 'scalar', name: 'url_decode', group: urls, since, signatures: ['(string) -> string'], nullable: 'always',
    doc: 'Reads application/x-www-form-urlencoded text; malformed text is an error.', examples: [["SELECT url_decode('https%3A%2F%2Fspark.apache.org')", 'https://spark.apache.org']],
    kernel: (call) => mapBytes((bytes, start, end, out) => decodeUrl(bytes, start, end, out) || fail('CANNOT_DECODE_URL', { url: decodeUtf8(bytes, start, end) }, { at: call.at }))(call),
  },
  {
    kind: 'scalar', name: 'try_url_decode', group: urls, since, signatures: ['(string) -> string'], nullable: 'always',
    doc: 'Like url_decode, but gives NULL for malformed text.', examples: [["SELECT try_url_decode('http%3A%2F%2spark.apache.org')", 'NULL']], kernel: mapBytes(decodeUrl),
  },
  {
    kind: 'scalar', name: 'parse_url', group: urls, since, signatures: ['(string!, string!, [string!]) -> string'], nullable: 'always',
    doc: 'Returns a part of a URL: HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY or USERINFO; with a third argument the value of that key of the query.',
    examples: [["SELECT parse_url('http://spark.apache.org/path?query=1', 'HOST')", 'spark.apache.org'], ["SELECT parse_url('http://spark.apache.org/path?query=1', 'QUERY', 'query')", '1']],
    kernel: mapText(([url, part, key], call) => urlPart(url as string, part as string, key as string | undefined, () => (call.settings.ansi ? fail('INVALID_URL', { url: url as string }, { at: call.at }) : null))),
  },
  {
    kind: 'scalar', name: 'try_parse_url', group: urls, since, signatures: ['(string!, string!, [string!]) -> string'], nullable: 'always',
    doc: 'Like parse_url, but gives NULL for what is no URL.', examples: [["SELECT try_parse_url('http://a b', 'HOST')", 'NULL']],
    kernel: mapText(([url, part, key]) => urlPart(url as string, part as string, key as string | undefined, () => null)),
  },
  {
    kind: 'scalar', name: 'mask', group: strings, since, nulls: 'custom', nullable: 'always',
    signatures: [], parameters: ['str', 'upperChar', 'lowerChar', 'digitChar', 'otherChar'],
    parameterDefaults: [undefined, 'X', 'x', 'n', null],
    doc: 'Replaces upper-case letters by X, lower-case ones by x and digits by n, or by the characters given; NULL leaves a kind as it is.',
    examples: [["SELECT mask('abcd-EFGH-8765-4321')", 'xxxx-XXXX-nnnn-nnnn'], ["SELECT mask('AbCD123-@$#', 'Q', 'q', 'd', 'o')", 'QqQQdddoooo']],
    display: (args, types) => `mask(${args[0]}, ${['X', 'x', 'n'].map((letter, index) => args[index + 1] ?? shownText(letter, types[0])).join(', ')}, ${args[4] ?? 'NULL'})`,
    resolve: resolveMask, kernel: maskKernel,
  },
  {
    kind: 'scalar', name: 'chr', aliases: ['char'], group: strings, since, signatures: ['(bigint) -> string'], displayAsWritten: true,
    doc: 'Returns the character of a code, taken modulo 256; an empty string for negative codes.', examples: [['SELECT chr(65)', 'A']],
    kernel: (call) => (args, rows, { arena }) => {
      const values = args[0]!.values as BigInt64Array;
      const { mask } = args[0]!;
      return buildText({ type: call.returnType, args, rows, arena, write: (row, out) => {
        const code = values[row & mask]!;
        if (code >= 0n) out.writeText(String.fromCharCode(Number(code & 255n)));
        return true;
      } });
    },
  },
  {
    kind: 'scalar', name: 'split_part', group: strings, since, signatures: ['(string, string, int) -> string'], nullable: 'always',
    doc: 'Splits at a delimiter and returns the n-th part, counted from the end for negative n; an empty string when there is none. 0 is an error.', examples: [["SELECT split_part('11.12.13', '.', 3)", '13']],
    kernel: splitPart,
  },
];

/** decode(binary, charset), and decode(value, search, result, …, default) as the analyzer leaves it. */
export function resolveDecode(call: CallShape): ResolvedCall {
  return { ...matchSignatures(['(binary, string) -> string'], call), nullable: true };
}

export function decodeKernel(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const input = textInput(args[0]!);
    const charset = textInput(args[1]!);
    return buildText({
      type: stringType, args, rows, arena,
      write: (row, out) => {
        const name = Buffer.from(charset.bytes.subarray(charset.offsets[row & charset.mask]!, charset.offsets[(row & charset.mask) + 1]!)).toString('utf8');
        out.writeText(decodeText(input.bytes.subarray(input.offsets[row & input.mask]!, input.offsets[(row & input.mask) + 1]!), name, call));
        return true;
      },
    });
  };
}

const base64Letters = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const [EQUALS, RETURN, LINE_FEED] = [0x3d, 0x0d, 0x0a];
/** Bytes of a full line, as MIME has it; the last line does not end. */
const LINE_BYTES = 57;

function base64Kernel(call: BoundCall): Kernel {
  const isWhole = call.settings.get('spark.sql.chunkBase64String.enabled')?.toLowerCase() === 'false';
  return mapBytes((bytes, start, end, out) => {
    const lineBytes = isWhole ? end - start : LINE_BYTES;
    out.reserve(Math.ceil((end - start) / 3) * 4 + 2 * Math.ceil((end - start) / LINE_BYTES));
    for (let at = start; at < end; at += lineBytes) {
      if (at > start) { out.bytes[out.top++] = RETURN; out.bytes[out.top++] = LINE_FEED; }
      writeBase64(bytes, at, Math.min(end, at + lineBytes), out);
    }
  })(call);
}

/** The room is there. */
function writeBase64(bytes: Uint8Array, start: number, end: number, out: TextWriter): void {
  const target = out.bytes;
  let { top } = out;
  let at = start;
  for (; at + 3 <= end; at += 3) {
    const word = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
    target[top++] = base64Letters[word >> 18]!;
    target[top++] = base64Letters[(word >> 12) & 63]!;
    target[top++] = base64Letters[(word >> 6) & 63]!;
    target[top++] = base64Letters[word & 63]!;
  }
  if (at < end) {
    const word = (bytes[at]! << 16) | (at + 1 < end ? bytes[at + 1]! << 8 : 0);
    target[top++] = base64Letters[word >> 18]!;
    target[top++] = base64Letters[(word >> 12) & 63]!;
    target[top++] = at + 1 < end ? base64Letters[(word >> 6) & 63]! : EQUALS;
    target[top++] = EQUALS;
  }
  out.top = top;
}

function badInput(call: BoundCall, text: string, format: string): never {
  return fail('CONVERSION_INVALID_INPUT', { str: `'${text}'`, fmt: `'${format}'`, targetType: '"BINARY"', suggestion: '`try_to_binary`' }, { at: call.at });
}

const binaryFormats: ReadonlySet<string> = new Set(['hex', 'utf-8', 'utf8', 'base64']);

/** The format is a constant; to_binary takes known ones only, the try_ form gives NULL for others. */
function resolveToBinary(call: CallShape): ResolvedCall {
  expectCount(call, 1, 2);
  const format = call.arguments[1];
  const text = castInput(call, 0, stringType);
  if (format === undefined) return { argumentTypes: [text], returnType: binaryType, nullable: true };
  const written = expectConstant(call, 1, 'fmt', stringType);
  const readable = implicitCast(format.type, stringType, call.settings) !== undefined;
  const known = written === null || (readable && (call.name === 'try_to_binary' || binaryFormats.has(String(written).toLowerCase())));
  if (!known) {
    const inputValue = written === null ? 'NULL' : readable ? textToSql(String(written)) : literalSql(written, format.type, call.settings.timeZone);
    fail('DATATYPE_MISMATCH.INVALID_ARG_VALUE', {
      sqlExpr: quoted(call.sql), inputName: 'fmt', requireType: 'case-insensitive "STRING"', validValues: "'hex', 'utf-8', 'utf8', or 'base64'", inputValue,
    }, { at: call.at });
  }
  return { argumentTypes: [text, stringType], returnType: binaryType, nullable: call.name !== 'to_binary' || written !== 'base64' || call.arguments[0]!.nullable };
}

function readBinary(text: string, format: string): Uint8Array | undefined {
  switch (format.toLowerCase()) {
    case 'hex': return /^[0-9a-fA-F]*$/.test(text) ? Buffer.from(text.length % 2 === 1 ? `0${text}` : text, 'hex') : undefined;
    case 'base64': return readBase64(text);
    case 'utf8':
    case 'utf-8': return Buffer.from(text, 'utf8');
    default: return undefined;
  }
}

/** White space inside is skipped, padding may be missing only where no bits are lost. */
function readBase64(text: string): Uint8Array | undefined {
  const clean = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(clean)) return undefined;
  const body = clean.replace(/=+$/, '');
  const padding = clean.length - body.length;
  if (body.length % 4 === 1 || (padding > 0 && (body.length + padding) % 4 !== 0)) return undefined;
  return Buffer.from(body, 'base64');
}

/** As mail has it: what is no letter of base 64 is skipped, everything behind the padding too. */
function readMime(text: string): Uint8Array | undefined {
  const end = text.indexOf('=');
  const body = (end < 0 ? text : text.slice(0, end)).replace(/[^A-Za-z0-9+/]/g, '');
  const rest = end < 0 ? '' : text.slice(end + 1);
  const over = body.length % 4;
  if (over === 1 || (end >= 0 && (over === 0 || (over === 2 && !rest.startsWith('=')))) || /[A-Za-z0-9+/]/.test(rest)) return undefined;
  return Buffer.from(body, 'base64');
}

/** False for a `%` without two hexadecimal digits. Bytes that are no UTF-8 become replacement characters. */
function decodeUrl(bytes: Uint8Array, start: number, end: number, out: TextWriter): boolean {
  out.reserve(end - start);
  const first = out.top;
  let escapedWide = false;
  for (let at = start; at < end; at++) {
    let byte = bytes[at]!;
    if (byte === 43) byte = 32;
    else if (byte === 37) {
      const [high, low] = at + 2 < end ? [hexDigit(bytes[at + 1]!), hexDigit(bytes[at + 2]!)] : [-1, -1];
      if (high < 0 || low < 0) return false;
      byte = high * 16 + low;
      escapedWide ||= byte >= 128;
      at += 2;
    }
    out.bytes[out.top++] = byte;
  }
  if (!escapedWide) return true;
  const text = Buffer.from(out.bytes.subarray(first, out.top)).toString('utf8');
  out.top = first;
  out.writeText(text);
  return true;
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** java.net.URI's parts, in the order scheme, authority, path, query, fragment. */
function urlPart(url: string, part: string, key: string | undefined, refuse: () => null): string | null {
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(url);
  if (match === null || /[\s<>"{}|\\^`]|%(?![0-9a-fA-F]{2})/.test(url)) return refuse();
  const [, scheme, authority, path, query, fragment] = match;
  if (key !== undefined && part !== 'QUERY') return null;
  if (authority !== undefined && /^[^@]*@?\[(?![0-9A-Fa-f:.%]+\])/.test(authority)) return refuse();
  const server = /^(?:([^@]*)@)?(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(authority ?? '');
  switch (part) {
    case 'HOST': return server?.[2] === undefined || server[2] === '' ? null : server[2];
    case 'PATH': return path ?? null;
    case 'QUERY': return key === undefined ? query ?? null : new RegExp(`(?:^|&)${key.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}=([^&]*)`).exec(query ?? '')?.[1] ?? null;
    case 'REF': return fragment ?? null;
    case 'PROTOCOL': return scheme ?? null;
    case 'FILE': return query === undefined ? path ?? null : `${path}?${query}`;
    case 'AUTHORITY': return authority === undefined || authority === '' ? null : authority;
    case 'USERINFO': return server?.[1] ?? null;
    default: return null;
  }
}

function splitPart(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [text, delimiter] = [textInput(args[0]!), textInput(args[1]!)];
    const indexAt = intReader(args[2]!);
    return buildText({
      type: call.returnType, args, rows, arena, guessBytes: text.bytes.length,
      write: (row, out) => {
        const index = indexAt(row);
        if (index === 0) fail('INVALID_INDEX_OF_ZERO', {}, { at: call.at });
        const [start, end] = [text.offsets[row & text.mask]!, text.offsets[(row & text.mask) + 1]!];
        const [from, to] = [delimiter.offsets[row & delimiter.mask]!, delimiter.offsets[(row & delimiter.mask) + 1]!];
        // From the end means so many from the start, once the parts are counted.
        const wanted = index > 0 ? index - 1 : countParts(text.bytes, start, end, delimiter.bytes, from, to) + index;
        let at = start;
        for (let part = 0; wanted >= 0; part++) {
          const next = to > from ? indexOfBytes(text.bytes, at, end, delimiter.bytes, from, to) : -1;
          if (part === wanted) { out.copy(text.bytes, at, next < 0 ? end : next); break; }
          if (next < 0) break;
          at = next + to - from;
        }
        return true;
      },
    });
  };
}

function countParts(bytes: Uint8Array, start: number, end: number, delimiter: Uint8Array, from: number, to: number): number {
  let count = 1;
  if (to === from) return count;
  for (let at = indexOfBytes(bytes, start, end, delimiter, from, to); at >= 0; at = indexOfBytes(bytes, at + to - from, end, delimiter, from, to)) count++;
  return count;
}

const maskNames = ['', 'upperChar', 'lowerChar', 'digitChar', 'otherChar'];

/** What letters are replaced by is one constant character each, or NULL. */
function resolveMask(call: CallShape): ResolvedCall {
  const match = matchSignatures(['(string!, [string!], [string!], [string!], [string!]) -> string'], call);
  for (let index = 1; index < call.arguments.length; index++) {
    const letter = expectConstant(call, index, maskNames[index]!, stringType);
    if (letter !== null && [...(letter as string)].length !== 1) fail('DATATYPE_MISMATCH.INPUT_SIZE_NOT_ONE', { sqlExpr: quoted(call.sql), exprName: maskNames[index]! }, { at: call.at });
  }
  return { ...match, nullable: true };
}

function maskKernel(call: BoundCall): Kernel {
  const defaults = ['X', 'x', 'n', null];
  let known: { readonly written: string; readonly letters: LetterMap } | undefined;
  return (args, rows, { arena }) => {
    const text = textInput(args[0]!);
    const kinds = [0, 1, 2, 3].map((index) => args[index + 1]);
    const replacements = kinds.map((column, index) => {
      if (column === undefined) return defaults[index]!;
      const input = textInput(column);
      return column.validity !== undefined && (column.validity[0]! & 1) === 0 ? null : Buffer.from(input.bytes.subarray(input.offsets[0]!, input.offsets[1]!)).toString('utf8');
    });
    const written = JSON.stringify(replacements);
    if (known?.written !== written) known = { written, letters: new LetterMap((letter) => maskLetter(letter, replacements)) };
    const { letters } = known;
    return buildText({
      type: call.returnType, args: [args[0]!], rows, arena,
      write: (row, out) => {
        const [start, end] = [text.offsets[row & text.mask]!, text.offsets[(row & text.mask) + 1]!];
        if (!letters.write(text.bytes, start, end, out)) for (const letter of decodeUtf8(text.bytes, start, end)) out.writeText(maskLetter(letter, replacements));
        return true;
      },
    });
  };
}

function maskLetter(letter: string, [upper, lower, digit, other]: readonly (string | null)[]): string {
  if (/\p{Lu}/u.test(letter)) return upper ?? letter;
  if (/\p{Ll}/u.test(letter)) return lower ?? letter;
  if (/\p{Nd}/u.test(letter)) return digit ?? letter;
  return other ?? letter;
}
