import type { StreamError } from '../../src/index.ts';

/** What Spark said of an error; `at` and `parameters` where the recording holds us to them. */
export interface RecordedError {
  readonly condition: string | null;
  readonly sqlState: string | null;
  /** Offsets of Spark's query context, the end exclusive; or line and column, from 1, where it knows no more. */
  readonly at?: { readonly start: number; readonly end: number } | { readonly line: number; readonly column: number };
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What is wrong with the place of an error, or with its parameters. */
export function comparePlaces({ condition, at, parameters }: RecordedError, error: StreamError): string | undefined {
  const ours = error.at;
  const words = (start: number, end: number): string => `${start}-${end} ${JSON.stringify(ours?.sql.slice(start, end) ?? '')}`;
  if (at !== undefined && ours === undefined) return `${condition} has no place, Spark: ${JSON.stringify(at)}`;
  if (at !== undefined && ours !== undefined) {
    if ('start' in at && (at.start !== ours.start || at.end !== ours.end)) return `${condition} stands at ${words(ours.start, ours.end)}, Spark: ${words(at.start, at.end)}`;
    if ('line' in at && (at.line !== error.line || at.column !== error.column)) return `${condition} stands at ${error.line}:${error.column}, Spark: ${at.line}:${at.column}`;
  }
  const other = Object.entries(parameters ?? {}).find(([name, value]) => error.parameters[name] !== value);
  return other === undefined ? undefined : `${condition} says ${other[0]} ${error.parameters[other[0]]}, Spark: ${other[1]}`;
}
