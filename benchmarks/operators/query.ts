/** One operator at work on a million rows, its result reduced to a row that both engines can be compared by. `theirs` where DuckDB spells it differently. */
export interface OperatorQuery { readonly name: string; readonly sql: string; readonly theirs?: string }
