import type { DuckDBConnection } from '@duckdb/node-api';
import type { Session } from '../../src/index.ts';

export type Answer = readonly (readonly string[])[];

export async function askTidemark(spark: Session, sql: string): Promise<Answer> {
  const rows = await spark.sql(sql).collect();
  return rows.map((row) => Object.values(row).map(cellText));
}

export async function askDuckDb(connection: DuckDBConnection, sql: string): Promise<Answer> {
  return (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(cellText));
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return 'NULL';
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
}

/**
 * Where two answers differ, in words; undefined when they agree. Row by row in order, all queries sort. Numbers agree to 1e-6 of their size: Spark divides and
 * averages decimals to six digits and more, DuckDB in doubles.
 */
export function difference(ours: Answer, theirs: Answer): string | undefined {
  if (ours.length !== theirs.length) return `${ours.length} rows, not ${theirs.length}`;
  for (const [index, row] of ours.entries()) {
    const other = theirs[index]!;
    if (row.length !== other.length || row.some((cell, at) => !sameCell(cell, other[at]!))) return `row ${index + 1}: ${row.join(' | ')}, not ${other.join(' | ')}`;
  }
  return undefined;
}

function sameCell(one: string, other: string): boolean {
  if (one === other) return true;
  const [left, right] = [Number(one), Number(other)];
  return one !== '' && other !== '' && Math.abs(left - right) <= 1e-6 * Math.max(1, Math.abs(right));
}
