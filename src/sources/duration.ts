import { fail } from '../errors/stream-error.ts';

const unitSeconds: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** Spark's short durations (`5s`, `100ms`, `2h`; a bare number counts seconds) in whole seconds. */
export function parseDurationSeconds(text: string): number {
  const match = /^(\d+)\s*([a-z]*)$/.exec(text.trim().toLowerCase());
  const unit = match === null ? undefined : unitSeconds[match[2] === '' ? 's' : match[2]!];
  if (match === null || unit === undefined) return fail('TIDEMARK_INVALID_OPTION', { option: 'rampUpTime', value: text, expected: 'a duration such as 5s' });
  return Math.floor(Number(match[1]) * unit);
}
