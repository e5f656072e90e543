import type { EvaluationSettings } from './function.ts';

/** array() and map() without arguments are of strings, as before Spark 3. */
export const EMPTY_OF_TEXT = 'spark.sql.legacy.createEmptyCollectionUsingStringType';

/** All intervals are of the one type INTERVAL, as before Spark 3.2. */
export const CALENDAR_INTERVALS = 'spark.sql.legacy.interval.enabled';

/** A boolean setting that is false unless it says true. */
export function isOn({ settings }: { readonly settings: EvaluationSettings }, key: string): boolean {
  return settings.get(key)?.trim().toLowerCase() === 'true';
}
