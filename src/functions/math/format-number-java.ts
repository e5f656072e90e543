import { murmur3 } from '../../columnar/spark-hash.ts';
import type { ListValue, MapValue, StructValue, Value } from '../../columnar/value.ts';
import { fail, type Span } from '../../errors/stream-error.ts';
import type { DataType } from '../../types/data-type.ts';
import { formatJavaTime, isTimeLetter } from './format-time-java.ts';
import { formatDecimal, formatDouble, formatFloat, sizeText } from '../../types/numeric-text.ts';

interface FormatArgument { readonly value: Value; readonly type: DataType }

/** Text as it is, a conversion of the argument at a place, or why there is none. */
type Piece = string | Conversion | { readonly problem: string };

interface Conversion { readonly whole: string; readonly position: number; readonly spec: Spec; readonly upper: boolean }

/** A format of java.util.Formatter taken apart. */
export interface JavaFormat { readonly format: string; readonly pieces: readonly Piece[] }

/** `bare`: neither flags nor width nor precision. */
interface Spec { readonly letter: string; readonly flags: string; readonly width: number; readonly precision: number | undefined; readonly bare: boolean }

export function parseJavaFormat(format: string): JavaFormat {
  let next = 0;
  let last = -1;
  let end = 0;
  const pieces: Piece[] = [];
  for (const found of format.matchAll(/%(?:(\d+)\$)?([-#+ 0,(<]*)(\d+)?(?:\.(\d+))?([tT]?[a-zA-Z%])?/g)) {
    const [whole, index, flags = '', width, precision, letter] = found;
    if (found.index > end) pieces.push(format.slice(end, found.index));
    end = found.index + whole.length;
    if (letter === undefined) pieces.push({ problem: `${whole} has no conversion` });
    else if (letter === '%') pieces.push(pad('%', flags, width));
    else if (letter === 'n') pieces.push('\n');
    else if (width === undefined && /[-0]/.test(flags)) pieces.push({ problem: `${whole} has no width` });
    else {
      last = flags.includes('<') ? last : index === undefined ? next++ : Number(index) - 1;
      const bare = flags === '' && width === undefined && precision === undefined;
      const spec: Spec = { letter, flags, width: width === undefined ? 0 : Number(width), precision: precision === undefined ? undefined : Number(precision), bare };
      pieces.push({ whole, position: last, spec, upper: letter[0] === letter[0]!.toUpperCase() });
    }
  }
  if (end < format.length) pieces.push(format.slice(end));
  return { format, pieces };
}

/** Text by a format, over values as Spark hands them to it: dates are days, times microseconds, decimals only fit %s. */
export function formatJava({ format, pieces }: JavaFormat, types: readonly DataType[], read: (position: number) => Value, at?: Span): string {
  const bad = (problem: string): never => fail('TIDEMARK_BAD_FORMAT_STRING', { format, problem }, { at });
  let out = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') { out += piece; continue; }
    if ('problem' in piece) return bad(piece.problem);
    const type = types[piece.position] ?? bad(`${piece.whole} has no argument`);
    const text = convert({ value: read(piece.position), type }, piece.spec) ?? bad(`${piece.whole} does not take ${type.kind}`);
    out += piece.upper ? text.toUpperCase() : text;
  }
  return out;
}

const longs = new Set<DataType['kind']>(['long', 'timestamp', 'timestamp_ntz', 'day_time_interval', 'time']);
const whole = new Set<DataType['kind']>(['byte', 'short', 'int', 'long', 'date', 'timestamp', 'timestamp_ntz', 'year_month_interval', 'day_time_interval', 'time']);

function convert({ value, type }: FormatArgument, spec: Spec): string | undefined {
  if (spec.bare && spec.letter === 's') return value === null ? 'null' : textOf(value, type);
  if (spec.bare && spec.letter === 'd' && value !== null && whole.has(type.kind)) return String(value);
  const width = String(spec.width);
  if (/^t/i.test(spec.letter)) return timeText(value, type, spec);
  const letter = spec.letter.toLowerCase();
  const cut = (text: string): string => pad(spec.precision === undefined ? text : text.slice(0, spec.precision), spec.flags, width);
  if (letter === 'b') return cut(value === null ? 'false' : type.kind === 'boolean' ? String(value) : 'true');
  if (letter === 's') return cut(value === null ? 'null' : textOf(value, type));
  if (!'dxocefgah'.includes(letter)) return undefined;
  if (value === null) return cut('null');
  if (letter === 'h') {
    const hash = hashText(value, type);
    return hash === undefined ? undefined : cut(hash);
  }
  if (letter === 'd' || letter === 'x' || letter === 'o') return whole.has(type.kind) && spec.precision === undefined ? wholeText(BigInt(value as number), type, letter, spec) : undefined;
  if (letter === 'c') return type.kind === 'int' || type.kind === 'short' || type.kind === 'byte' ? pad(String.fromCodePoint(value as number), spec.flags, width) : undefined;
  return type.kind === 'double' || type.kind === 'float' ? fractionText(value as number, letter, spec) : undefined;
}

/** `%tY` and its like take the number of a 64-bit value as milliseconds, whatever it counts: Java's Formatter sees a bare long. */
function timeText(value: Value, type: DataType, { letter, flags, width, precision }: Spec): string | undefined {
  if (precision !== undefined || /[^-<]/.test(flags) || !isTimeLetter(letter[1]!)) return undefined;
  if (value === null) return pad('null', flags, String(width));
  return longs.has(type.kind) ? pad(formatJavaTime(Number(value), letter[1]!), flags, String(width)) : undefined;
}

function textOf(value: Value, type: DataType): string {
  switch (type.kind) {
    case 'double': return formatDouble(value as number);
    case 'float': return formatFloat(value as number);
    case 'decimal': return formatDecimal(value as bigint, type.scale);
    case 'array': return partsText((value as ListValue).list.map((part) => partText(part, type.element)));
    case 'struct': return partsText((value as StructValue).struct.map((part, index) => partText(part, type.fields[index]!.type)));
    case 'map': {
      const { entries } = value as MapValue;
      return `keys: ${partsText(entries.map(([key]) => partText(key, type.key)))}, values: ${partsText(entries.map(([, part]) => partText(part, type.value)))}`;
    }
    default: return String(value);
  }
}

const partText = (value: Value, type: DataType): string => (value === null ? 'null' : textOf(value, type));
const partsText = (parts: readonly string[]): string => `[${parts.join(',')}]`;

/** Java's hash code in hexadecimal; that of text is Murmur's, as for all strings of Spark. */
function hashText(value: Value, type: DataType): string | undefined {
  switch (type.kind) {
    case 'boolean': return value === true ? '4cf' : '4d5';
    case 'byte':
    case 'short':
    case 'int':
    case 'date':
    case 'year_month_interval': return ((value as number) >>> 0).toString(16);
    case 'long':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'day_time_interval': return foldText(BigInt.asUintN(64, value as bigint));
    case 'float': return new DataView(Float32Array.of(value as number).buffer).getUint32(0, true).toString(16);
    case 'double': return foldText(new DataView(Float64Array.of(value as number).buffer).getBigUint64(0, true));
    case 'string': {
      const bytes = Buffer.from(value as string, 'utf8');
      return (murmur3.bytes(bytes, 0, bytes.length, 42) >>> 0).toString(16);
    }
    default: return undefined;
  }
}

const foldText = (value: bigint): string => ((value >> 32n) ^ (value & 0xffffffffn)).toString(16);

const bits: Partial<Readonly<Record<DataType['kind'], number>>> = { byte: 8, short: 16, int: 32, date: 32, year_month_interval: 32 };

function wholeText(value: bigint, type: DataType, letter: string, spec: Spec): string {
  if (letter === 'd') return signed(value < 0n, group(String(value < 0n ? -value : value), spec.flags), spec);
  const digits = BigInt.asUintN(bits[type.kind] ?? 64, value).toString(letter === 'x' ? 16 : 8);
  const prefixed = spec.flags.includes('#') ? (letter === 'x' ? '0x' : '0') + digits : digits;
  return spec.flags.includes('0') ? prefixed.padStart(spec.width, '0') : pad(prefixed, spec.flags, String(spec.width));
}

function fractionText(value: number, letter: string, spec: Spec): string | undefined {
  if (!Number.isFinite(value)) return pad(Number.isNaN(value) ? 'NaN' : value < 0 ? '-Infinity' : spec.flags.includes('+') ? '+Infinity' : 'Infinity', spec.flags.replace('0', ''), String(spec.width));
  const negative = value < 0 || Object.is(value, -0);
  const size = Math.abs(value);
  const precision = spec.precision ?? 6;
  switch (letter) {
    case 'f': return signed(negative, group(fixed(size, precision), spec.flags), spec);
    case 'e': return signed(negative, scientific(size, precision), spec);
    case 'g': {
      const places = precision === 0 ? 1 : precision;
      const rounded = size === 0 ? 0 : Number(size.toPrecision(Math.min(places, 100)));
      if (rounded !== 0 && (rounded < 1e-4 || rounded >= 10 ** places)) return signed(negative, scientific(size, places - 1), spec);
      return signed(negative, group(fixed(size, places - (rounded === 0 ? 1 : Math.floor(Math.log10(rounded)) + 1)), spec.flags), spec);
    }
    case 'a': return spec.precision === undefined ? signed(negative, binaryText(size), spec) : undefined;
    default: return undefined;
  }
}

/** Sixteenths and a power of two: `0x1.8p1` is 3. */
function binaryText(size: number): string {
  if (size === 0) return '0x0.0p0';
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, size);
  const biased = bits.getUint16(0) >> 4;
  const fraction = (bits.getBigUint64(0) & 0xfffffffffffffn).toString(16).padStart(13, '0').replace(/0+$/, '');
  return `0x${biased === 0 ? 0 : 1}.${fraction || '0'}p${Math.max(1, biased) - 1023}`;
}

/** Rounded half up on the digits Java prints, as Formatter does. */
function fixed(size: number, places: number): string {
  const quick = roundedQuickly(size, places, true);
  if (quick !== undefined) return places === 0 ? quick.digits : `${quick.digits.slice(0, quick.digits.length - quick.scale)}.${quick.digits.slice(quick.digits.length - quick.scale).padEnd(places, '0')}`;
  const { digits, scale } = fractionOf(size);
  const shift = places - scale;
  const unit = shift < 0 ? 10n ** BigInt(-shift) : 1n;
  const rounded = (shift >= 0 ? digits + '0'.repeat(shift) : String((digits + unit / 2n) / unit)).padStart(places + 1, '0');
  return places === 0 ? rounded : `${rounded.slice(0, -places)}.${rounded.slice(-places)}`;
}

function scientific(size: number, places: number): string {
  const { digits, scale } = fractionOf(size);
  const text = digits.toString();
  let power = size === 0 ? 0 : text.length - 1 - scale;
  const unit = text.length - 1 > places ? 10n ** BigInt(text.length - 1 - places) : 1n;
  let mantissa = ((digits + unit / 2n) / unit).toString();
  if (mantissa.length > Math.min(places, text.length - 1) + 1) { mantissa = mantissa.slice(0, -1); power++; }
  mantissa = mantissa.padEnd(places + 1, '0');
  return `${mantissa[0]}${places === 0 ? '' : `.${mantissa.slice(1)}`}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/**
 * A double that is not negative rounded to at most so many decimals, as digits / 10^scale with a digit before the point: by its digits where these are JavaScript's
 * and few enough for its numbers. Undefined otherwise, and on a half unless `halfUp`.
 */
export function roundedQuickly(size: number, places: number, halfUp: boolean): { readonly digits: string; readonly scale: number } | undefined {
  if (!(size < 2 ** 53) || (size < 0.001 && size !== 0)) return undefined;
  const text = String(size);
  const point = text.indexOf('.');
  const whole = point < 0 ? text : text.slice(0, point);
  const scale = point < 0 ? 0 : text.length - point - 1;
  if (scale <= places) return { digits: point < 0 ? text : whole + text.slice(point + 1), scale };
  const kept = whole + text.slice(point + 1, point + 1 + places);
  const next = text.charCodeAt(point + 1 + places);
  if (kept.length > 15 || (!halfUp && next === 0x35 && scale === places + 1)) return undefined;
  return { digits: next < 0x35 ? kept : String(Number(kept) + 1).padStart(kept.length, '0'), scale: places };
}

/** The digits that Java shows of a double that is not negative, as digits / 10^scale. */
export function fractionOf(size: number): { readonly digits: bigint; readonly scale: number } {
  const [mantissa = '0', exponent = '0'] = sizeText(size).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

function group(digits: string, flags: string): string {
  if (!flags.includes(',')) return digits;
  const [head = '', tail] = digits.split('.');
  return grouped(head, 3) + (tail === undefined ? '' : `.${tail}`);
}

/** Digits with a comma before every group of so many, counted from the end. */
export function grouped(digits: string, size: number): string {
  let out = digits.slice(-size);
  for (let at = digits.length - size; at > 0; at -= size) out = `${digits.slice(Math.max(0, at - size), at)},${out}`;
  return out;
}

function signed(negative: boolean, digits: string, { flags, width }: Spec): string {
  const open = negative ? (flags.includes('(') ? '(' : '-') : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const close = negative && flags.includes('(') ? ')' : '';
  const filled = flags.includes('0') ? digits.padStart(width - open.length - close.length, '0') : digits;
  return pad(open + filled + close, flags, String(width));
}

function pad(text: string, flags: string, width: string | undefined): string {
  return flags.includes('-') ? text.padEnd(Number(width ?? 0)) : text.padStart(Number(width ?? 0));
}
