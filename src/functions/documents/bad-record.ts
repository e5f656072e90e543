import type { StructValue, Value } from '../../columnar/value.ts';

/** What was read of a malformed record before it was found to be one, as Spark names it in its error: `[1,null]`. */
export function shownRow(values: readonly Value[]): string { return `[${values.map(shown).join(',')}]`; }

function shown(value: Value): string {
  if (value === null || typeof value !== 'object') return String(value);
  return 'struct' in value ? shownRow((value as StructValue).struct) : 'a nested value';
}
