import { makeColumn, float64Values } from '../../columnar/column.ts';
import { fixedColumn, type GroupState } from '../../columnar/group-state.ts';
import type { BufferField } from '../../columnar/state-field.ts';
import { doubleType } from '../../types/data-type.ts';
import type { AggregateFunction, AggregateKernel, EvaluationSettings } from '../function.ts';
import { isOn } from '../setting.ts';
import { visitRows } from '../row-by-row.ts';

/**
 * Variance and standard deviation in one pass.   state  n, mean, m2 = Σ (x - mean)²
 *
 *   update  d = x - mean;  mean += d / (n + 1);  m2 += d (d - d / (n + 1));  n += 1
 *   merge   d = mean' - mean;  mean += d / (n + n') n';  m2 += m2' + d · d / (n + n') · n · n'
 *
 * A partial result passes through an empty buffer on its way, as in Spark, which rounds its mean once: answers agree to the last digit.
 */
export const momentFunctions: readonly AggregateFunction[] = [
  momentRow('stddev', ['std', 'stddev_samp'], 'the sample standard deviation', '1.0', (n, m2) => (n === 1 ? undefined : Math.sqrt(m2 / (n - 1)))),
  momentRow('stddev_pop', [], 'the population standard deviation', '0.816496580927726', (n, m2) => Math.sqrt(m2 / n)),
  momentRow('variance', ['var_samp'], 'the sample variance', '1.0', (n, m2) => (n === 1 ? undefined : m2 / (n - 1))),
  momentRow('var_pop', [], 'the population variance', '0.6666666666666666', (n, m2) => m2 / n),
];

type Finish = (n: number, m2: number) => number | undefined;

function momentRow(name: string, aliases: readonly string[], what: string, result: string, value: Finish): AggregateFunction {
  return {
    kind: 'aggregate', name, aliases, displayAsWritten: true, group: 'agg_funcs', since: '0.1', signatures: ['(double) -> double'], nullable: 'always',
    doc: `Returns ${what} of the values; NULL when there are too few.`,
    examples: [[`SELECT ${name}(x) FROM VALUES (1), (2), (3) AS t(x)`, result]],
    aggregate: (call) => momentKernel(legacyFinish(call, value)),
  };
}

/** spark.sql.legacy.statisticalAggregate: NaN where there are too few values, as a division by zero gives. */
export function legacyFinish<Parts extends readonly unknown[]>(call: { readonly settings: EvaluationSettings }, value: (...parts: Parts) => number | undefined): (...parts: Parts) => number | undefined {
  return isOn(call, 'spark.sql.legacy.statisticalAggregate') ? (...parts) => value(...parts) ?? Number.NaN : value;
}

function momentKernel(value: Finish): AggregateKernel {
  return {
    state: ['f64', 'f64', 'f64'],
    buffer: doubleFields('n', 'avg', 'm2'),
    update(state, groups, args, rows) {
      const { counts, means, squares } = moments(state);
      if (args[0]!.type.kind === 'null') return;
      const values = float64Values(args[0]!);
      const { mask } = args[0]!;
      visitRows(args, rows, (row) => {
        const group = groups[row]!;
        const n = counts[group]! + 1;
        const delta = values[row & mask]! - means[group]!;
        const share = delta / n;
        counts[group] = n;
        means[group] = means[group]! + share;
        squares[group] = squares[group]! + delta * (delta - share);
      });
    },
    merge(state, groups, other, count) {
      const { counts, means, squares } = moments(state);
      const more = moments(other);
      for (let row = 0; row < count; row++) {
        const group = groups[row]!;
        const n = counts[group]!;
        const m = more.counts[row]!;
        if (m === 0) continue;
        const mean = n === 0 ? 0 : (means[group]! / n) * n;
        const delta = (more.means[row]! / m) * m - mean;
        const share = delta / (n + m);
        counts[group] = n + m;
        means[group] = mean + share * m;
        squares[group] = squares[group]! + more.squares[row]! + delta * share * n * m;
      }
    },
    finish(state, groups, { arena }) {
      const { counts, squares } = moments(state);
      const values = arena.float64(groups.length);
      const validity = arena.bitmap(groups.length, 1);
      for (let row = 0; row < groups.length; row++) {
        const group = groups[row]!;
        const result = counts[group] === 0 ? undefined : value(counts[group]!, squares[group]!);
        values[row] = result ?? 0;
        if (result === undefined) validity[row >> 3]! &= ~(1 << (row & 7));
      }
      return makeColumn(doubleType, groups.length, { values, validity });
    },
  };
}

/** What Spark calls the parts of a state of doubles, column by column. */
export function doubleFields(...names: readonly string[]): readonly BufferField[] {
  return names.map((name, at) => ({ name, type: doubleType, nullable: false, field: { read: 'plain', at } }));
}

function moments(state: GroupState): { counts: Float64Array; means: Float64Array; squares: Float64Array } {
  return {
    counts: fixedColumn(state, 0).values as Float64Array,
    means: fixedColumn(state, 1).values as Float64Array,
    squares: fixedColumn(state, 2).values as Float64Array,
  };
}
