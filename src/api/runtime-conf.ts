import { fail } from '../errors/stream-error.ts';
import { type SessionSettings, settingRow } from '../plan/settings.ts';

/** `spark.conf`: the session's settings by Spark's keys. A started query keeps the values it started with. */
export class RuntimeConfig {
  readonly #settings: SessionSettings;

  constructor(settings: SessionSettings) {
    this.#settings = settings;
  }

  /** Sets a value; one that the setting cannot have is refused. Keys that nothing reads are kept, as in Spark. */
  set(key: string, value: string | number | boolean): void {
    refuseFixed(key);
    this.#settings.set(key, String(value));
  }

  /** The value set, else the default given here, else Spark's default; fails when there is none of them. */
  get(key: string, fallback?: string): string {
    return (this.isSet(key) ? this.#settings.written(key) : undefined) ?? fallback ?? this.#settings.written(key) ?? fail('SQL_CONF_NOT_FOUND', { sqlConf: `"${key}"` });
  }

  /** Like `get`, undefined where that fails. */
  getOption(key: string): string | undefined { return this.#settings.written(key); }

  /** Whether there is a value, set or by default. */
  contains(key: string): boolean { return this.#settings.get(key) !== undefined; }

  /** Goes back to the default. */
  unset(key: string): void { this.#settings.unset(key); }

  /** Values that were set, by key. */
  getAll(): Record<string, string> { return Object.fromEntries(this.#settings.entries()); }

  /** Whether it is a setting of the engine. */
  isModifiable(key: string): boolean { return settingRow(key) !== undefined; }

  /** True when the session (not the default) has a value. */
  isSet(key: string): boolean { return this.#settings.entries().some(([one]) => one.toLowerCase() === key.toLowerCase()); }
}

/** Spark's settings of the whole program, and of its cluster. */
export function refuseFixed(key: string): void {
  if (fixedKeys.has(key)) fail('CANNOT_MODIFY_STATIC_CONFIG', { key: `"${key}"` });
  if (clusterKeys.test(key)) fail('CANNOT_MODIFY_CONFIG', { key: `"${key}"` });
}

const fixedKeys: ReadonlySet<string> = new Set([
  'spark.sql.warehouse.dir', 'spark.sql.catalogImplementation', 'spark.sql.extensions', 'spark.sql.globalTempDatabase', 'spark.sql.cache.serializer', 'spark.sql.queryExecutionListeners',
  'spark.sql.streaming.streamingQueryListeners', 'spark.sql.sources.schemaStringLengthThreshold', 'spark.sql.filesourceTableRelationCacheSize', 'spark.sql.codegen.cache.maxEntries', 'spark.sql.hive.metastore.version',
  'spark.sql.legacy.sessionInitWithConfigDefaults', 'spark.sql.broadcastExchange.maxThreadThreshold', 'spark.sql.streaming.ui.enabled', 'spark.sql.event.truncate.length',
]);
const clusterKeys = /^spark\.(?:executor|driver|task|memory|scheduler|shuffle|eventLog|dynamicAllocation|network|rpc|serializer|speculation|broadcast|storage|cores|kryo|locality|ui)\./;
