import { fail, type Span } from '../errors/stream-error.ts';
import type { DayTimeIntervalType, YearMonthIntervalType } from './data-type.ts';
import { intervalTypeName } from './interval-format.ts';
import type { IntervalProblem } from './interval-text.ts';

/** Raises what is wrong with interval text. */
export function failInterval(input: string, { problem, word }: IntervalProblem, at?: Span): never {
  const about = { input, [parameters[problem] ?? 'word']: word } as unknown as { readonly input: string; readonly unit: string };
  return fail(`INVALID_INTERVAL_FORMAT.${problem as 'INVALID_UNIT'}`, about, { at });
}

/** What the word is called that a problem is about. */
const parameters: Readonly<Record<string, string>> = {
  INVALID_FRACTION: 'unit', INVALID_PRECISION: 'value', INVALID_PREFIX: 'prefix', INVALID_UNIT: 'unit', INVALID_VALUE: 'value', UNRECOGNIZED_NUMBER: 'number',
  INTERVAL_PARSING: 'interval', DAY_TIME_PARSING: 'msg',
};

/** Raises that text does not have the fields of a type. */
export function failIntervalForm(input: string, type: YearMonthIntervalType | DayTimeIntervalType, at?: Span): never {
  const isYearMonth = type.kind === 'year_month_interval';
  const typeName = intervalTypeName(type);
  const fields = (isYearMonth ? ['y', 'm'] : ['d', 'h', 'm', 's.n']).slice(type.start, type.end + 1);
  const form = `[+|-]${fields.join(isYearMonth ? '-' : ':').replace('d:', 'd ')}`;
  return fail(`INVALID_INTERVAL_FORMAT.${isYearMonth ? 'UNMATCHED_FORMAT_STRING' : 'UNMATCHED_FORMAT_STRING_WITH_NOTICE'}`, {
    input, intervalStr: isYearMonth ? 'year-month' : 'day-time', typeName,
    supportedFormat: `\`${form}\`, \`INTERVAL [+|-]'${form}'${typeName.toUpperCase().replace('INTERVAL', '')}\``,
  }, { at });
}
