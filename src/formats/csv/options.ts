import { fail } from '../../errors/stream-error.ts';
import { zoneOf, type Zone } from '../../types/time-zone.ts';
import { type FormatOptionRow, isCharacter, isFilled, isFlag, isNumber, isWhole } from '../text/option-row.ts';
import { localOnly } from '../json/convert.ts';
import { decimalReader, localeOf } from '../text/locale.ts';
import { timeReaders, type TimeReaders } from '../text/times.ts';
import type { CsvShape, StrayQuote } from './tokens.ts';

const strayQuotes: readonly StrayQuote[] = ['STOP_AT_CLOSING_QUOTE', 'BACK_TO_DELIMITER', 'STOP_AT_DELIMITER', 'SKIP_VALUE', 'RAISE_ERROR'];

/** Options of from_csv, to_csv and the csv source, by Spark's names. */
export const csvOptions: readonly FormatOptionRow[] = [
  { name: 'sep', doc: 'What separates values; also `delimiter`.', default: ',', check: isSeparator },
  { name: 'delimiter', doc: 'The same as sep.', check: isSeparator },
  { name: 'quote', doc: 'What values with separators stand in; empty = none.', default: '"', check: isCharacter('quote') },
  { name: 'escape', doc: 'What makes a quote part of a value.', default: '\\', check: isCharacter('escape') },
  { name: 'comment', doc: 'Lines that begin with it are left out.', check: isCharacter('comment') },
  { name: 'header', doc: 'Sources: the first line of a file has the names.', default: 'false', check: isFlag },
  { name: 'inferSchema', doc: 'Sources: types are inferred; otherwise all is text.', default: 'false', check: isFlag },
  { name: 'multiLine', doc: 'Sources: values in quotes may hold line ends.', default: 'false', check: isFlag },
  { name: 'lineSep', doc: 'Sources: what ends a line; default: LF, CR LF or CR.', check: isFilled },
  { name: 'locale', doc: 'Language of names in dates, and of decimals.', default: 'en-US' },
  { name: 'charToEscapeQuoteEscaping', doc: 'What escapes the escape character before a quote; default: escape, where it is not the quote.', check: isCharacter('charToEscapeQuoteEscaping') },
  {
    name: 'unescapedQuoteHandling', doc: `A quote that neither ends a value nor is escaped: ${strayQuotes.join(', ')}.`, default: 'STOP_AT_DELIMITER',
    check: (value) => (strayQuotes.includes(value.toUpperCase() as StrayQuote) ? undefined : strayQuotes.join(', ')),
  },
  { name: 'enforceSchema', doc: 'Sources: names of the header need not be those of the schema.', default: 'true', check: isFlag },
  { name: 'singleVariantColumn', doc: 'A VARIANT column of this name gets the whole record.' },
  { name: 'maxColumns', doc: 'More values than that in a line are an error.', default: '20480', check: isWhole },
  { name: 'maxCharsPerColumn', doc: 'Values longer than that are an error; -1 = no limit.', default: '-1', check: isWhole },
  { name: 'samplingRatio', doc: 'Share of the records that inference looks at.', default: '1.0', check: isNumber },
  { name: 'nullValue', doc: 'Text that means NULL.', default: '' },
  { name: 'emptyValue', doc: 'Text of empty strings.' },
  { name: 'nanValue', doc: 'Text of NaN.', default: 'NaN' },
  { name: 'positiveInf', doc: 'Text of infinity.', default: 'Inf' },
  { name: 'negativeInf', doc: 'Text of negative infinity.', default: '-Inf' },
  { name: 'ignoreLeadingWhiteSpace', doc: 'Spaces before values are left out. Reading: false, writing: true.', check: isFlag },
  { name: 'ignoreTrailingWhiteSpace', doc: 'Spaces after values are left out. Reading: false, writing: true.', check: isFlag },
  { name: 'quoteAll', doc: 'to_csv puts all values in quotes.', default: 'false', check: isFlag },
  { name: 'escapeQuotes', doc: 'to_csv puts values with quotes in quotes.', default: 'true', check: isFlag },
  { name: 'preferDate', doc: 'Inference: text of dates is dates.', default: 'true', check: isFlag },
  { name: 'mode', doc: 'PERMISSIVE, FAILFAST or (sources) DROPMALFORMED.', default: 'PERMISSIVE' },
  { name: 'columnNameOfCorruptRecord', doc: 'Column of the schema that gets malformed records.', default: '_corrupt_record' },
  { name: 'dateFormat', doc: 'Pattern of dates.', default: 'yyyy-MM-dd' },
  { name: 'timestampFormat', doc: 'Pattern of timestamps.', default: "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]" },
  { name: 'timestampNTZFormat', doc: 'Pattern of timestamps without time zone.', default: "yyyy-MM-dd'T'HH:mm:ss[.SSS]" },
  { name: 'enableDateTimeParsingFallback', doc: 'What does not fit the pattern of dates and timestamps is read as CAST does. Default: true under spark.sql.legacy.timeParserPolicy=LEGACY.', check: isFlag },
  { name: 'timeFormat', doc: 'Pattern of times of day.', default: 'HH:mm:ss[.SSSSSSSSS]' },
  { name: 'timeZone', doc: "Zone of timestamps that say none; default: the session's." },
];

export interface CsvReadOptions extends TimeReaders {
  readonly shape: CsvShape;
  readonly zone: Zone;
  /** Seconds of now, for text of times of day. */
  readonly nowSeconds?: () => number;
  readonly nullValue: string;
  readonly nan: string;
  readonly positiveInfinity: string;
  readonly negativeInfinity: string;
  readonly preferDate: boolean;
  /** Inference: reads text of timestamps without time zone; absent where none are looked for. */
  readonly localTime?: (text: string) => bigint | undefined;
  readonly maxColumns: number;
  /** Below 0 there is no limit. */
  readonly maxCharacters: number;
  /** Decimals are written as in English. */
  readonly plainDecimals: boolean;
  /** Text of a decimal as SQL writes it. */
  readonly decimalText: (text: string) => string;
}

type Options = Readonly<Record<string, string>>;

/** Options with lower-case names. */
export function csvReadOptions(options: Options, zoneId: string, setting: (key: string) => string | undefined): CsvReadOptions {
  const zone = zoneOf(options['timezone'] ?? zoneId);
  const locale = localeOf(options);
  const times = timeReaders(options, zone, setting);
  return {
    shape: { ...shapeOf(options, false), emptyValue: options['emptyvalue'] ?? '' }, zone,
    maxColumns: Number(options['maxcolumns'] ?? '20480'), maxCharacters: Number(options['maxcharspercolumn'] ?? '-1'), nullValue: options['nullvalue'] ?? '',
    nan: options['nanvalue'] ?? 'NaN', positiveInfinity: options['positiveinf'] ?? 'Inf', negativeInfinity: options['negativeinf'] ?? '-Inf',
    preferDate: options['preferdate']?.toLowerCase() !== 'false', plainDecimals: locale === undefined,
    decimalText: locale === undefined ? (text) => text.replaceAll(',', '') : decimalReader(locale), ...times,
    ...(setting('spark.sql.timestampType') === 'TIMESTAMP_NTZ' ? { localTime: times.readTimestampNtz ?? localOnly } : {}),
  };
}

export function shapeOf(options: Options, trim: boolean): CsvShape {
  const flag = (name: string): boolean => (options[name] === undefined ? trim : options[name]!.toLowerCase() === 'true');
  return {
    separator: unescaped(options['sep'] ?? options['delimiter'] ?? ','), quote: (options['quote'] ?? '"').replace('\u0000', ''), escape: options['escape'] ?? '\\',
    strayQuote: (options['unescapedquotehandling']?.toUpperCase() ?? 'STOP_AT_DELIMITER') as StrayQuote,
    comment: (options['comment'] ?? '').replace('\u0000', ''), outerEscape: outerEscapeOf(options), trimStart: flag('ignoreleadingwhitespace'), trimEnd: flag('ignoretrailingwhitespace'),
  };
}

/** What stands before the escape character where it means itself. */
function outerEscapeOf(options: Options): string {
  const given = options['chartoescapequoteescaping'];
  if (given !== undefined && given !== '') return given.replace('\\u0000', '');
  const escape = options['escape'] ?? '\\';
  return escape === (options['quote'] ?? '"') ? '' : escape;
}

const escapes: Readonly<Record<string, string>> = { t: '\t', r: '\r', b: '\b', f: '\f', '"': '"', "'": "'", '\\': '\\' };

const unescaped = (text: string): string => text.replace('\\u0000', '\u0000').replace(/\\(.)/gs, (all, char: string) => escapes[char] ?? all);

function isSeparator(value: string): string | undefined {
  if (value === '\\') return fail('INVALID_DELIMITER_VALUE.SINGLE_BACKSLASH', {});
  const unknown = value.replace('\\u0000', '').match(/\\[^trbf"'\\]/);
  if (unknown !== null) return fail('INVALID_DELIMITER_VALUE.UNSUPPORTED_SPECIAL_CHARACTER', { str: unknown[0] });
  return isFilled(value);
}
