import { quoteIdentifier, quoteIfNeeded } from '../types/print.ts';

/** Where names without a schema are looked for: `system.builtin`, `system.session` and schemas, one after the other. */
export type SearchPath = readonly (readonly string[])[];

interface Settings { readonly get: (key: string) => string | undefined }

const BUILTIN = ['system', 'builtin'] as const;
const SESSION = ['system', 'session'] as const;
/** Words of SET PATH that stay words: the schema that is current when a name is looked for. */
const CURRENT = ['current_schema'] as const;

/** The entries of SET PATH as JSON, kept with the session while spark.sql.path.enabled is true. */
export const PATH_KEY = 'tidemark.path';
const SESSION_ORDER = 'spark.sql.functionResolution.sessionOrder';
export const PATH_ENABLED = 'spark.sql.path.enabled';

/** The path of now. */
export function searchPath(settings: Settings): SearchPath {
  const schema = settings.get('tidemark.currentDatabase') ?? 'default';
  return storedPath(settings).map((entry) => (entry.length === 1 ? ['spark_catalog', schema] : entry));
}

/** The path with its words. */
export function storedPath(settings: Settings): SearchPath {
  const set = settings.get(PATH_ENABLED)?.toLowerCase() === 'true' ? settings.get(PATH_KEY) : undefined;
  return set === undefined ? defaultPath(settings) : JSON.parse(set) as SearchPath;
}

/** spark.sql.functionResolution.sessionOrder says where functions of the session stand. */
export function defaultPath(settings: Settings): SearchPath {
  switch (settings.get(SESSION_ORDER)?.toLowerCase()) {
    case 'first': return [SESSION, BUILTIN, CURRENT];
    case 'last': return [BUILTIN, CURRENT, SESSION];
    default: return [BUILTIN, SESSION, CURRENT];
  }
}

/** Built-in functions, those of the session, the current schema, for sure: no session that says nothing pays for paths. */
export function isUsualPath(settings: Settings): boolean {
  return settings.get(PATH_ENABLED)?.toLowerCase() !== 'true' && (settings.get(SESSION_ORDER) ?? 'second').toLowerCase() === 'second';
}

export type PathPlace = 'builtin' | 'session' | 'schema';

export function placeOf(entry: readonly string[]): PathPlace {
  const [catalog, name] = entry.map((part) => part.toLowerCase());
  return catalog === 'system' && (name === 'builtin' || name === 'session') ? name : 'schema';
}

/** Names may begin with the catalog that there is. */
export function withoutCatalog(name: readonly string[]): readonly string[] {
  return name.length > 1 && name[0]!.toLowerCase() === 'spark_catalog' ? name.slice(1) : name;
}

/** What current_path() gives. */
export function pathText(settings: Settings): string {
  return searchPath(settings).map((entry) => entry.map(quoteIfNeeded).join('.')).join(',');
}

/** As a parameter of errors. */
export function searchPathOf(settings: Settings): { readonly searchPath: string } {
  return { searchPath: `[${searchPath(settings).map((entry) => entry.map(quoteIdentifier).join('.')).join(', ')}]` };
}
