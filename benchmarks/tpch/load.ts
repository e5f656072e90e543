import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type Session, session } from '../../src/index.ts';
import { generate, schemas } from './tables.ts';

/** The same text files for both engines, made once per scale and seed. */
export function writeTables(folder: string, scale: number, seed: number): ReadonlyMap<string, string> {
  const place = join(folder, `tpch-${scale}-${seed}`);
  if (!existsSync(place)) {
    const partial = `${place}.partial`;
    mkdirSync(partial, { recursive: true });
    for (const [name, rows] of generate(scale, seed)) writeFileSync(join(partial, `${name}.csv`), `${rows.join('\n')}\n`);
    renameSync(partial, place);
  }
  return new Map(Object.keys(schemas).map((name) => [name, join(place, `${name}.csv`)]));
}

/** Tables in memory, filled from the files. */
export async function openTidemark(files: ReadonlyMap<string, string>): Promise<Session> {
  const spark = session({ appName: 'tpch' });
  for (const [name, file] of files) {
    await spark.read.schema(schemas[name]!).option('sep', '|').csv(file).write.saveAsTable(name);
  }
  return spark;
}

/** Tables in memory on one thread. */
export async function openDuckDb(files: ReadonlyMap<string, string>): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  for (const [name, file] of files) {
    await connection.run(`CREATE TABLE ${name} (${schemas[name]!.replaceAll('STRING', 'VARCHAR')})`);
    await connection.run(`COPY ${name} FROM '${file}' (DELIMITER '|', HEADER false)`);
  }
  return connection;
}
