/**
 * A Date that keeps its microseconds. What TIMESTAMP and TIMESTAMP_NTZ columns give; plain Dates are taken as well.
 *
 * @example (row.ts as Timestamp).micros // 1704067200123456n
 */
export class Timestamp extends Date {
  /** Microseconds since 1970-01-01T00:00:00Z. */
  readonly micros: bigint;

  constructor(micros: bigint) {
    super(Number(micros / 1000n) - (micros < 0n && micros % 1000n !== 0n ? 1 : 0));
    this.micros = micros;
  }

  /** ISO text with as many fraction digits as there are. */
  override toISOString(): string {
    const rest = Number(((this.micros % 1000n) + 1000n) % 1000n);
    const text = super.toISOString();
    return rest === 0 ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
  }

  /** The same as `toISOString`. */
  override toJSON(): string { return this.toISOString(); }
}
