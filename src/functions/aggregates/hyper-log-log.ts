import { measuredEstimates } from './hyper-log-log-bias.ts';

/**
 * HyperLogLog++ (Heule, Nunkesser, Hall 2013): 2^p registers hold the longest run of zeros of the hashes that fall to them.
 *
 * Few values are counted by the registers that are still empty, many by the harmonic mean, and what lies between by that mean less its bias,
 * which is interpolated between the measurements nearest to it. Source of the limits: Spark 4.3, observed.
 */
export function estimateDistinct(registers: Uint8Array, precision: number): number {
  if (registers.length === 0) return 0;
  const size = 2 ** precision;
  let sum = 0;
  let empty = 0;
  for (const run of registers) { sum += 2 ** -run; if (run === 0) empty++; }
  const alpha = size === 16 ? 0.673 : size === 32 ? 0.697 : size === 64 ? 0.709 : 0.7213 / (1 + 1.079 / size);
  const mean = (alpha * size * size) / sum;
  const linear = empty === 0 ? Number.POSITIVE_INFINITY : size * Math.log(size / empty);
  const limit = linearLimits[precision - 4];
  if (empty > 0 && ((limit !== undefined && linear <= limit) || mean <= 2.5 * size)) return linear;
  return limit !== undefined && mean < 5 * size ? mean - biasOf(mean, precision) : mean;
}

/** Up to here the empty registers tell more, by precision from 4 on. */
const linearLimits = [10, 20, 40, 80, 220, 400, 900, 1800, 3100, 6500, 15_500, 20_000, 50_000, 120_000, 350_000];

const NEIGHBOURS = 6;

/** The average bias of the six measurements around an estimate. */
function biasOf(mean: number, precision: number): number {
  const { raw, seen } = tableOf(precision);
  const distance = (index: number): number => (mean - raw[index]!) ** 2;
  let low = Math.max(placeOf(raw, mean) - NEIGHBOURS + 1, 0);
  let high = Math.min(low + NEIGHBOURS, raw.length);
  while (high < raw.length && distance(high) < distance(low)) {
    low += 1;
    high += 1;
  }
  let bias = 0;
  for (let index = low; index < high; index++) bias += raw[index]! - seen[index]!;
  return bias / (high - low);
}

/** Where the value stands or belongs in a rising list. */
function placeOf(list: Float64Array, value: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Table { readonly raw: Float64Array; readonly seen: Float64Array }
const tables = new Map<number, Table>();

function tableOf(precision: number): Table {
  let table = tables.get(precision);
  if (table === undefined) {
    const { raw, seen } = measuredEstimates[precision - 4]!;
    table = { raw: readDifferences(raw).map((one) => one / 10_000), seen: readDifferences(seen) };
    tables.set(precision, table);
  }
  return table;
}

function readDifferences(text: string): Float64Array {
  let value = 0;
  return Float64Array.from(text.split(' '), (digits) => (value += Number.parseInt(digits, 36)));
}
