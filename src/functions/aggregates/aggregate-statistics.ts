import { float64Values, makeColumn } from '../../columnar/column.ts';
import { rowsByValidity } from '../../columnar/selection.ts';
import { fixedColumn, type GroupState } from '../../columnar/group-state.ts';
import type { BufferField } from '../../columnar/state-field.ts';
import { doubleType, longType } from '../../types/data-type.ts';
import { doubleFields, legacyFinish } from './aggregate-basic-moments.ts';
import { castInput } from '../define.ts';
import type { AggregateFunction, AggregateKernel, CallShape } from '../function.ts';
import { matchSignatures } from '../signature-match.ts';
import { averageKernel, averageType } from './aggregate-basic-average.ts';
import { visitRows } from '../row-by-row.ts';

const pairColumns = ['n', 'meanX', 'meanY', 'ck', 'mkx', 'mky', 'm2x', 'm2y', 'sumX', 'sumY'] as const;

/** What Spark keeps for each kind, out of the columns kept here. */
const shown = {
  covariance: fieldsOf({ n: 'n', xAvg: 'meanX', yAvg: 'meanY', ck: 'ck' }),
  correlation: fieldsOf({ n: 'n', xAvg: 'meanX', yAvg: 'meanY', ck: 'ck', xMk: 'mkx', yMk: 'mky' }),
  momentOfX: fieldsOf({ n: 'n', avg: 'meanX', m2: 'm2x' }),
  momentOfY: fieldsOf({ n: 'n', avg: 'meanY', m2: 'm2y' }),
  regression: [...fieldsOf({ n: 'n', xAvg: 'meanX', yAvg: 'meanY', ck: 'ck' }), ...fieldsOf({ n: 'n', avg: 'meanX', m2: 'm2x' })],
  meanOfX: [...fieldsOf({ sum: 'sumX' }), countField()],
  meanOfY: [...fieldsOf({ sum: 'sumY' }), countField()],
};

function fieldsOf(columns: Readonly<Record<string, (typeof pairColumns)[number]>>): readonly BufferField[] {
  return Object.entries(columns).map(([name, column]) => ({ name, type: doubleType, nullable: false, field: { read: 'plain', at: pairColumns.indexOf(column) } }));
}

function countField(): BufferField { return { name: 'count', type: longType, nullable: false, field: { read: 'plain', at: 0 } }; }

/**
 * Shape of one column, relation of two, in one pass.
 *
 *   one   state  n, mean, m2, m3, m4 (central moments)
 *   two   state  n, mean x, mean y, ck = Σ (x - mx)(y - my), mkx, mky, m2x, m2y, over rows where neither is NULL
 *
 * Updates and merges follow Spark's CentralMomentAgg, Covariance and PearsonCorrelation operation by operation, so that answers agree to the
 * last digit.
 */
export const statisticsFunctions: readonly AggregateFunction[] = [
  shapeRow('skewness', 'the skewness of the values', '1.1135657469022011', ['n', 'avg', 'm2', 'm3'], ({ n, m2, m3 }) => (m2 === 0 ? undefined : (Math.sqrt(n) * m3) / Math.sqrt(m2 * m2 * m2))),
  shapeRow('kurtosis', 'the excess kurtosis of the values', '-0.7014368047529609', ['n', 'avg', 'm2', 'm3', 'm4'], ({ n, m2, m4 }) => (m2 === 0 ? undefined : (n * m4) / (m2 * m2) - 3)),
  pairRow('corr', "Pearson's correlation of two columns", '0.8660254037844387', shown.correlation, ({ n, ck, mkx, mky }) => (n === 1 || mkx === 0 || mky === 0 || mkx * mky === 0 ? undefined : ck / Math.sqrt(mkx * mky))),
  pairRow('covar_pop', 'the population covariance of two columns', '1.0', shown.covariance, ({ n, ck }) => ck / n),
  pairRow('covar_samp', 'the sample covariance of two columns', '1.5', shown.covariance, ({ n, ck }) => (n === 1 ? undefined : ck / (n - 1))),
  meanRow(1, pairRow('regr_avgx', 'the mean of the second argument where neither is NULL', '2.0', shown.meanOfX, ({ n, sumX }) => sumX / n, true)),
  meanRow(0, pairRow('regr_avgy', 'the mean of the first argument where neither is NULL', '3.0', shown.meanOfY, ({ n, sumY }) => sumY / n, true)),
  pairRow('regr_r2', 'the square of the correlation', '0.7500000000000001', shown.correlation, ({ ck, mkx, mky }) => (mky === 0 ? undefined : mkx === 0 ? 1 : (ck / Math.sqrt(mkx * mky)) ** 2)),
  pairRow('regr_sxx', 'Σ (x - mean)² of the second argument', '2.0', shown.momentOfX, ({ m2x }) => m2x, true),
  pairRow('regr_syy', 'Σ (y - mean)² of the first argument', '2.0', shown.momentOfY, ({ m2y }) => m2y, true),
  pairRow('regr_sxy', 'Σ (x - mean x)(y - mean y)', '3.0', shown.covariance, ({ ck }) => ck),
  pairRow('regr_slope', 'the slope of the regression line', '1.0', shown.regression, ({ ck, m2x }) => (m2x === 0 ? undefined : ck / m2x), true),
  pairRow('regr_intercept', 'where the regression line meets the y axis', '1.0', shown.regression, ({ ck, m2x, meanX, meanY }) => (m2x === 0 ? undefined : meanY - (ck / m2x) * meanX), true),
];

interface Shape { readonly n: number; readonly m2: number; readonly m3: number; readonly m4: number }
interface Pair {
  readonly n: number; readonly meanX: number; readonly meanY: number; readonly ck: number; readonly mkx: number; readonly mky: number;
  readonly m2x: number; readonly m2y: number; readonly sumX: number; readonly sumY: number;
}

function shapeRow(name: string, what: string, result: string, shown: readonly string[], value: (shape: Shape) => number | undefined): AggregateFunction {
  return {
    kind: 'aggregate', name, group: 'agg_funcs', since: '0.1', signatures: ['(double) -> double'], nullable: 'always', doc: `Returns ${what}; NULL when all are equal.`,
    examples: [[`SELECT ${name}(x) FROM VALUES (-10), (-20), (100), (1000) AS t(x)`, result]],
    aggregate: (call) => shapeKernel(shown, legacyFinish(call, value)),
  };
}

/** Regressions are written (y, x), correlations (x, y). */
function pairRow(name: string, what: string, result: string, buffer: readonly BufferField[], value: (pair: Pair) => number | undefined, yFirst = false): AggregateFunction {
  return {
    kind: 'aggregate', name, group: 'agg_funcs', since: '0.1', signatures: ['(double, double) -> double'], nullable: 'always', doc: `Returns ${what}; NULL when there is nothing to tell it from.`,
    examples: [[`SELECT ${name}(a, b) FROM VALUES ${yFirst ? '(2, 1), (4, 3)' : '(3, 2), (3, 3), (6, 4)'} AS t(a, b)`, result]],
    aggregate: (call) => pairKernel(buffer, name.startsWith('regr') ? value : legacyFinish(call, value), yFirst),
  };
}

/** What is no number is told to be none, not to be no double. */
export function expectNumbers(call: CallShape): void {
  if (call.arguments.length === 2) for (const index of [0, 1]) castInput(call, index, { family: 'numeric' });
}

/** The mean of argument `at` where the other one is there too: of decimals it is the average of decimals. */
function meanRow(at: 0 | 1, row: AggregateFunction): AggregateFunction {
  return {
    ...row,
    resolve(call) {
      expectNumbers(call);
      const match = matchSignatures(row.signatures, call);
      const { type } = call.arguments[at]!;
      if (type.kind !== 'decimal') return { ...match, nullable: true };
      return { argumentTypes: match.argumentTypes.map((one, index) => (index === at ? type : one)), returnType: averageType(type), nullable: true };
    },
    aggregate(call) {
      const type = call.argumentTypes[at]!;
      if (type.kind !== 'decimal') return row.aggregate(call);
      const average = averageKernel({ ...call, argumentTypes: [type] }, call.settings.ansi ? 'fail' : 'null');
      return {
        ...average,
        update(state, groups, args, rows, context) {
          if (args[1 - at]!.type.kind === 'null') return;
          const selection = rowsByValidity(args[1 - at]!, true, rows, context.arena);
          average.update(state, groups, [args[at]!], { rowCount: rows.rowCount, selection }, context);
        },
      };
    },
  };
}

function columnsOf(state: GroupState): Float64Array[] {
  return state.columns.map((_, index) => fixedColumn(state, index).values as Float64Array);
}

function shapeKernel(shown: readonly string[], value: (shape: Shape) => number | undefined): AggregateKernel {
  return {
    state: ['f64', 'f64', 'f64', 'f64', 'f64'],
    buffer: doubleFields(...shown),
    update(state, groups, args, rows) {
      if (args[0]!.type.kind === 'null') return;
      const values = float64Values(args[0]!);
      const { mask } = args[0]!;
      const columns = columnsOf(state);
      visitRows(args, rows, (row) => { addToShape(columns, groups[row]!, values[row & mask]!); });
    },
    merge(state, groups, other, count) {
      const [columns, others] = [columnsOf(state), columnsOf(other)];
      for (let row = 0; row < count; row++) mergeShapes(columns, groups[row]!, others, row);
    },
    finish: (state, groups, { arena }) => {
      const [ns, , m2s, m3s, m4s] = columnsOf(state);
      return doubles(groups, arena, (group) => (ns![group] === 0 ? undefined : value({ n: ns![group]!, m2: m2s![group]!, m3: m3s![group]!, m4: m4s![group]! })));
    },
  };
}

function addToShape([ns, means, m2s, m3s, m4s]: Float64Array[], group: number, x: number): void {
  const n = ns![group]! + 1;
  const delta = x - means![group]!;
  const share = delta / n;
  const m2 = m2s![group]! + delta * (delta - share);
  const m3 = m3s![group]! - 3 * share * m2 + delta * (delta * delta - share * share);
  ns![group] = n;
  means![group] = means![group]! + share;
  m4s![group] = m4s![group]! - 4 * share * m3 - 6 * (share * share) * m2 + delta * (delta * (delta * delta) - share * (share * share));
  m3s![group] = m3;
  m2s![group] = m2;
}

function mergeShapes(into: Float64Array[], group: number, from: Float64Array[], row: number): void {
  const [n1, mean1, a2, a3, a4] = into.map((column) => column[group]!) as [number, number, number, number, number];
  const [n2, mean2, b2, b3, b4] = from.map((column) => column[row]!) as [number, number, number, number, number];
  const n = n1 + n2;
  if (n2 === 0) return;
  const delta = mean2 - mean1;
  const share = delta / n;
  const m4 = a4 + b4 + share * share * share * delta * n1 * n2 * (n1 * n1 - n1 * n2 + n2 * n2) + share * share * 6 * (n1 * n1 * b2 + n2 * n2 * a2) + 4 * share * (n1 * b3 - n2 * a3);
  const m3 = a3 + b3 + share * share * delta * n1 * n2 * (n1 - n2) + 3 * share * (n1 * b2 - n2 * a2);
  [n, mean1 + share * n2, a2 + b2 + delta * share * n1 * n2, m3, m4].forEach((value, index) => { into[index]![group] = value; });
}

function pairKernel(buffer: readonly BufferField[], value: (pair: Pair) => number | undefined, yFirst: boolean): AggregateKernel {
  return {
    state: pairColumns.map(() => 'f64'),
    buffer,
    update(state, groups, args, rows) {
      const [x, y] = yFirst ? [args[1]!, args[0]!] : [args[0]!, args[1]!];
      if (x.type.kind === 'null' || y.type.kind === 'null') return;
      const xs = float64Values(x);
      const ys = float64Values(y);
      const columns = columnsOf(state);
      visitRows(args, rows, (row) => { addToPair(columns, groups[row]!, xs[row & x.mask]!, ys[row & y.mask]!); });
    },
    merge(state, groups, other, count) {
      const [columns, others] = [columnsOf(state), columnsOf(other)];
      for (let row = 0; row < count; row++) mergePairs(columns, groups[row]!, others, row);
    },
    finish: (state, groups, { arena }) => {
      const columns = columnsOf(state);
      return doubles(groups, arena, (group) => {
        const [n, meanX, meanY, ck, mkx, mky, m2x, m2y, sumX, sumY] = columns.map((column) => column[group]!) as [number, number, number, number, number, number, number, number, number, number];
        return n === 0 ? undefined : value({ n, meanX, meanY, ck, mkx, mky, m2x, m2y, sumX, sumY });
      });
    },
  };
}

function addToPair([ns, meanXs, meanYs, cks, mkxs, mkys, m2xs, m2ys, sumXs, sumYs]: Float64Array[], group: number, x: number, y: number): void {
  const n = ns![group]! + 1;
  const dx = x - meanXs![group]!;
  const dy = y - meanYs![group]!;
  const meanX = meanXs![group]! + dx / n;
  const meanY = meanYs![group]! + dy / n;
  ns![group] = n;
  meanXs![group] = meanX;
  meanYs![group] = meanY;
  cks![group] = cks![group]! + dx * (y - meanY);
  mkxs![group] = mkxs![group]! + dx * (x - meanX);
  mkys![group] = mkys![group]! + dy * (y - meanY);
  m2xs![group] = m2xs![group]! + dx * (dx - dx / n);
  m2ys![group] = m2ys![group]! + dy * (dy - dy / n);
  sumXs![group] = sumXs![group]! + x;
  sumYs![group] = sumYs![group]! + y;
}

function mergePairs(into: Float64Array[], group: number, from: Float64Array[], row: number): void {
  const a = into.map((column) => column[group]!);
  const b = from.map((column) => column[row]!);
  const [n1, n2] = [a[0]!, b[0]!];
  if (n2 === 0) return;
  const n = n1 + n2;
  const dx = b[1]! - a[1]!;
  const dy = b[2]! - a[2]!;
  const both = n1 * n2;
  const merged = [
    n, a[1]! + (dx / n) * n2, a[2]! + (dy / n) * n2, a[3]! + b[3]! + dx * (dy / n) * both, a[4]! + b[4]! + dx * (dx / n) * both, a[5]! + b[5]! + dy * (dy / n) * both,
    a[6]! + b[6]! + dx * (dx / n) * both, a[7]! + b[7]! + dy * (dy / n) * both, a[8]! + b[8]!, a[9]! + b[9]!,
  ];
  merged.forEach((value, index) => { into[index]![group] = value; });
}

function doubles(groups: Uint32Array, arena: { float64(n: number): Float64Array; bitmap(n: number, bit: 0 | 1): Uint8Array }, valueOf: (group: number) => number | undefined): ReturnType<typeof makeColumn> {
  const values = arena.float64(groups.length);
  const validity = arena.bitmap(groups.length, 1);
  groups.forEach((group, row) => {
    const value = valueOf(group);
    values[row] = value ?? 0;
    if (value === undefined) validity[row >> 3]! &= ~(1 << (row & 7));
  });
  return makeColumn(doubleType, groups.length, { values, validity });
}
