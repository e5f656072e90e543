import { timestampNtzType, timestampType, type DataType } from '../../types/data-type.ts';
import { parseTimestamp, parseTimestampNtz } from '../../types/timestamp-text.ts';
import { type Zone, zoneOf } from '../../types/time-zone.ts';
import { decimalReader, localeOf } from '../text/locale.ts';
import { type FormatOptionRow, isFilled, isFlag, isNumber } from '../text/option-row.ts';
import { timeReaders } from '../text/times.ts';
import type { ConvertOptions } from './convert.ts';
import type { InferOptions } from './infer.ts';
import { defaultLeniency, type JsonLeniency } from './tokens.ts';

/** Options of from_json, to_json and the json source, by Spark's names. An option that no row names is refused nowhere in Spark; so here. */
export const jsonOptions: readonly FormatOptionRow[] = [
  { name: 'mode', doc: 'PERMISSIVE, FAILFAST or (sources) DROPMALFORMED.', default: 'PERMISSIVE' },
  { name: 'columnNameOfCorruptRecord', doc: 'Column of the schema that gets malformed records.', default: '_corrupt_record' },
  { name: 'allowComments', doc: 'Comments as in Java and C++.', default: 'false', check: isFlag },
  { name: 'allowUnquotedFieldNames', doc: 'Names without quotes.', default: 'false', check: isFlag },
  { name: 'allowSingleQuotes', doc: 'Single quotes around names and text.', default: 'true', check: isFlag },
  { name: 'allowNumericLeadingZeros', doc: 'Numbers such as 007.', default: 'false', check: isFlag },
  { name: 'allowNonNumericNumbers', doc: 'NaN, Infinity and -Infinity as numbers.', default: 'true', check: isFlag },
  { name: 'allowBackslashEscapingAnyCharacter', doc: 'A backslash before any character.', default: 'false', check: isFlag },
  { name: 'allowUnquotedControlChars', doc: 'Control characters in text.', default: 'false', check: isFlag },
  { name: 'dateFormat', doc: 'Pattern of dates.', default: 'yyyy-MM-dd' },
  { name: 'timestampFormat', doc: 'Pattern of timestamps.', default: "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]" },
  { name: 'timestampNTZFormat', doc: 'Pattern of timestamps without time zone.', default: "yyyy-MM-dd'T'HH:mm:ss[.SSS]" },
  { name: 'enableDateTimeParsingFallback', doc: 'What does not fit the pattern of dates and timestamps is read as CAST does. Default: true under spark.sql.legacy.timeParserPolicy=LEGACY.', check: isFlag },
  { name: 'timeFormat', doc: 'Pattern of times of day.', default: 'HH:mm:ss[.SSSSSSSSS]' },
  { name: 'timeZone', doc: 'Zone of timestamps that say none; default: the session\'s.' },
  { name: 'multiLine', doc: 'Sources: a file is one value.', default: 'false', check: isFlag },
  { name: 'lineSep', doc: 'Sources: what ends a line; default: LF, CR LF or CR.', check: isFilled },
  { name: 'locale', doc: 'Language of names in dates, and of decimals in text.', default: 'en-US' },
  { name: 'singleVariantColumn', doc: 'A VARIANT column of this name gets the whole record.' },
  { name: 'samplingRatio', doc: 'Share of the records that inference looks at.', default: '1.0', check: isNumber },
  { name: 'writeNonAsciiCharacterAsCodePoint', doc: 'to_json escapes what is not ASCII.', default: 'false', check: isFlag },
  { name: 'primitivesAsString', doc: 'Inference: numbers and booleans are text.', default: 'false', check: isFlag },
  { name: 'prefersDecimal', doc: 'Inference: fractions are decimals where they fit.', default: 'false', check: isFlag },
  { name: 'inferTimestamp', doc: 'Inference: text of timestamps is timestamps.', default: 'false', check: isFlag },
  { name: 'dropFieldIfAllNull', doc: 'Inference: fields without values are left out.', default: 'false', check: isFlag },
  { name: 'ignoreNullFields', doc: 'to_json leaves out fields that are NULL.', default: 'true', check: isFlag },
  { name: 'pretty', doc: 'to_json breaks lines and indents.', default: 'false', check: isFlag },
];

/** Options with lower-case names. */
export type JsonOptions = Readonly<Record<string, string>>;

export function inferOptions(options: JsonOptions, setting: (key: string) => string | undefined): InferOptions {
  const flag = (name: string): boolean => options[name]?.toLowerCase() === 'true';
  return {
    primitivesAsString: flag('primitivesasstring'), prefersDecimal: flag('prefersdecimal'), dropFieldIfAllNull: flag('dropfieldifallnull'),
    timeOf: flag('infertimestamp') ? timeOf(options, setting) : undefined,
  };
}

function timeOf(options: JsonOptions, setting: (key: string) => string | undefined): (text: string) => DataType | undefined {
  const zone = zoneOf(options['timezone'] ?? setting('spark.sql.session.timeZone') ?? 'UTC');
  const { readTimestamp = (text: string) => parseTimestamp(text, zone), readTimestampNtz = parseTimestampNtz } = timeReaders(options, zone, setting);
  const preferLocal = setting('spark.sql.timestampType') === 'TIMESTAMP_NTZ';
  return (text) => {
    if (options['timestampformat'] === undefined && options['timestampntzformat'] === undefined && !/^\s*[+-]?\d{4,}/.test(text)) return undefined;
    if (preferLocal && readTimestampNtz(text) !== undefined) return timestampNtzType;
    return readTimestamp(text) === undefined ? undefined : timestampType;
  };
}

/** What values become, beyond the zone. */
export function conversionOf(options: JsonOptions, zone: Zone, setting: (key: string) => string | undefined): ConvertOptions {
  const locale = localeOf(options);
  return {
    zone, ...timeReaders(options, zone, setting), namedNumbers: options['allownonnumericnumbers']?.toLowerCase() !== 'false',
    ...(locale === undefined ? {} : { decimalText: decimalReader(locale) }),
    ...(setting('spark.sql.legacy.json.allowEmptyString.enabled')?.toLowerCase() === 'true' ? { emptyTextIsNull: true } : {}),
  };
}

export function leniencyOf(options: JsonOptions): JsonLeniency {
  const flag = (name: string, fallback: boolean): boolean => (options[name] === undefined ? fallback : options[name]!.toLowerCase() === 'true');
  return {
    comments: flag('allowcomments', defaultLeniency.comments),
    unquotedNames: flag('allowunquotedfieldnames', defaultLeniency.unquotedNames),
    singleQuotes: flag('allowsinglequotes', defaultLeniency.singleQuotes),
    leadingZeros: flag('allownumericleadingzeros', defaultLeniency.leadingZeros),
    nonNumericNumbers: flag('allownonnumericnumbers', defaultLeniency.nonNumericNumbers),
    backslashAnything: flag('allowbackslashescapinganycharacter', defaultLeniency.backslashAnything),
    controlCharacters: flag('allowunquotedcontrolchars', defaultLeniency.controlCharacters),
  };
}
