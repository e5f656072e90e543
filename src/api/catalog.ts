import { splitName } from './column.ts';
import type { DataFrame } from './data-frame.ts';
import type { Session } from './session.ts';

export interface TableInfo { readonly name: string; readonly tableType: 'TEMPORARY' | 'MANAGED'; readonly isTemporary: boolean }

/** `spark.catalog`: views and tables of the session by name. */
export class Catalog {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  listTables(): TableInfo[] {
    return this.#names().list().map(({ name, temporary }) => ({ name, tableType: temporary ? 'TEMPORARY' : 'MANAGED', isTemporary: temporary }));
  }

  tableExists(name: string): boolean { return this.#names().table(splitName(name)) !== undefined; }
  dropTempView(name: string): boolean { return this.#names().drop([name], 'view'); }
  dropGlobalTempView(name: string): boolean { return this.#names().drop(['global_temp', name], 'view'); }
  currentDatabase(): string { return 'default'; }
  currentCatalog(): string { return 'spark_catalog'; }

  /** Gives a DataFrame a name. Used by `createOrReplaceTempView` and its kin. */
  registerView(name: readonly string[], frame: DataFrame, rules: { readonly replace: boolean; readonly global: boolean }): void {
    const scope = rules.global ? 'global' : 'temporary';
    const full = rules.global ? ['global_temp', ...name] : name;
    this.#names().addView({ kind: 'view', name: full, temporary: true, query: frame.relation }, { replace: rules.replace, scope });
  }

  #names(): Session['engine']['catalog'] { return this.#session.engine.catalog; }
}
