import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Value } from '../../src/columnar/value.ts';
import type { DataType } from '../../src/types/data-type.ts';
import type { CommonCase } from './common.ts';

const copies = 128;

/** DuckDB on one thread over the same values: rows per CPU second of `count(expression)`, which computes it and keeps nothing. */
export class DuckPeer {
  readonly #connection: DuckDBConnection;

  private constructor(connection: DuckDBConnection) { this.#connection = connection; }

  static async open(): Promise<DuckPeer> { return new DuckPeer(await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()); }

  async rateOf(one: CommonCase, types: readonly DataType[], values: readonly (readonly Value[])[]): Promise<number> {
    const columns = one.types.map((type, index) => `c${index} ${type === 'STRING' ? 'VARCHAR' : type}`).join(', ');
    await this.#connection.run(`CREATE OR REPLACE TABLE one (${columns})`);
    const rows = values[0]!.map((_, row) => `(${values.map((column, index) => literal(types[index]!, column[row]!)).join(',')})`);
    await this.#connection.run(`INSERT INTO one VALUES ${rows.join(',')}`);
    await this.#connection.run(`CREATE OR REPLACE TABLE bench AS SELECT one.* FROM range(${copies}), one`);
    const sql = `SELECT count(${one.duck!.replaceAll('{0}', 'c0').replaceAll('{1}', 'c1')}) FROM bench`;
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 4; run++) {
      const before = process.cpuUsage();
      await this.#connection.runAndReadAll(sql);
      const used = process.cpuUsage(before);
      best = Math.min(best, used.user + used.system);
    }
    return (copies * rows.length) / (best / 1e6);
  }
}

function literal(type: DataType, value: Value): string {
  if (value === null) return 'NULL';
  switch (type.kind) {
    case 'string': return `'${(value as string).replaceAll("'", "''")}'`;
    case 'date': return `DATE '1970-01-01' + ${value as number}`;
    case 'timestamp': return `make_timestamp(${value as bigint})`;
    case 'decimal': return `${value as bigint}::HUGEINT / 1${'0'.repeat(type.scale)}`;
    default: return String(value);
  }
}
