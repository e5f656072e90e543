import { fail } from '../errors/stream-error.ts';
import { type SessionSettings, settingRow } from '../plan/settings.ts';

/** `spark.conf`: the session's settings by Spark's keys. A started query keeps the values it started with. */
export class RuntimeConfig {
  readonly #settings: SessionSettings;

  constructor(settings: SessionSettings) {
    this.#settings = settings;
  }

  /** Sets a value; one that the setting cannot have is refused. Keys that nothing reads are kept, as in Spark. */
  set(key: string, value: string | number | boolean): void { this.#settings.set(key, String(value)); }

  /** The value set, else the default given here, else Spark's default; fails when there is none of them. */
  get(key: string, fallback?: string): string {
    return (this.isSet(key) ? this.#settings.get(key) : undefined) ?? fallback ?? this.#settings.get(key) ?? fail('SQL_CONF_NOT_FOUND', { sqlConf: `"${key}"` });
  }

  /** Like `get`, undefined where that fails. */
  getOption(key: string): string | undefined { return this.#settings.get(key); }

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
