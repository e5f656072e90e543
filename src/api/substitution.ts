import { fail } from '../errors/stream-error.ts';
import type { SessionSettings } from '../plan/settings.ts';

const reference = /\$\{(?:(\w+?):)?(\S+?)\}/g;
const prefixes: ReadonlySet<string | undefined> = new Set([undefined, 'spark', 'sparkconf', 'hivevar', 'hiveconf']);

/**
 * `${key}` in a statement is the value that SET gave the key, before anything else is read of it; a key without a value is empty text. Values may refer to
 * further keys.
 */
export function withSettings(sql: string, settings: SessionSettings, around: readonly string[] = []): string {
  if (!sql.includes('${') || !settings.flag('spark.sql.variable.substitute')) return sql;
  return sql.replace(reference, (written, prefix: string | undefined, key: string) => {
    const name = prefix === undefined ? key : `${prefix}:${key}`;
    if (around.includes(name)) fail('TIDEMARK_INVALID_API_CALL', { call: `\${${name}}`, problem: 'its value leads back to itself' });
    return prefixes.has(prefix) ? withSettings(settings.given(key), settings, [...around, name]) : written;
  });
}
