import type { Value } from '../../columnar/value.ts';

/**
 * What a row must be like for the query to use it: the value of a column, by name, beside values of the column's type. NULL passes `null` alone. A source may leave out
 * rows that fail; it need not, for the query looks at every row that comes.
 */
export interface RowTest {
  readonly column: string;
  readonly is: 'null' | 'not null' | 'any of' | '<' | '<=' | '>' | '>=';
  readonly values: readonly Value[];
}
