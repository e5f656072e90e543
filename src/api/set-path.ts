import { fail, type Span } from '../errors/stream-error.ts';
import { defaultPath, PATH_ENABLED, PATH_KEY, type SearchPath, storedPath } from '../functions/search-path.ts';
import type { SessionSettings } from '../plan/settings.ts';

/** SET PATH = entries: schemas with their catalog, and words that stand for some. The path itself can be part of the new one. */
export function setPath(settings: SessionSettings, entries: SearchPath, at: Span | undefined): void {
  if (!settings.flag(PATH_ENABLED)) fail('UNSUPPORTED_FEATURE.SET_PATH_WHEN_DISABLED', { config: PATH_ENABLED }, { at });
  const path = entries.flatMap((entry) => (entry.length === 1 ? expanded(entry[0]!, settings) : [entry]));
  const names = path.map((entry) => entry.join('.').toLowerCase());
  const twice = names.findIndex((name, index) => names.indexOf(name) < index);
  if (twice >= 0) fail('DUPLICATE_SQL_PATH_ENTRY', { pathEntry: path[twice]!.join('.') }, { at });
  settings.set(PATH_KEY, JSON.stringify(path));
}

function expanded(word: string, settings: SessionSettings): SearchPath {
  switch (word.toLowerCase()) {
    case 'default_path': return defaultPath(settings);
    case 'system_path': return [['system', 'builtin']];
    case 'path': return storedPath(settings);
    default: return [['current_schema']];
  }
}
