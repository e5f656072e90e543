import type { Rows } from '../columnar/chunk.ts';

/** The rows that count, ascending: for code of the program, which is called row by row anyway. */
export function* selectedRows({ rowCount, selection }: Rows): Generator<number> {
  if (selection !== undefined) yield* selection;
  else for (let row = 0; row < rowCount; row++) yield row;
}
