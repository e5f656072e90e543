/**
 * One row of the error catalogue. `message` names its parameters in braces: lower-case first letter, no full stop.
 * `hint` says what to do next. Names and SQLSTATEs are Spark's; what Spark has no word for starts with `TIDEMARK_`.
 */
export interface Condition {
  readonly sqlState: string;
  readonly message: string;
  readonly hint?: string;
  /** Parameters that Spark gives and that are the same each time. */
  readonly constants?: Readonly<Record<string, string>>;
}
