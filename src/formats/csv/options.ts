import { zoneOf, type Zone } from '../../types/time-zone.ts';
import { timeReaders, type TimeReaders } from '../text/times.ts';
import type { CsvShape } from './tokens.ts';

export interface CsvOptionRow { readonly name: string; readonly doc: string; readonly default?: string }

/** Options of from_csv, to_csv and the csv source, by Spark's names. */
export const csvOptions: readonly CsvOptionRow[] = [
  { name: 'sep', doc: 'What separates values; also `delimiter`.', default: ',' },
  { name: 'delimiter', doc: 'The same as sep.' },
  { name: 'quote', doc: 'What values with separators stand in; empty = none.', default: '"' },
  { name: 'escape', doc: 'What makes a quote part of a value.', default: '\\' },
  { name: 'comment', doc: 'Lines that begin with it are left out.' },
  { name: 'header', doc: 'Sources: the first line of a file has the names.', default: 'false' },
  { name: 'inferSchema', doc: 'Sources: types are inferred; otherwise all is text.', default: 'false' },
  { name: 'multiLine', doc: 'Sources: values in quotes may hold line ends.', default: 'false' },
  { name: 'lineSep', doc: 'Sources: what ends a line; default: LF, CR LF or CR.' },
  { name: 'nullValue', doc: 'Text that means NULL.', default: '' },
  { name: 'emptyValue', doc: 'Text of empty strings.' },
  { name: 'nanValue', doc: 'Text of NaN.', default: 'NaN' },
  { name: 'positiveInf', doc: 'Text of infinity.', default: 'Inf' },
  { name: 'negativeInf', doc: 'Text of negative infinity.', default: '-Inf' },
  { name: 'ignoreLeadingWhiteSpace', doc: 'Spaces before values are left out. Reading: false, writing: true.' },
  { name: 'ignoreTrailingWhiteSpace', doc: 'Spaces after values are left out. Reading: false, writing: true.' },
  { name: 'quoteAll', doc: 'to_csv puts all values in quotes.', default: 'false' },
  { name: 'escapeQuotes', doc: 'to_csv puts values with quotes in quotes.', default: 'true' },
  { name: 'preferDate', doc: 'Inference: text of dates is dates.', default: 'true' },
  { name: 'mode', doc: 'PERMISSIVE, FAILFAST or (sources) DROPMALFORMED.', default: 'PERMISSIVE' },
  { name: 'columnNameOfCorruptRecord', doc: 'Column of the schema that gets malformed records.', default: '_corrupt_record' },
  { name: 'dateFormat', doc: 'Pattern of dates.', default: 'yyyy-MM-dd' },
  { name: 'timestampFormat', doc: 'Pattern of timestamps.', default: "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]" },
  { name: 'timestampNTZFormat', doc: 'Pattern of timestamps without time zone.', default: "yyyy-MM-dd'T'HH:mm:ss[.SSS]" },
  { name: 'timeFormat', doc: 'Pattern of times of day.', default: 'HH:mm:ss[.SSSSSSSSS]' },
  { name: 'timeZone', doc: "Zone of timestamps that say none; default: the session's." },
];

export interface CsvReadOptions extends TimeReaders {
  readonly shape: CsvShape;
  readonly zone: Zone;
  readonly nullValue: string;
  readonly nan: string;
  readonly positiveInfinity: string;
  readonly negativeInfinity: string;
  readonly preferDate: boolean;
}

type Options = Readonly<Record<string, string>>;

/** Options with lower-case names. */
export function csvReadOptions(options: Options, zoneId: string): CsvReadOptions {
  const zone = zoneOf(options['timezone'] ?? zoneId);
  return {
    shape: shapeOf(options, false), zone, nullValue: options['nullvalue'] ?? '',
    nan: options['nanvalue'] ?? 'NaN', positiveInfinity: options['positiveinf'] ?? 'Inf', negativeInfinity: options['negativeinf'] ?? '-Inf',
    preferDate: options['preferdate']?.toLowerCase() !== 'false', ...timeReaders(options, zone),
  };
}

export function shapeOf(options: Options, trim: boolean): CsvShape {
  const flag = (name: string): boolean => (options[name] === undefined ? trim : options[name]!.toLowerCase() === 'true');
  return {
    separator: unescaped(options['sep'] ?? options['delimiter'] ?? ','), quote: (options['quote'] ?? '"').replace('\u0000', ''), escape: options['escape'] ?? '\\',
    comment: (options['comment'] ?? '').replace('\u0000', ''), trimStart: flag('ignoreleadingwhitespace'), trimEnd: flag('ignoretrailingwhitespace'),
  };
}

const unescaped = (text: string): string => text.replaceAll('\\t', '\t').replaceAll('\\\\', '\\');
