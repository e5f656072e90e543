import { listValue, structValue } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import { arrayType, doubleType, field, intType, structType } from '../../types/data-type.ts';
import { isNumeric } from '../../types/coercion.ts';
import { javaRandom } from '../random/java-random.ts';
import { rowsAggregate } from './aggregate-rows.ts';
import { doubleOf, valueOfDouble } from './as-double.ts';
import { castInput, expectCount, expectInteger } from '../define.ts';
import type { AggregateCallShape, AggregateFunction, AggregateKernel, CallShape, ResolvedCall } from '../function.ts';
import { failInput, quoted } from '../mismatch.ts';

/**
 * histogram_numeric: bins at places on the line, each with a weight. A value takes its place as a bin of weight 1; when there are too many bins, the two nearest
 * become one at their centre of gravity. Which of several equal pairs it is, a sequence of random numbers from a fixed seed says, so the answer depends on the order
 * of the rows and on nothing else.   state  the values
 */
export const histogramFunction: AggregateFunction = {
  kind: 'aggregate', name: 'histogram_numeric', group: 'agg_funcs', since: '0.1', signatures: [], nullable: 'always',
  doc: 'Returns about how the values are spread, as so many bins {x, y}: y values lie around x.',
  examples: [['SELECT histogram_numeric(x, 3) FROM VALUES (0), (1), (2), (10) AS t(x)', '[{0, 1.0}, {1, 2.0}, {10, 1.0}]']],
  resolve, aggregate: kernel,
};

const keepsType = ({ settings }: Pick<CallShape, 'settings'>): boolean => settings.get('spark.sql.legacy.histogramNumericPropagateInputType')?.toLowerCase() !== 'false';
const placed: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamp_ntz', 'year_month_interval', 'day_time_interval', 'time']);

function resolve(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  const { type } = call.arguments[0]!;
  const own = type.kind === 'string' || type.kind === 'null' ? doubleType : type;
  if (!isNumeric(own) && !placed.has(own.kind)) failInput(call, 0, { oneOf: [{ family: 'numeric' }, { kind: 'date' }, { kind: 'timestamp' }, { kind: 'timestamp_ntz' }] });
  castInput(call, 1, intType);
  const count = expectInteger(call, 1, 'nb');
  if (count === null) fail('DATATYPE_MISMATCH.UNEXPECTED_NULL', { sqlExpr: quoted(call.sql), exprName: 'nb' }, { at: call.at });
  if (count! < 2) fail('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', { sqlExpr: quoted(call.sql), exprName: 'nb', valueRange: '[2, 2147483647]', currentValue: String(count) }, { at: call.at });
  const returnType = arrayType(structType([field('x', keepsType(call) ? own : doubleType), field('y', doubleType)]));
  return { argumentTypes: [own, { kind: 'int' }], returnType, nullable: true };
}

function kernel(call: AggregateCallShape): AggregateKernel {
  const type = call.argumentTypes[0]!;
  const placeType = keepsType(call) ? type : doubleType;
  const limit = Number(call.literals[1]);
  const inner = rowsAggregate({
    argumentTypes: [type], returnType: call.returnType, required: [0],
    finish: (rows) => {
      const bins = new Bins(limit);
      for (const [value] of rows) bins.add(doubleOf(value!, type));
      return bins.places.length === 0 ? null : listValue(bins.places.map((x, at) => structValue([valueOfDouble(x, placeType), bins.weights[at]!])));
    },
  });
  return { ...inner, update: (state, groups, args, rows, context) => { inner.update(state, groups, args.slice(0, 1), rows, context); } };
}

class Bins {
  readonly places: number[] = [];
  readonly weights: number[] = [];
  readonly #limit: number;
  readonly #next = javaDoubles(31_183n);

  constructor(limit: number) { this.#limit = limit; }

  add(value: number): void {
    let at = 0;
    for (let low = 0, high = this.places.length; low < high;) {
      at = (low + high) >> 1;
      if (this.places[at]! > value) high = at;
      else if (this.places[at]! < value) low = ++at;
      else break;
    }
    if (this.places[at] === value) { this.weights[at]!++; return; }
    this.places.splice(at, 0, value);
    this.weights.splice(at, 0, 1);
    if (this.places.length > this.#limit) this.#merge(this.#nearest());
  }

  /** The first of the two bins that are nearest to one another. */
  #nearest(): number {
    let nearest = 0;
    let least = this.places[1]! - this.places[0]!;
    let ties = 1;
    for (let at = 1; at < this.places.length - 1; at++) {
      const gap = this.places[at + 1]! - this.places[at]!;
      if (gap < least) [nearest, least, ties] = [at, gap, 1];
      else if (gap === least && this.#next() <= 1 / ++ties) nearest = at;
    }
    return nearest;
  }

  #merge(at: number): void {
    const [left, right] = [this.weights[at]!, this.weights[at + 1]!];
    const both = left + right;
    this.places[at] = this.places[at]! * (left / both) + (this.places[at + 1]! / both) * right;
    this.weights[at] = both;
    this.places.splice(at + 1, 1);
    this.weights.splice(at + 1, 1);
  }
}

/** Doubles as java.util.Random draws them. */
function javaDoubles(seed: bigint): () => number {
  const bits = javaRandom(seed);
  return () => (bits(26) * 2 ** 27 + bits(27)) / 2 ** 53;
}
