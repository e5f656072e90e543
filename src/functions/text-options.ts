import type { MapValue } from '../columnar/value.ts';
import { fail } from '../errors/stream-error.ts';
import type { CallShape } from './function.ts';

/** Options of from_json and the like, by lower-case name. */
export type TextOptions = Readonly<Record<string, string>>;

/** Options are a constant map of strings. */
export function checkOptions(call: CallShape, index: number): void {
  const options = call.arguments[index];
  if (options === undefined) return;
  if (options.type.kind !== 'map' || !options.foldable) fail('INVALID_OPTIONS.NON_MAP_FUNCTION', {}, { at: options.at ?? call.at });
  if (options.type.key.kind !== 'string' || options.type.value.kind !== 'string') fail('INVALID_OPTIONS.NON_STRING_TYPE', { mapType: `"${options.sql}"` }, { at: options.at ?? call.at });
}

/** Functions keep every row: they take no mode that drops some. An unknown mode is the default one. */
export function checkMode(call: CallShape, index: number): void {
  const literal = call.arguments[index]?.literal as MapValue | undefined;
  const mode = optionsOf(literal)['mode']?.toUpperCase();
  if (mode === 'DROPMALFORMED') fail('PARSE_MODE_UNSUPPORTED', { funcName: `\`${call.name}\``, mode }, { at: call.at });
}

export function optionsOf(literal: MapValue | null | undefined): TextOptions {
  return Object.fromEntries((literal?.entries ?? []).map(([name, value]) => [String(name).toLowerCase(), String(value)]));
}
