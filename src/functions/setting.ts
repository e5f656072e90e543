import type { EvaluationSettings } from './function.ts';

/** array() and map() without arguments are of strings, as before Spark 3. */
export const EMPTY_OF_TEXT = 'spark.sql.legacy.createEmptyCollectionUsingStringType';

/** A boolean setting that is false unless it says true. */
export function isOn({ settings }: { readonly settings: EvaluationSettings }, key: string): boolean {
  return settings.get(key)?.trim().toLowerCase() === 'true';
}
