import type { ScenarioQuery } from '../spark/scenario.ts';
import type { Random } from './random.ts';

export type ColumnType = 'timestamp' | 'string' | 'long' | 'int' | 'double' | 'decimal' | 'boolean' | 'window' | 'other';
export interface Column { readonly name: string; readonly type: ColumnType }

/** A view with its columns; `time` is the column that carries a watermark, a window after an aggregation. */
export interface Relation {
  readonly view: string;
  readonly columns: readonly Column[];
  readonly time: Column | undefined;
  /** An aggregate was computed: it decides which output modes make sense. */
  readonly aggregate?: 'windowed' | 'plain';
  /** Output columns that name a group, for folding updates. */
  readonly key?: readonly string[];
}

/** Why a law need not hold: what the stream gives may depend on its batches, or its watermark on restarts (Spark forgets single watermarks). */
export type Caveat = 'expiry depends on batches' | 'outer rows never come' | 'outer join' | 'updates are filtered' | 'sessions are replaced' | 'order of rows' | 'batch time' | 'state functions' | 'several watermarks' | 'updates are repeated';

/** What a case is built up in: sources, views one upon the other, settings. */
export class Draft {
  readonly random: Random;
  readonly conf: Record<string, string> = {};
  readonly sources: Record<string, string> = {};
  readonly tables: Record<string, { schema: string; rows: unknown[][] }> = {};
  readonly views: Record<string, ScenarioQuery> = {};
  readonly caveats = new Set<Caveat>();
  readonly #streams = new Map<string, readonly Column[]>();
  #count = 0;

  constructor(random: Random) { this.random = random; }

  name(prefix: string): string { return `${prefix}${this.#count++}`; }

  /** A new stream `s…` of (time, key, value) and, at times, more columns. */
  source(wide = this.random.chance(0.3)): Relation {
    const index = this.#streams.size;
    const all: readonly Column[] = [
      { name: `t${index}_`, type: 'timestamp' }, { name: `k${index}_`, type: 'string' }, { name: `v${index}_`, type: 'long' },
      ...(wide ? ([{ name: `d${index}_`, type: 'double' }, { name: `m${index}_`, type: 'decimal' }, { name: `b${index}_`, type: 'boolean' }, { name: `i${index}_`, type: 'int' }] as const) : []),
    ];
    const view = `s${index}`;
    this.#streams.set(view, all);
    this.sources[view] = all.map(({ name, type }) => `${name} ${ddl[type]}`).join(', ');
    return { view, columns: all, time: undefined };
  }

  columnsOf(source: string): readonly Column[] { return this.#streams.get(source)!; }

  view(query: ScenarioQuery, shape: Omit<Relation, 'view'>): Relation {
    const view = this.name('q');
    this.views[view] = query;
    return { ...shape, view };
  }
}

const ddl: Readonly<Record<ColumnType, string>> = {
  timestamp: 'TIMESTAMP', string: 'STRING', long: 'BIGINT', int: 'INT', double: 'DOUBLE', decimal: 'DECIMAL(8,2)', boolean: 'BOOLEAN', window: 'STRUCT<start: TIMESTAMP, end: TIMESTAMP>', other: 'STRING',
};
