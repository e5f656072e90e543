import { isValid } from '../../columnar/bitmap.ts';
import { buildText, textReader } from '../../columnar/text.ts';
import { readValue } from '../../columnar/read.ts';
import type { Value } from '../../columnar/value.ts';
import { fail, type Span } from '../../errors/stream-error.ts';
import { type DataType, stringType } from '../../types/data-type.ts';
import { decodeKernel, resolveDecode } from '../strings/strings-encode.ts';
import { decodeSearch, resolveSearch } from '../conditions/decode-search.ts';
import { castInput, expectCount } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { formatJava, fractionOf, grouped, type JavaFormat, parseJavaFormat, roundedQuickly } from './format-number-java.ts';

const since = '0.1';
const group = 'string_funcs';

/** Numbers and values in text by a format. */
export const formatNumberFunctions: readonly ScalarFunction[] = [
  {
    kind: 'scalar', name: 'format_number', group, since, signatures: ['(numeric!, int!|string!) -> string'], nullable: 'always',
    doc: 'Returns a number with thousands separators and so many decimals, rounded half to even, or by a pattern such as #,##0.00.',
    examples: [['SELECT format_number(12332.123456, 4)', '12,332.1235'], ["SELECT format_number(12332.123456, '#.##')", '12332.12']],
    kernel: formatNumber,
  },
  {
    kind: 'scalar', name: 'format_string', aliases: ['printf'], displayAsWritten: true, group, since, signatures: [], nulls: 'custom',
    doc: 'Returns text by a format of java.util.Formatter: %s, %5d, %.2f, %x, %2$s …', examples: [["SELECT format_string('Hello World %d %s', 100, 'days')", 'Hello World 100 days']],
    resolve: resolveFormat, kernel: formatText,
  },
  {
    kind: 'scalar', name: 'decode', group, since, signatures: [],
    doc: 'Returns the text of bytes in a character set. With more than two arguments: the result after the first search value that is equal to the first argument, or the last argument.',
    examples: [["SELECT decode(encode('abc', 'utf-8'), 'utf-8')", 'abc']], resolve: (call) => (call.arguments.length > 2 ? resolveSearch(call) : resolveDecode(call)), kernel: decodeKernel,
  },
  decodeSearch,
];

/**
 * digits / 10^scale: of a whole number or decimal exactly, of a double the digits that Java shows. `error` is the sign of what those are above the double: it
 * decides where they stand on a half.
 */
interface Shown { readonly negative: boolean; readonly digits: bigint; readonly scale: number; readonly error: () => number }

function shownOf(value: Value, type: DataType): Shown | undefined {
  if (typeof value === 'bigint') return { negative: value < 0n, digits: value < 0n ? -value : value, scale: type.kind === 'decimal' ? type.scale : 0, error: none };
  const number = value as number;
  if (!Number.isFinite(number)) return undefined;
  const negative = number < 0 || Object.is(number, -0);
  if (number === 0) return { negative, digits: 0n, scale: 0, error: none };
  const shown = fractionOf(Math.abs(number));
  return { negative, ...shown, error: () => errorOf(shown, Math.abs(number)) };
}

const none = (): number => 0;

/** Sign of digits / 10^scale - size, the latter being whole / 2^halvings. */
function errorOf({ digits, scale }: { readonly digits: bigint; readonly scale: number }, size: number): number {
  let whole = size;
  let halvings = 0;
  while (!Number.isInteger(whole)) { whole *= 2; halvings++; }
  const difference = (digits << BigInt(halvings)) - BigInt(whole) * 10n ** BigInt(scale);
  return difference === 0n ? 0 : difference > 0n ? 1 : -1;
}

/** Rounded half to even. */
function roundTo({ digits, scale, error }: Shown, places: number): bigint {
  if (scale <= places) return digits * 10n ** BigInt(places - scale);
  const unit = 10n ** BigInt(scale - places);
  const down = digits / unit;
  const twice = (digits % unit) * 2n;
  if (twice !== unit) return twice > unit ? down + 1n : down;
  const above = error();
  return above < 0 || (above === 0 && down % 2n === 1n) ? down + 1n : down;
}

/** What stands before and behind a number, and a negative one. */
interface Affixes { readonly prefix: string; readonly suffix: string; readonly negative: readonly [prefix: string, suffix: string] }

interface NumberPattern extends Affixes {
  readonly grouping: number; readonly shift: number;
  readonly wholeMin: number; readonly fractionMin: number; readonly fractionMax: number; readonly pointAlways: boolean; readonly exponent?: Exponent;
}

/** `E00`: so many digits at least; the power is a multiple of `wholeMax` where the pattern has more places before the point than zeros. */
interface Exponent { readonly digits: number; readonly wholeMax: number }

function patternOf(format: Value, at?: Span): NumberPattern | undefined {
  if (typeof format === 'number') return format < 0 ? undefined : { prefix: '', suffix: '', negative: ['-', ''], grouping: 3, wholeMin: 1, fractionMin: format, fractionMax: format, pointAlways: false, shift: 0 };
  const text = format === '' ? '#,###,###,###,###,###,##0' : (format as string);
  const [, positive = '', forNegative = ''] = /^((?:'[^']*'|[^';])*);?(.*)$/s.exec(text) ?? [text, text];
  const [, prefix = '', digits = '', exponent, rest = ''] = partsOf(positive);
  const body = digits + rest.replace(/'[^']*'|[^#0,.]/g, '');
  const suffix = rest.replace(/('[^']*')|[#0,.]/g, '$1');
  if (!isWellFormed(text, body, exponent, suffix)) fail('TIDEMARK_BAD_FORMAT_STRING', { format: text, problem: 'it is no pattern of java.text.DecimalFormat' }, { at });
  const [grouped = '', fraction = ''] = (body.includes('0') ? body : body.replace(/#\.|^\.#/, (ends) => ends.replace('#', '0'))).split('.'); // some place has to be written
  const comma = grouped.lastIndexOf(',');
  const whole = grouped.replaceAll(',', '');
  return {
    prefix: plain(prefix), suffix: plain(suffix), negative: negativeAffixes([plain(prefix), plain(suffix)], forNegative), grouping: comma < 0 ? 0 : grouped.length - comma - 1,
    wholeMin: whole.replace(/[^0]/g, '').length, fractionMin: fraction.replace(/[^0]/g, '').length, fractionMax: fraction.length,
    pointAlways: body.includes('.') && (whole === '' || fraction === ''),
    shift: /%/.test(prefix + suffix) ? 2 : /‰/.test(prefix + suffix) ? 3 : 0, ...(exponent === undefined ? {} : { exponent: { digits: exponent.length, wholeMax: whole.length } }),
  };
}

/** `#` stands outside of `0` on either side of one point, a comma before a digit before the point. */
function isWellFormed(text: string, body: string, exponent: string | undefined, suffix: string): boolean {
  if (!/^(?:#|,(?=[#0]))*(?:0|,(?=0))*(?:\.0*#*)?$/.test(body) || (exponent !== undefined && !/[#0]/.test(body))) return false;
  if (body !== '' && exponent === undefined && suffix.startsWith('E')) return false;
  const bare = text.replace(/'[^']*'/g, '');
  return !bare.includes("'") && bare.split(';').length <= 2 && (bare.split(';')[0]!.match(/[%‰]/g)?.length ?? 0) <= 1;
}

const partsOf = (pattern: string): readonly (string | undefined)[] => /^((?:'[^']*'|[^#0,.])*)([#0,.]*)(?:E(0+))?(.*)$/s.exec(pattern)!;
const plain = (part: string): string => part.replace(/'([^']*)'|¤/g, (_, inner?: string) => (inner === undefined ? '$' : inner || "'"));

/** Of what stands behind the semicolon only the affixes count; without any of its own a negative number has a minus before it. */
function negativeAffixes([prefix, suffix]: readonly [string, string], pattern: string): readonly [string, string] {
  const [, before = '', , , behind = ''] = partsOf(pattern);
  const own: readonly [string, string] = [plain(before), plain(behind)];
  return pattern === '' || (own[0] === prefix && own[1] === suffix) ? [`-${prefix}`, suffix] : own;
}

/** The number between its affixes. */
function affixed(isNegative: boolean, number: string, { prefix, suffix, negative }: Affixes): string {
  return isNegative ? negative[0] + number + negative[1] : prefix + number + suffix;
}

/** Java writes at most so many decimals of what is no decimal. */
function fractionLimit(type: DataType): number {
  return type.kind === 'decimal' ? 1 << 26 : 340;
}

function writeNumber(value: Value, type: DataType, pattern: NumberPattern): string {
  const quick = pattern.exponent === undefined && pattern.shift === 0 ? roundedAtOnce(value, pattern) : undefined;
  if (quick !== undefined) return laidOut(quick.digits, quick.scale, isNegative(value), type, pattern);
  const number = shownOf(value, type);
  if (number === undefined) return Number.isNaN(value as number) ? 'NaN' : affixed((value as number) < 0, '∞', pattern);
  if (pattern.exponent !== undefined) return writeScientific(number, pattern, pattern.exponent);
  const places = Math.min(pattern.fractionMax, fractionLimit(type), number.scale); // what is behind these are zeros
  return laidOut(roundTo({ ...number, digits: number.digits * 10n ** BigInt(pattern.shift) }, places).toString(), places, number.negative, type, pattern);
}

const isNegative = (value: Value): boolean => (value as number) < 0 || Object.is(value, -0);

/** A double that is rounded without exact arithmetic. */
function roundedAtOnce(value: Value, { fractionMax }: NumberPattern): ReturnType<typeof roundedQuickly> {
  return typeof value === 'number' ? roundedQuickly(Math.abs(value), fractionMax, false) : undefined;
}

/** Digits / 10^places. */
function laidOut(digits: string, places: number, negative: boolean, type: DataType, pattern: NumberPattern): string {
  const fractionMin = Math.min(pattern.fractionMin, fractionLimit(type));
  const padded = digits.padStart(places + 1, '0');
  const cut = padded.length - places;
  let zeros = 0;
  while (padded.charCodeAt(zeros) === ZERO && zeros < cut) zeros++;
  const whole = padded.slice(zeros, cut).padStart(pattern.wholeMin, '0');
  let end = padded.length;
  while (end - cut > fractionMin && padded.charCodeAt(end - 1) === ZERO) end--;
  const fraction = padded.slice(cut, end).padEnd(fractionMin, '0');
  const written = pattern.grouping === 0 ? whole : grouped(whole, pattern.grouping);
  const shown = written === '' && fraction === '' ? '0' : written;
  return affixed(negative, `${shown}${fraction === '' && !pattern.pointAlways ? '' : `.${fraction}`}`, pattern);
}

const ZERO = 0x30;

/** As many digits as the pattern has places. */
function writeScientific(number: Shown, pattern: NumberPattern, { digits, wholeMax }: Exponent): string {
  const places = wholeMax + pattern.fractionMax;
  const grouped = wholeMax > 1 && wholeMax > pattern.wholeMin;
  const size = number.digits.toString().length;
  const rounded = roundTo({ ...number, scale: size }, places).toString().padEnd(places, '0');
  const magnitude = number.digits === 0n ? 0 : size - number.scale + (rounded.length - places);
  const before = grouped ? ((magnitude - 1) % wholeMax + wholeMax) % wholeMax + 1 : Math.max(pattern.wholeMin, pattern.fractionMin > 0 ? 0 : 1);
  const power = number.digits === 0n ? 0 : magnitude - before;
  const shown = rounded.slice(0, places).replace(/0+$/, '').padEnd(before + pattern.fractionMin, '0');
  const fraction = shown.slice(before);
  const written = `${power < 0 ? '-' : ''}${String(Math.abs(power)).padStart(digits, '0')}`;
  return affixed(number.negative, `${shown.slice(0, before)}${fraction === '' ? '' : `.${fraction}`}E${written}`, pattern);
}

function formatNumber(call: BoundCall): Kernel {
  const constant = call.literals[1];
  const fixed = constant === undefined || constant === null ? undefined : patternOf(constant, call.at);
  const type = call.argumentTypes[0]!;
  return (args, rows, { arena }) => buildText({
    type: stringType, args, rows, arena,
    write: (row, out) => {
      const pattern = constant === undefined ? patternOf(readValue(args[1]!, row), call.at) : fixed;
      if (pattern === undefined) return false;
      out.writeText(writeNumber(readValue(args[0]!, row), type, pattern));
      return true;
    },
  });
}

function resolveFormat(call: CallShape): ResolvedCall {
  expectCount(call, 1);
  const format = castInput(call, 0, stringType);
  const literal = call.arguments[0]!.literal;
  if (typeof literal === 'string' && /%0\$/.test(literal)) fail('INVALID_PARAMETER_VALUE.ZERO_INDEX', { parameter: '`strfmt`', functionName: '`format_string`' }, { at: call.at });
  return { argumentTypes: [format, ...call.arguments.slice(1).map((one) => one.type)], returnType: stringType, nullable: call.arguments[0]!.nullable };
}

/** Formats of rows that were taken apart already. */
const KNOWN_MAX = 64;

function formatText(call: BoundCall): Kernel {
  const known = new Map<string, JavaFormat>();
  const types = call.argumentTypes.slice(1);
  return (args, rows, { arena }) => {
    const text = textReader(args[0]!);
    const { validity, mask } = args[0]!;
    let at = 0;
    const read = (position: number): Value => readValue(args[position + 1]!, at);
    return buildText({
      type: stringType, args, rows, arena, skipNulls: false,
      write: (row, out) => {
        if (!isValid(validity, row & mask)) return false;
        at = row;
        const format = text(row);
        let parsed = known.get(format);
        if (parsed === undefined) {
          if (known.size === KNOWN_MAX) known.clear();
          parsed = parseJavaFormat(format);
          known.set(format, parsed);
        }
        out.writeText(formatJava(parsed, types, read, call.at));
        return true;
      },
    });
  };
}
