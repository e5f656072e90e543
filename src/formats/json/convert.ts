import { listValue, mapValue, structValue, type Value } from '../../columnar/value.ts';
import type { DataType, DecimalType, Field, TypeKind } from '../../types/data-type.ts';
import { parseDate } from '../../types/date-text.ts';
import { castToDayTime, castToYearMonth, isProblem, parseIntervalUnits } from '../../types/interval-text.ts';
import { formatDouble } from '../../types/numeric-text.ts';
import { microsOf, newInstant } from '../../types/instant.ts';
import { parseTimeOfDay } from '../../types/time-of-day.ts';
import { parseTimestampNtzBytes } from '../../types/timestamp-text.ts';
import type { Zone } from '../../types/time-zone.ts';
import { DuplicateKey, VariantBuilder } from '../variant/build.ts';
import { appendJson } from '../variant/from-json.ts';
import { type JsonNode, specials } from './tokens.ts';
import { castTimestamp } from '../text/times.ts';

/** How values become cells beyond the defaults. Formats return undefined for text they cannot read. */
export interface ConvertOptions {
  readonly zone: Zone;
  /** Seconds of now, for text of times of day. */
  readonly nowSeconds?: () => number;
  readonly readDate?: (text: string) => number | undefined;
  readonly readTimestamp?: (text: string) => bigint | undefined;
  readonly readTimestampNtz?: (text: string) => bigint | undefined;
  readonly readTime?: (text: string) => bigint | undefined;
  /** Text of a decimal in another locale, as SQL writes it. */
  readonly decimalText?: (text: string) => string;
  /** NaN and Infinity are numbers, in text too. Default true. */
  readonly namedNumbers?: boolean;
  /** spark.sql.legacy.json.allowEmptyString.enabled: empty text is NULL, where it is neither text itself nor what text is read as. */
  readonly emptyTextIsNull?: boolean;
}

const neverEmpty: ReadonlySet<TypeKind> = new Set(['string', 'binary', 'float', 'double', 'date', 'timestamp', 'year_month_interval', 'day_time_interval', 'calendar_interval']);

/** A cell, and whether some part of it did not fit and became NULL. */
export interface Converted { readonly value: Value; readonly partial: boolean }

/** A value that does not fit its type. */
const misfit = Symbol('misfit');
type Cell = Value | typeof misfit;

/** One conversion: whether a field somewhere inside became NULL because it did not fit. */
interface Progress { partial: boolean }

/**
 * The value under a type; `undefined` when the whole of it does not fit. As Spark's JacksonParser does: a field of a struct that does not fit is NULL and
 * leaves the others alone, at any depth; one bad element makes the whole of an array or map NULL. Source of the rules: Spark 4.3, observed.
 */
export function convertRoot(node: JsonNode, type: DataType, options: ConvertOptions): Converted | undefined {
  const progress: Progress = { partial: false };
  const cell = convertWhole(node, type, options, progress);
  return cell === misfit ? undefined : { value: cell, partial: progress.partial };
}

/** An object in place of a list of objects is a list of one; null is no object. */
function convertWhole(node: JsonNode, type: DataType, options: ConvertOptions, progress: Progress): Cell {
  if (type.kind === 'struct' && node.json === 'null') return misfit;
  if (type.kind === 'array' && type.element.kind === 'struct' && node.json === 'object') return listValue([convertStruct(node, type.element.fields, options, progress)]);
  return convertCell(node, type, options, progress);
}

/** The value of a field, by itself. */
export function convertPart(node: JsonNode, type: DataType, options: ConvertOptions): Converted | undefined {
  const progress: Progress = { partial: false };
  const cell = convertCell(node, type, options, progress);
  return cell === misfit ? undefined : { value: cell, partial: progress.partial };
}

function convertStruct(node: JsonNode & { json: 'object' }, fields: readonly Field[], options: ConvertOptions, progress: Progress): Value {
  const values: Value[] = fields.map(() => null);
  for (const [name, child] of node.entries) {
    const index = fields.findLastIndex((field) => field.name === name);
    if (index < 0) continue;
    const cell = convertCell(child, fields[index]!.type, options, progress);
    if (cell === misfit) progress.partial = true;
    values[index] = cell === misfit ? null : cell;
  }
  return structValue(values);
}

function convertCell(node: JsonNode, type: DataType, options: ConvertOptions, progress: Progress): Cell {
  if (type.kind === 'variant') return variantCell(node);
  if (node.json === 'null' || (options.emptyTextIsNull === true && node.json === 'text' && node.text === '' && !neverEmpty.has(type.kind))) return null;
  switch (type.kind) {
    case 'boolean': return node.json === 'boolean' ? node.value : misfit;
    case 'byte': return whole(node, 8);
    case 'short': return whole(node, 16);
    case 'int': return whole(node, 32);
    case 'long': return node.json === 'number' && /^-?\d+$/.test(node.text) ? fitting(BigInt(node.text), 64) : misfit;
    case 'float': return fraction(node, options, true);
    case 'double': return fraction(node, options, false);
    case 'decimal': return decimalCell(node, type, options);
    case 'string': return textOf(node);
    case 'binary': return node.json === 'text' ? base64Cell(node.text) : misfit;
    case 'date': return node.json === 'text' ? (options.readDate ?? dateOrDays)(node.text) ?? misfit : misfit;
    case 'timestamp': return timestampCell(node, options);
    case 'timestamp_ntz': return node.json === 'text' ? (options.readTimestampNtz ?? localOnly)(node.text) ?? misfit : misfit;
    case 'time': return node.json === 'text' ? (options.readTime ?? parseTimeOfDay)(node.text) ?? misfit : misfit;
    case 'year_month_interval': return node.json === 'text' ? castToYearMonth(node.text, type) ?? misfit : misfit;
    case 'day_time_interval': return node.json === 'text' ? castToDayTime(node.text, type) ?? misfit : misfit;
    case 'calendar_interval': return node.json === 'text' ? intervalCell(node.text) : misfit;
    case 'array': return listCell(node, type.element, options, progress);
    case 'map': return mapCell(node, type.value, options, progress);
    case 'struct': return node.json === 'object' ? convertStruct(node, type.fields, options, progress) : misfit;
    case 'null': return null;
    default: return misfit;
  }
}

/** Old Spark versions wrote dates as days since 1970. */
export function dateOrDays(text: string): number | undefined {
  return parseDate(text) ?? (/^[+-]?\d{1,9}$/.test(text) ? Number(text) : undefined);
}

/** Local times come without a zone. */
export function localOnly(text: string): bigint | undefined {
  const bytes = Buffer.from(text, 'utf8');
  return parseTimestampNtzBytes(bytes, 0, bytes.length, scratch, false) ? microsOf(scratch) : undefined;
}

const scratch = newInstant();

function base64Cell(text: string): Cell {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : misfit;
}

/** A byte may be written without its sign: 255 is -1, as Jackson has it. */
function whole(node: JsonNode, bits: 8 | 16 | 32): Cell {
  if (node.json !== 'number' || !/^-?\d+$/.test(node.text)) return misfit;
  const value = Number(node.text);
  const half = 2 ** (bits - 1);
  if (value >= -half && value < half) return value + 0;
  return bits === 8 && value >= half && value < 256 ? value - 256 : misfit;
}

function fitting(value: bigint, bits: number): Cell {
  return BigInt.asIntN(bits, value) === value ? value : misfit;
}

/** Text is one of the names only, where those are allowed. */
function fraction(node: JsonNode, { namedNumbers }: ConvertOptions, single: boolean): Cell {
  if (node.json !== 'number' && node.json !== 'text') return misfit;
  const special = Object.hasOwn(specials, node.text) ? specials[node.text] : undefined;
  if (special !== undefined) return namedNumbers === false ? misfit : special;
  if (node.json === 'text') return misfit;
  return single ? Math.fround(Number(node.text)) : Number(node.text);
}

/** Numbers, or text of a number; rounded half up to the scale. */
function decimalCell(node: JsonNode, type: DecimalType, { decimalText }: ConvertOptions): Cell {
  if (node.json !== 'number' && node.json !== 'text') return misfit;
  return decimalOfText(node.json === 'text' ? (decimalText ?? withoutCommas)(node.text) : node.text, type) ?? misfit;
}

const withoutCommas = (text: string): string => text.replaceAll(',', '');

/** Unscaled, rounded half up to the scale; undefined for what is no number or has too many digits. */
export function decimalOfText(text: string, { precision, scale }: DecimalType): bigint | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (match === null || (match[2] === '' && (match[3] ?? '') === '')) return undefined;
  const digits = BigInt(match[2]! + (match[3] ?? '') || '0');
  const shift = scale - (match[3]?.length ?? 0) + Number(match[4] ?? '0');
  if (shift > 400) return undefined;
  const unit = shift < 0 ? 10n ** BigInt(-shift) : 1n;
  const unscaled = shift >= 0 ? digits * 10n ** BigInt(shift) : (digits + unit / 2n) / unit;
  if (unscaled >= 10n ** BigInt(precision)) return undefined;
  return match[1] === '-' ? -unscaled : unscaled;
}

/** Numbers are seconds. */
function timestampCell(node: JsonNode, options: ConvertOptions): Cell {
  if (node.json === 'text') return (options.readTimestamp ?? ((text: string) => castTimestamp(text, options)))(node.text) ?? misfit;
  return node.json === 'number' && /^-?\d+$/.test(node.text) ? fitting(BigInt(node.text) * 1_000_000n, 64) : misfit;
}

function intervalCell(text: string): Cell {
  const interval = parseIntervalUnits(text);
  return isProblem(interval) ? misfit : structValue([interval.months, interval.days, interval.micros]);
}

function listCell(node: JsonNode, element: DataType, options: ConvertOptions, progress: Progress): Cell {
  if (node.json !== 'list') return misfit;
  const items: Value[] = [];
  for (const item of node.items) {
    const cell = convertCell(item, element, options, progress);
    if (cell === misfit) return misfit;
    items.push(cell);
  }
  return listValue(items);
}

/** Any value fits, also null, but for an object that has a key twice. */
function variantCell(node: JsonNode): Cell {
  const into = new VariantBuilder();
  try {
    appendJson(node, into, false);
  } catch (error) {
    if (error instanceof DuplicateKey) return misfit;
    throw error;
  }
  const { value, metadata } = into.finish();
  return structValue([value, metadata]);
}

function mapCell(node: JsonNode, type: DataType, options: ConvertOptions, progress: Progress): Cell {
  if (node.json !== 'object') return misfit;
  const entries: [string, Value][] = []; // a key that comes twice stays twice, whatever the session says about maps
  for (const [key, child] of node.entries) {
    const cell = convertCell(child, type, options, progress);
    if (cell === misfit) return misfit;
    entries.push([key, cell]);
  }
  return mapValue(entries);
}

/** Text as it is, anything else as JSON again: compact, fractions as Java prints doubles. */
export function textOf(node: JsonNode, number: (text: string) => string = doubleText): string {
  if (node.json === 'text') return node.text;
  return 'source' in node && node.source !== undefined ? node.source : writeNode(node, number);
}

/** `number`: how numbers are written, as doubles unless said otherwise. */
export function writeNode(node: JsonNode, number: (text: string) => string = doubleText): string {
  switch (node.json) {
    case 'null': return 'null';
    case 'boolean': return String(node.value);
    case 'number': return number(node.text);
    case 'text': return quote(node.text);
    case 'list': return `[${node.items.map((one) => writeNode(one, number)).join(',')}]`;
    case 'object': return `{${node.entries.map(([key, value]) => `${quote(key)}:${writeNode(value, number)}`).join(',')}}`;
  }
}

function doubleText(text: string): string {
  if (Object.hasOwn(specials, text)) return JSON.stringify(String(specials[text]));
  return /^-?\d+$/.test(text) ? String(BigInt(text)) : finiteText(Number(text));
}

/** A number too large for a double is the text Infinity. */
function finiteText(value: number): string {
  return Number.isFinite(value) ? formatDouble(value) : JSON.stringify(formatDouble(value));
}

/** JSON text as Jackson writes it: upper-case hex in escapes, nothing but the necessary escaped. */
export function quote(text: string): string {
  return `"${text.replace(/["\\\u0000-\u001f]/g, (char) => shortEscapes[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)}"`;
}

const shortEscapes: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
