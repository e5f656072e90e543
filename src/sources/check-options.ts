import { fail } from '../errors/stream-error.ts';
import type { OptionRow, SourceDefinition, SourceOptions } from './source.ts';

/** The source, with its options held to its table before anything else: no name that is not there, nothing missing, values as they must be. */
export function withCheckedOptions(definition: SourceDefinition): SourceDefinition {
  return {
    ...definition,
    schema: (options, given, environment, read) => {
      checkOptions(definition, options);
      return definition.schema(options, given, environment, read);
    },
  };
}

/** The source, with options that no row names refused; it checks values itself. */
export function withKnownOptions(definition: SourceDefinition): SourceDefinition {
  return {
    ...definition,
    schema: (options, given, environment, read) => {
      expectKnown(definition.name, definition.options, options);
      return definition.schema(options, given, environment, read);
    },
  };
}

export function expectKnown(format: string, rows: readonly OptionRow[], given: SourceOptions): void {
  const unknown = Object.keys(given).find((option) => !rows.some((row) => row.name.toLowerCase() === option.toLowerCase()));
  if (unknown !== undefined) fail('TIDEMARK_UNKNOWN_OPTION', { option: unknown, format, known: rows.map((one) => one.name).join(', ') });
}

function checkOptions({ name: format, options: rows }: SourceDefinition, given: SourceOptions): void {
  const known = new Map(rows.map((row) => [row.name.toLowerCase(), row]));
  for (const [option, value] of Object.entries(given)) {
    const row = known.get(option.toLowerCase());
    if (row === undefined) fail('TIDEMARK_UNKNOWN_OPTION', { option, format, known: rows.map((one) => one.name).join(', ') });
    const expected = row.check?.(value);
    if (expected !== undefined) fail('TIDEMARK_INVALID_OPTION', { option: row.name, value, expected });
  }
  const missing = rows.find((row) => row.required === true && given[row.name.toLowerCase()] === undefined);
  if (missing !== undefined) fail('TIDEMARK_OPTION_MISSING', { option: missing.name, format });
}
