import { fail, type Span } from '../../errors/stream-error.ts';
import type { BoundCall } from '../function.ts';
import { isOn } from '../setting.ts';

/** What a character set does not have is replaced, not refused. */
const REPLACES = 'spark.sql.legacy.codingErrorAction';

interface Charset {
  /** Undefined when a character has no code. */
  readonly encode: (text: string) => Uint8Array | undefined;
  /** Undefined when the bytes are no text. */
  readonly decode: (bytes: Uint8Array) => string | undefined;
}

/** The character sets Spark allows for encode() and decode(), by lower-case name. */
const charsets: Readonly<Record<string, Charset>> = {
  'utf-8': { encode: (text) => Buffer.from(text, 'utf8'), decode: strict('utf-8') },
  'us-ascii': { encode: (text) => narrow(text, 0x7f), decode: (bytes) => (bytes.every((byte) => byte < 128) ? Buffer.from(bytes).toString('latin1') : undefined) },
  'iso-8859-1': { encode: (text) => narrow(text, 0xff), decode: (bytes) => Buffer.from(bytes).toString('latin1') },
  'utf-16': { encode: (text) => text === '' ? Buffer.alloc(0) : Buffer.concat([Uint8Array.of(0xfe, 0xff), wide(text, false)]), decode: decodeWithMark },
  'utf-16be': { encode: (text) => wide(text, false), decode: (bytes) => strict('utf-16be')(bytes) },
  'utf-16le': { encode: (text) => wide(text, true), decode: (bytes) => strict('utf-16le')(bytes) },
  'utf-32': { encode: (text) => Buffer.concat([...text].map((letter) => { const code = Buffer.alloc(4); code.writeUInt32BE(letter.codePointAt(0)!); return code; })), decode: decodeUtf32 },
};

export function encodeText(text: string, name: string, call: BoundCall): Uint8Array {
  const charset = charsetOf(name, call);
  return charset.encode(text) ?? (isOn(call, REPLACES) ? Buffer.concat([...text].map((letter) => charset.encode(letter) ?? Uint8Array.of(63))) : malformed(name, call));
}

export function decodeText(bytes: Uint8Array, name: string, call: BoundCall): string {
  return charsetOf(name, call).decode(bytes) ?? (isOn(call, REPLACES) ? lenient(name, bytes) : malformed(name, call));
}

/** How files of a character set are read; what is no text in it is replaced. Undefined for UTF-8, which needs no reading. */
export function fileDecoder(name: string): ((bytes: Uint8Array) => string) | undefined {
  if (/^utf-?8$/i.test(name)) return undefined;
  const { decode } = charsets[name.toLowerCase()] ?? failCharset(name, 'encoding', undefined);
  return (bytes) => decode(bytes) ?? lenient(name, bytes);
}

/** Each byte that is no text, as Java replaces it; ASCII has 7 bits, which TextDecoder does not know. */
function lenient(name: string, bytes: Uint8Array): string {
  if (name.toLowerCase() === 'us-ascii') return Array.from(bytes, (byte) => (byte < 128 ? String.fromCharCode(byte) : '\ufffd')).join('');
  return new TextDecoder(name.toLowerCase() === 'utf-16' ? 'utf-16be' : name, { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}

/** Single-byte character sets that only Java knows, by way of TextDecoder, which reads them all. */
function javaCharset(name: string): Charset | undefined {
  if (!/^(windows-125\d|iso-8859-\d+|koi8-[ru]|macintosh|ibm866)$/i.test(name)) return undefined;
  const letters = new TextDecoder(name).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  return {
    decode: (bytes) => Array.from(bytes, (byte) => letters[byte]).join(''),
    encode: (text) => { const codes = Array.from(text, (letter) => letters.indexOf(letter)); return codes.includes(-1) ? undefined : Uint8Array.from(codes); },
  };
}

function charsetOf(name: string, call: BoundCall): Charset {
  return charsets[name.toLowerCase()] ?? (isOn(call, 'spark.sql.legacy.javaCharsets') ? javaCharset(name) : undefined) ?? failCharset(name, call.name, call.at);
}

/** Text in SQL has no bytes to be read by a character set; it must be one all the same. */
export function expectCharset(name: string, reader: string, at: Span | undefined): void {
  if (charsets[name.toLowerCase()] === undefined) failCharset(name, reader, at);
}

function failCharset(charset: string, functionName: string, at: Span | undefined): never {
  return fail('INVALID_PARAMETER_VALUE.CHARSET', { parameter: '`charset`', functionName: `\`${functionName}\``, charset, charsets: Object.keys(charsets).sort().join(', ') }, { at });
}

function malformed(name: string, call: BoundCall): never {
  return fail('MALFORMED_CHARACTER_CODING', { function: `\`${call.name}\``, charset: name }, { at: call.at });
}

function strict(label: string): (bytes: Uint8Array) => string | undefined {
  return (bytes) => {
    try {
      return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
    } catch {
      return undefined;
    }
  };
}

function narrow(text: string, max: number): Uint8Array | undefined {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > max) return undefined;
  return Buffer.from(text, 'latin1');
}

function wide(text: string, littleEndian: boolean): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le');
  return littleEndian ? bytes : bytes.swap16();
}

/** A byte order mark decides; without one it is big-endian. */
function decodeWithMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return strict('utf-16le')(bytes.subarray(2));
  return strict('utf-16be')(bytes[0] === 0xfe && bytes[1] === 0xff ? bytes.subarray(2) : bytes);
}

function decodeUtf32(bytes: Uint8Array): string | undefined {
  if (bytes.length % 4 !== 0) return undefined;
  const view = Buffer.from(bytes);
  let text = '';
  for (let at = 0; at < view.length; at += 4) {
    const code = view.readUInt32BE(at);
    if (code > 0x10ffff) return undefined;
    if (at > 0 || code !== 0xfeff) text += String.fromCodePoint(code);
  }
  return text;
}
