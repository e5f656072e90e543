import { fail, type Span } from '../../errors/stream-error.ts';

/** One option of a format, read by functions, sources and the docs alike. Names are matched without case; an option that no row names means nothing. */
export interface FormatOptionRow {
  readonly name: string;
  readonly doc: string;
  readonly default?: string;
  /** Refuses a bad value by returning what was expected, or by failing itself. */
  readonly check?: (value: string) => string | undefined;
}

/** Fails on the first value that its option cannot have. `given` has names in lower case. */
export function checkFormatOptions(rows: readonly FormatOptionRow[], given: Readonly<Record<string, string>>, at?: Span): void {
  for (const row of rows) {
    const value = given[row.name.toLowerCase()];
    const expected = value === undefined ? undefined : row.check?.(value);
    if (expected !== undefined) fail('TIDEMARK_INVALID_OPTION', { option: row.name, value: `'${value}'`, expected }, { at });
  }
}

export const isFlag = (value: string): string | undefined => (/^(true|false)$/i.test(value) ? undefined : 'true or false');
export const isWhole = (value: string): string | undefined => (/^[+-]?\d{1,10}$/.test(value) ? undefined : 'a whole number');
export const isNumber = (value: string): string | undefined => (value.trim() !== '' && Number.isFinite(Number(value)) ? undefined : 'a number');
export const isFilled = (value: string): string | undefined => (value === '' ? 'not empty' : undefined);

/** At most one character; `\u0000` and nothing turn the feature off. */
export function isCharacter(paramName: string): (value: string) => undefined {
  return (value) => {
    if (value.length > 1 && value !== '\\u0000') fail('OPTION_VALUE_EXCEEDS_ONE_CHARACTER', { paramName, actualValue: value });
  };
}
