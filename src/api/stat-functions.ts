import { callFunction, col, lit } from './column.ts';
import type { DataFrame } from './data-frame.ts';

/** Statistics: `df.stat`. */
export class DataFrameStatFunctions {
  readonly #frame: DataFrame;

  constructor(frame: DataFrame) {
    this.#frame = frame;
  }

  /** Pearson's correlation of two columns. */
  async corr(left: string, right: string): Promise<number | null> { return this.#single('corr', left, right); }
  /** Sample covariance of two columns. */
  async cov(left: string, right: string): Promise<number | null> { return this.#single('covar_samp', left, right); }

  /** Approximate quantiles at the given probabilities, in [0, 1]. */
  async approxQuantile(column: string, probabilities: readonly number[], relativeError = 0.0001): Promise<number[]> {
    const accuracy = Math.max(1, Math.round(1 / Math.max(relativeError, 1e-7)));
    const rows = await this.#frame.agg(callFunction('percentile_approx', col(column).cast('double'), lit([...probabilities]), lit(accuracy)).as('q')).collect();
    return (rows[0]!['q'] as number[] | null) ?? [];
  }

  async #single(name: string, left: string, right: string): Promise<number | null> {
    const rows = await this.#frame.agg(callFunction(name, col(left), col(right)).as('value')).collect();
    return rows[0]!['value'] as number | null;
  }
}
